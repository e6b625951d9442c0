"""The team's conversations: claiming the bot, the desk, publishing news to a case's followers."""

from handlers.team.desk import claim, desk
from handlers.team.news import answer, confirm, discard, edited, publish, skip, start, write

__all__ = ["answer", "claim", "confirm", "desk", "discard", "edited", "publish", "skip", "start", "write"]
