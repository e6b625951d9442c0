"""From the outbox to people: claim, send through the lanes, record. Several at once, in order of urgency."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from functools import partial

from pydantic import ValidationError
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.clock import Clock
from bot.delivery.lanes import Lanes
from bot.delivery.sender import Sender
from content.messages import load_screen
from storage import outbox
from storage.db import Store
from storage.outbox import Claimed, Outcome
from storage.sealing import BrokenSeal, Sealer
from storage.supporters import PLACE

log = logging.getLogger(__name__)
BATCH = 30  # rows in flight: what a crash can leave unknown
IDLE_SECONDS = 2.0
HAND_BACK = 2.0  # seconds; who would wait longer goes back to the queue: only what was sent can be unknown


class Engine:
    """Empties the outbox; `wake` tells it that something was queued."""

    def __init__(self, store: Store, sealer: Sealer, sender: Sender, lanes: Lanes, clock: Clock) -> None:
        self._store, self._sealer, self._sender, self._lanes, self._clock = store, sealer, sender, lanes, clock
        self._woken = asyncio.Event()
        self._stopping = False
        self._one_at_a_time = asyncio.Lock()

    def wake(self) -> None:
        """Looks at the outbox now."""
        self._woken.set()

    async def recover(self) -> int:
        """After a crash: how many sendings are unknown; Telegram's own pauses hold again."""
        now = self._clock.now()
        kept = await self._store.read(partial(outbox.pauses, now=now))
        for scope, until in kept.items():
            self._lanes.pause(self._clock.monotonic(), until - now.timestamp(), int(scope) if scope else None)
        return await self._store.write(outbox.recover)

    async def run(self) -> None:
        """Sends until `stop`; a store that cannot be reached is tried again."""
        while not self._stopping:
            self._woken.clear()
            try:
                await self.drain()
            except OperationalError as trouble:
                log.warning("the outbox waits: %s", type(trouble).__name__)
                await self._clock.sleep(IDLE_SECONDS)
            try:
                await asyncio.wait_for(self._woken.wait(), IDLE_SECONDS)
            except TimeoutError:
                continue

    async def stop(self) -> None:
        """Lets what is in flight end and be recorded, then sends nothing more."""
        self._stopping = True
        self.wake()
        async with self._one_at_a_time:
            return

    async def drain(self) -> int:
        """Sends until nothing is due; how many messages."""
        count = 0
        async with self._one_at_a_time:
            while not self._stopping:
                if not (taken := await self._batch()):
                    break
                count += taken
        return count

    async def _batch(self) -> int:
        while (rest := self._lanes.resting(self._clock.monotonic())) > 0 and not self._stopping:
            await self._clock.sleep(min(rest, 1.0))
        if self._stopping:
            return 0
        now = self._clock.now()
        if not await self._store.read(partial(self._due, now=int(now.timestamp()))):
            return 0
        rows = await self._store.write(partial(outbox.claim, limit=BATCH, now=now))
        answers = await asyncio.gather(*(self._send(row) for row in rows), return_exceptions=True)
        pairs = [(row, _told(row, answer)) for row, answer in zip(rows, answers, strict=True)]
        await self._store.write(partial(self._record, pairs=pairs))
        return len(rows)

    @staticmethod
    def _due(session: Session, now: int) -> bool:
        due = outbox.next_due(session)
        return due is not None and due <= now

    def _record(self, session: Session, pairs: list[tuple[Claimed, Outcome]]) -> None:
        outbox.record(session, self._sealer, pairs, self._clock.now())

    async def _send(self, row: Claimed) -> Outcome:
        try:
            chat_id, screen = self._sealer.open_id(PLACE, row.seal), load_screen(row.screen)
        except (BrokenSeal, ValidationError) as broken:
            log.error("row %s cannot be sent: %s", row.id, type(broken).__name__)
            return Outcome("rejected")
        while (wait := self._lanes.take(self._clock.monotonic(), row.priority, chat_id)) > 0:
            if self._stopping or wait > HAND_BACK:
                return Outcome("queued")
            await self._clock.sleep(min(wait, 1.0))
        outcome = await self._sender.send(chat_id, screen)
        if outcome.state == "retry" and outcome.after:
            await self._rest(outcome.after)
        return outcome

    async def _rest(self, seconds: float) -> None:
        """Keeps the pause at once, while it holds, so that a restart keeps it too."""
        self._lanes.pause(self._clock.monotonic(), seconds)
        until = self._clock.now() + timedelta(seconds=seconds)
        await self._store.write(partial(outbox.pause, scope="", until=until))


def _told(row: Claimed, answer: Outcome | BaseException) -> Outcome:
    """The outcome; a failure nobody foresaw is `unknown` and stops no other row."""
    if isinstance(answer, Outcome):
        return answer
    log.error("row %s: %s", row.id, type(answer).__name__)
    return Outcome("unknown")
