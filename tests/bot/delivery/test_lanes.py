"""Telegram's limits hold whatever is sent."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.lanes import Lanes, Priority

TARGETS = st.lists(
    st.tuples(st.sampled_from([1, 2, 3, -4, *range(10, 60)]), st.sampled_from(list(Priority))), min_size=1, max_size=150
)


def _send(targets: list[tuple[int, Priority]]) -> list[tuple[float, int, Priority]]:
    lanes, now, sent = Lanes(), 1000.0, []
    for chat, priority in targets:
        while (wait := lanes.take(now, priority, chat)) > 0:
            now += wait
        sent.append((now, chat, priority))
    return sent


def _most(times: list[float], span: float) -> int:
    return max((sum(1 for other in times if at <= other < at + span) for at in times), default=0)


@settings(max_examples=30, deadline=None)
@given(TARGETS)
def test_no_second_carries_more_than_thirty_and_no_group_minute_more_than_twenty(
    targets: list[tuple[int, Priority]],
) -> None:
    sent = _send(targets)
    assert _most([at for at, _, _ in sent], 1.0) <= 30
    assert _most([at for at, chat, _ in sent if chat < 0], 60.0) <= 20


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 12), st.sampled_from([Priority.ALERT, Priority.REMINDER, Priority.DIGEST]))
def test_bulk_reaches_a_chat_once_a_second(count: int, priority: Priority) -> None:
    times = [at for at, _, _ in _send([(7, priority)] * count)]
    assert _most(times, 0.999) <= 1


@settings(max_examples=40, deadline=None)
@given(st.floats(1, 100), st.floats(1, 100), st.floats(0.001, 0.99))
def test_a_pause_holds_until_its_own_deadline(whole: float, chat: float, part: float) -> None:
    lanes = Lanes()
    lanes.pause(1000.0, whole)
    lanes.pause(1000.0, chat, 7)
    assert lanes.take(1000.0 + max(whole, chat) * part, Priority.REPLY, 7) > 0
    assert lanes.take(1000.0 + whole * part, Priority.REPLY, 8) > 0
    assert lanes.take(1000.1 + whole, Priority.REPLY, 8) == 0
    assert lanes.take(1000.1 + max(whole, chat), Priority.REPLY, 7) == 0
