"""Events: protests and vigils, their recurrence in local time, and what a person needs to know to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, available_timezones

from dateutil.rrule import rrulestr
from pydantic import Field, field_validator

from content.model import Language, Line, Model, Prose, Slug


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
        if value.tzinfo:
            raise ValueError("write the local time at the place, without an offset, like 2026-12-02 18:30")
        return value

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("write an IANA time zone like Asia/Seoul or Europe/London")
        return value

    @field_validator("rule")
    @classmethod
    def _readable_rule(cls, value: str | None) -> str | None:
        if value:
            try:
                rrulestr(value, dtstart=datetime(2000, 1, 1))
            except (ValueError, KeyError) as reason:
                raise ValueError("write an RFC 5545 rule like FREQ=WEEKLY;BYDAY=WE") from reason
        return value

    def occurrences(self, after: datetime) -> Iterator[Occurrence]:
        """Occurrences that end after `after` (aware), earliest first; a local time that a zone skips moves forward."""
        ...

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
