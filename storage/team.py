"""The team: its members, and the one-time code by which an owner gets in."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from content.permissions import Role
from storage import audit
from storage.sealing import Sealer
from storage.supporters import PLACE, seconds
from storage.tables import Member, OwnerCode, Supporter

CODE_BYTES = 16
CODE_SECONDS = 24 * 3600
GROUP = 4


def new_owner_code(session: Session, now: datetime) -> str:
    """A code that makes one person an owner within 24 hours; older codes end. Only its hash is kept."""
    letters = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().rstrip("=")
    session.exec(delete(OwnerCode))
    session.add(OwnerCode(digest=_digest(letters), expires_at=seconds(now) + CODE_SECONDS))
    audit.note(session, None, "owner-code", "", now)
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def claim(session: Session, person_number: int, code: str, now: datetime) -> bool:
    """Makes the person an owner if the code is right and in time; it works once. Tries are audited."""
    offered = _digest(code)
    current = select(OwnerCode).where(col(OwnerCode.expires_at) > seconds(now))
    found = [row for row in session.exec(current) if hmac.compare_digest(row.digest, offered)]
    audit.note(session, person_number if found else None, "claim", "", now, allowed=bool(found))
    if not found:
        return False
    session.exec(delete(OwnerCode))
    row = session.get(Member, person_number) or Member(supporter=person_number, role="", since=seconds(now))
    row.role = Role.OWNER.value
    session.add(row)
    session.flush()
    return True


def role(session: Session, number: int) -> Role | None:
    """The person's role in the team, or None."""
    row = session.get(Member, number)
    return Role(row.role) if row else None


def members_count(session: Session) -> int:
    """How many people are in the team."""
    return session.exec(select(func.count()).select_from(Member)).one()


def chats(session: Session, sealer: Sealer) -> list[tuple[int, str]]:
    """The private chats of the team and the language of each, for their command menus."""
    found = session.exec(
        select(Supporter.seal, Supporter.language).join(Member, col(Member.supporter) == col(Supporter.number))
    )
    return [(sealer.open_id(PLACE, seal), language) for seal, language in found]


def has_owner(session: Session) -> bool:
    """Whether anyone owns the bot."""
    return session.exec(select(Member.supporter).where(Member.role == Role.OWNER.value).limit(1)).first() is not None


def _digest(code: str) -> str:
    letters = re.sub(r"[\s-]", "", code).upper()
    return sha256(letters.encode()).hexdigest()
