"""The team's conversations.

desk.py    the desk and claiming the bot      sections.py  what the desk leads to: one line for each part
people.py  members, roles, invitations        names.py     pseudonyms and roles in words
news.py    news for a case's followers        confirmation.py    confirmations that end after two minutes
audit.py   what was done and refused          safety.py    the two emergency brakes
"""

from handlers.team.desk import claim, desk
from handlers.team.news import answer, confirm, discard, edited, publish, skip, start, write
from handlers.team.safety import burn, drop, freeze_all, thaw

__all__ = [
    "answer",
    "burn",
    "claim",
    "confirm",
    "desk",
    "discard",
    "drop",
    "edited",
    "freeze_all",
    "publish",
    "skip",
    "start",
    "thaw",
    "write",
]
