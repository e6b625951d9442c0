"""How one message reaches one person: a small port, Telegram's way and a memory's way."""

from __future__ import annotations

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
from bot.transport import NotSent, Telegram, unclear
from content.messages import Screen
from storage.outbox import Outcome

GONE = ("user is deactivated",)
UNREACHABLE = ("chat not found",)  # also the answer to every id when the token is another bot's: never erase for it
BEHIND_A_GATEWAY = ("bad gateway", "gateway time")  # 502, 504: what stands behind it may have sent the message


class Sender(Protocol):
    """Sends a screen to a chat and says what became of it; never raises for Telegram's answers."""

    async def send(self, chat_id: int, screen: Screen) -> Outcome:
        """What became of the message."""


class MemorySender:
    """Keeps what it was given; `outcomes` answers for single chats."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, Screen]] = []
        self.outcomes: dict[int, Outcome] = {}

    async def send(self, chat_id: int, screen: Screen) -> Outcome:
        self.sent.append((chat_id, screen))
        return self.outcomes.get(chat_id, Outcome("sent", len(self.sent)))


class TelegramSender:
    """Sends through the Bot API."""

    def __init__(self, bot: Telegram) -> None:
        self._bot = bot

    async def send(self, chat_id: int, screen: Screen) -> Outcome:
        params = {"chat_id": chat_id} | screen_params(screen)
        try:
            result = await self._bot.call("sendMessage", params)
        except TelegramError as failure:
            return outcome(failure)
        return Outcome("sent", int(result["message_id"]))


def outcome(failure: TelegramError) -> Outcome:
    """What a failure means. The order matters: BadRequest and TimedOut are NetworkErrors in python-telegram-bot."""
    text = failure.message.lower()
    match failure:
        case RetryAfter():
            wait = failure.retry_after
            return Outcome("retry", after=float(wait if isinstance(wait, int | float) else wait.total_seconds()))
        case Forbidden() | BadRequest() if any(words in text for words in GONE):
            return Outcome("gone")
        case BadRequest() if any(words in text for words in UNREACHABLE):
            return Outcome("blocked")
        case Forbidden():
            return Outcome("blocked")
        case InvalidToken():
            return Outcome("retry", after=60)
        case BadRequest() | ChatMigrated():
            return Outcome("rejected")
        case NotSent():
            return Outcome("retry", after=5)
        case NetworkError() if any(words in text for words in BEHIND_A_GATEWAY):
            return Outcome("unknown")
        case NetworkError() if not unclear(failure):
            return Outcome("retry", after=5, fault=True)
        case _:
            return Outcome("unknown")
