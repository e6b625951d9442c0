"""What reaches a person and when.

alerts.py        alerts, the hours in which they wait, muted cases
digest.py        how often, at which hour, on which day
overview.py      all of it on one screen
pause_screen.py  a pause, the end of all, and the way back
saved_choice.py  keeping what was chosen
zone.py          the person's zone
"""

from handlers.updates.alerts import alerts, mute, quiet, unmute
from handlers.updates.digest import day, digest, hour
from handlers.updates.overview import updates
from handlers.updates.pause_screen import pause, resume, stop, unstop
from handlers.updates.zone import leave_place, place_answer, region, set_zone, where, zone

__all__ = [
    "alerts",
    "day",
    "digest",
    "hour",
    "leave_place",
    "mute",
    "pause",
    "place_answer",
    "quiet",
    "region",
    "resume",
    "set_zone",
    "stop",
    "unmute",
    "unstop",
    "updates",
    "where",
    "zone",
]
