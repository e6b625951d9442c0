"""One limiter for the whole bot, pure: seconds (monotonic) are an argument. Limits: Bot FAQ, "broadcasting"."""

from __future__ import annotations

from collections import deque
from enum import IntEnum

CHAT_SECONDS = 1.0  # one message a second in a private chat; short bursts pass
CHAT_BURST = 20
GROUP_PER_MINUTE = 20
GLOBAL_PER_SECOND = 30
WINDOW = 1.02  # a little over a second: the server's window starts where its clock says
RESERVED = 4  # of the global budget, kept free for replies


class Priority(IntEnum):
    """Who goes first."""

    REPLY = 0
    ALERT = 1
    REMINDER = 2
    DIGEST = 3


class Lanes:
    """Says how long to wait before a message may go; taking a place counts it."""

    def __init__(self) -> None:
        self._all: deque[float] = deque()
        self._chats: dict[int, deque[float]] = {}
        self._pauses: dict[int | None, float] = {}

    def take(self, now: float, priority: int, chat_id: int) -> float:
        """0 when the message may go now (it is counted), else the seconds to wait before asking again."""
        wait = max(self._paused(now, chat_id), self._global(now, priority), self._chat(now, priority, chat_id))
        if wait <= 0:
            self._all.append(now)
            self._chats.setdefault(chat_id, deque()).append(now)
            return 0.0
        return wait

    def pause(self, now: float, seconds: float, chat_id: int | None = None) -> None:
        """Telegram asked to wait: this chat, or with None the whole bot, rests until its own deadline."""
        self._pauses[chat_id] = max(self._pauses.get(chat_id, 0.0), now + seconds)

    def resting(self, now: float) -> float:
        """Seconds until the whole bot may send again."""
        return max(0.0, self._pauses.get(None, now) - now)

    def _paused(self, now: float, chat_id: int) -> float:
        return max(self._pauses.get(None, now), self._pauses.get(chat_id, now)) - now

    def _global(self, now: float, priority: int) -> float:
        while self._all and self._all[0] <= now - WINDOW:
            self._all.popleft()
        room = GLOBAL_PER_SECOND - (RESERVED if priority > Priority.REPLY else 0)
        return self._all[len(self._all) - room] + WINDOW - now if len(self._all) >= room else 0.0

    def _chat(self, now: float, priority: int, chat_id: int) -> float:
        sent = self._chats.get(chat_id)
        if sent is None:
            return 0.0
        span, room = self._budget(priority, chat_id)
        while sent and sent[0] <= now - max(span, 60.0 if chat_id < 0 else span):
            sent.popleft()
        if not sent:
            del self._chats[chat_id]
            return 0.0
        return sent[-room] + span - now if len(sent) >= room else 0.0

    @staticmethod
    def _budget(priority: int, chat_id: int) -> tuple[float, int]:
        """Seconds and messages: groups 20 a minute; private chats one a second, replies in short bursts."""
        if chat_id < 0:
            return 60.0, GROUP_PER_MINUTE
        return (CHAT_SECONDS * CHAT_BURST, CHAT_BURST) if priority == Priority.REPLY else (CHAT_SECONDS, 1)
