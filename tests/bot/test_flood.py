"""A flood from one person: one notice, then silence; nobody else notices."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram import flood
from bot.telegram.flood import Flood, Verdict


def test_a_thousand_in_a_second_get_one_notice_and_others_pass() -> None:
    bucket = Flood()
    found = Counter(bucket.take(one / 1000, 7) for one in range(1000))
    assert found[Verdict.NOTICE] == 1
    assert found[Verdict.PASS] <= flood.BURST + flood.PER_SECOND
    assert bucket.take(1.0, 8) is Verdict.PASS
    assert bucket.take(1.0 + flood.CALM / flood.PER_SECOND, 7) is Verdict.PASS


@given(st.lists(st.floats(0.34, 60), max_size=200))
def test_who_writes_at_a_human_pace_is_never_slowed(gaps: list[float]) -> None:
    bucket, now = Flood(), 0.0
    for gap in gaps:
        now += gap
        assert bucket.take(now, 1) is Verdict.PASS


def test_memory_of_people_is_bounded() -> None:
    bucket = Flood()
    for user in range(flood.REMEMBERED + 50):
        bucket.take(0.0, user)
    assert len(bucket._people) == flood.REMEMBERED
