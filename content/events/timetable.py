"""Which dates of an event are offered at a moment, and in which order a list shows many."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from content.events.event import Event
from content.events.occurrence import Occurrence

# Further occurrences are not offered, so nobody is sent to count them.
OFFERED_FOR = timedelta(days=400)


def current(event: Event, now: datetime) -> Occurrence | None:
    """The occurrence under way or coming next, else the last one; None if it is too far ahead to be
    offered.
    """
    found = event.next(now) or event.last(now)
    return found if found and found.start < now + OFFERED_FOR else None


def later(at: Occurrence, now: datetime) -> Occurrence | None:
    """The occurrence after this one, if it may be offered yet."""
    found = next((one for one in at.event.occurrences(now) if one.start > at.start), None)
    return found if found and found.start < now + OFFERED_FOR else None


def taking_place(event: Event, now: datetime) -> Occurrence | None:
    """The next occurrence that is not cancelled, or None."""
    at = current(event, now)
    while at and at.cancelled:
        at = later(at, now)
    return at if at and at.end > now else None


def dates(events: Iterable[Event], now: datetime) -> list[Occurrence]:
    """Each event's next occurrence by time, then the past ones, the latest first.

    After a cancelled one the next that takes place is there too.
    """
    offered = [at for event in events for at in _offered(event, now)]
    found = sorted(
        {(at.event.slug, at.stamp): at for at in offered}.values(), key=lambda at: at.start
    )
    past = [at for at in found if at.end <= now]
    return [at for at in found if at.end > now] + past[::-1]


def _offered(event: Event, now: datetime) -> list[Occurrence]:
    at = current(event, now)
    if at is None or not at.cancelled:
        return [at] if at else []
    instead = taking_place(event, now)
    return [at, instead] if instead else [at]
