"""Numbers about people as they may be told (SAFETY rule 8, threat 34).

Every count of people that a screen, a file, a log or the audit shows is told in steps of five,
rounded down: 12 as 10, fewer than five as "<5". So every number that can be read is a multiple of
five, and so is every sum and every difference of such numbers: none of them is one to four,
whichever screens are laid side by side. Exact numbers beside one another would not do: everybody
less the readers of two languages is the readers of the third.

This holds for the totals of deliveries too (storage/delivery/headcounts.py says why).
"""

from __future__ import annotations

from dataclasses import dataclass

from content.language.i18n import Words, number
from content.text.markup import Rich

FLOOR = 5
FEW = f"<{FLOOR}"


@dataclass(frozen=True)
class Headcount:
    """How many people there are, as it may be told: `at_least` so many; `few` for fewer
    than five.
    """

    at_least: int
    few: bool = False

    @property
    def any(self) -> bool:
        """Whether there is anybody."""
        return self.few or self.at_least > 0

    def text(self, language: str) -> str:
        """As it is written in a sentence of this language."""
        return FEW if self.few else number(self.at_least, language)

    def __str__(self) -> str:
        """As it is written in a file, a log or the audit: without marks between the thousands."""
        return FEW if self.few else str(self.at_least)


def counted(words: Words, key: str, many: Headcount) -> Rich:
    """The sentence that tells how many; `key` with `_few` at its end has the one for few."""
    return words(f"{key}_few") if many.few else words(key, many.at_least)


def told(count: int) -> Headcount:
    """A count in steps of five, rounded down; fewer than five, nobody included, are few."""
    return Headcount(count - count % FLOOR, few=count < FLOOR)


@dataclass(frozen=True)
class Row:
    """One count of one thing: the table it belongs to, what is counted, in which week (its Monday,
    or '').
    """

    table: str
    what: str
    week: str
    count: Headcount
