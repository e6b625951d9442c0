"""Rules of recurrence (RFC 5545) counted in local wall time, and the moments that they name in a
zone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import islice
from threading import Lock
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from dateutil.rrule import rrule, rrulestr
from pydantic import AfterValidator

# One start a day at most: hours come from `starts`, so that no two occurrences meet when clocks
# change.
_RULE = re.compile(
    r"FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)"
    r"(?:;(?:INTERVAL=[1-9]\d{0,2}|(?!INTERVAL|BYHOUR|BYMINUTE|BYSECOND)[A-Z]+=[A-Z0-9,+-]+))*"
)
RULE_CHARACTERS = 500  # characters of a rule
# The last twenty years that there are: a rule that falls on none of their days ends by itself.
_LOOKED_FROM = datetime.fromisoformat("9980-01-01")


def _wall_time(value: datetime) -> datetime:
    if value.tzinfo:
        raise ValueError(
            "write the local time at the place, without an offset, like 2026-12-02 18:30"
        )
    if not 1900 <= value.year <= 2200:
        raise ValueError("write a year between 1900 and 2200")
    return value


@cache
def _zones() -> set[str]:
    return available_timezones()  # reads the disk


def _known_zone(value: str) -> str:
    if value not in _zones():
        raise ValueError("write an IANA time zone like Asia/Seoul or Europe/London")
    return value


def _readable(value: str) -> str:
    if len(value) > RULE_CHARACTERS or not _RULE.fullmatch(value):
        raise ValueError(
            "write an RFC 5545 rule by day, week, month or year, without hours, like"
            " FREQ=WEEKLY;BYDAY=WE"
        )
    if not _takes_place(value):
        raise ValueError(
            "write an RFC 5545 rule that falls on some day, UNTIL without Z, like"
            " FREQ=WEEKLY;BYDAY=WE"
        )
    return value


def _takes_place(rule: str) -> bool:
    """Whether the rule can be read and falls on some day of those that are looked at."""
    try:
        parsed = rrulestr(rule, dtstart=_LOOKED_FROM)
        return (
            isinstance(parsed, rrule)
            and next(iter(parsed.replace(count=None, until=None)), None) is not None
        )
    except (ValueError, KeyError, TypeError):
        return False


WallTime = Annotated[datetime, AfterValidator(_wall_time)]
Zone = Annotated[str, AfterValidator(_known_zone)]
Rule = Annotated[str, AfterValidator(_readable)]


class _WallTimes:
    """The wall times that a rule names, each worked out once, by whichever thread asks first."""

    def __init__(self, starts: datetime, rule: str | None) -> None:
        self._known: list[datetime] = []
        self._further = iter(rrulestr(rule, dtstart=starts) if rule else (starts,))
        self._lock = Lock()

    def since(self, earliest: datetime) -> Iterator[datetime]:
        """Those from a wall time on, in order."""
        while self._more(len(self._known)) and self._known[-1] < earliest:
            pass
        at = bisect_left(self._known, earliest)
        while self._more(at):
            yield self._known[at]
            at += 1

    def _more(self, at: int) -> bool:
        """Whether there is one at this place; it is known then."""
        with self._lock:
            if at >= len(self._known):
                self._known.extend(islice(self._further, 1))
            return at < len(self._known)


_wall_times = lru_cache(maxsize=4096)(_WallTimes)


def locals_of(
    starts: datetime, rule: str | None, earliest: datetime | None = None
) -> Iterator[datetime]:
    """The wall times that a rule names from `earliest` on, without end when it has none."""
    return _wall_times(starts, rule).since(earliest or starts)


def instant(local: datetime, zone: str) -> datetime:
    """A wall time of a zone as UTC: one that the zone skips moves on by the gap, one that comes
    twice is the first.
    """
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
