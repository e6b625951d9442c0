"""An event: protest or vigil, its times in the zone of its place, its words, and what became
different.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, model_validator

from content.events.occurrence import Occurrence
from content.events.recurrence import Rule, WallTime, Zone, instant, locals_of
from content.model import LANGUAGES, SOURCES, Language, Line, Model, Slug

# One screen of 4,096 characters holds all of an event's words together.
Told = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=900)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=450)]
STARTS = 400  # of an event that are named one by one, at most
LONG_AGO = datetime(1800, 1, 1, tzinfo=UTC)
LATELY = timedelta(days=90)  # looked through first for what is over
# An event lasts a day at most, and no zone is further from UTC than that.
MARGIN = timedelta(days=3)


class EventKind(StrEnum):
    PROTEST = "protest"
    VIGIL = "vigil"


class EventRole(StrEnum):
    """What a person may offer to do."""

    STEWARD = "steward"
    SPEAKER = "speaker"
    LEGAL_OBSERVER = "legal_observer"


class PoliceNotice(StrEnum):
    """What the authorities were told, where the law asks for it."""

    NOT_NEEDED = "not_needed"
    PLANNED = "planned"
    GIVEN = "given"
    CONFIRMED = "confirmed"


class EventText(Model):
    """An event in one language."""

    title: Line
    place: Line
    description: Told
    directions: Note | None = None
    bring: Note | None = None
    accessibility: Note | None = None
    safety: Note | None = None


# What to know before one comes, in the order of the screen: Markdown, each under a heading of its
# own, `event.NAME`.
NOTES = ("directions", "bring", "accessibility", "safety")


class Change(Model):
    """One occurrence that takes place otherwise: `at` is its planned start, the rest is what is
    different.
    """

    at: WallTime
    starts: WallTime | None = None
    minutes: int | None = Field(default=None, gt=0, le=24 * 60)
    place: dict[Language, Line] = Field(default_factory=dict, max_length=LANGUAGES)
    address: Line | None = None
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    note: dict[Language, Line] = Field(default_factory=dict, max_length=LANGUAGES)


class Event(Model):
    """An event; `starts` is local wall time at its place, `rule` an RFC 5545 RRULE value counted in
    that local time.
    """

    slug: Slug
    case: Slug
    kind: EventKind
    starts: WallTime
    zone: Zone
    minutes: int = Field(default=60, gt=0, le=24 * 60)
    whole_day: bool = Field(
        default=False, description="no hour is known or matters; `minutes` counts for nothing"
    )
    rule: Rule | None = None
    exceptions: tuple[WallTime, ...] = Field(
        default=(), max_length=STARTS, description="starts by the rule that never were planned"
    )
    cancelled: tuple[WallTime, ...] = Field(
        default=(), max_length=STARTS, description="starts that do not take place, and are told so"
    )
    changes: tuple[Change, ...] = Field(default=(), max_length=STARTS)
    revision: int = Field(
        default=0,
        ge=0,
        description="for calendars: raised by hand when a changed pack is seeded anew",
    )
    published: int = Field(
        default=0, ge=0, exclude=True, description="how often the store published it anew"
    )
    city: dict[Language, Line] = Field(max_length=LANGUAGES)
    address: Line
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    languages: tuple[Language, ...] = Field(
        default=(), max_length=LANGUAGES, description="spoken there"
    )
    roles: tuple[EventRole, ...] = Field(
        default=(), max_length=20, description="that people may offer"
    )
    police: PoliceNotice | None = None
    capacity: int | None = Field(
        default=None, gt=0, description="places; more people wait and move up"
    )
    example: bool = False
    sources: tuple[Slug, ...] = Field(default=(), max_length=SOURCES)
    texts: dict[Language, EventText] = Field(max_length=LANGUAGES)

    @model_validator(mode="after")
    def _whole_days_begin_at_midnight(self) -> Event:
        if self.whole_day and self.starts.time() != datetime.min.time():
            raise ValueError("a whole day has no hour: write starts as a day, like 2026-12-02")
        return self

    @property
    def sequence(self) -> int:
        """Grows with everything that is published, so that calendars take it over (RFC 5545,
        SEQUENCE).
        """
        return self.revision + self.published

    def locals(self, earliest: datetime | None = None) -> Iterator[datetime]:
        """The wall times, from `earliest` on, at which it starts, as the rule gives them; without
        end when the rule has none.
        """
        return locals_of(self.starts, self.rule, earliest)

    def occurrences(self, after: datetime) -> Iterator[Occurrence]:
        """Occurrences that end after `after` (aware), earliest first, without end when the rule has
        none.

        A local time that the zone skips moves forward by the gap; one that comes twice is the first
        of the two.
        """
        changed = {change.at: change for change in self.changes}
        planned = self._planned(_well_before(after))
        usual = (self._made(local) for local in planned if local not in changed)
        other = sorted(
            (self._made(at, change) for at, change in changed.items()),
            key=lambda occurrence: occurrence.start,
        )
        merged = heapq.merge(usual, other, key=lambda occurrence: occurrence.start)
        return (occurrence for occurrence in merged if occurrence.end > after)

    def _planned(self, earliest: datetime) -> Iterator[datetime]:
        """Starts without exceptions; a day that the zone skips altogether is not held twice."""
        last: datetime | None = None
        for local in self.locals(earliest):
            moment = instant(local, self.zone)
            if moment != last and local not in self.exceptions:
                yield local
            last = moment

    def _made(self, planned: datetime, change: Change | None = None) -> Occurrence:
        zone = ZoneInfo(self.zone)
        local = (change and change.starts) or planned
        start = instant(local, self.zone)
        if self.whole_day:
            end = instant(local + timedelta(days=1), self.zone)
        else:
            end = start + timedelta(minutes=(change and change.minutes) or self.minutes)
        cancelled = planned in self.cancelled
        return Occurrence(
            self, start.astimezone(zone), end.astimezone(zone), cancelled, planned, change
        )

    def next(self, now: datetime) -> Occurrence | None:
        """The occurrence under way or coming next, or None when the event is past."""
        return next(self.occurrences(now), None)

    def last(self, now: datetime) -> Occurrence | None:
        """The latest occurrence that is over, or None."""
        since = now - LATELY
        found = self._over(since, now)
        return found if found and found.start > since else self._over(LONG_AGO, now)

    def _over(self, since: datetime, now: datetime) -> Occurrence | None:
        """The latest occurrence that ended between two moments, or None."""
        past: Occurrence | None = None
        for occurrence in takewhile(lambda one: one.start < now, self.occurrences(since)):
            past = occurrence if occurrence.end <= now else past
        return past

    def occurrence(self, stamp: int) -> Occurrence | None:
        """The occurrence that was planned for this Unix time, wherever it was moved to; None if
        there is none.
        """
        changed = {change.at: change for change in self.changes}
        for local in self._planned(_well_before(datetime.fromtimestamp(stamp, UTC))):
            planned = int(instant(local, self.zone).timestamp())
            if planned == stamp:
                return self._made(local, changed.get(local))
            if planned > stamp:
                break
        return None


def _well_before(moment: datetime) -> datetime:
    """A wall time, in any zone, before every start of what is not over at this moment."""
    return moment.astimezone(UTC).replace(tzinfo=None) - MARGIN
