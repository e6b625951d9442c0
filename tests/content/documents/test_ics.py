"""Calendar files, read back by other libraries: the same dates, names that stay, numbers
that grow.
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice

import pytest
import vobject
from dateutil.rrule import rrulestr
from dateutil.tz import tzical
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from content.documents import ics
from content.events import NOTES, Event
from content.language.i18n import words_for
from tests.stores import bundled

CAMPAIGN = bundled()
ZONES = ("Asia/Seoul", "Europe/London", "America/New_York", "Australia/Sydney")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
WEEKLY = CAMPAIGN.event("weekly-vigil").model_dump()


def event(**more) -> Event:
    return Event.model_validate({**WEEKLY, **more})


def body_of(made: Event, language: str = "en", now: datetime = NOW) -> str:
    """The whole calendar with this one event."""
    return ics.whole(
        CAMPAIGN.model_copy(update={"events": (made,)}), words_for(language), now
    ).decode()


def written(made: Event):
    """The whole calendar as vobject reads it."""
    return vobject.readOne(body_of(made))


def read(body: str) -> list[tuple[datetime, datetime]]:
    """What takes place, as calendars work it out: the rule in the file's own zone, exceptions out,
    overrides in.

    vobject reads the entries, dateutil the zone and the rule; the file is icalendar's.
    """
    zone = tzical(
        io.StringIO(body[body.index("BEGIN:VTIMEZONE") : body.index("BEGIN:VEVENT")])
    ).get()
    entries = vobject.readOne(body).vevent_list
    others = {
        wall(entry.recurrence_id): entry for entry in entries if "recurrence-id" in entry.contents
    }
    series = next(entry for entry in entries if "recurrence-id" not in entry.contents)
    left_out = {
        moment.replace(tzinfo=None)
        for line in series.contents.get("exdate", [])
        for moment in line.value
    }
    length = wall(series.dtend) - wall(series.dtstart)
    planned = rrulestr(series.rrule.value, dtstart=wall(series.dtstart))
    usual = [(one, one + length) for one in planned if one not in left_out and one not in others]
    moved = [
        (wall(one.dtstart), wall(one.dtend))
        for one in others.values()
        if one.status.value == "CONFIRMED"
    ]
    return sorted((utc(start, zone), utc(end, zone)) for start, end in usual + moved)


def wall(line) -> datetime:
    return line.value.replace(tzinfo=None)


def utc(moment: datetime, zone: tzinfo) -> datetime:
    return moment.replace(tzinfo=zone).astimezone(UTC)


# Hours that every zone has on every day: what becomes of the others is content.events' matter.
evenings = st.datetimes(
    datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2026-12-31")
).map(lambda at: at.replace(hour=4 + at.hour % 18, second=0, microsecond=0))
few = st.sets(st.integers(1, 40), max_size=3)
RULES = (
    "FREQ=DAILY;COUNT=370",
    "FREQ=WEEKLY;COUNT=60",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=60",
)


@given(st.sampled_from(ZONES), evenings, st.sampled_from(RULES), few, few, few)
@settings(max_examples=25, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_other_libraries_read_the_same_dates_across_both_clock_changes(
    zone, starts, rule, out, off, moved
) -> None:
    plain = event(zone=zone, starts=starts, rule=rule)
    local = [one.local for one in islice(plain.occurrences(LONG_AGO), 60)]
    made = event(
        zone=zone,
        starts=starts,
        rule=rule,
        exceptions=[local[at] for at in out],
        cancelled=[local[at] for at in off],
        changes=[
            {"at": local[at], "starts": local[at] + timedelta(hours=1)} for at in moved - out - off
        ],
    )
    held = [one for one in islice(made.occurrences(LONG_AGO), 400) if not one.cancelled]
    ours = sorted((one.start.astimezone(UTC), one.end.astimezone(UTC)) for one in held)
    assert read(body_of(made, now=datetime(2020, 1, 1, tzinfo=UTC))) == ours


def test_a_reimport_updates_what_is_there() -> None:
    """Whatever becomes different, the names stay and the number of what is concerned grows."""
    local = [one.local for one in islice(event().occurrences(NOW), 3)]
    values = {
        "exceptions": [local[2]],
        "cancelled": [local[1]],
        "changes": [{"at": local[0], "minutes": 90}],
    }
    for published in range(3):
        entries = written(event(**values, published=published)).vevent_list
        assert [entry.status.value for entry in entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        assert {entry.uid.value for entry in entries} == {"weekly-vigil.liaoning-seven@appealbot"}
        assert {entry.sequence.value for entry in entries} == {str(published)}


@pytest.mark.parametrize("language", ["en", "ko", "zh"])
def test_one_date_says_everything_in_the_readers_language(language) -> None:
    found = event().next(NOW)
    body = ics.one(CAMPAIGN, found, words_for(language), NOW)
    assert all(len(row.encode()) <= 75 for row in body.decode().split("\r\n"))
    entry = vobject.readOne(body.decode()).vevent
    text = event().texts[language]
    assert entry.summary.value == text.title
    assert entry.location.value == f"{text.place}, {found.address}"
    for part in (text.description, *(getattr(text, name) for name in NOTES)):
        assert part in entry.description.value
    assert entry.geo.value == "37.5622;126.9828"
    assert entry.recurrence_id.value == found.start


def test_a_cancelled_date_is_marked_and_a_past_event_is_left_out() -> None:
    local = event().next(NOW).local
    entries = written(event(cancelled=[local])).vevent_list
    assert [(one.status.value, one.summary.value) for one in entries] == [
        ("CONFIRMED", "Example: weekly vigil"), ("CANCELLED", "Cancelled: Example: weekly vigil"),
    ]  # fmt: skip
    past = CAMPAIGN.event("seoul-embassy-protest")
    body = ics.whole(CAMPAIGN.model_copy(update={"events": (past,)}), words_for("en"), NOW)
    assert "vevent" not in vobject.readOne(body.decode()).contents


def test_a_whole_day_has_no_hour() -> None:
    entry = vobject.readOne(
        ics.one(
            CAMPAIGN,
            CAMPAIGN.event("seoul-embassy-protest").occurrence(1556550000),
            words_for("en"),
            NOW,
        ).decode()
    ).vevent
    assert (entry.dtstart.value, entry.dtend.value) == (date(2019, 4, 30), date(2019, 5, 1))
