"""What a handler is given: the open transaction, the moment, the person, their words, the
campaign.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session

from content.campaign import Campaign
from content.errors import UserError
from content.foreign import Foreign
from content.language.i18n import Words
from content.permissions import Role
from content.text.messages import Button, Menu, Style, data
from handlers.incoming import Incoming
from handlers.route import Route, menu
from storage.engine.sealing import Sealer
from storage.library.beforehand import Beforehand, stamp
from storage.people.members import Colleague
from storage.people.supporters import Person

T = TypeVar("T")
BEFOREHAND_TRIES = 3  # of working something out beforehand, while content changes each time


class Unread(Exception):
    """Something must be read elsewhere or worked out first: the update is begun again, from the
    start, once it was.
    """

    def __init__(self, wanted: Foreign[Any] | Beforehand[Any]) -> None:
        self.wanted = wanted
        super().__init__(type(wanted).__name__)


@dataclass(frozen=True)
class Reading:
    """Something that was wanted, and what came of it: its value or the sentence why there is none.

    `stamp`: of what was worked out, that of the content which it holds for.
    """

    wanted: Foreign[Any] | Beforehand[Any]
    value: Any = None
    refused: UserError | None = None
    stamp: str = ""

    def taken(self) -> Any:
        """The value; the UserError if it was refused."""
        if self.refused is not None:
            raise self.refused
        return self.value


def worked_out(session: Session, wanted: Beforehand[Any]) -> Reading:
    """What comes of it with content as this session sees it."""
    try:
        return Reading(wanted, value=wanted.work_out(session), stamp=stamp(session))
    except UserError as refused:
        return Reading(wanted, refused=refused, stamp=stamp(session))


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
    # Destroys the sealing key; False if it lies where the bot cannot reach it.
    burn_key: Callable[[], bool]
    # Every route, for menus and the help.
    routes: Collection[Route]
    person: Person | None = None
    member: Colleague | None = None
    fresh: bool = field(default=False)  # the person was not known before this update
    readings: Sequence[Reading] = ()
    # What the reply speaks of, as About keeps it.
    subjects: set[str] = field(default_factory=set, compare=False)

    def elsewhere(self, foreign: Foreign[T]) -> T:
        """What was read of it in the worker process, outside of this transaction; its UserError if
        it was refused.

        Unread at first: nothing that the handler did before stays, and it is called again with what
        was read.
        """
        known = next((one for one in self.readings if one.wanted == foreign), None)
        if known is None:
            raise Unread(foreign)
        value: T = known.taken()
        return value

    def beforehand(self, wanted: Beforehand[T]) -> T:
        """What a reader worked out from content as it is now; its UserError if that is the answer.

        Unread at first, as `elsewhere`. Where content changed each time, it is worked out here.
        """
        known = [one for one in self.readings if one.wanted == wanted]
        now = stamp(self.session)
        answer = next((one for one in known if one.stamp == now), None)
        if answer is None and len(known) < BEFOREHAND_TRIES:
            raise Unread(wanted)
        value: T = answer.taken() if answer else wanted.work_out(self.session)
        return value

    @property
    def me(self) -> Person:
        """The person who spoke; handlers of private chats may rely on it."""
        if self.person is None:
            raise RuntimeError("this route is for private chats")
        return self.person

    def speaks_of(self, slug: str, kind: str = "case") -> None:
        """Notes that the reply tells something of a case, event or news: it is deleted from the
        chat if that is withdrawn.
        """
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

    def menu(self, role: Role | None) -> Menu:
        """The command menu of somebody in this role, in the person's language."""
        return Menu(menu(self.routes, self.words, role))

    @property
    def language(self) -> str:
        """The language to answer in."""
        return self.words.language

    @property
    def reads(self) -> str:
        """The language that the person chose, in which they get what the campaign says."""
        return self.words.reads

    def button(
        self,
        key: str,
        route: str,
        *arguments: str | int,
        style: Style | None = None,
        n: int | None = None,
        **values: str | int,
    ) -> Button:
        """A button with the bot's own label for `key`, in the form for `n`, that leads to a
        route.
        """
        return Button(self.words.text(key, n, **values), data(route, *arguments), style=style)
