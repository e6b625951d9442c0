"""Places below the province in a text about a minor: any of them, whichever the case is about
(SAFETY rule 2).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from content.text.folding import Folded, fold

WORDS = Path(__file__).with_name("place_words")


def find(text: str) -> list[tuple[int, int]]:
    """Where towns and villages stand in the text (code points), whatever their spelling."""
    folded = Folded(text)
    return sorted({place for name in _folded_names() for place in folded.find(name)})


@cache
def names() -> tuple[str, ...]:
    """The towns in all languages, as they are written."""
    files = sorted(WORDS.glob("*.yaml"))
    return tuple(
        name
        for file in files
        for one in yaml.safe_load(file.read_text("utf-8")).values()
        for name in one
    )


@cache
def _folded_names() -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(name) for name in names()))
