"""SQL over the people of a batch: who gets which digest, and a row of the outbox for each of them.

A batch is those who have been due since the same moment, in the order of their numbers up to the
last one; in a `dense` one they are most of those between its first and its last. Statements are
made once and run for batch after batch: making them takes as long as a thousand rows.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Insert,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
)
from sqlalchemy import select as columns_of
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.delivery.digest_items import TOPICS, Group, Keys, Steps
from storage.engine.states import OutboxState
from storage.engine.tables import Body, Follow, Outbox, Supporter
from storage.queue.admission import reached

JOINED = 3  # cases that are looked up one by one; more of them are summed up
NAMED_BODIES = 32  # bodies that the statement names; others are looked up
NUMBER_BITS = 62  # of a supporter's number, which is random

number, seen = col(Supporter.number), col(Supporter.digest_seen)
# By whether the batch is dense: then going through all is faster than the index, which `+ 0` rules
# out.
MEMBERS = {
    False: and_(col(Supporter.digest_due) == bindparam("due"), number <= bindparam("last")),
    True: and_(
        col(Supporter.digest_due) + 0 == bindparam("due"),
        number.between(bindparam("first"), bindparam("last")),
    ),
}
SERVED = reached(bindparam("at", type_=Integer))


@lru_cache(maxsize=4)
def groups(keys: Keys, dense: bool) -> Select[Any]:
    """Language, key and zone of those who get something, the most common first."""
    people = _people(keys, dense).subquery()
    who = (people.c.language, people.c.key, people.c.zone)
    return (
        columns_of(*who).where(_has_news(people.c.key)).group_by(*who).order_by(func.count().desc())
    )


@lru_cache(maxsize=4)
def rows(keys: Keys, bodies: tuple[tuple[Group, int], ...], dense: bool) -> Insert:
    """Queues what they get for the message `opened`, over `spread` seconds; these are its bodies,
    or the first ones.

    Who comes first in the batch gets it first: rows that are written and sent one after another lie
    side by side. A row without a body is refused: its digest is not composed yet.
    """
    people = _people(keys, dense).subquery()
    language, key, zone = people.c.language, people.c.key, people.c.zone
    named = [
        (and_(language == one.language, zone == one.zone, key == one.key), body)
        for one, body in bodies[:NAMED_BODIES]
    ]
    variant = literal(f"{keys.tag} ") + cast(key, Text) + " " + zone
    mine = (
        col(Body.message) == bindparam("opened"),
        col(Body.language) == language,
        col(Body.variant) == variant,
    )
    other = columns_of(col(Body.id)).where(*mine).scalar_subquery()
    turn = (people.c.number.op(">>")(NUMBER_BITS // 2) * bindparam("spread")).op(">>")(
        NUMBER_BITS - NUMBER_BITS // 2
    )
    queued = columns_of(
        bindparam("opened"),
        people.c.number,
        case(*named, else_=other) if named else other,
        literal(3),
        literal(OutboxState.QUEUED),
        literal(0),
        literal(False),
        bindparam("at") + turn,
    ).where(_has_news(key))
    columns = [
        "message",
        "recipient",
        "body",
        "priority",
        "state",
        "attempts",
        "repeated",
        "due_at",
    ]
    return insert(Outbox).from_select(columns, queued)


def _has_news(key: ColumnElement[int]) -> ColumnElement[bool]:
    return key.op("%")(1 << TOPICS) > 0


def _people(keys: Keys, dense: bool) -> Select[Any]:
    """Number, language, zone and key of those in the batch who may get a digest."""
    zone = case((col(Supporter.zone).in_(keys.zones), col(Supporter.zone)), else_="").label("zone")
    asked = columns_of(number, col(Supporter.language), zone).where(MEMBERS[dense], SERVED)
    return _summed(asked, keys) if len(keys.steps) > JOINED else _joined(asked, keys)


def _joined(asked: Select[Any], keys: Keys) -> Select[Any]:
    """With the key from a look at each case; outer joins, so that SQLite does not begin with a
    case's followers.
    """
    key: ColumnElement[int] = literal(0)
    for steps in keys.steps:
        follow = aliased(Follow)
        mine = and_(
            col(follow.supporter) == number,
            col(follow.case_slug) == steps.case,
            col(follow.muted).is_(False),
        )
        asked = asked.outerjoin(follow, mine)
        key += case((col(follow.supporter).is_(None), 0), else_=_told(steps))
    return asked.add_columns(key.label("key"))


def _summed(asked: Select[Any], keys: Keys) -> Select[Any]:
    """With the key from all that the person follows; the limit keeps SQLite from summing up more
    than once.
    """
    told = case(
        *((col(Follow.case_slug) == steps.case, _told(steps)) for steps in keys.steps), else_=0
    )
    mine = (col(Follow.supporter) == number, col(Follow.muted).is_(False))
    key = columns_of(func.sum(told)).where(*mine).correlate(Supporter).scalar_subquery()
    return asked.add_columns(func.coalesce(key, 0).label("key")).limit(bindparam("most"))


def _told(steps: Steps) -> ColumnElement[int]:
    """What a follower of the case adds to their key."""
    if not steps.seen:
        return literal(steps.whole)
    return case(*((seen >= moment, key) for moment, key in steps.seen), else_=steps.whole)
