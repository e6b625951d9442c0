"""Messages to many: opened, queued in sets, counted, taken back. claims.py has how they go out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, func
from sqlalchemy import select as columns_of
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, select, update

from content.notices.broadcasts import MessageState
from content.subjects import IDLE_WARNING, PARTS, Subject
from content.text.messages import Screen, dump_screen
from storage.engine.sealed_columns import SUPPORTER_SEAL, WATCH_SEAL
from storage.engine.sealing import Sealer
from storage.engine.states import OutboxState
from storage.engine.tables import Body, Member, Message, Outbox, Pause, Supporter, Told
from storage.engine.times import seconds
from storage.queue.cancellation import WAITING, move
from storage.queue.claims import going
from storage.queue.message_kinds import TO_MANY, MessageKind, rule_of


@dataclass(frozen=True)
class Counts:
    """A message's rows by state; `failed` people could not be reached, from `withdrawn` of them it
    was taken back.

    Of the `unknown` at most `unsent` probably never left; `again` went out once more by themselves.
    """

    total: int
    queued: int
    sent: int
    failed: int
    unknown: int
    withdrawn: int = 0
    unsent: int = 0
    again: int = 0
    edited: int = 0
    unedited: int = 0


def open_message(
    session: Session,
    kind: MessageKind,
    case_slug: str | None,
    subject: Subject,
    now: datetime,
    *,
    title: str = "",
    priority: int | None = None,
    by: int | None = None,
    repeat_unknown: bool = False,
    expires: datetime | None = None,
    critical: bool = False,
) -> int:
    """The number of a new message to many. `title`: of what the team sends. `by`: a member's alias.

    `repeat_unknown`: rather twice than not at all, for alerts only. `expires`: what is not sent by
    then is taken back, not sent late. `critical`: the night is not waited for. `priority`: another
    one than its kind has.
    """
    if repeat_unknown and kind != MessageKind.ALERT:
        raise ValueError("only an alert may be repeated")
    row = Message(
        kind=kind,
        priority=priority or rule_of(kind).priority,
        case_slug=case_slug,
        title=title,
        subject_kind=subject.kind,
        subject_slug=subject.slug,
        subject_at=subject.at,
        created_at=seconds(now),
        created_by=by,
        repeat_unknown=repeat_unknown,
        expires_at=seconds(expires) if expires else None,
        critical=critical,
    )
    session.add(row)
    session.flush()
    return _id(row.id)


def add_body(
    session: Session,
    message: int,
    language: str,
    variant: str,
    screen: Screen,
    case_slug: str = "",
    tells: Iterable[Subject] = (),
) -> int:
    """Stores what the message says in a language and variant; its number. `case_slug`: the only
    case of a digest. `tells`: of what it tells beside the message's subject and case.
    """
    row = Body(
        message=message,
        language=language,
        variant=variant,
        case_slug=case_slug,
        screen=dump_screen(screen),
    )
    session.add(row)
    session.flush()
    opened = session.get_one(Message, message)
    parts = {(one.kind, one.slug) for one in tells} | {(opened.subject_kind, opened.subject_slug)}
    parts |= {("case", opened.case_slug or "")}
    session.add_all(
        Told(body=_id(row.id), kind=kind, slug=slug)
        for kind, slug in parts
        if kind in PARTS and slug
    )
    session.flush()
    return _id(row.id)


def _id(value: int | None) -> int:
    if value is None:
        raise RuntimeError("the row has no number")
    return value


def supersede(session: Session, message: int, case_slug: str) -> None:
    """Takes back the waiting digests about this case alone from those whom this message reaches."""
    open_ones = col(Message.state).in_((MessageState.SENDING, MessageState.PAUSED))
    digests = select(Message.id).where(Message.kind == MessageKind.DIGEST, open_ones)
    bodies = select(Body.id).where(col(Body.message).in_(digests), Body.case_slug == case_slug)
    reached = select(Outbox.recipient).where(Outbox.message == message)
    waits = col(Outbox.message).in_(digests) & col(Outbox.state).in_(WAITING)
    move(
        session,
        waits & col(Outbox.body).in_(bodies) & col(Outbox.recipient).in_(reached),
        OutboxState.CANCELLED,
    )


def enqueue(
    session: Session, message: int, body: int, recipients: Iterable[int], now: datetime
) -> int:
    """Queues one body for some people; how many were not queued before."""
    priority = session.get_one(Message, message).priority
    rows = [
        {
            "message": message,
            "recipient": number,
            "body": body,
            "priority": priority,
            "due_at": seconds(now),
        }
        | {"state": OutboxState.QUEUED, "attempts": 0, "repeated": False}
        for number in recipients
    ]
    return (
        _queued(
            session, message, session.exec(insert(Outbox).values(rows).on_conflict_do_nothing())
        )
        if rows
        else 0
    )


def _queued(session: Session, message: int, done: CursorResult[Any]) -> int:
    row = col(Message.id) == message
    session.exec(update(Message).where(row).values(total=col(Message.total) + done.rowcount))
    return done.rowcount


def cancel(session: Session, message: int) -> int:
    """Withdraws what is not sent yet; how many rows."""
    taken = move(
        session,
        (col(Outbox.message) == message) & col(Outbox.state).in_(WAITING),
        OutboxState.CANCELLED,
    )
    session.exec(
        update(Message).where(col(Message.id) == message).values(state=MessageState.CANCELLED)
    )
    return taken


def cancel_bodies(session: Session, bodies: Collection[int]) -> int:
    """Withdraws what is not sent yet of some bodies; how many rows."""
    return move(
        session,
        col(Outbox.body).in_(bodies) & col(Outbox.state).in_(WAITING),
        OutboxState.CANCELLED,
    )


def counts(session: Session, message: int) -> Counts:
    """A message's totals, exact (SAFETY rule 8), also when people were erased since."""
    row = session.get_one(Message, message, populate_existing=True)
    failed = row.failed + row.withdrawn
    left = row.total - row.sent - failed - row.unknown
    unsent = min(row.unsent, row.unknown)
    ended = (row.sent, failed, row.unknown, row.withdrawn, unsent, row.again)
    return Counts(row.total, left, *ended, row.edited, row.unedited)


