"""A flood from one person slows that person only: an allowance each, one notice, then silence.
Pure: seconds given.
"""

from __future__ import annotations

from collections import OrderedDict
from enum import Enum, auto

BURST, PER_SECOND = 18.0, 3.0
CALM = BURST / 2  # of the allowance regained before there may be another notice
REMEMBERED = 10_000  # people; whoever was silent longest is forgotten first


class Verdict(Enum):
    """What becomes of an update."""

    PASS = auto()
    NOTICE = auto()
    DROP = auto()


class Flood:
    """Says what becomes of each update of a person."""

    def __init__(self) -> None:
        self._people: OrderedDict[int, tuple[float, float, bool]] = OrderedDict()

    def take(self, now: float, user: int) -> Verdict:
        """PASS within the allowance; NOTICE for the first beyond it; DROP until it is
        quiet again.
        """
        left, at, told = self._people.pop(user, (BURST, now, False))
        left = min(BURST, left + (now - at) * PER_SECOND)
        told = told and left < CALM
        verdict = Verdict.DROP if told else Verdict.NOTICE
        if left >= 1 and not told:
            verdict = Verdict.PASS
        left -= verdict is Verdict.PASS
        self._people[user] = (left, now, told or verdict is Verdict.NOTICE)
        if len(self._people) > REMEMBERED:
            self._people.popitem(last=False)
        return verdict
