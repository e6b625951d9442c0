"""The team: members under pseudonyms, invitations that work once, and the code by which an owner
gets in.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, delete, func
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select

from content.errors import Gone, NotAllowed, UserError
from content.permissions import Permission, Role, allowed
from storage.engine.sealed_columns import SUPPORTER_SEAL
from storage.engine.sealing import Sealer
from storage.engine.statements import Compiled
from storage.engine.tables import Invite, Member, Meta, OwnerCode, Supporter
from storage.engine.times import seconds
from storage.people import audit

CODE_BYTES = 16
CODE_SECONDS = 24 * 3600
INVITE_SECONDS = 24 * 3600
CODE_GROUP = 4
NEXT_ALIAS = "next_alias"
# Until when (Unix seconds) two are needed although one is left who can approve.
TWO_UNTIL = "two_until"
TWO_SECONDS = 24 * 3600
APPROVAL_OVER, ONE_IS_ENOUGH = "approval_over", "off"
DEFAULT_OVER = 20  # people: above, a second person approves wherever there are two who can
Seat = tuple[str, str, int | None]


class LastOwner(UserError):
    """The team would be left without an owner."""

    key = "people.last_owner"


@dataclass(frozen=True)
class Colleague:
    """A member as others see them: a pseudonym's number, what they may do, since when (Unix
    seconds).
    """

    number: int
    alias: int
    role: Role
    languages: tuple[str, ...]
    since: int
    suspended: bool = False

    def may(self, permission: Permission) -> bool:
        """Whether their role holds this permission; whoever is suspended may do nothing."""
        return not self.suspended and allowed(self.role, permission)


MEMBER = Compiled(
    columns_of(
        col(Member.supporter),
        col(Member.alias),
        col(Member.role),
        col(Member.languages),
        col(Member.since),
        col(Member.suspended_at),
    ).where(col(Member.supporter) == bindparam("number"))
)


def _colleague(row: Any) -> Colleague:
    languages, suspended = tuple(row.languages.split()), row.suspended_at is not None
    return Colleague(row.supporter, row.alias, Role(row.role), languages, row.since, suspended)


def new_owner_code(session: Session, now: datetime) -> str:
    """A code that makes one person an owner within 24 hours; older codes end. Only its hash is
    kept.
    """
    letters = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().rstrip("=")
    session.exec(delete(OwnerCode))
    session.add(OwnerCode(digest=_digest(letters), expires_at=seconds(now) + CODE_SECONDS))
    audit.note(session, None, "owner-code", "", now)
    return "-".join(letters[at : at + CODE_GROUP] for at in range(0, len(letters), CODE_GROUP))


def claim(session: Session, person_number: int, code: str, now: datetime) -> bool:
    """Makes the person an owner if the code is right and in time; it works once. Tries
    are audited.
    """
    offered = _digest(code)
    current = select(OwnerCode).where(col(OwnerCode.expires_at) > seconds(now))
    found = [row for row in session.exec(current) if hmac.compare_digest(row.digest, offered)]
    if found:
        session.exec(delete(OwnerCode))
        _seat(session, person_number, Role.OWNER, (), now)
        _unsuspend(session, person_number)
    audit.note(session, person_number if found else None, "claim", "", now, allowed=bool(found))
    return bool(found)


def _seat(
    session: Session, number: int, role: Role, languages: Iterable[str], now: datetime
) -> Colleague:
    row = session.get(Member, number) or Member(
        supporter=number, role="", since=seconds(now), alias=_give_alias(session)
    )
    row.role, row.languages = role.value, " ".join(languages)
    session.add(row)
    session.flush()
    return _colleague(row)


def _give_alias(session: Session) -> int:
    """A number never given before: what a pseudonym did stays with it after its person has left."""
    alias = next_alias(session)
    set_next_alias(session, alias + 1)
    return alias


def next_alias(session: Session) -> int:
    """The number of the next member's pseudonym."""
    row = session.get(Meta, NEXT_ALIAS)
    return int(row.value) if row else 0


def set_next_alias(session: Session, alias: int) -> None:
    """The next member gets this pseudonym's number."""
    row = session.get(Meta, NEXT_ALIAS) or Meta(name=NEXT_ALIAS, value="")
    row.value = str(alias)
    session.add(row)


def member(session: Session, number: int) -> Colleague | None:
    """The person's place in the team, also while they are suspended, or None."""
    found = MEMBER.first(session, number=number)
    return _colleague(found) if found else None


def alias(session: Session, number: int | None) -> int | None:
    """The alias of the person in this row, or None: what is stored of a member is never the number
    of their row.
    """
    found = None if number is None else member(session, number)
    return found.alias if found else None


