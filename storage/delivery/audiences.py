"""Audiences as sets of rows: counted, and queued with one statement however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, tuple_
from sqlalchemy import select as columns_of
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, select, update

from content.audiences import Audience
from storage.engine.states import OutboxState
from storage.engine.tables import Body, Follow, Message, Outbox, Rsvp, Supporter
from storage.engine.times import seconds
from storage.queue.admission import morning, reached
from storage.queue.cancellation import finish

# Whoever has it, or may have it.
ARRIVED = col(Outbox.state).in_((OutboxState.SENT, OutboxState.UNKNOWN, OutboxState.CLAIMED))
COLUMNS = ["message", "recipient", "body", "priority", "state", "attempts", "repeated", "due_at"]


def members(audience: Audience, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What holds for a supporter who gets the message: who blocked or paused the bot, or took no
    alerts, does not.
    """
    awake = reached(seconds(now))
    alerts = col(Supporter.alerts).is_(True)
    match audience.kind:
        case "case":
            mine = (Follow.case_slug == audience.what, col(Follow.muted).is_(False))
            return awake, alerts, col(Supporter.number).in_(select(Follow.supporter).where(*mine))
        case "event":  # they said that they come: this concerns them whatever else they take
            coming = (
                Rsvp.event_slug == audience.what,
                Rsvp.starts == audience.starts,
                Rsvp.waiting == 0,
            )
            return awake, col(Supporter.number).in_(select(Rsvp.supporter).where(*coming))
        case "news":
            told = select(Message.id).where(Message.news == audience.what)
            got = select(Outbox.recipient).where(col(Outbox.message).in_(told), ARRIVED)
            return awake, alerts, col(Supporter.number).in_(got)
        case "language":
            return awake, alerts, col(Supporter.language) == audience.what
        case "country":
            return awake, alerts, col(Supporter.country) == audience.what
        case _:
            return awake, alerts


def count(session: Session, audience: Audience, now: datetime) -> int:
    """How many people get a message to this audience."""
    return session.exec(
        select(func.count()).select_from(Supporter).where(*members(audience, now))
    ).one()


def followers(session: Session, now: datetime) -> list[tuple[str, int]]:
    """Each case that somebody follows, and how many people get a message to its followers."""
    mine = (col(Follow.supporter) == Supporter.number, col(Follow.muted).is_(False))
    counted = select(Follow.case_slug, func.count(col(Supporter.number))).outerjoin(
        Supporter, and_(*mine, *members(Audience("all"), now))
    )
    return list(session.exec(counted.group_by(Follow.case_slug)))


def countries(session: Session) -> list[str]:
    """The codes of the countries that people picked."""
    picked = select(Supporter.country).distinct().order_by(col(Supporter.country))
    return [country for country in session.exec(picked) if country]


def occasions(session: Session, now: datetime) -> list[tuple[str, int]]:
    """Occurrences that people come to and that are not over: event and start (Unix seconds), the
    next first.
    """
    query = select(Rsvp.event_slug, Rsvp.starts).where(Rsvp.ends > seconds(now)).distinct()
    return [(event, starts) for event, starts in session.exec(query.order_by(col(Rsvp.starts)))]


def enqueue(
    session: Session,
    message: int,
    audience: Audience,
    now: datetime,
    *,
    begin: datetime | None = None,
) -> int:
    """Queues the message for the audience from `begin` on, in one statement; how many. Nobody gets
    it twice.

    Each gets the body of their language, else the first one. Who is in their quiet hours gets it
    after them, unless it is critical: so few are found asleep when it is claimed, where that is
    looked at again (storage/admission).
    """
    start = begin or now
    critical = session.get_one(Message, message).critical
    due = literal(seconds(start)) if critical else _when(session, audience, start, now)
    queued = queue(session, message, members(audience, now), due)
    finish(session, [message])
    return queued


def queue(
    session: Session,
    message: int,
    people: Iterable[ColumnElement[bool]],
    due: ColumnElement[Any],
    variant: str = "",
) -> int:
    """Queues a variant of the message for supporters for whom all this holds, in one statement; how
    many.

    Whoever calls it says when that was all: `withdrawal.finish`.
    """
    opened = session.get_one(Message, message)
    mine = (Body.message == message, Body.variant == variant)
    first = select(func.min(Body.id)).where(*mine).scalar_subquery()
    own = select(Body.id).where(*mine, Body.language == Supporter.language).scalar_subquery()
    rows = columns_of(
        literal(message),
        col(Supporter.number),
        func.coalesce(own, first),
        literal(opened.priority),
        literal(OutboxState.QUEUED),
        literal(0),
        literal(False),
        due,
    ).where(*people)
    done = session.exec(insert(Outbox).from_select(COLUMNS, rows).on_conflict_do_nothing())
    row = col(Message.id) == message
    session.exec(update(Message).where(row).values(total=col(Message.total) + done.rowcount))
    return done.rowcount


def _when(
    session: Session, audience: Audience, start: datetime, now: datetime
) -> ColumnElement[Any]:
    """Each person's moment: the start, or the end of their quiet hours. Without a zone nothing is
    known of them.
    """
    how = (col(Supporter.zone), col(Supporter.quiet_from), col(Supporter.quiet_to))
    theirs = columns_of(*how).where(*members(audience, now), how[0].is_not(None)).distinct()
    asleep: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for zone, begins, ends in session.execute(theirs):
        if end := morning(zone, begins, ends, seconds(start)):
            asleep[end].append((zone, begins, ends))
    if not asleep:
        return literal(seconds(start))
    nights = [(tuple_(*how).in_(those), literal(end)) for end, those in asleep.items()]
    return case(*nights, else_=literal(seconds(start)))
