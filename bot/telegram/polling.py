"""Updates in: stored before Telegram is told that they arrived, handled in order per chat, answered
after a crash.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import count
from math import inf
from typing import Any

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass
from sqlalchemy.exc import OperationalError
from sqlmodel import Session
from telegram.error import (
    BadRequest,
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.clock import Clock
from bot.foreign.elsewhere import Elsewhere
from bot.telegram.flood import Flood, Verdict
from bot.telegram.replies import Address, Replies, Sent, Unanswered
from bot.telegram.transport import BehindProxy, Garbled, Telegram
from bot.telegram.update_reader import read_update
from content.errors import UserError
from content.foreign import Foreign
from content.text.messages import About, Reply
from handlers import incoming as reading
from handlers.context import Reading, Unread, worked_out
from handlers.dispatch import Dependencies, asked_for, file_limit, respond
from handlers.incoming import Incoming
from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.library.beforehand import Beforehand
from storage.people import inbox

log = logging.getLogger(__name__)
WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]
POLL_SECONDS = 25
UPDATES_BATCH = 100
MOST_OPEN = 1000  # updates taken and not answered; more are not fetched until there are fewer
# With more updates of one chat waiting, each is followed by so many seconds for the others.
HASTY, BREATH = 4, 0.2
LONGEST_RETRY_SECONDS = 4  # seconds between two tries to store updates
# Seconds: another poller may be the one that this bot replaces, and is ending.
CONFLICT, CONFLICT_PAUSE = 60, 5
# What Telegram tells, not what a person does.
UNHURRIED = ("blocked", "unblocked", "added", "migrated")


@dataclass(frozen=True)
class Answer:
    """A settled update: where the reply goes and what it is."""

    chat_id: int
    message_id: int | None
    callback_id: str | None
    private: bool
    reply: Reply
    route: str = ""  # what was asked for; never what a person typed


_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)


def _ended(update_id: int, answer: Answer, sent: Sent) -> inbox.Ended:
    """What is kept of an answered update: in a private chat the messages and what they speak of,
    else its number.
    """
    if not answer.private:
        return inbox.Ended(update_id, None, [])
    about = tuple(
        subject for op in answer.reply if isinstance(op, About) for subject in op.subjects
    )
    return inbox.Ended(update_id, answer.chat_id, sent.ids, sent.edited, about)


def _numbers(updates: Any) -> list[int]:
    """The ids of a batch, without what has none; Garbled if nothing has one."""
    some = updates if isinstance(updates, list) else []
    found = [update.get("update_id") for update in some if isinstance(update, dict)]
    numbers = [number for number in found if type(number) is int and 0 < number < 2**63]
    if not numbers:
        raise Garbled("the updates cannot be read")
    return numbers


def _read(update: dict[str, Any]) -> Incoming | None:
    """What handlers read of it; None, and a line in the log, for what cannot be read: it must not
    come again.
    """
    try:
        return read_update(update)
    except (
        KeyError,
        TypeError,
        AttributeError,
        ValueError,
        OverflowError,
        RecursionError,
    ) as unlike:
        log.warning("an update could not be read: %s", type(unlike).__name__)
        return None


class Updates:
    """The getUpdates loop and one queue per chat."""

    def __init__(
        self,
        bot: Telegram,
        store: Store,
        sealer: Sealer,
        replies: Replies,
        clock: Clock,
        desk: Callable[[Session], Dependencies],
        elsewhere: Elsewhere,
    ) -> None:
        self._bot, self._store, self._sealer, self._replies = bot, store, sealer, replies
        self._clock, self._desk, self._elsewhere = clock, desk, elsewhere
        self._queues: dict[int, deque[Incoming | inbox.Waiting]] = defaultdict(deque)
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._flood = Flood()
        self._open = 0
        self._ended: dict[int, inbox.Ended] = {}
        self._ending = asyncio.Lock()
        self._left: set[int] = set()  # updates that a crash left
        self._alone = asyncio.Lock()  # held by the one of them that is under way
        self._offset: int | None = None
        # When the present one began and was last seen, in even seconds.
        self._conflicts = (-inf, -inf)
        self.handled = asyncio.Condition()
        self.wake: Callable[[], None] = lambda: None

    async def recover(self) -> None:
        """Takes up what a crash left: answers that were settled, updates that were received. One at
        which the bot ended after it was taken up once is set aside.
        """
        for left in await self._store.read(partial(inbox.waiting, sealer=self._sealer)):
            try:
                item = left if left.settled else reading.load(left.body)
                chat_id = (
                    _ANSWER.validate_json(left.body).chat_id
                    if isinstance(item, inbox.Waiting)
                    else item.chat_id
                )
            except ValueError as unlike:
                log.error("an update that waits cannot be read: %s", type(unlike).__name__)
                await self._end(inbox.Ended(left.update_id, None, []))
                continue
            if isinstance(item, Incoming):
                item = replace(item, kind="set_aside") if left.begun else item
                self._left.add(item.update_id)
            self._enqueue(chat_id, item)

    async def run(self) -> None:
        """Polls until cancelled. Network troubles back off; a wrong token ends it, and a second
        poller (Conflict) that is there for a minute.
        """
        failures = 0
        while True:
            try:
                await self._room()
                await self.poll_once()
                failures = 0
            except InvalidToken:
                raise
            except Conflict as taken:
                await self._wait_out(taken)
            except RetryAfter as wait:
                await self._clock.sleep(float(wait._retry_after.total_seconds()))
            except (NetworkError, TelegramError) as trouble:
                failures += 1
                why = (
                    trouble.message if isinstance(trouble, BehindProxy) else type(trouble).__name__
                )
                log.warning("getUpdates failed (%s), trying again", why)
                await self._clock.sleep(min(0.5 * 2**failures, 30))

    async def _wait_out(self, taken: Conflict) -> None:
        """Returns after a pause; raises the conflict once it goes on for a minute, whatever came in
        between.
        """
        now = self._clock.monotonic()
        if now - self._conflicts[1] > CONFLICT:
            self._conflicts = now, now
            log.warning(
                "another program asks for this bot's updates; this one tries for %s seconds",
                CONFLICT,
            )
        if now - self._conflicts[0] >= CONFLICT:
            raise taken
        self._conflicts = self._conflicts[0], now
        await self._clock.sleep(CONFLICT_PAUSE)

    async def poll_once(self, timeout: int = POLL_SECONDS) -> int:
        """Fetches one batch, stores it, starts handling; how many updates came."""
        asked = {"limit": UPDATES_BATCH, "timeout": timeout, "allowed_updates": WANTED}
        if self._offset is not None:
            asked["offset"] = self._offset
        updates = await self._bot.call("getUpdates", asked, wait=timeout + 10)
        if not updates:
            return 0
        numbers = _numbers(updates)
        found = [
            heard for update in updates if (heard := self._calmed(self._mentions(_read(update))))
        ]
        read = list({heard.update_id: heard for heard in found}.values())
        fresh = await self._received(read) if read else set()
        self._offset = max(numbers) + 1
        for heard in read:
            if heard.update_id in fresh:
                self._enqueue(heard.chat_id, heard)
        return len(updates)

    async def _received(self, read: list[Incoming]) -> set[int]:
        """Stores updates, as soon as the store takes them; the ids of those that were not received
        before.
        """
        rows = [(heard.update_id, reading.dump(heard)) for heard in read]
        act = partial(inbox.receive, sealer=self._sealer, updates=rows, now=self._clock.now())
        pause = 1
        while True:
            try:
                return await self._store.write(act)
            except OperationalError:
                log.warning("updates wait for the store")
            await self._clock.sleep(pause)
            pause = min(2 * pause, LONGEST_RETRY_SECONDS)

    def _calmed(self, heard: Incoming | None) -> Incoming | None:
        """What is left of it when its person writes faster than anybody can: one notice, then
        nothing.
        """
        if heard is None or heard.kind in UNHURRIED:
            return heard
        verdict = self._flood.take(self._clock.monotonic(), heard.user_id)
        if verdict is Verdict.PASS:
            return heard
        return replace(heard, kind="flooded") if verdict is Verdict.NOTICE else None

    def _mentions(self, heard: Incoming | None) -> Incoming | None:
        """In a group, whether the words name the bot."""
        if heard is None or heard.private:
            return heard
        return replace(heard, mentioned=bool(self._name().search(heard.text.text)))

    def _name(self) -> re.Pattern[str]:
        return re.compile(rf"@{re.escape(self._bot.username)}\b", re.IGNORECASE)

    def _enqueue(self, chat_id: int, item: Incoming | inbox.Waiting) -> None:
        self._queues[chat_id].append(item)
        self._open += 1
        if chat_id not in self._busy:
            self._busy[chat_id] = asyncio.create_task(self._chat(chat_id))

    async def _chat(self, chat_id: int) -> None:
        queue = self._queues[chat_id]
        try:
            while queue:
                item = queue.popleft()
                try:
                    await self._one(item)
                except Exception as failure:  # noqa: BLE001 - what came after it goes on
                    log.error("an update could not be answered: %s", type(failure).__name__)
                    await self._drop(item)
                finally:
                    self._open -= 1
                if len(queue) > HASTY:
                    await self._clock.sleep(BREATH)
        finally:
            self._busy.pop(chat_id, None)
            if not queue:
                self._queues.pop(chat_id, None)
            async with self.handled:
                self.handled.notify_all()

    async def _one(self, item: Incoming | inbox.Waiting) -> None:
        """Handles and answers one update; waits while the store or Telegram cannot be reached, so
        that order holds.
        """
        answer = _ANSWER.validate_json(item.body) if isinstance(item, inbox.Waiting) else None
        sent: Sent | None = None
        for attempt in count(1):
            try:
                if isinstance(item, Incoming) and answer is None:
                    answer = await self._taken(item)
                if answer is not None and sent is None:
                    to = Address(
                        answer.chat_id, answer.message_id, answer.callback_id, answer.route
                    )
                    sent = await self._replies.send(to, answer.reply)
                if answer is not None and sent is not None:
                    await self._end(_ended(item.update_id, answer, sent))
            except (OperationalError, Unanswered) as trouble:
                log.warning("an update waits: %s", type(trouble).__name__)
                await self._clock.sleep(min(2**attempt, 60))
            else:
                return

    async def _taken(self, heard: Incoming) -> Answer:
        """The settled answer; an apology where something went wrong that nobody foresaw: it would
        go wrong again.
        """
        try:
            return await (
                self._settle_left(heard) if heard.update_id in self._left else self._settle(heard)
            )
        except (OperationalError, Unanswered):
            raise
        except Exception as failure:  # noqa: BLE001 - whatever it was, it must not stay
            log.error("an update could not be handled: %s", type(failure).__name__)
            return await self._settle(replace(heard, kind="failed"))

    async def _settle_left(self, heard: Incoming) -> Answer:
        """One after another, and noted before it begins: if the bot ends at it again, it is known
        which one it was.
        """
        if heard.kind == "set_aside":
            return await self._settle(heard)
        async with self._alone:
            await self._store.write(partial(inbox.begin, update_id=heard.update_id))
            try:
                return await self._settle(heard)
            except Unanswered:
                await self._store.write(
                    partial(inbox.begin, update_id=heard.update_id, begun=False)
                )
                raise

    async def _drop(self, item: Incoming | inbox.Waiting) -> None:
        """Forgets an update that cannot be answered: it must not come back at every start."""
        try:
            await self._end(inbox.Ended(item.update_id, None, []))
        except Exception as failure:  # noqa: BLE001 - then it is there at the next start
            log.error("an update stays: %s", type(failure).__name__)

    async def _end(self, ended: inbox.Ended) -> None:
        """Drops the update; those that end while another write is under way share the next one."""
        self._ended[ended.update_id] = ended
        async with self._ending:
            if ended.update_id not in self._ended:
                return  # the one before took it along
            some = list(self._ended.values())
            await self._store.write(
                partial(inbox.end, sealer=self._sealer, ended=some, now=self._clock.now())
            )
            for one in some:
                del self._ended[one.update_id]

    async def _settle(self, heard: Incoming) -> Answer:
        """The settled answer. What others wrote is read, and what takes long is worked out, before
        the transaction that it is for: each time a handler asks for more of it, its transaction is
        given up and begun again.
        """
        heard = await self._fetched(heard) if heard.document else heard
        now, readings = self._clock.now(), list[Reading]()
        while True:
            try:
                answer = await self._store.write(
                    partial(self._act, heard=heard, now=now, readings=readings)
                )
            except Unread as unread:
                readings.append(await self._read_first(unread.wanted))
            else:
                self.wake()
                return answer

    def _act(
        self, session: Session, heard: Incoming, now: datetime, readings: list[Reading]
    ) -> Answer:
        reply, route = respond(session, self._desk(session), heard, now, readings), asked_for(heard)
        answer = Answer(
            heard.chat_id, heard.message_id, heard.callback_id, heard.private, reply, route
        )
        inbox.settle(session, self._sealer, heard.update_id, _ANSWER.dump_json(answer))
        return answer

    async def _read_first(self, wanted: Foreign[Any] | Beforehand[Any]) -> Reading:
        if isinstance(wanted, Beforehand):
            return await self._store.read(partial(worked_out, wanted=wanted))
        try:
            return Reading(wanted, value=await self._elsewhere.read(wanted))
        except UserError as refused:
            return Reading(wanted, refused=refused)

    async def _fetched(self, heard: Incoming) -> Incoming:
        """With its file's content where the person was asked for one; nothing else is ever fetched
        (SAFETY, media).
        """
        document, now = heard.document, self._clock.now()
        limit = await self._store.read(
            lambda session: file_limit(session, self._desk(session), heard, now)
        )
        if document is None or limit is None or document.size > limit:
            return heard
        try:
            return replace(heard, content=await self._bot.fetch(document.file_id, limit))
        except (BadRequest, InvalidToken):
            return heard  # it is gone (404), or too large for the Bot API
        except TelegramError as trouble:
            raise Unanswered("getFile") from trouble

    async def _room(self) -> None:
        """Returns when so few updates are open that more can be taken: what is not fetched waits at
        Telegram.
        """
        async with self.handled:
            await self.handled.wait_for(lambda: self._open < MOST_OPEN)

    async def idle(self) -> None:
        """Returns when nothing is being handled."""
        async with self.handled:
            await self.handled.wait_for(lambda: not self._busy)
