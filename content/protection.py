"""Names and details that a case withholds: kept as digests, looked for in every text before it is shown to anyone.

A digest hides a name from a glance at the pack or the store, not from someone who tries all names: keep both private.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256

from content.errors import UserError

DIGEST = re.compile(r"sha256:(whole|any):(\d{1,3}):([0-9a-f]{64})")
SHORTEST = 2  # letters: one would be found in every text


class Withheld(UserError):
    """A text names what a case withholds."""

    key = "error.withheld"


def withhold(words: str) -> str:
    """What is kept of a name or detail: its digest; one that is a digest already stays. ValueError if too short."""
    if DIGEST.fullmatch(words):
        return words
    letters = _letters(unicodedata.normalize("NFC", words))
    if len(letters) < SHORTEST:
        raise ValueError("write a name or detail of at least two letters")
    folded = "".join(letter for letter, _ in letters)
    kind = "whole" if folded.isascii() else "any"  # Korean and Chinese put particles and neighbours right beside a name
    return f"sha256:{kind}:{len(folded)}:{_digest(folded)}"


def found(withheld: Iterable[str], text: str) -> list[str]:
    """The stretches of the text that are withheld, whatever their case, accents, spaces and hyphens."""
    wanted: dict[tuple[str, int], set[str]] = {}
    for match in filter(None, map(DIGEST.fullmatch, withheld)):
        wanted.setdefault((match[1], int(match[2])), set()).add(match[3])
    if not wanted:
        return []
    text = unicodedata.normalize("NFC", text)
    letters = _letters(text)
    folded = "".join(letter for letter, _ in letters)
    hits: list[str] = []
    for (kind, length), digests in sorted(wanted.items()):
        for start in range(len(folded) - length + 1):
            first, last = letters[start][1], letters[start + length - 1][1]
            if kind == "whole" and not (_starts(text, first) and _ends(text, last)):
                continue
            if _digest(folded[start : start + length]) in digests:
                hits.append(text[first : last + 1])
    return list(dict.fromkeys(hits))


def guard(withheld: Iterable[str], value: object) -> None:
    """Withheld if any text in the value, however deep, names what is withheld."""
    kept = tuple(withheld)
    if kept and any(found(kept, text) for text in texts(value)):
        raise Withheld


def texts(value: object) -> Iterator[str]:
    """Every string in nested mappings and sequences, without digests."""
    if isinstance(value, str):
        if not DIGEST.fullmatch(value):
            yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from texts(name)
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def _letters(text: str) -> list[tuple[str, int]]:
    """Folded letters and digits with their places in the text: no case, accents, spaces or punctuation."""
    return [(sign, place) for place, one in enumerate(text) for sign in _folded(one) if sign.isalnum()]


@cache
def _folded(character: str) -> str:
    """One character in one width and case, without accents; a Hangul syllable stays whole."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", character) if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", plain).casefold()


def _starts(text: str, place: int) -> bool:
    return place == 0 or not text[place - 1].isalnum()


def _ends(text: str, place: int) -> bool:
    return place + 1 == len(text) or not text[place + 1].isalnum()


def _digest(folded: str) -> str:
    return sha256(f"appealbot withheld {folded}".encode()).hexdigest()
