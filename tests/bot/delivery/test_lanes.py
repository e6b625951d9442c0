"""Telegram's limits hold in every window of time, whatever is sent in whatever order, and nothing
starves.
"""

from __future__ import annotations

import heapq
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.lanes import Lanes, Priority

CHATS = st.sampled_from([1, 2, 3, -4, -5, *range(10, 60)])
BULK = [Priority.ALERT, Priority.REMINDER, Priority.DIGEST]
Sent = tuple[float, int, Priority]


@st.composite
def crowds(draw: st.DrawFn) -> list[tuple[float, int, Priority]]:
    """Messages that want to go, each from a moment on."""
    size = draw(st.integers(1, 80))
    moments = st.floats(0, draw(st.sampled_from([0.5, 5.0, 90.0])))
    return [
        (draw(moments), draw(CHATS), draw(st.sampled_from(list(Priority)))) for _ in range(size)
    ]


def _run(
    wishes: list[tuple[float, int, Priority]], late: float = 0.0, per_second: int = 30
) -> list[Sent]:
    """What goes when, if everybody asks again when told, `late` seconds later than told."""
    lanes, order, sent = Lanes(per_second), count(), list[Sent]()
    queue = [(1000.0 + at, next(order), chat, priority) for at, chat, priority in wishes]
    heapq.heapify(queue)
    while queue:
        now, _, chat, priority = heapq.heappop(queue)
        if wait := lanes.take(now, priority, chat):
            assert wait > 0
            heapq.heappush(queue, (now + wait + late, next(order), chat, priority))
        else:
            sent.append((now, chat, priority))
    return sent


def _most(times: list[float], span: float) -> int:
    """The most messages in any window of this length."""
    return max((sum(at <= other < at + span for other in times) for at in times), default=0)


@settings(max_examples=25)
@given(crowds(), st.sampled_from([0.0, 0.002, 0.04]))
def test_no_window_of_any_length_exceeds_a_budget(
    wishes: list[tuple[float, int, Priority]], late: float
) -> None:
    sent = _run(wishes, late)
    assert len(sent) == len(wishes)
    everything = [at for at, _, _ in sent]
    assert _most(everything, 1.0) <= 30
    assert all(_most(everything, seconds) <= 30 * seconds for seconds in (2.0, 10.0, 60.0))
    for chat in {chat for _, chat, _ in sent}:
        times = [at for at, one, _ in sent if one == chat]
        if chat < 0:
            assert _most(times, 60.0) <= 20
            continue
        assert _most(times, 20.0) <= 20
        for at, one, priority in sent:
            if one == chat and priority is not Priority.REPLY:
                assert not [other for other in times if at - 0.999 < other < at]


@pytest.mark.parametrize("flood", [Priority.REPLY, Priority.ALERT])
def test_nothing_starves(flood: Priority) -> None:
    other = Priority.DIGEST if flood is Priority.REPLY else Priority.REPLY
    wishes = [(0.0, 100 + at, flood) for at in range(150)] + [
        (0.2 * at, 9000 + at, other) for at in range(15)
    ]
    sent = _run(wishes)
    waited = [at - 1000.0 - 0.2 * (chat - 9000) for at, chat, _ in sent if chat >= 9000]
    assert max(waited) < 0.2
    assert max(at for at, _, _ in sent) - 1000.0 < 165 / 29


@pytest.mark.parametrize("per_second", [30, 1000])
def test_the_whole_limit_is_used_by_one_who_wakes_late(per_second: int) -> None:
    lanes, now = Lanes(per_second), 1000.0
    for chat in range(per_second * 5):
        while wait := lanes.take(now, Priority.ALERT, chat + 1):
            now += wait + 0.0006
    assert now - 1000.0 < 5 / 0.98


def test_after_a_hiccup_the_limit_holds_and_is_used() -> None:
    lanes, now, times = Lanes(), 1000.0, list[float]()
    for chat in range(1, 400):
        while wait := lanes.take(now, Priority.ALERT, chat):
            now += wait
        times.append(now)
        now += 0.045 if chat % 25 == 0 else 0.0
    assert _most(times, 1.0) <= 30
    assert times[-1] - times[0] < 399 / 30 / 0.98


def test_messages_to_many_do_not_reset_what_a_chat_may_get_in_answers() -> None:
    lanes, now = Lanes(), 1000.0
    for at in range(20):
        assert lanes.take(now + at * 0.1, Priority.REPLY, 7) == 0
    assert lanes.take(now + 4, Priority.ALERT, 7) > 0
    assert lanes.take(now + 4, Priority.REPLY, 7) > 10


def test_chats_are_forgotten() -> None:
    lanes, now = Lanes(1000), 1000.0
    for chat in range(1, 30_001):
        while wait := lanes.take(now, Priority.ALERT, chat if chat % 100 else -chat):
            now += wait
    assert len(lanes) < 22_000
    lanes.take(now + 61, Priority.ALERT, 7)
    lanes.take(now + 61, Priority.ALERT, -7)
    lanes.take(now + 62, Priority.ALERT, -7)
    assert len(lanes) == 2


@settings(max_examples=40)
@given(st.floats(1, 100), st.floats(1, 100), st.floats(0.001, 0.99))
def test_a_pause_holds_until_its_own_deadline(whole: float, chat: float, part: float) -> None:
    lanes = Lanes()
    lanes.pause(1000.0, whole)
    lanes.pause(1000.0, chat, 7)
    assert lanes.take(1000.0 + max(whole, chat) * part, Priority.REPLY, 7) > 0
    assert lanes.take(1000.0 + whole * part, Priority.REPLY, 8) > 0
    assert lanes.take(1000.1 + whole, Priority.REPLY, 8) == 0
    assert lanes.take(1000.2 + max(whole, chat), Priority.REPLY, 7) == 0
