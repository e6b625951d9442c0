"""From the outbox to people: claim, send through the lanes, record; claims and records share a
transaction.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from contextlib import suppress
from datetime import timedelta
from functools import partial

from pydantic import ValidationError
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.clock import Clock
from bot.delivery.circuit import Circuit
from bot.delivery.lanes import Lanes
from bot.delivery.sender import Sender
from bot.delivery.sender_pool import Hands, Ready, Result
from content.text.messages import Screen, load_screen
from storage.delivery import incidents
from storage.engine.database import Store
from storage.engine.sealed_columns import SUPPORTER_SEAL
from storage.engine.sealing import BrokenSeal, Sealer
from storage.engine.states import Ending
from storage.queue import claims, outbox
from storage.queue.claims import Claimed, Outcome

log = logging.getLogger(__name__)
MOST_CLAIMED = 256  # rows claimed and not recorded at most
# Seconds of rows claimed before their turn: whatever else is claimed may have left when the bot is
# killed.
AHEAD_SECONDS = 0.05
FEWEST = 2  # of them at least
RECORDED_TOGETHER = (
    16  # results that are recorded in one transaction; fewer where so many take long
)
FLUSH = 0.25  # seconds after which fewer are recorded too
ENGINE_IDLE_SECONDS = 2.0
GATHER = 0.05  # seconds in which one look at the outbox serves all who woke it
LEAVING = 8.0  # seconds that what is in flight gets to end when the bot stops
TOLD_SECONDS = 5.0  # seconds without the store of which the team is told
KEPT_BODIES = 256  # bodies kept ready


class Engine:
    """Empties the outbox; `wake` tells it that something was queued."""

    def __init__(
        self, store: Store, sealer: Sealer, sender: Sender, lanes: Lanes, clock: Clock
    ) -> None:
        self._store, self._sealer, self._lanes, self._clock = store, sealer, lanes, clock
        self._hands = Hands(sender, lanes, clock, self._limited)
        self._ahead = min(MOST_CLAIMED, max(FEWEST, round(lanes.per_second * AHEAD_SECONDS)))
        self._low = self._ahead // 2
        self._together = min(RECORDED_TOGETHER, self._low)
        self._bodies: OrderedDict[int, Screen | None] = OrderedDict()
        self._circuit = Circuit()
        # Since when nothing can be stored, and whether the disk is full.
        self._waits: tuple[float, bool] | None = None
        self._chats_limited: dict[int, float] = {}
        self._woken = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()

    @property
    def _stopping(self) -> bool:
        return self._hands.stopping

    def wake(self) -> None:
        """Looks at the outbox now."""
        self._woken.set()

    async def recover(self) -> int:
        """After a crash: how many sendings are unknown; Telegram's own pauses hold again."""
        now = self._clock.now()
        kept = await self._store.read(partial(outbox.pauses, sealer=self._sealer, now=now))
        for chat, until in kept.items():
            self._lanes.pause(self._clock.monotonic(), until - now.timestamp(), chat)
        return await self._store.write(partial(claims.recover, ahead=self._ahead))

    async def run(self) -> None:
        """Sends until `stop`; a store that cannot be reached is tried again."""
        while not self._stopping:
            self._woken.clear()
            try:
                await self.drain()
                await self._stored()
            except OperationalError as failure:
                self._wait_for_store(failure)
                await self._clock.sleep(ENGINE_IDLE_SECONDS)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), ENGINE_IDLE_SECONDS)
            await self._clock.sleep(GATHER)

    async def stop(self) -> None:
        """Lets what is in flight end and be recorded, then sends nothing more."""
        self._hands.stopping = True
        self.wake()
        leaving = asyncio.get_running_loop().call_later(LEAVING, self._hands.let_go)
        async with self._one_at_a_time:
            leaving.cancel()

    async def drain(self) -> int:
        """Sends until nothing is due; how many rows were tried."""
        async with self._one_at_a_time:
            if self._stopping or not await self._due():
                return 0
            sending = asyncio.create_task(self._hands.run())
            try:
                return await self._keep_books()
            finally:
                sending.cancel()

    async def _due(self) -> bool:
        due = await self._store.read(outbox.next_due)
        return due is not None and due <= int(self._clock.now().timestamp())

    async def _keep_books(self) -> int:
        """Records and claims in turns until nothing is open and nothing due; how many rows were
        tried.
        """
        tried = open_rows = 0
        more = True
        while True:
            done = self._hands.collect()
            open_rows -= len(done)
            tried += len(done)
            room = self._room(open_rows) if more else 0
            rows = await self._turn(done, room, open_rows) if done or room else []
            open_rows += len(rows)
            more = more and len(rows) >= room
            self._hands.give(ready for row in rows if (ready := self._ready(row)))
            if open_rows:
                free = 0 if self._hands.outage.on else self._free(open_rows)
                low = self._low if more and free >= self._low else -1
                await self._hands.wait(min(self._together, open_rows), FLUSH, low)
                more = more or await self._due()
            elif self._stopping or not await self._due():
                return tried
            elif (rest := self._hands.rest()) > 0 or done:
                more = True
                await self._clock.sleep(min(rest, 1.0))
            else:  # something is due and nothing can be claimed: the next look may find out more
                return tried

    def _free(self, open_rows: int) -> int:
        """How many rows more may be open: in an outage one, so that a crash leaves little
        unknown.
        """
        if self._stopping or self._hands.rest() > 0:
            return 0
        if self._hands.outage.on:
            return max(0, 1 + self._hands.slow - open_rows)
        return MOST_CLAIMED - open_rows

    def _room(self, open_rows: int) -> int:
        """How many rows to claim: few before their turn, and not so few that claiming them costs
        more than it gives.
        """
        free = self._free(open_rows)
        if self._hands.outage.on:
            return free
        room = min(free, self._ahead - self._hands.waiting)
        return room if room >= self._together else 0

    async def _turn(self, done: list[Result], room: int, open_rows: int) -> list[Claimed]:
        """Records and claims in one transaction; what became of a message is kept until the store
        takes it.

        Where more cannot be claimed while some are on their way, these are waited for.
        """
        while True:
            try:
                rows, bodies = await self._store.write(
                    partial(self._record_and_claim, done=done, room=room)
                )
            except OperationalError as failure:
                if (not done and not open_rows) or (self._stopping and not self._patient()):
                    raise
                self._wait_for_store(failure)
                if not done:
                    return []
            else:
                self._keep(rows, bodies)
                await self._stored()
                return rows
            await self._clock.sleep(1.0)

    def _patient(self) -> bool:
        """Whether there is still time, when the bot ends, for the store to take what became of
        messages.
        """
        return self._waits is not None and self._clock.monotonic() - self._waits[0] < LEAVING

    def _wait_for_store(self, failure: OperationalError) -> None:
        """Notes since when the store takes nothing, with one clear line in the log."""
        full = "full" in str(failure.orig).lower()
        if self._waits is None:
            why = (
                "the disk is full: make room"
                if full
                else "another program holds it: stop that program"
            )
            log.error("Sending waits for the store, nothing is lost: %s.", why)
        self._waits = (self._waits[0] if self._waits else self._clock.monotonic(), full)

    async def _stored(self) -> None:
        """The store takes writes again: the team is told if that took long."""
        if self._waits is None:
            return
        (since, full), self._waits = self._waits, None
        seconds = round(self._clock.monotonic() - since)
        log.warning("The store could not be written for %s seconds; sending goes on.", seconds)
        if seconds >= TOLD_SECONDS:
            act = partial(incidents.waited, seconds=seconds, full=full, now=self._clock.now())
            await self._store.write(act)

    def _record_and_claim(
        self, session: Session, done: list[Result], room: int
    ) -> tuple[list[Claimed], dict[int, str]]:
        """What was claimed, with the bodies that are not kept yet."""
        now = self._clock.now()
        if done:
            claims.record(session, self._sealer, done, now)
            for message, why in {row.message: one.plain for row, one in done if one.plain}.items():
                incidents.went_plain(session, message, why, now)
            for tripped in self._circuit.note(
                (row.message, outcome.state) for row, outcome in done
            ):
                incidents.refused(session, tripped.message, tripped.failed, tripped.of, now)
        rows = claims.claim(session, room, now) if room > 0 else []
        missing = {row.body for row in rows} - self._bodies.keys()
        return rows, claims.bodies(session, missing) if missing else {}

    def _keep(self, rows: list[Claimed], bodies: dict[int, str]) -> None:
        """Keeps bodies ready, once they are committed: the number of one that is not may be given
        to another.
        """
        self._bodies |= {number: _screen(number, body) for number, body in bodies.items()}
        needed = {row.body for row in rows} & self._bodies.keys()
        for number in needed:
            self._bodies.move_to_end(number)
        while len(self._bodies) > max(KEPT_BODIES, len(needed)):
            self._bodies.popitem(last=False)

    def _ready(self, row: Claimed) -> Ready | None:
        """The row with its chat and words; one that cannot be sent ends at once."""
        screen = self._bodies.get(row.body)
        try:
            if screen is not None:
                return row, self._sealer.open_id(SUPPORTER_SEAL, row.seal), screen
        except BrokenSeal:
            log.error("row %s cannot be sent: its seal is broken", row.id)
        self._hands.end(row, Outcome(Ending.REJECTED))
        return None

    async def _limited(self, row: Claimed, chat_id: int, seconds: float) -> None:
        """Telegram asked to wait: for this chat; for all when it says so of several private chats
        at a time.

        The pause is kept at once, while it holds, so that a restart keeps it too.
        """
        now = self._clock.monotonic()
        self._chats_limited = {
            chat: until for chat, until in self._chats_limited.items() if until > now
        }
        self._chats_limited[chat_id] = now + seconds
        several = sum(chat > 0 for chat in self._chats_limited) > 1
        self._lanes.pause(now, seconds, None if several else chat_id)
        until = self._clock.now() + timedelta(seconds=seconds)
        await self._store.write(
            partial(outbox.pause, scope="" if several else str(row.recipient), until=until)
        )


def _screen(number: int, body: str) -> Screen | None:
    """What a body says; None for one that cannot be read."""
    try:
        return load_screen(body)
    except ValidationError:
        log.error("body %s cannot be read", number)
        return None
