"""What a long run leaves to its judge: who lives there, what the team published, what arrived in
whose chat.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

PAUSE = timedelta(days=1)


@dataclass
class Dweller:
    """Somebody of the town: who, where, how; `silent` people want nothing and never come back."""

    chat: int
    language: str
    zone: str
    habit: str  # alerts (only these), daily or weekly (and these digests), silent
    night: tuple[int, int]
    hour: int  # of digests
    joined: datetime
    goes: bool = False  # to the weekly event of their zone
    pauses: list[datetime] = field(default_factory=list)  # when each day of pause began
    comes: list[datetime] = field(default_factory=list)  # starts of the events that they come to

    def local(self, moment: datetime) -> datetime:
        """The moment on their own clock."""
        return moment.astimezone(ZoneInfo(self.zone))

    def asleep(self, moment: datetime) -> bool:
        """Whether their quiet hours are on."""
        begins, ends = self.night
        hour = self.local(moment).hour
        return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends

    def away(self, since: datetime, until: datetime) -> bool:
        """Whether some of that time lies in a pause."""
        return any(begun < until and begun + PAUSE > since for begun in self.pauses)


@dataclass(frozen=True)
class Arrival:
    """A message that reached a chat: when by the bot's clock, and whether its person was just
    writing to the bot.
    """

    at: datetime
    text: str
    reply: bool = False


@dataclass
class Record:
    """Everything that the judge needs to know. `news`: title and moment of publishing."""

    people: list[Dweller] = field(default_factory=list)
    news: dict[str, datetime] = field(default_factory=dict)
    arrived: dict[int, list[Arrival]] = field(default_factory=lambda: defaultdict(list))

    def pushed(self, one: Dweller) -> list[Arrival]:
        """What reached this person unasked."""
        return [here for here in self.arrived.get(one.chat, ()) if not here.reply]
