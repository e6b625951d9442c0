"""Taking back what is queued, in sets, and the exact totals that every message keeps of
its rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import ColumnElement, String, bindparam, cast, delete, or_, true
from sqlmodel import Session, col, select, update

from content.notices.broadcasts import MessageState
from storage.engine.id_lists import among, numbers
from storage.engine.statements import Compiled
from storage.engine.states import OutboxState
from storage.engine.tables import Message, Outbox, Pause, Supporter
from storage.queue.message_kinds import MessageKind

WAITING = (OutboxState.QUEUED, OutboxState.RETRY)
TOTALS = {
    OutboxState.SENT: Message.sent,
    OutboxState.BLOCKED: Message.failed,
    OutboxState.REJECTED: Message.failed,
    OutboxState.CANCELLED: Message.withdrawn,
    OutboxState.UNKNOWN: Message.unknown,
}
COUNT = {
    state: Compiled(
        update(Message)
        .where(col(Message.id) == bindparam("one"))
        .values({total: total + bindparam("more")})
    )
    for state, total in ((state, col(total)) for state, total in TOTALS.items())
}
ENDED = col(Message.sent) + col(Message.failed) + col(Message.withdrawn) + col(Message.unknown)
FINISH = Compiled(
    update(Message)
    .where(
        col(Message.id).in_(among("some")), col(Message.total) <= ENDED,
        or_(col(Message.state) == MessageState.SENDING, col(Message.state) == MessageState.PAUSED),
    )
    .values(state=MessageState.DONE)
)  # fmt: skip


def withdraw(
    session: Session,
    people: ColumnElement[bool],
    kinds: Iterable[MessageKind] = (),
    what: ColumnElement[bool] | None = None,
) -> int:
    """Takes back rows of the outbox that wait, of these kinds (all without any) and messages; how
    many.
    """
    asked = tuple(kinds)
    messages = select(Message.id).where(
        col(Message.kind).in_(asked) if asked else true(), true() if what is None else what
    )
    named = true() if not asked and what is None else col(Outbox.message).in_(messages)
    return move(session, people & col(Outbox.state).in_(WAITING) & named, OutboxState.CANCELLED)


def tells_of(event: str, stamp: int, *kinds: MessageKind) -> ColumnElement[bool]:
    """Of messages: those of these kinds about this date of an event."""
    of_date = (col(Message.subject_slug) == event) & (col(Message.subject_at) == stamp)
    return col(Message.kind).in_(kinds) & (col(Message.subject_kind) == "event") & of_date


def erase(session: Session, people: ColumnElement[bool]) -> int:
    """Deletes these supporters and everything that points to them (foreign keys cascade); how many.
    Totals stay exact.

    What is being sent to them at this moment may arrive: it counts as unknown.
    """
    theirs = col(Outbox.recipient).in_(select(Supporter.number).where(people))
    withdraw(session, theirs)
    move(session, theirs & (col(Outbox.state) == OutboxState.CLAIMED), OutboxState.UNKNOWN)
    scopes = select(cast(col(Supporter.number), String)).where(people)
    # Named by their number, without a foreign key.
    session.exec(delete(Pause).where(col(Pause.scope).in_(scopes)))
    return session.exec(delete(Supporter).where(people)).rowcount


def move(
    session: Session, which: ColumnElement[bool], state: OutboxState, at: int | None = None
) -> int:
    """Ends rows in a state and counts them for their messages; how many."""
    ended = session.execute(
        update(Outbox).where(which).values(state=state, done_at=at).returning(col(Outbox.message))
    )
    found = Counter(ended.scalars())
    count(session, found, state)
    return found.total()


def count(session: Session, found: Counter[int], state: OutboxState) -> None:
    """Adds rows that ended in a state to their messages' totals; a message with none left
    is done.
    """
    if found:
        COUNT[state].many(
            session, [{"one": message, "more": more} for message, more in found.items()]
        )
        finish(session, list(found))


def finish(session: Session, messages: list[int]) -> None:
    """Closes those of the messages that have no open row left."""
    FINISH.all(session, some=numbers(messages))
