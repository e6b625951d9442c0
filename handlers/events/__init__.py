"""Protests and vigils.

coming.py      coming or not, the waiting list, roles, being asked after
event_list.py  what comes, near whom, the campaign's calendar
lookup.py      the occurrence a button names
screen.py      one occurrence
"""

from handlers.events.coming import go, offer, roles, stay, there
from handlers.events.event_list import calendar, events, near, near_answer
from handlers.events.screen import file, pin, show

__all__ = [
    "calendar",
    "events",
    "file",
    "go",
    "near",
    "near_answer",
    "offer",
    "pin",
    "roles",
    "show",
    "stay",
    "there",
]