def repeat(session: Session, message: int, now: datetime) -> int:
    """Queues once more what may not have arrived; how many rows. They are `repeated`, so that it
    ends there.
    """
    unknown = (col(Outbox.message) == message, col(Outbox.state) == OutboxState.UNKNOWN)
    values = {
        "state": OutboxState.QUEUED,
        "repeated": True,
        "attempts": 0,
        "due_at": seconds(now),
        "done_at": None,
    }
    many = session.exec(update(Outbox).where(*unknown).values(**values)).rowcount
    if many:
        less = {"unknown": col(Message.unknown) - many, "unsent": 0, "state": MessageState.SENDING}
        session.exec(update(Message).where(col(Message.id) == message).values(**less))
    return many


def next_due(session: Session) -> int | None:
    """When the next row is due (Unix seconds) that may go out, or None."""
    earliest = [
        select(func.min(Outbox.due_at))
        .where(Outbox.message == Message.id, Outbox.state == state)
        .scalar_subquery()
        for state in WAITING
    ]
    found = session.execute(columns_of(*earliest).where(*going(session)))
    return min((due for row in found for due in row if due is not None), default=None)


def waiting(session: Session) -> int:
    """How many messages to people wait to go out."""
    ended = col(Message.sent) + col(Message.failed) + col(Message.withdrawn) + col(Message.unknown)
    open_ones = col(Message.state).in_((MessageState.SENDING, MessageState.PAUSED)) & TO_MANY
    return session.exec(
        select(func.coalesce(func.sum(col(Message.total) - ended), 0)).where(open_ones)
    ).one()


def drop_waiting(session: Session) -> int:
    """Takes back everything to many that waits to go out; how many messages to people.

    Who was to be warned that they will be forgotten is warned anew.
    """
    many = select(Message.id).where(TO_MANY)
    warnings = select(Outbox.recipient).join(Message, col(Message.id) == col(Outbox.message)).where(
        Message.subject_kind == IDLE_WARNING.kind, col(Outbox.state).in_(WAITING)
    )  # fmt: skip
    session.exec(
        update(Supporter).where(col(Supporter.number).in_(warnings)).values(warned_at=None)
    )
    return move(
        session,
        col(Outbox.message).in_(many) & col(Outbox.state).in_(WAITING),
        OutboxState.CANCELLED,
    )


def watch(
    session: Session,
    sealer: Sealer,
    message: int,
    chat_id: int,
    message_id: int,
    *,
    by: int | None = None,
) -> None:
    """The message in a team member's chat that shows the live count. `by`: the member's alias, if
    it is not the author.
    """
    plain = chat_id.to_bytes(8, "big", signed=True) + message_id.to_bytes(8, "big")
    row = session.get_one(Message, message)
    row.progress_message = sealer.value(WATCH_SEAL, plain)
    row.watched_by = by


def watched(session: Session, sealer: Sealer) -> list[tuple[Message, int, int, str, Counts]]:
    """Messages whose count is shown: the message, chat, message id, the reader's language and the
    counts.
    """
    found = []
    rows = session.exec(
        select(Message, Supporter.language)
        # Whoever left the team sees no more of it.
        .join(Member, col(Member.alias) == func.coalesce(Message.watched_by, Message.created_by))
        .join(Supporter, col(Supporter.number) == col(Member.supporter))
        .where(col(Message.progress_message).is_not(None), col(Member.suspended_at).is_(None))
    )
    for row, language in rows:
        plain = sealer.open_value(WATCH_SEAL, row.progress_message or b"")
        place = int.from_bytes(plain[:8], "big", signed=True), int.from_bytes(plain[8:], "big")
        found.append((row, *place, language, counts(session, _id(row.id))))
    return found


def unwatch(session: Session, message: int) -> None:
    """The count is final: it is not shown live any more."""
    unwatched = {"progress_message": None, "watched_by": None}
    session.exec(update(Message).where(col(Message.id) == message).values(unwatched))


def pause(session: Session, scope: str, until: datetime) -> None:
    """Keeps until when Telegram asked to wait, across a restart; scope "" is the whole bot."""
    values = {"scope": scope, "until": seconds(until)}
    session.exec(
        insert(Pause).values(**values).on_conflict_do_update(index_elements=["scope"], set_=values)
    )


def pauses(session: Session, sealer: Sealer, now: datetime) -> dict[int | None, int]:
    """Pauses that still hold: chat, or None for the whole bot -> Unix seconds."""
    rows = session.exec(select(Pause).where(Pause.until > seconds(now))).all()
    numbers = [int(row.scope) for row in rows if row.scope]
    named = columns_of(col(Supporter.number), col(Supporter.seal)).where(
        col(Supporter.number).in_(numbers)
    )
    chats = {
        str(number): sealer.open_id(SUPPORTER_SEAL, seal) for number, seal in session.execute(named)
    }
    return {chats.get(row.scope): row.until for row in rows if not row.scope or row.scope in chats}
