"""Scheduled work. APScheduler only beats, in real time; each beat asks storage what is due at the
clock's moment.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import OperationalError
from sqlmodel import Session
from telegram.error import TelegramError

from bot.clock import Clock
from bot.delivery.engine import Engine
from bot.delivery.plain_fallback import say
from bot.delivery.sender import refused, settled
from bot.telegram.rendering import Params, screen_params
from bot.telegram.transport import Telegram
from content.campaign import Campaign
from content.language.numbers import FLOOR, told
from content.notices.broadcasts import SLOW_BROADCAST_SECONDS, Progress, compose_progress
from content.text.messages import Screen
from storage.actions import broadcasts, retention, scheduled_publishing
from storage.delivery import (
    digests,
    event_notices,
    followups,
    headcounts,
    team_notices,
)
from storage.delivery import (
    downtime as awake,
)
from storage.delivery import (
    incidents as trouble,
)
from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.engine.tables import Message
from storage.library.published import words_of
from storage.people import members
from storage.queue import outbox

log = logging.getLogger(__name__)
LIVE = broadcasts.OPEN
JUMP_MINUTES = 5  # a move of the clock that the team is told of
ENDING = 5.0  # seconds that a beat under way gets to end when the bot stops
EDIT_TRIES = 8  # beats in which the live count is tried again before it is left alone
Job = Callable[[], Awaitable[None]]


class Jobs:
    """The table of scheduled work: name, seconds between beats, function."""

    def __init__(
        self,
        store: Store,
        sealer: Sealer,
        clock: Clock,
        engine: Engine,
        bot: Telegram,
        campaign: Callable[[Session], Campaign],
        more: tuple[tuple[str, int, Job], ...] = (),
    ) -> None:
        self._store, self._sealer, self._clock = store, sealer, clock
        self._engine, self._bot, self._campaign = engine, bot, campaign
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._skew = clock.skew()
        self._shown: dict[int, tuple[str, outbox.Counts]] = {}
        self._paces: dict[int, tuple[float, int]] = {}
        self._failed: dict[int, int] = {}
        self._moved: set[int] = set()  # counts that a new message shows
        self._beats: set[asyncio.Future[None]] = set()  # under way
        self.table: tuple[tuple[str, int, Job], ...] = (
            ("digests", 5, self.digests),
            ("reminders", 5, self.reminders),
            ("events", 5, self.events),
            ("followups", 60, self.followups),
            ("publications", 5, self.publications),
            ("progress", 2, self.progress),
            ("clock", 5, self.watch_clock),
            ("retention", 600, self.retention),
            ("awake", 60, self.awake),
            *more,
        )

    def start(self) -> None:
        """Begins to beat. A beat that is late or finds the one before at work is left out: the next
        asks again.
        """
        for name, seconds, work in self.table:
            self._scheduler.add_job(
                self._guarded, "interval", (name, work), seconds=seconds, id=name,
                misfire_grace_time=seconds, coalesce=True, max_instances=1,
            )  # fmt: skip
        self._scheduler.start()

    async def stop(self) -> None:
        """Begins no beat any more; what is under way has some seconds to end."""
        if not self._scheduler.running:
            return
        self._scheduler.pause()
        await self._clock.sleep(0)  # whatever was about to begin has begun
        if self._beats:
            await asyncio.wait(self._beats, timeout=ENDING)
        self._scheduler.shutdown(wait=False)
        await self._clock.sleep(0)  # it stops in the loop's next turn

    async def _guarded(self, name: str, work: Job) -> None:
        beat = asyncio.ensure_future(work())
        self._beats.add(beat)
        beat.add_done_callback(self._beats.discard)
        try:
            await beat
        except OperationalError as trouble:
            log.warning("%s waits for the store: %s", name, type(trouble).__name__)
        except asyncio.CancelledError:
            # APScheduler writes a traceback for a job that was cancelled.
            log.info("%s was left: the bot ends", name)

    async def visit(self) -> None:
        """Does all that is due now."""
        for _, _, work in self.table:
            await work()

    async def queue_due(self) -> None:
        """Queues whatever is due to many."""
        for work in (self.digests, self.reminders, self.events, self.followups):
            await work()

    async def digests(self) -> None:
        """Queues the digests that are due."""
        now = self._clock.now()
        due = await self._store.read(digests.next_digest)
        if due is None or due > now.timestamp():
            return
        served = digests.Round(now)
        while await self._store.write(
            lambda session: served.queue(session, self._campaign(session))
        ):
            self._engine.wake()

    async def reminders(self) -> None:
        """Queues the reminders that are due."""
        now = self._clock.now()
        if await self._store.write(
            lambda session: digests.queue_reminders(session, self._campaign(session), now)
        ):
            self._engine.wake()

    async def events(self) -> None:
        """Moves waiting lists up and asks those who came to an event."""
        now = self._clock.now()
        if await self._store.write(
            lambda session: event_notices.due(session, self._campaign(session), now)
        ):
            self._engine.wake()

    async def followups(self) -> None:
        """Queues the questions whether an office replied."""
        now = self._clock.now()
        due = await self._store.read(followups.next_followup)
        while due is not None and due <= now.timestamp():
            await self._store.write(
                lambda session: followups.queue_followups(session, self._campaign(session), now)
            )
            self._engine.wake()
            due = await self._store.read(followups.next_followup)

    async def publications(self) -> None:
        """Publishes what was planned for this moment."""
        now = self._clock.now()
        due = await self._store.read(scheduled_publishing.next_due)
        while due is not None and due <= now.timestamp():
            examined = await self._store.read(partial(scheduled_publishing.examine_next, now=now))
            await self._store.write(
                partial(scheduled_publishing.publish_next, now=now, examined=examined)
            )
            self._engine.wake()
            due = await self._store.read(scheduled_publishing.next_due)

    async def retention(self) -> None:
        """Deletes what has reached its end, on disk too."""
        now = self._clock.now()
        counts = await self._store.write(
            lambda session: retention.sweep(session, self._campaign(session), now)
        )
        if any(counts.values()):
            ended = (f"{name} {told(count)}" for name, count in counts.items() if count)
            log.info("ended by themselves: %s", ", ".join(ended))
            self._engine.wake()
        await self._store.truncate()

    async def awake(self) -> None:
        """Writes down that the bot is awake."""
        await self._store.write(partial(awake.beat, now=self._clock.now()))

    async def watch_clock(self) -> None:
        """Tells the team when the machine's clock was moved."""
        before, self._skew = self._skew, self._clock.skew()
        minutes = round((self._skew - before) / 60)
        if abs(minutes) >= JUMP_MINUTES:
            log.warning("The machine's clock was moved by %s minutes.", minutes)
            await self._store.write(partial(trouble.jumped, minutes=minutes, now=self._clock.now()))
            self._engine.wake()

    async def progress(self) -> None:
        """Brings the team's live counts up to date; one that is final is shown once more
        and left.
        """
        for message, chat_id, message_id, language, counts in await self._store.read(
            partial(outbox.watched, sealer=self._sealer)
        ):
            number, now = message.id or 0, (message.state, counts)
            if self._shown.get(number) == now and message.state in LIVE:
                continue
            seen = await self._store.read(
                partial(progress_of, message=message, rate=self._rate(number, counts.sent))
            )
            screen = compose_progress(
                await self._store.read(partial(words_of, language=language)), seen
            )
            shown = await self._edit(number, chat_id, message_id, screen)
            failed = 0 if shown else self._failed.get(number, 0) + 1
            self._failed[number] = failed
            if shown:
                self._shown[number] = now
            live = message.state in LIVE or seen.uncorrected.any
            if (shown and not live) or failed >= EDIT_TRIES:
                await self._store.write(partial(self._leave, message=message, seen=seen))
                for known in (self._shown, self._failed, self._paces):
                    known.pop(number, None)

    def _rate(self, message: int, sent: int) -> float | None:
        """How many went out a second since the last look; None at the first."""
        at = self._clock.monotonic()
        before = self._paces.get(message)
        self._paces[message] = (at, sent)
        return (sent - before[1]) / (at - before[0]) if before and at > before[0] else None

    def _leave(self, session: Session, message: Message, seen: Progress) -> None:
        """The count is not shown live any more; the end of what took long is told in a message of
        its own.
        """
        outbox.unwatch(session, seen.id)
        now = self._clock.now()
        watcher = message.watched_by or message.created_by
        author = members.by_alias(session, watcher) if watcher is not None else None
        if (
            author is not None
            and not author.suspended
            and now.timestamp() - message.created_at > SLOW_BROADCAST_SECONDS
        ):
            team_notices.tell(
                session, author.number, lambda words: compose_progress(words, seen), now
            )

    async def _edit(self, number: int, chat_id: int, message_id: int, screen: Screen) -> bool:
        """Whether the message shows the screen now; one that cannot be changed any more is followed
        by a new one.
        """
        params = {"chat_id": chat_id, "message_id": message_id} | screen_params(screen)
        try:
            await self._bot.call("editMessageText", params)
        except TelegramError as failure:
            if settled(failure):
                return True
            log.info("a live count could not be shown: %s", type(failure).__name__)
            return (
                refused(failure)
                and number not in self._moved
                and await self._move(number, chat_id, screen)
            )
        return True

    async def _move(self, number: int, chat_id: int, screen: Screen) -> bool:
        """Whether a new message shows the count from now on; once for each count."""
        self._moved.add(number)

        async def post(params: Params) -> int:
            return int(
                (await self._bot.call("sendMessage", {"chat_id": chat_id} | params))["message_id"]
            )

        try:
            said = await say(post, screen)
        except TelegramError as failure:
            log.info("a live count could not be shown: %s", type(failure).__name__)
            return False
        watch = partial(
            outbox.watch,
            sealer=self._sealer,
            message=number,
            chat_id=chat_id,
            message_id=said.ids[-1],
        )
        await self._store.write(watch)
        return True

    async def next_due(self) -> datetime | None:
        """The next moment at which a digest, a reminder, a message or a publication is due, or
        None.
        """
        now = self._clock.now()

        def earliest(session: Session) -> int | None:
            found = (
                digests.next_digest(session),
                digests.next_reminder(session, self._campaign(session), now),
                event_notices.next_question(session, self._campaign(session), now),
                followups.next_followup(session),
                outbox.next_due(session),
                scheduled_publishing.next_due(session),
            )
            return min((at for at in found if at is not None), default=None)

        due = await self._store.read(earliest)
        return None if due is None else datetime.fromtimestamp(due, UTC)


def progress_of(session: Session, message: Message, rate: float | None = None) -> Progress:
    """How far a message to many is."""
    now = headcounts.delivery(session, message.id or 0)
    return Progress(
        message.id or 0,
        message.title,
        message.state,
        message.critical,
        now.total,
        now.left,
        now.sent,
        now.failed,
        now.withdrawn,
        now.unknown,
        told(round(rate)) if rate and rate >= FLOOR else None,
        now.unsent,
        now.again,
        uncorrected=now.uncorrected,
        edited=now.edited,
        unedited=now.unedited,
        repeatable=bool(message.audience),
        news=bool(message.news),
    )
