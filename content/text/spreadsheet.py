"""Cells of tables that people open with a spreadsheet: none is taken for a formula (OWASP, CSV
injection).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from unicodedata import category, normalize

_SIGNS = ("=", "+", "-", "@", "−")
# Also a telephone number: worked out, it is a number and does nothing.
_NUMBER = re.compile(r"[+-]?[0-9][0-9 ().-]*")


def to_csv(header: Sequence[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A table for a spreadsheet (RFC 4180, UTF-8 with a mark that Excel needs); no cell is taken
    for a formula.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(map(escaped, header))
    writer.writerows(map(escaped, row) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def escaped(cell: str) -> str:
    """The cell with ' before it where a spreadsheet could take it for a formula.

    That is one that begins with white space, with a sign that nobody sees, or with one of = + - @
    in any width.
    """
    return f"'{cell}" if _begins_a_formula(cell) else cell


def escaped_unless_number(cell: str) -> str:
    """As `escaped`, but numbers, coordinates and telephone numbers stay as they are. `restored`
    reads it back.
    """
    return cell if _NUMBER.fullmatch(cell) else escaped(cell)


def restored(cell: str) -> str:
    """What `escaped_unless_number` was given."""
    return cell[1:] if cell.startswith("'") and _begins_a_formula(cell[1:]) else cell


def _begins_a_formula(cell: str) -> bool:
    # The sign itself is put before once more, so that it can be taken away again.
    bare = cell.lstrip("'")
    return bool(bare) and (
        category(bare[0])[0] in "ZCM" or normalize("NFKC", bare[0])[:1] in _SIGNS
    )