def by_alias(session: Session, alias: int) -> Colleague | None:
    """The member with this pseudonym, or None once they have left."""
    row = session.exec(select(Member).where(Member.alias == alias)).first()
    return _colleague(row) if row else None


def everyone(session: Session) -> list[Colleague]:
    """The whole team, longest member first."""
    return [
        _colleague(row)
        for row in session.exec(select(Member).order_by(col(Member.since), col(Member.alias)))
    ]


def role(session: Session, number: int) -> Role | None:
    """The person's role in the team, or None."""
    found = member(session, number)
    return found.role if found and not found.suspended else None


def members_count(session: Session) -> int:
    """How many people are in the team."""
    return session.exec(select(func.count()).select_from(Member)).one()


def chats(session: Session, sealer: Sealer) -> list[tuple[int, str, Role]]:
    """The private chats of the team with the language and role of each, for their command menus;
    none of who is suspended.
    """
    found = session.exec(
        select(Supporter.seal, Supporter.language, Member.role).join(
            Member,
            (col(Member.supporter) == col(Supporter.number)) & col(Member.suspended_at).is_(None),
        )
    )
    return [
        (sealer.open_id(SUPPORTER_SEAL, seal), language, Role(role))
        for seal, language, role in found
    ]


def has_owner(session: Session) -> bool:
    """Whether anyone owns the bot."""
    return _owners(session) > 0


def _owners(session: Session) -> int:
    active = (Member.role == Role.OWNER.value, col(Member.suspended_at).is_(None))
    return session.exec(select(func.count()).select_from(Member).where(*active)).one()


def assign(
    session: Session, alias: int, role: Role, languages: Iterable[str], by: Colleague, now: datetime
) -> Colleague:
    """The member with their new role; LastOwner for the only owner, Gone for who has left."""
    whom = _present(session, alias)
    if _last_owner(session, whom) and role is not Role.OWNER:
        raise LastOwner
    if not allowed(role, Permission.PUBLISH):
        _take_right(session, whom, by, now)
    audit.note(
        session, by.number, "role", f"{alias + 1} {role.value} {' '.join(languages)}".strip(), now
    )
    return _seat(session, whom.number, role, languages, now)


def end(session: Session, alias: int, by: Colleague, now: datetime) -> Colleague:
    """Takes the member out of the team at once; LastOwner for the only owner, Gone for who has
    left.
    """
    whom = _present(session, alias)
    if _last_owner(session, whom):
        raise LastOwner
    _take_right(session, whom, by, now)
    audit.note(session, by.number, "left" if by.alias == alias else "ended", str(alias + 1), now)
    session.exec(delete(Member).where(col(Member.supporter) == whom.number))
    session.expire_all()
    return whom


def can_approve(session: Session) -> list[Colleague]:
    """Who holds a role that can approve, suspended or not: else whoever suspends the others would
    decide alone.
    """
    return [one for one in everyone(session) if allowed(one.role, Permission.PUBLISH)]


def _take_right(session: Session, whom: Colleague, by: Colleague, now: datetime) -> None:
    """Somebody who can approve loses that by another's hand: two stay needed for a day, also where
    who is suspended erases themselves, and a stolen account can be noticed. Who goes by themselves
    leaves the last one free at once.
    """
    able = {one.alias for one in can_approve(session)}
    if whom.alias in able and len(able) > 1 and whom.alias != by.alias:
        row = session.get(Meta, TWO_UNTIL) or Meta(name=TWO_UNTIL, value="")
        row.value = str(seconds(now) + TWO_SECONDS)
        session.add(row)


def two_needed(session: Session, now: datetime) -> bool:
    """Whether what two decide needs two: two can approve, or another took that from one within a
    day.
    """
    row = session.get(Meta, TWO_UNTIL)
    return len(can_approve(session)) > 1 or (row is not None and seconds(now) < int(row.value))


def _last_owner(session: Session, whom: Colleague) -> bool:
    return whom.role is Role.OWNER and not whom.suspended and _owners(session) == 1


def suspend(session: Session, alias: int, by: Colleague, now: datetime) -> Colleague:
    """Takes every right from a colleague at once, an owner too; Gone for who has left, NotAllowed
    for oneself.

    A last owner who is suspended comes back with a code from the machine: `appealbot owner-code`.
    """
    whom = _present(session, alias)
    if whom.alias == by.alias or by.suspended:
        raise NotAllowed
    if not whom.suspended:
        _take_right(session, whom, by, now)
        session.get_one(Member, whom.number).suspended_at = seconds(now)
        session.flush()
        audit.note(session, by.number, "suspended", str(alias + 1), now)
    return replace(whom, suspended=True)


