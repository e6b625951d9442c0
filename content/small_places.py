"""Places below the province in a text about a minor: any of them, whichever the case is about (SAFETY rule 2)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from content.folding import Folded, fold

WORDS = Path(__file__).with_name("place_words")


def find(text: str) -> list[tuple[int, int]]:
    """Where towns and villages stand in the text (code points), whatever their spelling."""
    folded = Folded(text)
    return sorted({place for name in _names() for place in folded.find(name)})


@cache
def _names() -> tuple[str, ...]:
    files = sorted(WORDS.glob("*.yaml"))
    lists = [names for file in files for names in yaml.safe_load(file.read_text("utf-8")).values()]
    return tuple(dict.fromkeys(fold(name) for names in lists for name in names))
