"""What must fit in an event of a pack: its first day, and the starts named as cancelled, changed or
left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile

from content.events import Event
from content.pack.part_files import Parts
from content.pack.problems import Path, Problem

DAYS = 5000  # starts looked through for a named one


def event_times(parts: Parts, file: str, event: Event) -> Iterator[Problem]:
    """Starts that the rule does not give, and those that are named twice."""
    plain = event.model_copy(update={"changes": (), "exceptions": ()})
    first = plain.next(event.starts.replace(tzinfo=UTC) - timedelta(days=2))
    if event.rule and (first is None or first.start.date() != event.starts.date()):
        yield parts.problem(
            file, ("starts",), "is no day of the rule", "write the first day that the rule names"
        )
        return
    named = list(_named(event))
    latest = max((start for _, start in named), default=event.starts)
    days = set(takewhile(lambda day: day <= latest, islice(event.locals(), DAYS)))
    seen: set[tuple[str, datetime]] = set()
    for path, start in named:
        if start not in days:
            yield parts.problem(
                file, path, "is no start of this event", f"write a start like {_near(start, days)}"
            )
        field = str(path[0])
        if (field, start) in seen or (field != "cancelled" and ("exceptions", start) in seen):
            yield parts.problem(file, path, "is named twice", "keep one of the two")
        seen.add((field, start))
    for index, change in enumerate(event.changes):
        if (change.latitude is None) != (change.longitude is None):
            instead = "write both latitude and longitude, or neither"
            yield parts.problem(file, ("changes", index), "has half a position", instead)


def _named(event: Event) -> Iterator[tuple[Path, datetime]]:
    for index, start in enumerate(event.exceptions):
        yield ("exceptions", index), start
    for index, start in enumerate(event.cancelled):
        yield ("cancelled", index), start
    for index, change in enumerate(event.changes):
        yield ("changes", index, "at"), change.at


def _near(start: datetime, days: Iterable[datetime]) -> str:
    return f"{min(days, key=lambda day: abs(day - start)):%Y-%m-%d %H:%M}"
