"""A sending that Telegram keeps refusing is paused. Failures of the server are no reason: outage.py
rests for those.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass

from storage.engine.states import Ending

WINDOW = 200  # newest results of a message that count
ENOUGH_SENDINGS = 40  # fewer say nothing
SHARE = 0.25  # of them refused for what the message says, not for who reads it
KNOWN_MESSAGES = 100  # messages remembered


@dataclass(frozen=True)
class Tripped:
    """A message that too many sends failed of."""

    message: int
    failed: int
    of: int


class Circuit:
    """Watches how sends end, message by message. Who blocked the bot or is gone counts as fine."""

    def __init__(self) -> None:
        self._ends: OrderedDict[int, deque[bool]] = OrderedDict()

    def note(self, ends: Iterable[tuple[int, Ending]]) -> list[Tripped]:
        """Takes messages and states; those to pause now. What is resumed afterwards begins anew."""
        for message, state in ends:
            if state in (Ending.QUEUED, Ending.RETRY, Ending.UNKNOWN):
                continue
            self._ends.setdefault(message, deque(maxlen=WINDOW)).append(state == Ending.REJECTED)
            self._ends.move_to_end(message)
        while len(self._ends) > KNOWN_MESSAGES:
            self._ends.popitem(last=False)
        tripped = [
            Tripped(message, sum(found), len(found))
            for message, found in self._ends.items()
            if len(found) >= ENOUGH_SENDINGS and sum(found) > SHARE * len(found)
        ]
        for one in tripped:
            del self._ends[one.message]
        return tripped
