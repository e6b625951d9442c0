"""When a digest is next due: once a local day or week, also when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from content.events import Event, Occurrence
from content.notices.digests import next_at, remind_at

ZONES = st.sampled_from(["Asia/Seoul", "Europe/London", "America/New_York", "Australia/Sydney"])
HOURS = st.integers(0, 23)
DAYS = st.integers(0, 6)
MOMENTS = st.integers(0, 2 * 365 * 86400).map(
    lambda late: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=late)
)


@settings(max_examples=60)
@given(ZONES, HOURS, DAYS, MOMENTS, st.sampled_from(["daily", "weekly"]))
def test_the_next_digest_is_strictly_later(
    zone: str, hour: int, day: int, after: datetime, rhythm: str
) -> None:
    due = next_at(rhythm, hour, day, zone, after)
    assert due is not None
    assert after < due <= after + timedelta(days=1 if rhythm == "daily" else 7, hours=2)


@settings(max_examples=8)
@given(ZONES, HOURS)
def test_daily_comes_once_on_every_local_day_of_the_year(zone: str, hour: int) -> None:
    due = datetime(2026, 1, 1, tzinfo=UTC)
    days = []
    for _ in range(366):
        found = next_at("daily", hour, 0, zone, due)
        assert found is not None
        due = found
        days.append(due.astimezone(ZoneInfo(zone)).date())
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))


@settings(max_examples=60)
@given(ZONES, HOURS, DAYS, MOMENTS)
def test_weekly_comes_on_its_weekday_a_week_apart(
    zone: str, hour: int, day: int, after: datetime
) -> None:
    first = next_at("weekly", hour, day, zone, after)
    assert first is not None
    second = next_at("weekly", hour, day, zone, first)
    assert second is not None
    one, two = (moment.astimezone(ZoneInfo(zone)).date() for moment in (first, second))
    assert one.weekday() == two.weekday() == day
    assert two - one == timedelta(days=7)


def test_off_is_never_due() -> None:
    assert next_at("off", 9, 0, "Asia/Seoul", datetime(2026, 1, 1, tzinfo=UTC)) is None


@settings(max_examples=60)
@given(ZONES, st.integers(0, 23), st.integers(0, 59), st.integers(0, 700))
def test_the_day_before_comes_between_nine_and_eight_in_the_evening(
    zone: str, hour: int, minute: int, day: int
) -> None:
    local = datetime(2026, 1, 1, hour, minute, tzinfo=ZoneInfo(zone)) + timedelta(days=day)
    event = Event.model_construct(slug="vigil", zone=zone)
    wall = local.replace(tzinfo=None)
    before, _ = remind_at(
        Occurrence(event, local, local + timedelta(hours=1), cancelled=False, local=wall)
    )
    reminded = before.astimezone(ZoneInfo(zone))
    assert time(9) <= reminded.time() <= time(20)
    assert reminded.date() == local.date() - timedelta(days=1)
