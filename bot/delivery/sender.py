"""How one message reaches one person: a small port, Telegram's way and a memory's way."""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.rendering import screen_params
from bot.transport import Body, NotSent, Telegram, unclear
from content.messages import Screen
from storage.claiming import Outcome

BODIES = 256  # encoded bodies kept
ANSWER = 40.0  # seconds: who waits so long for a slow answer knows what became of the message
ALIVE = 2.0  # seconds in which a server that is well says so
GONE = ("user is deactivated",)
UNREACHABLE = ("chat not found",)  # also the answer to every id when the token is another bot's: never erase for it
BEHIND_A_GATEWAY = ("bad gateway", "gateway time")  # 502, 504: what stands behind it may have sent the message


class Sender(Protocol):
    """Sends a screen to a chat and says what became of it; never raises for Telegram's answers."""

    async def send(self, chat_id: int, screen: Screen) -> Outcome:
        """What became of the message."""

    async def alive(self) -> bool:
        """Whether Telegram answers at all; nobody is told anything."""


class MemorySender:
    """Keeps what it was given; `outcomes` answers for single chats."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, Screen]] = []
        self.outcomes: dict[int, Outcome] = {}

    async def send(self, chat_id: int, screen: Screen) -> Outcome:
        self.sent.append((chat_id, screen))
        return self.outcomes.get(chat_id, Outcome("sent", len(self.sent)))

    async def alive(self) -> bool:
        return True


class TelegramSender:
    """Sends through the Bot API; a screen that goes to many is encoded once. `paid`: see the setting's warning."""

    def __init__(self, bot: Telegram, *, paid: bool = False) -> None:
        self._bot, self._paid = bot, paid
        self._encoded: OrderedDict[int, tuple[Screen, Body]] = OrderedDict()

    async def send(self, chat_id: int, screen: Screen) -> Outcome:
        try:
            result = await self._bot.call("sendMessage", self._body(screen).to(chat_id), wait=ANSWER)
        except TelegramError as failure:
            return outcome(failure)
        return Outcome("sent", int(result["message_id"]))

    async def alive(self) -> bool:
        try:
            await self._bot.call("getMe", {}, wait=ALIVE)
        except RetryAfter:
            return True
        except TelegramError:
            return False
        return True

    def _body(self, screen: Screen) -> Body:
        known = self._encoded.get(id(screen))
        if known is None:  # the screen is kept beside its body, so that no other gets its id
            paid = {"allow_paid_broadcast": True} if self._paid else {}
            known = self._encoded[id(screen)] = (screen, Body.of(screen_params(screen) | paid))
            if len(self._encoded) > BODIES:
                self._encoded.popitem(last=False)
        return known[1]


def outcome(failure: TelegramError) -> Outcome:
    """What a failure means. The order matters: BadRequest and TimedOut are NetworkErrors in python-telegram-bot."""
    text = failure.message.lower()
    match failure:
        case RetryAfter():
            wait = failure.retry_after
            seconds = wait if isinstance(wait, int | float) else wait.total_seconds()
            return Outcome("retry", after=float(seconds), limited=True)
        case Forbidden() | BadRequest() if any(words in text for words in GONE):
            return Outcome("gone")
        case BadRequest() if any(words in text for words in UNREACHABLE):
            return Outcome("blocked")
        case Forbidden():
            return Outcome("blocked")
        case InvalidToken():
            return Outcome("retry", after=60)
        case ChatMigrated():
            return Outcome("moved", failure.new_chat_id)
        case BadRequest():
            return Outcome("rejected")
        case NotSent():
            return Outcome("retry")
        case NetworkError() if any(words in text for words in BEHIND_A_GATEWAY):
            return Outcome("unknown")
        case NetworkError() if not unclear(failure):
            return Outcome("retry", fault=True)
        case _:
            return Outcome("unknown")
