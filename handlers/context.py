"""What a handler is given: the open transaction, the moment, the person, their words, the campaign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from content.campaign import Campaign
from content.i18n import Words
from content.messages import Button, Style, data
from content.permissions import Role
from handlers.incoming import Incoming
from storage.sealing import Sealer
from storage.supporters import Person
from storage.team import Colleague


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

    @property
    def me(self) -> Person:
        """The person who spoke; handlers of private chats may rely on it."""
        if self.person is None:
            raise RuntimeError("this route is for private chats")
        return self.person

    @property
    def role(self) -> Role | None:
        """The person's role in the team, or None."""
        return self.member.role if self.member else None

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
