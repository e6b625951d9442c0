"""What a handler is given: the open transaction, the moment, the person, their words, the campaign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session

from content.campaign import Campaign
from content.errors import UserError
from content.foreign import Foreign
from content.i18n import Words
from content.messages import Button, Style, data
from content.permissions import Role
from handlers.incoming import Incoming
from storage.sealing import Sealer
from storage.supporters import Person
from storage.team import Colleague

T = TypeVar("T")


class Unread(Exception):
    """Something of others must be read elsewhere first: the update is begun again, from the start, once it was."""

    def __init__(self, foreign: Foreign[Any]) -> None:
        self.foreign = foreign
        super().__init__(type(foreign).__name__)


@dataclass(frozen=True)
class Reading:
    """Something of others, and what came of reading it: its value or the sentence why there is none."""

    foreign: Foreign[Any]
    value: Any = None
    refused: UserError | None = None


@dataclass(frozen=True)
class Context:
    """Everything a conversation may use. `person` is None in groups; `now` is UTC."""

    session: Session
    now: datetime
    incoming: Incoming
    sealer: Sealer
    campaign: Campaign
    words: Words
    bot_username: str
    burn_key: Callable[[], bool]  # destroys the sealing key; False if it lies where the bot cannot reach it
    person: Person | None = None
    member: Colleague | None = None
    fresh: bool = field(default=False)  # the person was not known before this update
    readings: Sequence[Reading] = ()
    subjects: set[str] = field(default_factory=set, compare=False)  # what the reply speaks of, as About keeps it

    def elsewhere(self, foreign: Foreign[T]) -> T:
        """What was read of it in the worker process, outside of this transaction; its UserError if it was refused.

        Unread at first: nothing that the handler did before stays, and it is called again with what was read.
        """
        known = next((one for one in self.readings if one.foreign == foreign), None)
        if known is None:
            raise Unread(foreign)
        if known.refused is not None:
            raise known.refused
        value: T = known.value
        return value

    @property
    def me(self) -> Person:
        """The person who spoke; handlers of private chats may rely on it."""
        if self.person is None:
            raise RuntimeError("this route is for private chats")
        return self.person

    def speaks_of(self, slug: str, kind: str = "case") -> None:
        """Notes that the reply tells something of a case, event or news: it is deleted from the chat if that is
        withdrawn."""
        self.subjects.add(f"{kind}:{slug}")

    @property
    def role(self) -> Role | None:
        """The person's role in the team, or None; none while they are suspended."""
        return self.member.role if self.member and not self.member.suspended else None

    @property
    def us(self) -> Colleague:
        """The member of the team who spoke; handlers of guarded routes may rely on it."""
        if self.member is None:
            raise RuntimeError("this route is for the team")
        return self.member

    @property
    def language(self) -> str:
        """The language to answer in."""
        return self.words.language

    def button(
        self, key: str, route: str, *arguments: str | int, style: Style | None = None, **values: str | int
    ) -> Button:
        """A button with the bot's own label for `key` that leads to a route."""
        return Button(self.words.text(key, None, **values), data(route, *arguments), style=style)
