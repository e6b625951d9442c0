"""The team's conversations: claiming the bot, the desk, publishing news to a case's followers."""

from handlers.team.desk import claim, desk
from handlers.team.news import answer, confirm, discard, edited, publish, skip, start, write
from handlers.team.safety import burn, freeze_all, thaw

__all__ = [
    "answer", "burn", "claim", "confirm", "desk", "discard", "edited", "freeze_all", "publish", "skip", "start", "thaw",
    "write",
]  # fmt: skip
