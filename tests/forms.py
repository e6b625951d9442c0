"""How a number or a word could lie in a file: every encoding that a search of seized bytes would
try.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

TEXT = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "cp949", "gb18030")


def of_number(number: int) -> Iterator[bytes]:
    """Decimal and hexadecimal in every text encoding, and bytes: shortest and eight, both orders,
    SQLite's varint.
    """
    for written in (str(number), f"{number:x}", f"{number:X}"):
        yield from of_word(written)
    shortest = (number.bit_length() + 8) // 8  # with room for the sign, as SQLite stores integers
    for size in {shortest, 8}:
        yield number.to_bytes(size, "big")
        yield number.to_bytes(size, "little")
    yield _varint(number)


def of_word(word: str) -> Iterator[bytes]:
    """The word in every text encoding that has its letters, plain and as base64 at each of its
    three offsets.
    """
    for encoding in TEXT:
        try:
            plain = word.encode(encoding)
        except UnicodeEncodeError:
            continue
        yield plain
        for lead in range(3):
            coded = base64.b64encode(b"\0" * lead + plain)
            yield coded[(lead * 8 + 5) // 6 : len(coded) - 4]  # what the neighbours cannot change


def _varint(number: int) -> bytes:
    """SQLite's file format, 1.6: seven bits a byte, the highest first."""
    found = [number & 0x7F]
    while number := number >> 7:
        found.append(number & 0x7F | 0x80)
    return bytes(reversed(found))
