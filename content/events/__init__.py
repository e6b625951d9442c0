"""Events: protests and vigils, when they take place, and what a person needs to know to come.

event.py       the event, its words, and what was changed or cancelled
occurrence.py  one time it takes place
recurrence.py  RFC 5545 rules
timetable.py   which dates are offered at a moment
"""

from content.events.event import (
    NOTES,
    Change,
    Event,
    EventKind,
    EventRole,
    EventText,
    PoliceNotice,
)
from content.events.occurrence import Occurrence

__all__ = [
    "NOTES",
    "Change",
    "Event",
    "EventKind",
    "EventRole",
    "EventText",
    "Occurrence",
    "PoliceNotice",
]
