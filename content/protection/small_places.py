"""Places below the province in a text about a minor: any of them, whichever the case is about
(SAFETY rule 2).
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path

import yaml

from content.text.folding import Folded, fold

WORDS = Path(__file__).with_name("place_words")
HEAD = 2  # letters; every name has as many


def find(text: str) -> list[tuple[int, int]]:
    """Where towns and villages stand in the text (code points), whatever their spelling."""
    folded = Folded(text)
    heads = {head for head in map("".join, pairwise(folded.letters)) if head in _by_head()}
    named = (name for head in heads for name in _by_head()[head])
    return sorted({place for name in named for place in folded.find(name)})


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
def _by_head() -> dict[str, list[str]]:
    """The towns' folded names by their first two letters: few texts have any of these."""
    found = defaultdict[str, list[str]](list)
    for name in dict.fromkeys(map(fold, names())):
        found[name[:HEAD]].append(name)
    return dict(found)