def reinstate(session: Session, alias: int, by: Colleague, now: datetime) -> Colleague:
    """Gives a colleague their rights back; storage/people/second_person.py says when. Gone for who
    has left.
    """
    whom = _present(session, alias)
    if not by.may(Permission.PUBLISH):
        raise NotAllowed
    _unsuspend(session, whom.number)
    audit.note(session, by.number, "reinstated", str(alias + 1), now)
    return replace(whom, suspended=False)


def _unsuspend(session: Session, number: int) -> None:
    session.get_one(Member, number).suspended_at = None
    session.flush()


def _present(session: Session, alias: int) -> Colleague:
    if (whom := by_alias(session, alias)) is None:
        raise Gone
    return whom


def invite(
    session: Session, role: Role, languages: Iterable[str], by: Colleague, now: datetime
) -> str:
    """A token (22 of A-Z a-z 0-9 - _) that lets one person into the team within a day; only its
    hash is kept.
    """
    token, chosen = secrets.token_urlsafe(CODE_BYTES), " ".join(languages)
    ends = seconds(now) + INVITE_SECONDS
    session.add(
        Invite(
            digest=_hashed(token),
            role=role.value,
            languages=chosen,
            invited_by=by.alias,
            expires_at=ends,
        )
    )
    audit.note(session, by.number, "invite", f"{role.value} {chosen}".strip(), now)
    return token


def accept(session: Session, number: int, token: str, now: datetime) -> Colleague | None:
    """The new member, or None for a token that is wrong, used, over, or whose inviter may not
    invite any more.
    """
    row = session.get(Invite, _hashed(token))
    inviter = by_alias(session, row.invited_by) if row else None
    stands = (
        row is not None
        and row.expires_at > seconds(now)
        and inviter
        and inviter.may(Permission.PEOPLE)
    )
    if row is None or not stands or member(session, number):
        audit.note(session, number, "join", "", now, allowed=False)
        return None
    new = _seat(session, number, Role(row.role), row.languages.split(), now)
    session.delete(row)
    audit.note(session, number, "join", row.role, now)
    return new


def roles(session: Session) -> dict[int, tuple[str, str]]:
    """Role and languages of everyone in the team, by alias; also of a store of an older version."""
    rows = session.exec(select(Member.alias, Member.role, Member.languages))
    return {alias: (role, languages) for alias, role, languages in rows}


def suspensions(session: Session) -> dict[int, int]:
    """Since when (Unix seconds) whoever is suspended is, by alias."""
    rows = session.exec(select(Member.alias, Member.suspended_at))
    return {alias: since for alias, since in rows if since is not None}


def reseat(session: Session, now: Mapping[int, Seat]) -> None:
    """Brings the team of an older copy up to now: nobody gets back a place or a right that they
    lost since.
    """
    for row in session.exec(select(Member)).all():
        if row.alias in now:
            row.role, row.languages, row.suspended_at = now[row.alias]
        else:
            session.delete(row)
    session.flush()


def open_invites(session: Session, now: datetime) -> int:
    """How many invitations can still be used."""
    return session.exec(
        select(func.count()).select_from(Invite).where(col(Invite.expires_at) > seconds(now))
    ).one()


def withdraw_invites(session: Session, by: Colleague, now: datetime) -> int:
    """Ends all open invitations; how many they were."""
    count = session.exec(delete(Invite)).rowcount
    audit.note(session, by.number, "invites-withdrawn", str(count), now)
    return count


def approval_over(session: Session, now: datetime) -> int | None:
    """Above how many recipients a second person must approve, or None. What the team chose, else
    `DEFAULT_OVER` as long as two are needed.
    """
    row = session.get(Meta, APPROVAL_OVER)
    if row is None:
        return DEFAULT_OVER if two_needed(session, now) else None
    return None if row.value == ONE_IS_ENOUGH else int(row.value)


def set_approval_over(session: Session, people: int | None, by: Colleague, now: datetime) -> None:
    """Sets the number above which a second person must approve; None turns it off."""
    row = session.get(Meta, APPROVAL_OVER) or Meta(name=APPROVAL_OVER, value="")
    row.value = ONE_IS_ENOUGH if people is None else str(people)
    session.add(row)
    audit.note(session, by.number, "approval-over", "off" if people is None else str(people), now)


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _digest(code: str) -> str:
    return _hashed(re.sub(r"[\s-]", "", code).upper())
