"""The words by which names of people are known, one file of `name_words` for each language or group
of scripts.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

WORDS = Path(__file__).with_name("name_words")


@cache
def lists_of(language: str) -> dict[str, Any]:
    """The lists of this file by their names."""
    found: dict[str, Any] = yaml.safe_load((WORDS / f"{language}.yaml").read_text("utf-8"))
    return found


@cache
def listed(language: str, *names: str) -> frozenset[str]:
    """The entries of these lists together."""
    return frozenset(entry for name in names for entry in lists_of(language)[name])


@cache
def any_of(language: str, name: str) -> str:
    """A pattern for any entry of this list, the longest first."""
    return "|".join(
        re.escape(entry) for entry in sorted(lists_of(language)[name], key=len, reverse=True)
    )
