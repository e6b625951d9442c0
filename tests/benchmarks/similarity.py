"""How alike letters are: the share of stretches of five words or characters that two texts have in
common.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from statistics import median

GRAM = 5
UNITS = {"en": "words", "ko": "words", "zh": "characters"}
_WORD = re.compile(r"\w+", re.UNICODE)


def grams(text: str, language: str) -> frozenset[tuple[str, ...]]:
    """Every stretch of five words (of five characters in Chinese), without punctuation and case."""
    words = _WORD.findall(text.casefold())
    units = list("".join(words)) if UNITS.get(language) == "characters" else words
    return frozenset(tuple(units[at : at + GRAM]) for at in range(len(units) - GRAM + 1))


def alike(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """The Jaccard index of two sets: 0 nothing in common, 1 the same."""
    common = len(one & other)
    whole = len(one) + len(other) - common
    return common / whole if whole else 1.0


def likeness(texts: Sequence[str], language: str) -> list[float]:
    """The index of every pair of texts."""
    sets = [grams(text, language) for text in texts]
    return [alike(one, other) for one, other in combinations(sets, 2)]


def middle(texts: Sequence[str], language: str) -> float:
    """The median of all pairs."""
    return median(likeness(texts, language))
