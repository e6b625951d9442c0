"""One limiter for the whole bot, pure: seconds (monotonic) are an argument. Limits: Bot FAQ,
"broadcasting".
"""

from __future__ import annotations

from collections import OrderedDict, deque
from enum import IntEnum

PER_SECOND = 30
PAID_PER_SECOND = 1000  # Bot API, allow_paid_broadcast
SECOND = 1.012  # a little over a second: requests do not reach the server as evenly as they leave
CATCH_UP = 0.05  # seconds of slots that may be made up for after a hiccup
ROW = 3  # replies that may go before messages to many get their turn
# Seconds after which somebody who waited for a turn and did not come back is forgotten.
PATIENCE_SECONDS = 0.1
CHAT_BULK = (1, 1.0)  # messages and seconds: a private chat gets one a second of what goes to many
CHAT_REPLY = (20, 20.0)  # and short bursts of answers
GROUP = (20, 60.0)


class Priority(IntEnum):
    """Who goes first."""

    REPLY = 0
    ALERT = 1
    REMINDER = 2
    DIGEST = 3


class _Queue(OrderedDict[int, float]):
    """Those of one lane who wait for a turn: chat and until when they are believed to, the longest
    silent first.
    """

    def some(self, now: float) -> bool:
        """Whether anybody still waits."""
        while self and next(iter(self.values())) < now:
            self.popitem(last=False)
        return bool(self)


class Lanes:
    """Says how long to wait before a message may go; taking a place counts it.

    All messages share one row of evenly spaced slots. Replies take the next one; when more of them
    wait than fit, one slot in four is for what goes to many.
    """

    def __init__(self, per_second: int = PER_SECOND) -> None:
        self.per_second = per_second
        self._gap = SECOND / per_second
        self._next = 0.0
        self._last: deque[float] = deque(maxlen=per_second)
        self._chats: OrderedDict[int, list[float]] = OrderedDict()
        self._groups: OrderedDict[int, list[float]] = OrderedDict()
        self._pauses: dict[int | None, float] = {}
        self._queues = (_Queue(), _Queue())
        self._row = 0

    def take(self, now: float, priority: int, chat_id: int) -> float:
        """0 when the message may go now (it is counted), else the seconds to wait before asking
        again.
        """
        if (held := max(self._pauses.get(None, now) - now, self.held(now, priority, chat_id))) > 0:
            return held
        lane = int(priority > Priority.REPLY)
        wait = max(
            self._next - now,
            self._last[0] + SECOND - now if len(self._last) == self.per_second else 0.0,
        )
        if wait <= 0 and self._yields(now, lane):
            wait = self._gap
        if wait > 0:
            self._queues[lane][chat_id] = now + wait + PATIENCE_SECONDS
            self._queues[lane].move_to_end(chat_id)
            return wait
        self._count(now, lane, chat_id)
        return 0.0

    def held(self, now: float, priority: int, chat_id: int) -> float:
        """Seconds until this chat may get one more: groups 20 a minute, private chats one a second
        or a burst.
        """
        paused = self._pauses.get(chat_id, now) - now
        sent = (self._groups if chat_id < 0 else self._chats).get(chat_id)
        if not sent:
            return max(0.0, paused)
        rooms = _rooms(chat_id, priority)
        del sent[: -max(room for room, _ in rooms)]
        return max(
            paused,
            *(sent[-room] + span - now if len(sent) >= room else 0.0 for room, span in rooms),
        )

    def pause(self, now: float, seconds: float, chat_id: int | None = None) -> None:
        """Telegram asked to wait: this chat, or with None the whole bot, rests until its own
        deadline.
        """
        for scope in [scope for scope, until in self._pauses.items() if until <= now]:
            del self._pauses[scope]
        self._pauses[chat_id] = max(self._pauses.get(chat_id, 0.0), now + seconds)

    def resting(self, now: float) -> float:
        """Seconds until the whole bot may send again."""
        return max(0.0, self._pauses.get(None, now) - now)

    def __len__(self) -> int:
        """How many chats are remembered."""
        return len(self._chats) + len(self._groups)

    def _yields(self, now: float, lane: int) -> bool:
        """Whether this slot belongs to somebody who waits in the other lane."""
        replies_first = self._row < ROW
        return self._queues[1 - lane].some(now) and replies_first == bool(lane)

    def _count(self, now: float, lane: int, chat_id: int) -> None:
        self._next = max(self._next, now - CATCH_UP) + self._gap
        self._last.append(now)
        self._queues[lane].pop(chat_id, None)
        self._row = 0 if lane else self._row + 1
        kept, (_, span) = (self._groups, GROUP) if chat_id < 0 else (self._chats, CHAT_REPLY)
        kept.setdefault(chat_id, []).append(now)
        kept.move_to_end(chat_id)
        while kept and (oldest := next(iter(kept.values())))[-1] <= now - span:
            oldest.clear()
            kept.popitem(last=False)


def _rooms(chat_id: int, priority: int) -> list[tuple[int, float]]:
    """How many messages a chat takes in how many seconds; each of them holds."""
    if chat_id < 0:
        return [GROUP]
    if priority == Priority.REPLY:
        return [CHAT_REPLY]
    return [CHAT_REPLY, CHAT_BULK]
