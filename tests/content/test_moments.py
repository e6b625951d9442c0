"""Moments as people say them: a table of phrases, each with its value, or "-" where it must be asked
again.

It is Wednesday 25 November 2026, 10:00.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.fields import moments
from content.fields.clock import clock

NOW = datetime(2026, 11, 25, 10, 0)  # noqa: DTZ001 - wall time
TABLE = Path(__file__).with_name("moments.tsv")
PHRASES = [row.split("\t") for row in TABLE.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("phrase", "value"), PHRASES)
def test_a_phrase_has_its_value_or_is_asked_again(phrase: str, value: str) -> None:
    found = moments.moment(phrase, NOW)
    assert (f"{found:%Y-%m-%d %H:%M}" if found else "-") == value


def test_there_are_phrases_enough() -> None:
    assert len(PHRASES) > 300
    assert len({phrase for phrase, _ in PHRASES}) == len(PHRASES)


@pytest.mark.parametrize(
    ("text", "zone", "rest"),
    [
        ("北京时间明天9点", "Asia/Shanghai", "明天9点"),
        ("明天9点北京时间", "Asia/Shanghai", "明天9点"),
        ("tomorrow 9:00 Beijing time", "Asia/Shanghai", "tomorrow 9:00"),
        ("내일 9시 베이징 시간", "Asia/Shanghai", "내일 9시"),
        ("내일 9시 한국 시간", "Asia/Seoul", "내일 9시"),
        ("9:00 (서울 시간)", "Asia/Seoul", "9:00"),
        ("tomorrow 9 am KST", "Asia/Seoul", "tomorrow 9 am"),
        ("tomorrow 9:00 UTC+9", "Etc/GMT-9", "tomorrow 9:00"),
        ("tomorrow 9:00 GMT-5", "Etc/GMT+5", "tomorrow 9:00"),
        ("tomorrow 9:00 UTC", "UTC", "tomorrow 9:00"),
        ("2시간 후", None, "2시간 후"),
    ],
)
def test_a_zone_is_named_in_many_ways(text: str, zone: str | None, rest: str) -> None:
    assert moments.zone_in(text) == (zone, rest)


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_minute_of_a_day_can_be_said_with_a_colon(hour: int, minute: int) -> None:
    found = clock(f"3 December {hour}:{minute:02}")
    assert found is not None
    assert (found.at.hour, found.at.minute, found.days) == (hour, minute, 0)
    assert found.rest == "3 December"


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_moment_or_none(text: str) -> None:
    assert moments.moment(text, NOW) is None or moments.moment(text, NOW).tzinfo is None
