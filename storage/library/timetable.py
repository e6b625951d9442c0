"""When the events of the campaign take place, for lists of many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from content.campaign import EMPTY
from content.events import Occurrence
from content.events.timetable import dates
from storage.library import published
from storage.library.beforehand import Beforehand


@dataclass(frozen=True)
class Dates(Beforehand[list[Occurrence]]):
    """The dates that are offered of the events that may be shown, of one case if it is named and
    has any.
    """

    case: str
    now: datetime

    def work_out(self, session: Session) -> list[Occurrence]:
        campaign = published.snapshot(session) or EMPTY
        every = [event for event in campaign.events if campaign.case(event.case)]
        return dates([event for event in every if event.case == self.case] or every, self.now)
