"""Digests in sets: who is due, which digests they need, all rows in one statement, one more to go
on to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Update, bindparam, case, func, tuple_, update
from sqlalchemy import select as columns_of
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from content.notices.broadcasts import MessageState
from content.notices.digests import Rhythm, next_at
from storage.delivery import digest_keys
from storage.delivery.digest_items import Group, Keys
from storage.delivery.digest_keys import MEMBERS, SERVED
from storage.engine.tables import Body, Message, Supporter
from storage.engine.times import seconds
from storage.queue.message_kinds import MessageKind

HOUR = 3600
EVENLY = 10  # a second; fewer than this need no spreading
SAMPLE = 256  # people of a batch that are looked at to tell whether the index is worth using
Clock = tuple[Rhythm, int, int, str]  # rhythm, hour, weekday, zone

number, due = col(Supporter.number), col(Supporter.digest_due)
zone = func.coalesce(col(Supporter.zone), "")
clock = (col(Supporter.digest), col(Supporter.digest_hour), col(Supporter.digest_weekday), zone)
waiting = due <= bindparam("at")
longest = columns_of(func.min(due)).where(waiting).scalar_subquery()
LAST = (
    columns_of(due, number)
    .where(due == longest)
    .order_by(number)
    .offset(bindparam("before"))
    .limit(1)
)
ALL = columns_of(due, func.max(number), func.count()).where(due == longest).group_by(due)
NTH = (
    columns_of(number)
    .where(due == bindparam("due"))
    .order_by(number)
    .offset(bindparam("sample"))
    .limit(1)
)
AMONG = (
    columns_of(number)
    .where(number >= bindparam("first"))
    .order_by(number)
    .offset(bindparam("sample"))
    .limit(1)
)
LEFT = columns_of(func.count()).select_from(
    columns_of(number).where(waiting).limit(bindparam("most")).subquery()
)
OPENED = columns_of(col(Message.id), col(Message.total)).where(
    col(Message.kind) == MessageKind.DIGEST,
    col(Message.state) == MessageState.SENDING,
    col(Message.created_at) == bindparam("at"),
)
BODIES = columns_of(col(Body.language), col(Body.variant), col(Body.id)).where(
    col(Body.message) == bindparam("opened")
)
GREW = (
    update(Message)
    .where(col(Message.id) == bindparam("opened"))
    .values(total=col(Message.total) + bindparam("more"))
)
CLOCKS = {dense: columns_of(*clock).where(members).distinct() for dense, members in MEMBERS.items()}


@dataclass(frozen=True)
class Batch:
    """People who have been due since the same moment, in the order of their numbers from the first
    to the last of them.

    `dense`: they are most of the people between these two.
    """

    at: int
    due: int
    first: int
    last: int
    people: int
    dense: bool

    @property
    def named(self) -> dict[str, int]:
        """As the statements call it."""
        return {
            "at": self.at,
            "due": self.due,
            "first": self.first,
            "last": self.last,
            "most": self.people,
        }


def due_now(session: Session, at: int, limit: int) -> Batch | None:
    """Those who have been due for the longest, so many at most, or None when nobody is due."""
    connection = session.connection()
    last: Any = connection.execute(LAST, {"at": at, "before": limit - 1}).first()
    found: Any = (*last, limit) if last else connection.execute(ALL, {"at": at}).first()
    if found is None:
        return None
    moment, end, people = found
    first = connection.execute(NTH, {"due": moment, "sample": 0}).scalar_one()
    return Batch(
        at, moment, first, end, people, dense=people > SAMPLE and _dense(session, moment, first)
    )


def _dense(session: Session, moment: int, first: int) -> bool:
    """Whether at least half of the people from the first on have been due since then: numbers are
    random.
    """
    connection = session.connection()
    mine = connection.execute(NTH, {"due": moment, "sample": SAMPLE}).scalar()
    other = connection.execute(AMONG, {"first": first, "sample": 2 * SAMPLE}).scalar()
    return mine is not None and (other is None or mine <= other)


def opened(session: Session, at: int) -> tuple[int | None, int]:
    """The message that digests of this very moment go out with, while it is open, else None; and
    its rows so far.
    """
    row = session.connection().execute(OPENED, {"at": at}).first()
    return (row[0], row[1]) if row else (None, 0)


def spread(session: Session, at: int, queued: int) -> int:
    """Seconds over which digests go out evenly: all that are due, and so many that were queued at
    this moment.
    """
    most = max(0, HOUR * EVENLY - queued)
    left = session.connection().execute(LEFT, {"at": at, "most": most}).scalar_one() if most else 0
    return min(HOUR, max(1, (queued + left) // EVENLY))


def composed(session: Session, message: int, keys: Keys) -> dict[Group, int]:
    """The message's bodies by who gets them."""
    rows = session.connection().execute(BODIES, {"opened": message})
    named = ((keys.group(language, variant), body) for language, variant, body in rows)
    return {group: body for group, body in named if group is not None and body is not None}


def found(session: Session, batch: Batch, keys: Keys) -> list[Group]:
    """Who gets different digests in the batch, the most people first."""
    return [
        Group(*row)
        for row in session.connection().execute(digest_keys.groups(keys, batch.dense), batch.named)
    ]


def enqueue(session: Session, message: int, batch: Batch, keys: Keys, spread: int) -> bool:
    """Queues the digests of the batch in one statement; whether it could: not if one of them is not
    composed yet.
    """
    bodies = tuple(composed(session, message, keys).items())
    statement = digest_keys.rows(keys, bodies[: digest_keys.NAMED_BODIES], batch.dense)
    savepoint = session.begin_nested()
    try:
        count = (
            session.connection()
            .execute(statement, batch.named | {"opened": message, "spread": spread})
            .rowcount
        )
    except IntegrityError:
        savepoint.rollback()
        return False
    savepoint.commit()
    session.connection().execute(GREW, {"opened": message, "more": count})
    return True


def reschedule(session: Session, batch: Batch, now: datetime, late: int) -> None:
    """Everyone's next digest, computed once for each clock; who was served has seen all news until
    now.
    """
    moments: dict[int | None, list[Clock]] = {}
    for rhythm, hour, weekday, zone in session.connection().execute(
        CLOCKS[batch.dense], batch.named
    ):
        following = next_at(rhythm, hour, weekday, zone or "UTC", now)
        moments.setdefault(seconds(following) if following else None, []).append(
            (rhythm, hour, weekday, zone)
        )
    (usual, _), *others = sorted(moments.items(), key=lambda one: -len(one[1]))
    moved = tuple((at, tuple(clocks)) for at, clocks in others)
    statement = _moved(moved, batch.due < batch.at - late, batch.dense)
    session.connection().execute(statement, batch.named | {"usual": usual, "seen": batch.at - 1})


@lru_cache(maxsize=4)
def _moved(
    others: tuple[tuple[int | None, tuple[Clock, ...]], ...], late: bool, dense: bool
) -> Update:
    """Moves the batch to the `usual` moment, or that of their clock; who is not served, as all who
    are `late`, stays at the news that they have seen.
    """
    usual: BindParameter[int] = bindparam("usual")
    other = [(tuple_(*clock).in_(clocks), at) for at, clocks in others]
    values: dict[str, Any] = {"digest_due": case(*other, else_=usual) if other else usual}
    if not late:
        values["digest_seen"] = case((SERVED, bindparam("seen")), else_=col(Supporter.digest_seen))
    return update(Supporter).where(MEMBERS[dense]).values(**values)
