"""The states that rows go through, as types; what is stored are their values, which never
change.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import Dialect, String, TypeDecorator


class RevisionState(StrEnum):
    """What a version of a part of the content is to people."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class InboxState(StrEnum):
    """How far an update is handled."""

    RECEIVED = "received"
    BEGUN = "begun"  # again, after a crash
    SETTLED = "settled"
    DONE = "done"


class OutboxState(StrEnum):
    """How far one message to one person is."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    RETRY = "retry"
    BLOCKED = "blocked"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class Ending(StrEnum):
    """What became of a try to send."""

    SENT = "sent"
    BLOCKED = "blocked"
    GONE = "gone"  # the account is deleted
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    RETRY = "retry"
    MOVED = "moved"  # the chat has another id now
    QUEUED = "queued"  # handed back without being tried


class SuggestionState(StrEnum):
    """What the team did with an entry of a feed."""

    NEW = "new"
    USED = "used"
    DROPPED = "dropped"


class Stored(TypeDecorator[StrEnum]):
    """A column of one of these types, stored as its value; ValueError for a word that is
    no state.
    """

    impl = String
    cache_ok = True

    def __init__(self, states: type[StrEnum]) -> None:
        super().__init__()
        self.states = states

    def process_bind_param(self, value: str | None, _: Dialect) -> str | None:
        """The word as it is stored."""
        return None if value is None else self.states(value).value

    def process_result_value(self, value: Any | None, _: Dialect) -> StrEnum | None:
        """The state that the word names."""
        return None if value is None else self.states(value)
