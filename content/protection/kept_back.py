"""Names and details that cases keep back: found in any text without being readable anywhere.

A list lives in the store only, as marks under a key that the store does not hold
(storage/library/withheld.py). Here is how a name becomes a mark and how marks are looked for; the
key is handed in and never leaves its owner.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import pairwise

from content.errors import UserError
from content.text.folding import Folded, fold

# How packs and older stores write an entry.
UNKEYED = re.compile(r"sha256:(whole|any):(\d{1,3}):([0-9a-f]{64})")
SHORTEST, LONGEST = 2, 60  # letters of an entry: one letter would be found in every text
WHOLE, ANY = "whole", "any"

Key = Callable[[bytes], bytes]


class Withheld(UserError):
    """A text names what a case withholds."""

    key = "error.withheld"


@dataclass(frozen=True)
class Mark:
    """One entry: how it is looked for, how many letters it has, its keyed hash and that of its
    first two letters.

    `whole`: words in Latin letters, not a part of a longer one. `any`: everything else, as Korean
    and Chinese put particles and neighbours right beside a name. An entry from an older store has
    no `head`.
    """

    shape: str
    length: int
    keyed: bytes
    head: bytes = b""


def mark(words: str, key: Key) -> Mark:
    """The mark of a name or detail; ValueError unless it has 2 to 60 letters."""
    folded = fold(words)
    if not SHORTEST <= len(folded) <= LONGEST:
        raise ValueError(f"write a name or detail of {SHORTEST} to {LONGEST} letters")
    shape = WHOLE if folded.isascii() else ANY
    return Mark(shape, len(folded), key(_digest(folded)), key(_digest(folded[:SHORTEST])))


def under_key(entry: str, key: Key) -> Mark | None:
    """The mark of an entry as older stores wrote it, without a key; None for anything else."""
    known = UNKEYED.fullmatch(entry)
    return Mark(known[1], int(known[2]), key(bytes.fromhex(known[3]))) if known else None


@dataclass(frozen=True)
class KeptBack:
    """What is kept back by all cases together; `cases` are those that have a list."""

    marks: Collection[Mark] = ()
    key: Key = field(default=bytes, repr=False)
    cases: frozenset[str] = frozenset()

    def found(self, text: str) -> list[str]:
        """The stretches of the text that are kept back, whatever their case, width, accents, spaces
        and hyphens.
        """
        headless = self._by_head.get(b"", [])
        known = self._heads(fold(text)) if self.marks else {}
        if not known and not headless:
            return []
        folded = Folded(text)
        spans = [
            folded.span(start, length) for start, length in self._places(folded, known, headless)
        ]
        return list(dict.fromkeys(folded.text[start:end] for start, end in spans))

    def guard(self, value: object) -> None:
        """Withheld if any text in the value, however deep, names what is kept back."""
        if self.names(value):
            raise Withheld

    def names(self, value: object) -> bool:
        """Whether any text in the value, however deep, names what is kept back."""
        all_texts = list(texts(value)) if self.marks else []
        near = bool(self._by_head.get(b"")) or bool(self._heads(fold("".join(all_texts))))
        return near and any(map(self.found, all_texts))

    @cached_property
    def _by_head(self) -> dict[bytes, list[Mark]]:
        found: dict[bytes, list[Mark]] = {}
        for one in self.marks:
            found.setdefault(one.head, []).append(one)
        return found

    @cached_property
    def _hashed(self) -> dict[str, bytes]:
        return {}

    def _keyed(self, piece: str) -> bytes:
        if piece not in self._hashed:
            self._hashed[piece] = self.key(_digest(piece))
        return self._hashed[piece]

    def _heads(self, letters: str) -> dict[str, list[Mark]]:
        """The marks that two neighbouring letters may begin. Few texts have any, and need no closer
        look.
        """
        heads = set(map("".join, pairwise(letters)))
        return {head: found for head in heads if (found := self._by_head.get(self._keyed(head)))}

    def _places(
        self, folded: Folded, known: Mapping[str, list[Mark]], headless: list[Mark]
    ) -> Iterator[tuple[int, int]]:
        """Where a mark begins among the folded letters, and its length."""
        letters = folded.letters
        for start in range(len(letters) - SHORTEST + 1):
            for one in (*known.get(letters[start : start + SHORTEST], ()), *headless):
                piece = letters[start : start + one.length]
                fits = len(piece) == one.length and piece.isascii() == (one.shape == WHOLE)
                if fits and folded.whole(start, one.length) and self._keyed(piece) == one.keyed:
                    yield start, one.length


NOTHING = KeptBack()


def texts(value: object) -> Iterator[str]:
    """Every string in nested mappings and sequences."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from texts(name)
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def _digest(folded: str) -> bytes:
    return sha256(f"appealbot withheld {folded}".encode()).digest()
