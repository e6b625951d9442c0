"""What the bot has not yet fetched, and what the page has not yet shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot.rehearsal.botapi.errors import ApiError
from bot.rehearsal.clock import wall

Json = dict[str, Any]
KEPT_FOR = timedelta(hours=24)
DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
BY_WEBHOOK = "Conflict: terminated by setWebhook request"
ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the"
    " webhook first"
)
TERMINATED = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is"
    " running"
)


class Bell:
    """Wakes everybody who waits for something new."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wakes all who wait now."""
        old, self._event = self._event, asyncio.Event()
        old.set()

    async def wait(self, seconds: float) -> None:
        """Comes back at the next ring, or when the seconds are over."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return


class Updates:
    """The bot's queue: numbered, kept 24 hours, gone when the bot asks for later ones."""

    def __init__(self, first: int, steady: Callable[[], float]) -> None:
        self.next, self._steady, self._poller = first, steady, 0
        self.waiting: list[tuple[datetime, Json]] = []
        self.allowed: list[str] = []
        self.webhook = ""
        self._bell = Bell()

    def add(self, kind: str, body: Json) -> None:
        """Queues one update, when the bot wants its kind."""
        if (kind not in self.allowed) if self.allowed else (kind in DEFAULT):
            return
        self.waiting.append((wall(), {"update_id": self.next, kind: body}))
        self.next += 1
        self._bell.ring()

    def drop(self) -> None:
        """Forgets all that waits."""
        self.waiting.clear()

    def hook(self, url: str) -> None:
        """Sets the webhook, or removes it when the address is empty; a poll that waits ends when
        one is set.
        """
        self.webhook = url
        if url:
            self._poller += 1
            self._bell.ring()

    async def fetch(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """The waiting updates, as soon as there are any; an older poll that still waits is a 409,
        and every poll while a webhook is set.
        """
        if self.webhook:
            raise ApiError(409, ACTIVE)
        self._poller += 1
        self._bell.ring()
        mine, end = self._poller, self._steady() + seconds
        self._confirm(offset)
        while not self.waiting and (left := end - self._steady()) > 0:
            await self._bell.wait(left)
            if mine != self._poller:
                raise ApiError(409, BY_WEBHOOK if self.webhook else TERMINATED)
        return [body for _, body in self.waiting[:limit]]

    def _confirm(self, offset: int) -> None:
        fresh = [(at, body) for at, body in self.waiting if wall() - at < KEPT_FOR]
        if offset < 0:
            self.waiting = fresh[offset:]
        else:
            self.waiting = [(at, body) for at, body in fresh if body["update_id"] >= offset]


class Events:
    """What happened, for the page: the newest few thousand, numbered."""

    KEPT_EVENTS = 5000

    def __init__(self, seq: int, steady: Callable[[], float]) -> None:
        self.seq, self._steady = seq, steady
        self._kept: list[Json] = []
        self._bell = Bell()

    def add(self, kind: str, **body: Any) -> None:
        """Tells everybody who watches."""
        self.seq += 1
        self._kept.append({"seq": self.seq, "type": kind} | body)
        del self._kept[: -self.KEPT_EVENTS]
        self._bell.ring()

    async def after(self, seq: int, seconds: float) -> list[Json]:
        """The events after that number, as soon as there are any."""
        end = self._steady() + seconds
        while self.seq <= seq and (left := end - self._steady()) > 0:
            await self._bell.wait(left)
        return [event for event in self._kept if event["seq"] > seq]
