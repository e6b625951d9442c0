"""The judge itself: every kind of wrong is seen, and nothing else is called wrong."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.faults.judge import OPEN, Row, judge

STATES = st.sampled_from(["sent", "unknown", "blocked", "rejected", "cancelled", *OPEN])


@given(st.lists(st.tuples(STATES, st.integers(0, 3)), max_size=40))
def test_each_row_is_judged_by_its_own_arrivals(found: list[tuple[str, int]]) -> None:
    rows = [Row(1, chat, state) for chat, (state, _) in enumerate(found)]
    arrivals = Counter({(1, chat): times for chat, (_, times) in enumerate(found) if times})
    verdict = judge(rows, arrivals)
    assert len(verdict.twice) == sum(times > 1 for _, times in found)
    assert len(verdict.lost) == sum(state == "sent" and not times for state, times in found)
    assert len(verdict.unknown) == sum(state == "unknown" for state, _ in found)
    assert len(verdict.open) == sum(state in OPEN and not times for state, times in found)
    assert len(verdict.stray) == sum(
        state not in ("sent", "unknown") and times > 0 for state, times in found
    )
    right = all(
        (state, times) in RIGHT or (state not in (*OPEN, "sent") and not times)
        for state, times in found
    )
    assert (verdict.wrong == 0) == right


RIGHT = {("sent", 1), ("unknown", 0), ("unknown", 1)}


def test_what_nobody_asked_for_is_seen() -> None:
    assert judge([], Counter({(1, 5): 1})).stray == [(1, 5)]
    assert judge([Row(1, 5, "queued")], Counter(), waiting=[1]).wrong == 0
