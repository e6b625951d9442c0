"""What the team did or was refused: rows that are only ever added; triggers in the store refuse
anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlmodel import Session, col, insert, select

from content.text.spreadsheet import to_csv
from storage.engine.tables import Audit, Member
from storage.engine.times import seconds

STRANGERS = 100  # lines an hour of what people outside the team were refused


def note(
    session: Session,
    member: int | None,
    action: str,
    detail: str,
    now: datetime,
    *,
    allowed: bool = True,
) -> None:
    """Adds one line; `member` is a person's number, kept as their pseudonym, and as none for who is
    not in the team.

    Of what strangers tried and were refused, an hour has so many lines at most: they cannot bury
    the others.
    """
    row = session.get(Member, member) if member is not None else None
    if row is None and not allowed and _many(session, seconds(now)):
        return
    session.add(
        Audit(
            at=seconds(now),
            member=row.alias if row else None,
            action=action,
            detail=detail,
            allowed=allowed,
        )
    )
    session.flush()


def note_all(
    session: Session, member: int, lines: Sequence[tuple[str, str]], now: datetime
) -> None:
    """Adds a line for each action and detail of what somebody of the team did at once."""
    row = session.get(Member, member)
    told = {"at": seconds(now), "member": row.alias if row else None, "allowed": True}
    session.execute(
        insert(Audit), [told | {"action": action, "detail": detail} for action, detail in lines]
    )


def _many(session: Session, at: int) -> bool:
    """Whether strangers left their lines of this hour already."""
    theirs = select(Audit.at).where(col(Audit.member).is_(None), col(Audit.allowed).is_(False))
    newest = session.exec(theirs.order_by(col(Audit.id).desc()).limit(STRANGERS)).all()
    return len(newest) == STRANGERS and newest[-1] > at - 3600


def lines(session: Session, *, before: int | None = None, limit: int = 10) -> Sequence[Audit]:
    """The newest lines first, older than the line `before`."""
    query = select(Audit).order_by(col(Audit.id).desc()).limit(limit)
    return session.exec(query if before is None else query.where(col(Audit.id) < before)).all()


def as_csv(session: Session, names: Sequence[str]) -> bytes:
    """Every line, oldest first, as CSV; `names` are the heads of its five columns."""
    return to_csv(names, map(_row, session.exec(select(Audit).order_by(col(Audit.id)))))


def _row(line: Audit) -> tuple[str, ...]:
    at = datetime.fromtimestamp(line.at, UTC).isoformat()
    member = "" if line.member is None else str(line.member + 1)
    return at, member, line.action, line.detail, "yes" if line.allowed else "no"
