"""Calendar files (RFC 5545): one occurrence, or all that a campaign plans.

An event has one UID in every file, and RECURRENCE-ID names a single occurrence of it: whatever is
imported again, in whatever order, updates what is there.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, vRecur
from icalendar import Event as Entry

from content.campaign import Campaign
from content.events import NOTES, Event, EventText, Occurrence
from content.events.event import LONG_AGO
from content.events.recurrence import instant
from content.language.i18n import Words
from content.text.markup import from_markdown

_UNTIL = re.compile(r"UNTIL=(\d{8})(?:T(\d{6}))?")


def one(campaign: Campaign, occurrence: Occurrence, words: Words, now: datetime) -> bytes:
    """A file with this occurrence, in the words' language."""
    return _file(campaign, [_occurrence(campaign, occurrence, words, now)], words)


def whole(campaign: Campaign, words: Words, now: datetime) -> bytes:
    """A file with every event that is to come and may be shown: its rule, and what was changed or
    cancelled.
    """
    shown = (event for event in campaign.events if campaign.case(event.case) and event.next(now))
    return _file(
        campaign, [entry for event in shown for entry in _event(campaign, event, words, now)], words
    )


def _file(campaign: Campaign, entries: list[Entry], words: Words) -> bytes:
    book = Calendar()
    book.add("prodid", "-//AppealBot//EN")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", campaign.words(campaign.texts, words.reads)[0].name)
    for entry in entries:
        book.add_component(entry)
    first = min((entry.start.year for entry in entries), default=1970)
    book.add_missing_timezones(first_date=date(first, 1, 1))
    return bytes(book.to_ical())


def _event(campaign: Campaign, event: Event, words: Words, now: datetime) -> list[Entry]:
    plain = event.model_copy(update={"changes": (), "cancelled": (), "exceptions": ()})
    first = next(plain.occurrences(LONG_AGO))
    different = {*event.cancelled, *(change.at for change in event.changes)}
    stamps = sorted(int(instant(local, event.zone).timestamp()) for local in different)
    others = [
        _occurrence(campaign, found, words, now)
        for stamp in stamps
        if (found := event.occurrence(stamp))
    ]
    if not event.rule:
        return others or [_occurrence(campaign, first, words, now)]
    series = _entry(campaign, first, words, now)
    series.add("rrule", vRecur.from_ical(_rule(event, event.rule)))
    for local in event.exceptions:
        series.add("exdate", _time(event, instant(local, event.zone)))
    return [series, *others]


def _rule(event: Event, rule: str) -> str:
    """The rule with its last moment in UTC, as RFC 5545 asks where the start has a zone; as a day
    for whole days.
    """

    def utc(found: re.Match[str]) -> str:
        day, time = found[1], found[2] or "000000"
        if event.whole_day:
            return f"UNTIL={day}"
        return (
            f"UNTIL={instant(datetime.fromisoformat(f'{day}T{time}'), event.zone):%Y%m%dT%H%M%SZ}"
        )

    return _UNTIL.sub(utc, rule)


def _occurrence(campaign: Campaign, occurrence: Occurrence, words: Words, now: datetime) -> Entry:
    entry = _entry(campaign, occurrence, words, now)
    if occurrence.event.rule:
        entry.add("recurrence-id", _time(occurrence.event, occurrence.planned))
    return entry


def _entry(campaign: Campaign, occurrence: Occurrence, words: Words, now: datetime) -> Entry:
    event = occurrence.event
    text, _ = campaign.words(event.texts, words.reads)
    entry = Entry()
    entry.add("uid", f"{event.slug}.{campaign.slug}@appealbot")
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("dtstart", _time(event, occurrence.start))
    entry.add("dtend", _time(event, occurrence.end))
    entry.add(
        "summary",
        words.text("event.cancelled_title", title=text.title)
        if occurrence.cancelled
        else text.title,
    )
    entry.add("description", _told(campaign, occurrence, text, words))
    entry.add("location", f"{campaign.place(occurrence, words.reads)}, {occurrence.address}")
    entry.add("geo", occurrence.position)
    entry.add("status", "CANCELLED" if occurrence.cancelled else "CONFIRMED")
    entry.add("sequence", event.sequence)
    return entry


def _told(campaign: Campaign, occurrence: Occurrence, text: EventText, words: Words) -> str:
    """What a calendar shows below the title, without formatting."""
    change = occurrence.change
    note = campaign.words(change.note, words.reads)[0] if change and change.note else None
    headed = ((key, getattr(text, key)) for key in NOTES if getattr(text, key))
    parts = [
        note,
        text.description,
        *(f"{words.text(f'event.{key}')}: {value}" for key, value in headed),
    ]
    return "\n\n".join(from_markdown(part).text for part in parts if part)


def _time(event: Event, moment: datetime) -> date:
    """A moment as the event's calendar value: a day for whole days (VALUE=DATE), else with its
    zone.
    """
    local = moment.astimezone(ZoneInfo(event.zone))
    return local.date() if event.whole_day else local
