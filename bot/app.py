"""The composition root: the only place where the parts are wired together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from filelock import BaseFileLock
from sqlalchemy.exc import OperationalError
from sqlmodel import Session
from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot import logs
from bot.clock import Clock, MovedClock
from bot.contact import Relay
from bot.delivery.corrections import Corrections
from bot.delivery.deletions import TakingBack
from bot.delivery.engine import Engine
from bot.delivery.lanes import PAID_PER_SECOND, PER_SECOND, Lanes
from bot.delivery.sender import TelegramSender
from bot.delivery.sender_pool import FLYING, SLOW_FLYING
from bot.feeds import Feeds
from bot.foreign import limits
from bot.foreign.elsewhere import Elsewhere
from bot.jobs import ENDING, Jobs
from bot.settings import PAID, Settings
from bot.telegram import webhooks
from bot.telegram.polling import Updates
from bot.telegram.rendering import Params
from bot.telegram.replies import Replies
from bot.telegram.transport import PoolRequest, Telegram, at
from content.campaign import EMPTY, Campaign
from content.language.i18n import words_for
from content.language.languages import DEFAULT, LANGUAGES
from handlers.dispatch import Dependencies
from handlers.route import menu
from handlers.routes import ROUTES
from storage.actions import backup, emergency_wipe
from storage.delivery import downtime
from storage.delivery import incidents as trouble
from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.library import published as contents
from storage.library.published import words_of
from storage.people import erasure, members

log = logging.getLogger(__name__)
MEGABYTE = 1024 * 1024
CONNECTIONS = FLYING + SLOW_FLYING + 16  # 16 are for replies
ABSENT = (
    "The bot was away, or an older copy was put back: what is overdue waits until the team answers"
    " /thaw."
)


class App:
    """The running bot: updates in, replies out, messages to many, scheduled work."""

    def __init__(
        self,
        settings: Settings,
        bot: Telegram,
        store: Store,
        sealer: Sealer,
        clock: Clock,
        elsewhere: Elsewhere,
    ) -> None:
        self.store, self.sealer, self.clock = store, sealer, clock
        store.unlock(sealer)
        self._settings, self._bot = settings, bot
        self.lock: BaseFileLock | None = None
        paid = settings.paid_broadcast
        lanes = Lanes(PAID_PER_SECOND if paid else PER_SECOND)
        self.engine = Engine(store, sealer, TelegramSender(bot, paid=paid), lanes, clock)
        replies = Replies(bot, lanes, clock, self._answered_plainly)
        self.updates = Updates(bot, store, sealer, replies, clock, self._desk, elsewhere)
        self.updates.wake = self.engine.wake
        relay = Relay(store, sealer, clock, bot, lanes)
        taking_back = TakingBack(store, sealer, clock, bot, lanes)
        corrections = Corrections(store, sealer, clock, bot, lanes)
        self.elsewhere = elsewhere
        self.feeds = Feeds(store, clock, self.campaign, elsewhere)
        more = (
            ("feeds", 60, self.feeds.visit),
            ("contact", 1, relay.visit),
            ("taking back", 2, taking_back.visit),
            ("corrections", 2, corrections.visit),
            ("copies", 3600, self._old_copies),
            ("checkpoint", 60, store.truncate),
            ("memory", 60, self.watch_memory),
            ("logs", 600, self._old_logs),
        )
        self.jobs = Jobs(store, sealer, clock, self.engine, bot, self.campaign, more)
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = asyncio.Event()
        self._burnt = False
        self.outgrown = False  # whether it ends because it holds too much memory

    def campaign(self, session: Session) -> Campaign:
        """What is public now, nothing at first; read again only when something was published."""
        return contents.snapshot(session) or EMPTY

    def _desk(self, session: Session) -> Dependencies:
        return Dependencies(
            self.sealer, self.campaign(session), self._bot.username, self._erased, self._burn_key
        )

    def _erased(self, chat_id: int, now: datetime) -> None:
        erasure.write(self._settings.data_dir / erasure.NAME, self.sealer, chat_id, now)

    async def _answered_plainly(self, route: str, why: str) -> None:
        """Tells the team that Telegram refused an answer as it was."""
        act = partial(trouble.answered_plainly, route=route, why=why, now=self.clock.now())
        try:
            await self.store.write(act)
        except OperationalError:  # the answer is out, and must not go out again for this
            log.warning("the team could not be told of an answer that Telegram refused")
        self.engine.wake()

    async def _old_copies(self) -> None:
        """Deletes copies of the store that have reached their end, whether or not anybody makes new
        ones.
        """
        await asyncio.to_thread(
            backup.sweep, self._settings.data_dir / backup.FOLDER, self.clock.now()
        )

    async def _old_logs(self) -> None:
        """Deletes logs that have reached their end, whether or not anything new is logged."""
        await asyncio.to_thread(
            logs.end_old, self._settings.data_dir / logs.FOLDER, self.clock.now()
        )

    async def watch_memory(self) -> None:
        """Asks the bot to end when it has grown beyond its limit: whoever runs it starts
        it again.
        """
        limit = self._settings.memory_limit_mb
        if limit is not None and limits.resident() > limit * MEGABYTE:
            log.warning("The bot holds more than %s MB: it ends to be started again.", limit)
            self.outgrown = True
            self.stop()

    def _burn_key(self) -> bool:
        """Destroys the key file and asks the bot to end: what it could open must not be opened by
        it any more.
        """
        self._burnt = True
        if self._settings.key is None:
            emergency_wipe.destroy(self._settings.key_file)
        self._loop.call_soon_threadsafe(self._stopping.set)
        return self._settings.key is None

    async def webhook(self) -> str | None:
        """The host of a webhook that keeps updates from the bot, or None. Telegram's errors come
        through.
        """
        await self._bot.initialize()
        return await webhooks.host_of(self._bot)

    async def take_over(self) -> None:
        """Removes the webhook. Telegram's errors come through."""
        await webhooks.remove(self._bot)

    async def start(self) -> None:
        """Begins to answer: first what a crash left, then what is new. Telegram's errors come
        through.
        """
        self._loop = asyncio.get_running_loop()
        if self._settings.paid_broadcast:
            log.warning(PAID)
        ledger = self._settings.data_dir / erasure.NAME
        await self.store.write(partial(erasure.replay, sealer=self.sealer, path=ledger))
        erasure.prune(ledger, self.clock.now())
        await self._bot.initialize()
        await self.engine.recover()
        await self._wake()
        await self.updates.recover()
        self.jobs.start()
        self._tasks = [
            asyncio.create_task(self.updates.run()),
            asyncio.create_task(self.engine.run()),
        ]

    async def _wake(self) -> None:
        """After an absence, or over an older copy: queues what is overdue and asks the team before
        any of it goes.
        """
        due = await self.next_due()
        if await self.store.write(partial(downtime.wake, due=due, now=self.clock.now())):
            await self.jobs.queue_due()
            if await self.store.write(partial(downtime.ask, now=self.clock.now())):
                log.warning("%s", ABSENT)

    async def introduce(self) -> None:
        """Command menus and descriptions, the team's too (Bot API, setMyCommands); failures leave
        the old ones.
        """
        for code in LANGUAGES:
            words = words_for(code)
            named: Params = {} if code == DEFAULT else {"language_code": code}
            commands = [
                {"command": name, "description": about}
                for name, about in menu(ROUTES.values(), words, None)
            ]
            private: Params = {"commands": commands, "scope": {"type": "all_private_chats"}}
            await self._quietly("setMyCommands", private | named)
            await self._quietly(
                "setMyDescription", named | {"description": words.text("bot.description")}
            )
            await self._quietly(
                "setMyShortDescription", named | {"short_description": words.text("bot.short")}
            )
        for chat_id, code, role in await self.store.read(
            partial(members.chats, sealer=self.sealer)
        ):
            words = await self.store.read(partial(words_of, language=code))
            commands = [
                {"command": name, "description": about}
                for name, about in menu(ROUTES.values(), words, role)
            ]
            await self._quietly(
                "setMyCommands",
                {"commands": commands, "scope": {"type": "chat", "chat_id": chat_id}},
            )

    async def _introduced(self) -> None:
        try:
            await self.introduce()
        except OperationalError as trouble:
            log.warning(
                "the menus stay as they were (%s); the next start tries again",
                type(trouble).__name__,
            )

    async def _quietly(self, method: str, params: Params) -> None:
        try:
            await self._bot.call(method, params)
        except TelegramError as refused:
            log.warning(
                "%s did not work (%s); it is tried again at the next start",
                method,
                type(refused).__name__,
            )

    async def run(self) -> None:
        """Runs until SIGINT, SIGTERM or `stop`; what was begun is finished first."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, self._stopping.set)
        await self.start()
        # Nobody waits for an answer until menus are set.
        introducing = asyncio.create_task(self._introduced())
        waiting = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait([waiting, *self._tasks], return_when=asyncio.FIRST_COMPLETED)
            for task in self._tasks:
                if task.done():
                    task.result()
        finally:
            waiting.cancel()
            introducing.cancel()
            await self.close()

    def stop(self) -> None:
        """Asks `run` to end."""
        self._stopping.set()

    async def close(self) -> None:
        """Takes in nothing new, finishes what is being handled and sent, lets go of everything."""
        for task in self._tasks[:1]:
            task.cancel()
        await asyncio.gather(self.jobs.stop(), self._answered())
        await self.engine.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._burnt:  # whoever wrote in the last moment was sealed with a key that is gone
            await self.store.write(emergency_wipe.forget_everyone)
            await self.store.truncate()
            self._burnt = False
            log.warning(
                "The sealing key was destroyed by an owner. Start the bot again for a new one."
            )
        await self._bot.shutdown()
        self.elsewhere.close()
        self.store.close()
        if self.lock:
            self.lock.release()

    async def _answered(self) -> None:
        """Returns when everybody has their answer, or after some seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.updates.idle(), ENDING)

    async def next_due(self) -> datetime | None:
        """When the next scheduled thing happens, or None."""
        return await self.jobs.next_due()

    async def move(
        self, to: datetime, stopped: Callable[[timedelta], Awaitable[None]] | None = None
    ) -> None:
        """Moves the rehearsal's time forward, stopping at every instant at which something is due,
        in order.

        `stopped` is told how far the clock is ahead of the real one then, before anything of that
        instant is sent.
        """
        if not isinstance(self.clock, MovedClock):
            raise RuntimeError("only a rehearsal's time can be moved")
        while (due := await self.next_due()) is not None and due < to:
            self.clock.move_to(max(due, self.clock.now()))
            if stopped:
                await stopped(self.clock.offset)
            await self.visit()
        self.clock.move_to(to)
        if stopped:
            await stopped(self.clock.offset)
        await self.visit()

    async def visit(self) -> None:
        """Does all that is due now and sends it."""
        await self.jobs.visit()
        await self.engine.drain()


def build(
    settings: Settings,
    *,
    clock: Clock,
    sealer: Sealer,
    store: Store,
    request: BaseRequest | None = None,
    elsewhere: Elsewhere | None = None,
) -> App:
    """The bot, ready to start. `request` replaces the network in tests, which share one
    `elsewhere`.
    """
    address = settings.telegram_api_url
    general, polling = (
        request or PoolRequest(address, CONNECTIONS),
        request or PoolRequest(address, 1),
    )
    bot = at(address, settings.token.get_secret_value(), general, polling)
    return App(settings, bot, store, sealer, clock, elsewhere or Elsewhere())
