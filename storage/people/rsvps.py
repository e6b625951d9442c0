"""Who comes to an event: places and the waiting list, roles offered, and afterwards a count without
anyone in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, delete, select, update

from content.events import EventRole, Occurrence
from storage.engine.tables import Outbox, Rsvp, Turnout
from storage.queue.cancellation import tells_of, withdraw
from storage.queue.message_kinds import MessageKind


@dataclass(frozen=True)
class Coming:
    """That a person comes to an occurrence, or waits for a place; `starts` is its planned start
    (Unix seconds).
    """

    event: str
    starts: int
    waiting: bool
    role: str
    letters: int


def coming(session: Session, number: int, occurrence: Occurrence) -> Coming | None:
    """What the person said about this occurrence, or None."""
    row = session.get(Rsvp, (number, occurrence.event.slug, occurrence.stamp))
    return _coming(row) if row else None


def mine(session: Session, number: int) -> list[Coming]:
    """Everything the person comes to or waits for, earliest first."""
    rows = session.exec(select(Rsvp).where(Rsvp.supporter == number).order_by(col(Rsvp.starts)))
    return [_coming(row) for row in rows]


def _coming(row: Rsvp) -> Coming:
    return Coming(row.event_slug, row.starts, row.waiting > 0, row.role, row.letters)


def go(session: Session, number: int, occurrence: Occurrence, *, reminded: int = 0) -> Coming:
    """Notes that the person comes, or waits where all places are taken; `reminded` reminders are
    past by now.
    """
    if known := coming(session, number, occurrence):
        return known
    slug, stamp = occurrence.event.slug, occurrence.stamp
    full = _free(session, occurrence) == 0
    last = session.exec(select(func.max(Rsvp.waiting)).where(*_of(occurrence))).one() or 0
    row = Rsvp(
        supporter=number, event_slug=slug, starts=stamp, ends=occurrence.ends, reminded=reminded,
        waiting=last + 1 if full else 0,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _coming(row)


def _free(session: Session, occurrence: Occurrence) -> int | None:
    """Places that nobody has or waits for; None where there is no limit."""
    capacity = occurrence.event.capacity
    if capacity is None:
        return None
    everyone = session.exec(select(func.count()).select_from(Rsvp).where(*_of(occurrence))).one()
    return max(0, capacity - everyone)


def _of(occurrence: Occurrence) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(Rsvp.event_slug) == occurrence.event.slug, col(Rsvp.starts) == occurrence.stamp


def stay(session: Session, number: int, event: str, starts: int) -> bool:
    """Forgets that the person comes and takes back a reminder of that date that waits; False if
    nothing was noted.
    """
    withdraw(
        session, col(Outbox.recipient) == number, what=tells_of(event, starts, MessageKind.REMINDER)
    )
    row = (col(Rsvp.supporter) == number, col(Rsvp.event_slug) == event, col(Rsvp.starts) == starts)
    return session.exec(delete(Rsvp).where(*row)).rowcount > 0


def offer(
    session: Session, number: int, occurrence: Occurrence, role: EventRole | None
) -> Coming | None:
    """Notes the role that the person offers, or none; None if they do not come."""
    row = (col(Rsvp.supporter) == number, *_of(occurrence))
    session.exec(update(Rsvp).where(*row).values(role=role.value if role else ""))
    session.expire_all()
    return coming(session, number, occurrence)


def bring(session: Session, number: int, occurrence: Occurrence) -> None:
    """Counts one more letter that the person, who comes or waits for a place, brings to hand in."""
    row = (col(Rsvp.supporter) == number, *_of(occurrence))
    session.exec(update(Rsvp).where(*row).values(letters=Rsvp.letters + 1))
    session.expire_all()


def letters(session: Session, occurrence: Occurrence) -> int:
    """How many letters are brought by those who have a place."""
    brought = select(func.coalesce(func.sum(Rsvp.letters), 0)).where(
        *_of(occurrence), col(Rsvp.waiting) == 0
    )
    return session.exec(brought).one()


def goers(session: Session, occurrence: Occurrence) -> int:
    """How many have a place."""
    return session.exec(
        select(func.count()).select_from(Rsvp).where(*_of(occurrence), col(Rsvp.waiting) == 0)
    ).one()  # fmt: skip


def is_full(session: Session, occurrence: Occurrence) -> bool:
    """Whether who comes now would have to wait."""
    return _free(session, occurrence) == 0


def move_up(session: Session, occurrence: Occurrence) -> Sequence[int]:
    """Gives free places to those who wait longest; the people's numbers."""
    capacity = occurrence.event.capacity
    free = None if capacity is None else max(0, capacity - goers(session, occurrence))
    people = session.exec(
        select(Rsvp.supporter)
        .where(*_of(occurrence), col(Rsvp.waiting) > 0)
        .order_by(col(Rsvp.waiting))
        .limit(free)
    ).all()
    session.exec(
        update(Rsvp).where(*_of(occurrence), col(Rsvp.supporter).in_(people)).values(waiting=0)
    )
    return people


def answer(session: Session, number: int, event: str, starts: int, *, there: bool) -> bool:
    """Counts that one more was there and forgets the person; False if they answered before or never
    came.
    """
    if not stay(session, number, event, starts):
        return False
    if there:
        row = session.get(Turnout, (event, starts)) or Turnout(event_slug=event, starts=starts)
        row.people += 1
        session.add(row)
        session.flush()
    return True


def turnout(session: Session, occurrence: Occurrence) -> int:
    """How many said afterwards that they were there."""
    row = session.get(Turnout, (occurrence.event.slug, occurrence.stamp))
    return row.people if row else 0
