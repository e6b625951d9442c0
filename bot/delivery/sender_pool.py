"""What is claimed goes out: through the lanes, in order, so many at once; results wait to be
recorded.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from bot.clock import Clock
from bot.delivery.lanes import Lanes
from bot.delivery.outage import Outage
from bot.delivery.sender import Sender
from content.text.messages import Screen
from storage.engine.states import Ending
from storage.queue.claims import Claimed, Outcome

log = logging.getLogger(__name__)
FLYING = 48  # requests at once; the connections that are left are for replies
# Seconds without an answer after which a request counts as failed and makes room for another one.
SLOW_SECONDS = 5.0
SLOW_FLYING = 16  # of them on top of the others
# Seconds; who would wait longer goes back to the queue: only what was sent can be unknown.
HAND_BACK = 2.0
Ready = tuple[Claimed, int, Screen]  # with the chat and what to say
Pause = Callable[[Claimed, int, float], Awaitable[None]]
Result = tuple[Claimed, Outcome]


class Hands:
    """Sends rows; `limited` is told when Telegram asks to wait for a chat."""

    def __init__(self, sender: Sender, lanes: Lanes, clock: Clock, limited: Pause) -> None:
        self._sender, self._lanes, self._clock, self._limited = sender, lanes, clock, limited
        self.outage = Outage()
        self._todo: asyncio.Queue[Ready] = asyncio.Queue()
        self._waiting: set[int] = set()  # rows whose request has not left
        self._low = -1  # so few of them are too few
        self._flying: dict[int, asyncio.Task[None]] = {}  # by row
        self._away: set[int] = set()  # those of them whose request has left
        self._room = asyncio.Event()  # set when there may be more of it
        self._off = asyncio.Event()  # set when the last one to wait for its turn has got it
        self._slow: set[int] = set()
        self._results: list[Result] = []
        self._moved = asyncio.Event()  # set when a row ended, and when too few wait
        self.stopping = False

    @property
    def in_flight(self) -> int:
        """How many requests are under way."""
        return len(self._flying)

    @property
    def waiting(self) -> int:
        """How many rows wait for their turn: their requests have surely not left."""
        return len(self._waiting)

    @property
    def slow(self) -> int:
        """How many of them wait for an answer for so long that others go meanwhile."""
        return len(self._slow)

    def give(self, rows: Iterable[Ready]) -> None:
        """Rows to send."""
        for ready in rows:
            self._waiting.add(ready[0].id)
            self._todo.put_nowait(ready)

    def collect(self) -> list[Result]:
        """What became of rows since the last call."""
        results, self._results = self._results, []
        return results

    def end(self, row: Claimed, outcome: Outcome) -> None:
        """Notes what became of a row."""
        self._waiting.discard(row.id)
        self._results.append((row, outcome))
        self._moved.set()

    def rest(self) -> float:
        """Seconds in which nothing should be claimed."""
        now = self._clock.monotonic()
        return max(self._lanes.resting(now), self.outage.rest(now))

    async def wait(self, results: int, seconds: float, low: int) -> None:
        """Returns when so many results are there, when only `low` rows wait for their turn, or
        after a while.
        """
        self._low = low
        while len(self._results) < results and self.waiting > low:
            self._moved.clear()
            try:
                await asyncio.wait_for(self._moved.wait(), seconds)
            except TimeoutError:
                return

    def let_go(self) -> None:
        """No longer waits for what has left: it may arrive, so it is unknown. Who waits for a turn
        comes back.
        """
        for row in self._away:
            self._flying[row].cancel()

    async def run(self) -> None:
        """Starts what was given, as the lanes allow, until it is cancelled."""
        while True:
            ready = await self._todo.get()
            while self.in_flight >= FLYING + min(self.slow, SLOW_FLYING):
                self._room.clear()
                await self._room.wait()
            self._off.clear()
            task = asyncio.create_task(self._fly(*ready))
            self._flying[ready[0].id] = task
            task.add_done_callback(partial(self._landing, ready[0].id))
            await self._off.wait()

    async def _turn(self, row: Claimed, chat_id: int) -> Outcome | None:
        try:
            return await self._cleared(row, chat_id)
        finally:
            self._off.set()

    async def _cleared(self, row: Claimed, chat_id: int) -> Outcome | None:
        """None as soon as the lanes let the row go; else what becomes of it instead."""
        while not self.stopping:
            now = self._clock.monotonic()
            if (held := self._lanes.held(now, row.priority, chat_id)) > 0:
                return Outcome(Ending.RETRY, after=held)
            if self.rest() > HAND_BACK or (self.outage.on and not await self._probed()):
                return Outcome(Ending.QUEUED)
            if (wait := self._lanes.take(now, row.priority, chat_id)) <= 0:
                return None
            await self._clock.sleep(min(wait, 1.0))
        return Outcome(Ending.QUEUED)

    async def _probed(self) -> bool:
        """Whether Telegram answers again: asked with a harmless call, so that no message is spent
        on finding out.
        """
        if self.in_flight > self.slow + 1 or self.outage.rest(self._clock.monotonic()) > 0:
            return False
        if alive := await self._sender.alive():
            return alive
        self.outage.missed(self._clock.monotonic())
        return False

    async def _fly(self, row: Claimed, chat_id: int, screen: Screen) -> None:
        """Waits for its turn and goes at once: what is counted late in a second must not leave even
        later.
        """
        outcome = Outcome(Ending.QUEUED)
        late = None
        try:
            if (instead := await self._turn(row, chat_id)) is not None:
                outcome = instead
                return
            outcome = Outcome(Ending.UNKNOWN)
            self._leaves(row.id)
            late = asyncio.get_running_loop().call_later(SLOW_SECONDS, self._slowed, row.id)
            outcome = await self._sender.send(chat_id, screen)
            outcome = self.outage.landed(
                outcome, self._clock.monotonic(), counted=row.id in self._slow
            )
            if outcome.limited:
                await self._limited(row, chat_id, outcome.after)
        # A failure nobody foresaw is unknown and stops no other row.
        except Exception as failure:  # noqa: BLE001
            log.error("row %s: %s", row.id, type(failure).__name__)
        finally:
            if late:
                late.cancel()
            self._away.discard(row.id)
            self._slow.discard(row.id)
            self.end(row, outcome)

    def _leaves(self, row: int) -> None:
        self._waiting.discard(row)
        self._away.add(row)
        if self.waiting <= self._low:
            self._moved.set()

    def _landing(self, row: int, _: asyncio.Task[None]) -> None:
        del self._flying[row]
        self._room.set()

    def _slowed(self, row: int) -> None:
        """No answer came for a while: others may go, and it counts as a failure before it ends."""
        self._slow.add(row)
        self._room.set()
        self.outage.missed(self._clock.monotonic())
