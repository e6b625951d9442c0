"""A server that does not answer holds up only what it was asked: others go meanwhile, and soon it
counts as failing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from bot.clock import SystemClock
from bot.delivery import outage, sender_pool
from bot.delivery.lanes import Lanes
from bot.delivery.sender import MemorySender
from bot.delivery.sender_pool import Hands
from content.text.markup import rich
from content.text.messages import Screen
from storage.queue.claims import Claimed, Outcome

SCREEN = Screen(rich("news"))


class Server(MemorySender):
    """Keeps the chats of `mute` waiting until it is told to answer; `up`: whether it is well."""

    def __init__(self) -> None:
        super().__init__()
        self.mute: set[int] = set()
        self.answers, self.up, self.asked = asyncio.Event(), True, 0

    async def send(self, chat_id: int, screen: Screen) -> Outcome:
        outcome = await super().send(chat_id, screen)
        if chat_id in self.mute:
            await self.answers.wait()
        return outcome

    async def alive(self) -> bool:
        self.asked += 1
        return self.up


def ready(number: int) -> sender_pool.Ready:
    row = Claimed(number, 1, number, b"", 1, 1, 0, "alert", repeats=False, repeated=False)
    return row, number, SCREEN


@pytest.fixture
async def server() -> Server:
    return Server()


@pytest.fixture
async def at_work(server: Server, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hands]:
    monkeypatch.setattr(sender_pool, "SLOW_SECONDS", 0.1)

    async def limited(row: Claimed, chat: int, seconds: float) -> None:
        raise AssertionError("nobody asks to wait here")

    mine = Hands(server, Lanes(100_000), SystemClock(), limited)
    work = asyncio.create_task(mine.run())
    yield mine
    server.answers.set()
    await asyncio.sleep(0.01)
    work.cancel()


async def ends(mine: Hands, count: int) -> dict[int, str]:
    """Rows and states, once so many have ended."""
    found: dict[int, str] = {}
    for _ in range(200):
        found |= {row.id: outcome.state for row, outcome in mine.collect()}
        if len(found) >= count:
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(f"only {len(found)} ended")


async def until(condition: Callable[[], bool]) -> None:
    """Returns when it holds, however slow the machine is."""
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to that")


async def test_two_that_hang_hold_nobody_up(server: Server, at_work: Hands) -> None:
    server.mute = {1, 2}
    at_work.give(ready(number) for number in range(1, 101))
    assert set(await ends(at_work, 98)) == set(range(3, 101))
    await until(lambda: at_work.slow == 2)
    assert (at_work.in_flight, at_work.outage.on) == (2, False)
    server.answers.set()
    assert await ends(at_work, 2) == {1: "sent", 2: "sent"}


async def test_when_all_hang_only_a_harmless_question_finds_out_whether_they_may_go_on(
    server: Server, at_work: Hands
) -> None:
    server.mute, server.up = set(range(1, 61)), False
    at_work.give(ready(number) for number in range(1, 61))
    # So many leave before the third that hangs says that it is an outage.
    most = sender_pool.FLYING + outage.MISSES - 1
    ended = await ends(at_work, 60 - most)
    assert set(ended.values()) == {"queued"}  # handed back: only what was sent can be unknown
    assert at_work.outage.on
    assert len(server.sent) == at_work.in_flight == 60 - len(ended) >= sender_pool.FLYING
    server.up = True
    await until(lambda: at_work.rest() == 0 and at_work.slow == at_work.in_flight)
    at_work.give([ready(61)])
    assert await ends(at_work, 1) == {61: "sent"}  # while the others still hang
    assert (at_work.slow, at_work.outage.on) == (len(server.sent) - 1, False)


async def test_no_more_than_the_wires_hang(server: Server, at_work: Hands) -> None:
    most = sender_pool.FLYING + sender_pool.SLOW_FLYING
    server.mute = set(range(1, 200))
    for number in range(1, 200):
        at_work.outage.landed(Outcome("sent"), 0.0)  # a good answer now and then: not an outage
        at_work.give([ready(number)])
        await asyncio.sleep(0.003)
    await until(lambda: at_work.slow == at_work.in_flight)
    assert len(server.sent) == at_work.in_flight <= most


async def test_who_is_let_go_before_leaving_is_handed_back(
    server: Server, at_work: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def leave() -> None:
        at_work.stopping = True
        seen.append((len(server.sent), at_work.in_flight))
        at_work.let_go()

    async def send(chat_id: int, screen: Screen) -> Outcome:
        asyncio.get_running_loop().call_soon(leave)
        return await Server.send(server, chat_id, screen)

    server.mute = {1}
    monkeypatch.setattr(server, "send", send)
    at_work.give(ready(number) for number in range(1, 4))
    assert await ends(at_work, 3) == {1: "unknown", 2: "queued", 3: "queued"}
    assert seen == [(1, 2)]  # the second one's task was made and had not begun
