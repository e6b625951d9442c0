"""The team's numbers: only counts, and nothing below five is told exactly (SAFETY rule 8)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FLOOR = 5
FEW = f"<{FLOOR}"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula


@dataclass(frozen=True)
class Row:
    """One count of one thing: the table it belongs to, what is counted, in which week (its Monday, or '')."""

    table: str
    what: str
    week: str
    count: int


def told(count: int) -> str:
    """The count as it may be told: exactly from five on, nothing for nobody."""
    return str(count) if count >= FLOOR or count == 0 else FEW


def in_fives(count: int) -> int:
    """The count of letters as it may be told: 12 as 10. Weeks and offices add up the same letters in two ways, and
    where one count is hidden, exact sums could be subtracted."""
    return count - count % FLOOR if count >= FLOOR else count


def to_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table for a spreadsheet (RFC 4180, UTF-8 with a mark that Excel needs); no cell is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
