"""Telegram's limits: lengths, and how many messages a bot may send."""

from __future__ import annotations

import math
from collections.abc import Callable

from bot.rehearsal.botapi.errors import bad, too_many

TEXT, CAPTION, CALLBACK_DATA, TOAST, COPY = 4096, 1024, 64, 200, 256
PHOTO, UPLOAD, DOWNLOAD = 10 * 1024 * 1024, 50 * 1024 * 1024, 20 * 1024 * 1024
CHAT_RATE, CHAT_BURST = 1.0, 20.0
GROUP_RATE, GROUP_BURST = 20 / 60, 20.0
ALL_RATE, ALL_BURST = 30.0, 30.0


class Bucket:
    """Allowances that refill evenly."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate, self._burst, self._left, self._at = rate, burst, burst, now

    def wait(self, now: float) -> float:
        """Seconds until one more may be sent; zero when it may be sent now."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        return max(0.0, (1 - self._left) / self._rate)

    def take(self) -> None:
        """Uses one allowance."""
        self._left -= 1


class Flood:
    """What Telegram lets one bot send: per chat, per group and over all."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._all = Bucket(ALL_RATE, ALL_BURST, steady())
        self._chats: dict[int, Bucket] = {}

    def take(self, chat_id: int) -> None:
        """Counts one message to the chat; too many is a 429."""
        now = self._steady()
        rate = (GROUP_RATE, GROUP_BURST) if chat_id < 0 else (CHAT_RATE, CHAT_BURST)
        buckets = [self._all, self._chats.setdefault(chat_id, Bucket(*rate, now))]
        if wait := max(bucket.wait(now) for bucket in buckets):
            raise too_many(max(1, math.ceil(wait)))
        for bucket in buckets:
            bucket.take()


def check_text(text: str) -> None:
    """Refuses a message's text that is empty or too long."""
    if not text:
        raise bad("message text is empty")
    if len(text) > TEXT:
        raise bad("message is too long")


def check_caption(text: str) -> None:
    """Refuses a caption that is too long."""
    if len(text) > CAPTION:
        raise bad("message caption is too long")
