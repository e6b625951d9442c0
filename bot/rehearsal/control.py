"""What the rehearsal server may ask of the bot that it plays Telegram for."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class BotControl(Protocol):
    """The bot as its rehearsal sees it: a program to start, end and tell the time to."""

    @property
    def running(self) -> bool:
        """Whether the bot is alive."""

    @property
    def owner_code(self) -> str | None:
        """The code that makes a person the bot's owner, while it is unused."""

    async def start(self) -> None:
        """Starts the bot."""

    async def stop(self) -> None:
        """Ends the bot in good order."""

    async def kill(self) -> None:
        """Ends the bot at once, as a crash would."""

    async def move(self, offset_seconds: float) -> None:
        """Tells the bot how far its clock is ahead of the real one, in all."""

    async def next_due(self) -> datetime | None:
        """The moment at which the bot has something to do next."""
