"""When events take place, across clock changes."""

from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from content.events import Event

ZONES = ("Asia/Seoul", "Europe/London", "America/New_York", "Australia/Sydney")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def event(starts: str | datetime, zone: str = "Europe/London", **more: object) -> Event:
    fields = {
        "slug": "vigil",
        "case": "some-case",
        "kind": "vigil",
        "starts": starts,
        "zone": zone,
        "minutes": 60,
        "city": {"en": "London"},
        "address": "Somewhere",
        "latitude": 0,
        "longitude": 0,
        "texts": {"en": {"title": "Vigil", "place": "Here", "description": "Come."}},
    }
    return Event.model_validate({**fields, **more})


def wall(starts: str, zone: str, count: int = 3, rule: str = "FREQ=DAILY") -> list[str]:
    found = islice(event(starts, zone, rule=rule).occurrences(LONG_AGO), count)
    return [f"{one.start:%m-%d %H:%M %z}" for one in found]


def test_a_skipped_local_time_moves_forward_by_the_gap() -> None:
    assert wall("2026-03-28 01:30", "Europe/London") == [
        "03-28 01:30 +0000",
        "03-29 02:30 +0100",
        "03-30 01:30 +0100",
    ]
    assert wall("2026-03-07 02:15", "America/New_York")[1] == "03-08 03:15 -0400"
    assert wall("2026-10-03 02:30", "Australia/Sydney")[1] == "10-04 03:30 +1100"


def test_a_local_time_that_comes_twice_is_the_first_of_the_two() -> None:
    assert wall("2026-10-24 01:30", "Europe/London") == [
        "10-24 01:30 +0100",
        "10-25 01:30 +0100",
        "10-26 01:30 +0000",
    ]
    assert wall("2026-10-31 01:30", "America/New_York")[1] == "11-01 01:30 -0400"
    assert wall("2026-04-04 02:30", "Australia/Sydney")[1] == "04-05 02:30 +1100"


def test_a_day_that_a_zone_skipped_is_not_held_twice() -> None:
    assert wall("2011-12-29 12:00", "Pacific/Apia") == [
        "12-29 12:00 -1000",
        "12-31 12:00 +1400",
        "01-01 12:00 +1400",
    ]


def to_the_minute(at):
    return at.replace(second=0, microsecond=0)


@given(
    zone=st.sampled_from(ZONES),
    starts=st.datetimes(datetime(2019, 1, 1), datetime(2030, 1, 1)).map(to_the_minute),  # noqa: DTZ001
    rule=st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=DAILY;INTERVAL=3"]),
)
def test_a_year_of_occurrences_is_neither_doubled_nor_lost(
    zone: str, starts: datetime, rule: str
) -> None:
    step = timedelta(days={"FREQ=DAILY": 1, "FREQ=WEEKLY": 7}.get(rule, 3))
    found = list(islice(event(starts, zone, rule=rule).occurrences(LONG_AGO), 366 // step.days))
    stamps = [one.stamp for one in found]
    assert stamps == sorted(set(stamps))
    for number, one in enumerate(found):
        expected = starts + number * step
        moved = one.start.replace(tzinfo=None) - expected
        assert one.end.astimezone(UTC) - one.start.astimezone(UTC) == timedelta(hours=1)
        assert one.start.fold == 0
        if moved:
            there = expected.replace(tzinfo=ZoneInfo(zone))
            back = there.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            assert back != expected, "only a local time that does not exist may move"
            assert moved == timedelta(hours=1)


@given(zone=st.sampled_from(ZONES), hours=st.integers(0, 24 * 400))
def test_asking_later_gives_the_tail_of_asking_earlier(zone: str, hours: int) -> None:
    weekly = event("2026-01-07 01:30", zone, rule="FREQ=WEEKLY;COUNT=60")
    after = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    assert list(weekly.occurrences(after)) == [
        one for one in weekly.occurrences(LONG_AGO) if one.end > after
    ]


def test_a_single_event_takes_place_once_and_is_next_until_it_ends() -> None:
    once = event("2019-04-30 11:00", "Asia/Seoul")
    start = datetime(2019, 4, 30, 2, tzinfo=UTC)
    assert [one.start for one in once.occurrences(LONG_AGO)] == [start]
    assert once.next(start + timedelta(minutes=59)) is not None
    assert once.next(start + timedelta(minutes=60)) is None


def test_cancelled_occurrences_are_there_and_marked() -> None:
    weekly = event("2026-12-02 18:30", rule="FREQ=WEEKLY", cancelled=["2026-12-09 18:30"])
    assert [one.cancelled for one in islice(weekly.occurrences(LONG_AGO), 3)] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "weekly",
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYHOUR=9,18",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "DTSTART:20260101T000000\nRRULE:FREQ=DAILY",
        "FREQ=DAILY;UNTIL=20270101T000000Z",
        "FREQ=WEEKLY;BYDAY=XX",
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(rule: str) -> None:
    with pytest.raises(ValidationError, match="write an RFC 5545 rule"):
        event("2026-12-02 18:30", rule=rule)


def test_times_with_an_offset_are_refused() -> None:
    with pytest.raises(ValidationError, match="without an offset"):
        event("2026-12-02T18:30+09:00")


RULES = [None, "FREQ=DAILY", "FREQ=WEEKLY;COUNT=9", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY"]
MOMENTS = st.datetimes(datetime(2019, 1, 1), datetime(2031, 1, 1)).map(to_the_minute)  # noqa: DTZ001


@given(st.sampled_from(ZONES), MOMENTS, st.sampled_from(RULES), MOMENTS, st.booleans())
def test_looking_from_a_moment_on_finds_what_a_walk_from_the_start_finds(
    zone: str, starts: datetime, rule: str | None, at: datetime, whole_day: bool
) -> None:
    starts = starts.replace(hour=0, minute=0) if whole_day else starts
    known = event(starts, zone, rule=rule, whole_day=whole_day)
    now = at.replace(tzinfo=UTC)
    begun = list(takewhile(lambda one: one.start < now, known.occurrences(LONG_AGO)))
    still = [one for one in begun if one.end > now]
    over = [one for one in begun if one.end <= now]
    found = list(islice(known.occurrences(now), 4))
    assert found[: len(still)] == still[:4]
    assert known.last(now) == (over[-1] if over else None)
    assert [one.start >= now for one in found[len(still) :]] == [True] * len(found[len(still) :])
    for one in (*over[-3:], *found):
        assert known.occurrence(one.stamp) == one
        assert known.occurrence(one.stamp + 60) is None
