"""One time that an event takes place: when, where, and whether it was changed or cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from content.events.recurrence import instant

if TYPE_CHECKING:
    from content.events.event import Change, Event


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Aware start and end in the event's zone; `local` is the wall time by the rule, which names it
    for good.
    """

    event: Event
    start: datetime
    end: datetime
    cancelled: bool
    local: datetime
    change: Change | None = None

    @property
    def planned(self) -> datetime:
        """The start by the rule, aware, in the event's zone."""
        return instant(self.local, self.event.zone).astimezone(ZoneInfo(self.event.zone))

    @property
    def stamp(self) -> int:
        """The planned start as Unix time: names the occurrence in buttons and rows, also when it
        was moved.
        """
        return int(self.planned.timestamp())

    @property
    def begins(self) -> int:
        """The start as Unix time."""
        return int(self.start.timestamp())

    @property
    def ends(self) -> int:
        """The end as Unix time."""
        return int(self.end.timestamp())

    @property
    def moved(self) -> bool:
        """Whether it takes place at another time than planned."""
        return self.start != self.planned

    @property
    def address(self) -> str:
        """Where it takes place, as it is written on an envelope."""
        return (self.change and self.change.address) or self.event.address

    @property
    def position(self) -> tuple[float, float]:
        """Latitude and longitude."""
        if self.change and self.change.latitude is not None and self.change.longitude is not None:
            return self.change.latitude, self.change.longitude
        return self.event.latitude, self.event.longitude
