"""One person stops something, two let it go on (SAFETY rule 16): who said yes first, until somebody
else says it too.

Where only one member of the team holds a role that can approve, that one's yes is enough. Who is
suspended holds it still: one stolen telephone that suspends all others must not decide alone.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from content.errors import UserError
from content.permissions import Permission
from storage.engine.tables import Meta
from storage.engine.times import seconds
from storage.people import audit, members
from storage.people.members import Colleague

YES_SECONDS = 24 * 3600  # seconds for which the first yes counts


class NobodyElse(UserError):
    """Two must say yes, and nobody else can now: the others are suspended, or were taken out within
    a day.
    """

    key = "second.nobody"


def others(session: Session, by: Colleague) -> list[Colleague]:
    """Who else may say yes now to what a member wants."""
    return [
        one
        for one in members.everyone(session)
        if one.number != by.number and one.may(Permission.PUBLISH)
    ]


def agreed(session: Session, what: str, by: Colleague, now: datetime) -> bool:
    """Whether this member's yes is the one that was missing; else it is kept for a day, and is the
    first.

    The first yes counts only while its member may still say it. NobodyElse if nobody could say the
    second.
    """
    row = session.get(Meta, f"yes.{what}")
    if not members.two_needed(session, now) or (row is not None and _stands(session, row, by, now)):
        forget(session, what)
        return True
    if not others(session, by):
        raise NobodyElse
    row = row or Meta(name=f"yes.{what}", value="")
    row.value = f"{by.alias} {seconds(now)}"
    session.add(row)
    session.flush()
    audit.note(session, by.number, "first-yes", what, now)
    return False


def _stands(session: Session, row: Meta, by: Colleague, now: datetime) -> bool:
    alias, at = map(int, row.value.split())
    first = members.by_alias(session, alias)
    fresh = 0 <= seconds(now) - at <= YES_SECONDS
    return fresh and first is not None and first.alias != by.alias and first.may(Permission.PUBLISH)


def forget(session: Session, what: str) -> None:
    """Nobody said yes to it any more: it happened, or was stopped anew."""
    if row := session.get(Meta, f"yes.{what}"):
        session.delete(row)
        session.flush()
