"""A calendar file of one occurrence of an event (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar
from icalendar import Event as Entry

from content.events import EventText, Occurrence


def calendar(occurrence: Occurrence, text: EventText, now: datetime) -> bytes:
    """The occurrence in UTC, which every calendar shows in its own zone; the UID stays the same at every export."""
    event = occurrence.event
    entry = Entry()
    entry.add("uid", f"{event.slug}-{occurrence.stamp}@appealbot")
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("dtstart", occurrence.start.astimezone(UTC))
    entry.add("dtend", occurrence.end.astimezone(UTC))
    entry.add("summary", text.title)
    entry.add("description", text.description)
    entry.add("location", f"{text.place}, {event.address}")
    entry.add("geo", (event.latitude, event.longitude))
    entry.add("status", "CANCELLED" if occurrence.cancelled else "CONFIRMED")
    entry.add("sequence", 1 if occurrence.cancelled else 0)
    book = Calendar()
    book.add("prodid", "-//AppealBot//EN")
    book.add("version", "2.0")
    book.add_component(entry)
    return bytes(book.to_ical())
