"""Events: protests and vigils, their recurrence in local time, and what a person needs to know to come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, available_timezones

from dateutil.rrule import rrule, rrulestr
from pydantic import Field, field_validator

from content.model import Language, Line, Model, Prose, Slug

# One start a day at most: hours come from `starts`, so that no two occurrences meet when clocks change.
_RULE = re.compile(
    r"FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)"
    r"(?:;(?:INTERVAL=[1-9]\d{0,2}|(?!INTERVAL|BYHOUR|BYMINUTE|BYSECOND)[A-Z]+=[A-Z0-9,+-]+))*"
)
_FIRST, _TEN_YEARS = datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2010-01-01")


def _wall_time(value: datetime) -> datetime:
    if value.tzinfo:
        raise ValueError("write the local time at the place, without an offset, like 2026-12-02 18:30")
    if not 1900 <= value.year <= 2200:
        raise ValueError("write a year between 1900 and 2200")
    return value


def _takes_place(rule: str) -> bool:
    """Whether the rule can be read and falls on some day; looked for within ten years, as a rule may fall on none."""
    try:
        parsed = rrulestr(rule, dtstart=_FIRST)
        return isinstance(parsed, rrule) and next(iter(parsed.replace(count=None, until=_TEN_YEARS)), None) is not None
    except (ValueError, KeyError, TypeError):
        return False


class EventKind(StrEnum):
    PROTEST = "protest"
    VIGIL = "vigil"


class EventText(Model):
    """An event in one language."""

    title: Line
    place: Line
    description: Prose
    directions: Prose | None = None
    bring: Prose | None = None
    safety: Prose | None = None


class Event(Model):
    """An event; `starts` is local wall time at its place, `rule` an RFC 5545 RRULE value counted in that local time."""

    slug: Slug
    case: Slug
    kind: EventKind
    starts: datetime
    zone: str
    minutes: int = Field(gt=0, le=24 * 60)
    rule: str | None = None
    cancelled: tuple[datetime, ...] = Field(default=(), description="local starts that do not take place")
    city: dict[Language, Line]
    address: Line
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    example: bool = False
    sources: tuple[Slug, ...] = ()
    texts: dict[Language, EventText]

    @field_validator("starts")
    @classmethod
    def _local(cls, value: datetime) -> datetime:
        return _wall_time(value)

    @field_validator("cancelled")
    @classmethod
    def _all_local(cls, value: tuple[datetime, ...]) -> tuple[datetime, ...]:
        return tuple(map(_wall_time, value))

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("write an IANA time zone like Asia/Seoul or Europe/London")
        return value

    @field_validator("rule")
    @classmethod
    def _readable_rule(cls, value: str | None) -> str | None:
        if value and not _RULE.fullmatch(value):
            raise ValueError(
                "write an RFC 5545 rule by day, week, month or year, without hours, like FREQ=WEEKLY;BYDAY=WE"
            )
        if value and not _takes_place(value):
            raise ValueError(
                "write an RFC 5545 rule that falls on some day, UNTIL without Z, like FREQ=WEEKLY;BYDAY=WE"
            )
        return value

    def occurrences(self, after: datetime) -> Iterator[Occurrence]:
        """Occurrences that end after `after` (aware), earliest first, without end when the rule has none.

        A local time that the zone skips moves forward by the gap; one that comes twice is the first of the two.
        """
        last: datetime | None = None
        for local in self.locals():
            start = self._instant(local)
            end = start + timedelta(minutes=self.minutes)
            if end > after and start != last:
                zone = ZoneInfo(self.zone)
                yield Occurrence(self, start.astimezone(zone), end.astimezone(zone), local in self.cancelled)
            last = start

    def locals(self) -> Iterator[datetime]:
        """The wall times at which it starts, as the rule gives them, without end when the rule has none."""
        return iter(rrulestr(self.rule, dtstart=self.starts) if self.rule else (self.starts,))

    def _instant(self, local: datetime) -> datetime:
        return local.replace(tzinfo=ZoneInfo(self.zone), fold=0).astimezone(UTC)

    def next(self, now: datetime) -> Occurrence | None:
        """The occurrence under way or coming next, or None when the event is past."""
        return next(self.occurrences(now), None)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time an event takes place: aware start and end in the event's zone."""

    event: Event
    start: datetime
    end: datetime
    cancelled: bool = False

    @property
    def stamp(self) -> int:
        """Start as Unix time, which names the occurrence in buttons and rows."""
        return int(self.start.timestamp())
