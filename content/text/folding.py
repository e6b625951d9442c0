"""Texts as they are compared: letters and digits in one width and case, without accents, spaces and
punctuation.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache


def fold(text: str) -> str:
    """The folded letters of a text."""
    return unicodedata.normalize("NFC", text).translate(_LETTERS)


class Folded:
    """A text with its folded letters, in which words are found however they are written."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFC", text)
        letters = _letters(self.text)
        self.letters = "".join(letter for letter, _ in letters)
        self._at = [place for _, place in letters]

    def span(self, start: int, length: int) -> tuple[int, int]:
        """Where in the text the folded letters from `start` stand."""
        return self._at[start], self._at[start + length - 1] + 1

    def begins(self, start: int) -> bool:
        """Whether a word in Latin letters may begin at this folded letter."""
        return not _latin(self.text, self._at[start] - 1)

    def ends(self, start: int, length: int) -> bool:
        """Whether a word in Latin letters may end there; a particle in another script ends it."""
        return not _latin(self.text, self.span(start, length)[1])

    def whole(self, start: int, length: int) -> bool:
        """Whether the letters are no part of a longer word, which only Latin ones can be
        told of.
        """
        piece = self.letters[start : start + length]
        return not piece.isascii() or (self.begins(start) and self.ends(start, length))

    def find(self, folded: str) -> Iterator[tuple[int, int]]:
        """Every place in the text of a word that was folded."""
        at = self.letters.find(folded)
        while at >= 0:
            if self.whole(at, len(folded)):
                yield self.span(at, len(folded))
            at = self.letters.find(folded, at + 1)


def _letters(text: str) -> list[tuple[str, int]]:
    return [(sign, place) for place, one in enumerate(text) for sign in _LETTERS[ord(one)]]


@cache
def _folded(character: str) -> str:
    """One character in one width and case, without accents; a Hangul syllable stays whole."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", character) if not unicodedata.combining(sign)
    )
    return unicodedata.normalize("NFC", plain).casefold()


def _latin(text: str, place: int) -> bool:
    """Whether a Latin letter or a digit stands there."""
    return 0 <= place < len(text) and any(
        sign.isascii() and sign.isalnum() for sign in _folded(text[place])
    )


class _Letters(dict[int, str]):
    """The folded letters of each character, by its code: what `str.translate` asks for."""

    def __missing__(self, code: int) -> str:
        self[code] = found = "".join(sign for sign in _folded(chr(code)) if sign.isalnum())
        return found


_LETTERS = _Letters()
