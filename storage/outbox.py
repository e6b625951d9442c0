"""Messages to many: queued in sets, claimed in batches, recorded in batches. No transaction is open while sending."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, delete, func, literal, or_
from sqlalchemy import select as columns_of
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, select, update

from content.messages import Screen, dump_screen
from storage.freeze import frozen_since
from storage.sealing import Sealer
from storage.supporters import SENT_PLACE, seconds
from storage.tables import Body, Follow, Message, Outbox, Pause, SentMessage, Supporter

WATCH_PLACE = "message.progress_message"
OPEN = ("queued", "retry", "claimed")
TRIES = 16
LONGEST_WAIT = 3600  # seconds between tries, which double: together some five hours


@dataclass(frozen=True)
class Claimed:
    """One message to one person, taken for sending. The seal is opened at the moment of sending."""

    id: int
    message: int
    recipient: int
    seal: bytes
    screen: str
    priority: int
    attempts: int
    kind: str


@dataclass(frozen=True)
class Outcome:
    """What became of a sending: sent, blocked, gone, rejected, unknown, retry after some seconds, or
    queued: it was handed back without being tried.

    Only a `fault` of the server uses up one of the tries: being asked to wait, or stopping, does not.
    """

    state: str
    message_id: int | None = None
    after: float = 0
    fault: bool = False


@dataclass(frozen=True)
class Counts:
    """A message's rows by state; `failed` people could not be reached."""

    total: int
    queued: int
    sent: int
    failed: int
    unknown: int


def open_message(
    session: Session,
    kind: str,
    priority: int,
    case_slug: str | None,
    about: str,
    now: datetime,
    *,
    by: int | None = None,
) -> int:
    """The number of a new message to many."""
    row = Message(
        kind=kind, priority=priority, case_slug=case_slug, about=about, created_at=seconds(now), created_by=by
    )
    session.add(row)
    session.flush()
    return _id(row.id)


def add_body(session: Session, message: int, language: str, variant: str, screen: Screen) -> int:
    """Stores what the message says in a language and variant; its number."""
    row = Body(message=message, language=language, variant=variant, screen=dump_screen(screen))
    session.add(row)
    session.flush()
    return _id(row.id)


def _id(value: int | None) -> int:
    if value is None:
        raise RuntimeError("the row has no number")
    return value


def enqueue_followers(session: Session, message: int, case_slug: str, now: datetime) -> int:
    """Queues the message for everyone who follows the case and takes alerts, in one statement; how many.

    Each gets the body of their language, else the first one. The paused, the muted and who blocked the bot get none.
    """
    opened = session.get_one(Message, message)
    first = select(func.min(Body.id)).where(Body.message == message).scalar_subquery()
    own = select(Body.id).where(Body.message == message, Body.language == Supporter.language, Body.variant == "")
    rows = (
        columns_of(
            literal(message), col(Supporter.number), func.coalesce(own.scalar_subquery(), first),
            literal(opened.priority), literal("queued"), literal(0), literal(seconds(now)),
        )
        .join(Follow, col(Follow.supporter) == col(Supporter.number))
        .where(
            col(Follow.case_slug) == case_slug, col(Follow.muted).is_(False), col(Supporter.alerts).is_(True),
            col(Supporter.blocked_at).is_(None),
            or_(col(Supporter.paused_until).is_(None), col(Supporter.paused_until) <= seconds(now)),
        )
    )  # fmt: skip
    columns = ["message", "recipient", "body", "priority", "state", "attempts", "due_at"]
    return session.exec(insert(Outbox).from_select(columns, rows).on_conflict_do_nothing()).rowcount


def enqueue(session: Session, message: int, body: int, recipients: Iterable[int], now: datetime) -> int:
    """Queues one body for some people; how many were not queued before."""
    priority = session.get_one(Message, message).priority
    rows = [
        {"message": message, "recipient": number, "body": body, "priority": priority, "due_at": seconds(now)}
        | {"state": "queued", "attempts": 0}
        for number in recipients
    ]
    return session.exec(insert(Outbox).values(rows).on_conflict_do_nothing()).rowcount if rows else 0


def claim(session: Session, limit: int, now: datetime) -> list[Claimed]:
    """Takes up to `limit` rows that are due, the most urgent first; they are `claimed` when this commits."""
    if frozen_since(session) is not None:
        return []
    due = (
        select(Outbox, Supporter.seal, Body.screen, Message.kind)
        .join(Message, col(Message.id) == col(Outbox.message))
        .join(Supporter, col(Supporter.number) == col(Outbox.recipient))
        .join(Body, col(Body.id) == col(Outbox.body))
        .where(col(Outbox.state).in_(("queued", "retry")), Outbox.due_at <= seconds(now), Message.state == "sending")
        .order_by(col(Outbox.priority), col(Outbox.due_at), col(Outbox.id))
        .limit(limit)
    )
    rows = [
        Claimed(_id(row.id), row.message, row.recipient, seal, screen, row.priority, row.attempts, kind)
        for row, seal, screen, kind in session.exec(due)
    ]
    taken = col(Outbox.id).in_([row.id for row in rows])
    session.exec(update(Outbox).where(taken).values(state="claimed"))
    return rows


def record(session: Session, sealer: Sealer, outcomes: Iterable[tuple[Claimed, Outcome]], now: datetime) -> None:
    """Writes down what became of claimed rows; the blocked get nothing more, deleted accounts are erased."""
    at = seconds(now)
    outcomes = list(outcomes)
    named = col(Supporter.number).in_([row.recipient for row, _ in outcomes])
    known = set(session.exec(select(Supporter.number).where(named)))
    for row, outcome in outcomes:
        if row.recipient not in known:  # erased while it was being sent: nothing of theirs is written again
            continue
        spent = row.attempts + outcome.fault
        state = "rejected" if outcome.state == "retry" and spent >= TRIES else outcome.state
        values: dict[str, object] = {"state": "blocked" if state == "gone" else state, "done_at": at}
        if state == "retry":
            wait = max(int(outcome.after) + 1, min(2**spent, LONGEST_WAIT))
            values = {"state": "retry", "due_at": at + wait, "attempts": spent}
        if state == "queued":
            values = {"state": "queued"}
        session.exec(update(Outbox).where(col(Outbox.id) == row.id).values(**values))
        if outcome.message_id is not None:
            sealed = sealer.value(SENT_PLACE, outcome.message_id.to_bytes(8, "big"))
            session.add(SentMessage(supporter=row.recipient, sealed=sealed, sent_at=at))
            if row.kind != "notice":  # a delivered message counts as activity, the idle warning itself does not
                session.exec(update(Supporter).where(col(Supporter.number) == row.recipient).values(active_at=at))
        if state == "blocked":
            session.exec(update(Supporter).where(col(Supporter.number) == row.recipient).values(blocked_at=at))
        if state == "gone":
            session.exec(delete(Supporter).where(col(Supporter.number) == row.recipient))
    _finish(session)


def _finish(session: Session) -> None:
    waiting = select(Outbox.id).where(Outbox.message == Message.id, col(Outbox.state).in_(OPEN)).exists()
    session.exec(update(Message).where(col(Message.state) == "sending", ~waiting).values(state="done"))


def recover(session: Session) -> int:
    """After a crash: what was being sent may have arrived, so it is `unknown` and never sent again by itself."""
    count = session.exec(update(Outbox).where(col(Outbox.state) == "claimed").values(state="unknown")).rowcount
    _finish(session)
    return count


def cancel(session: Session, message: int) -> int:
    """Withdraws what is not sent yet; how many rows."""
    waiting = col(Outbox.state).in_(("queued", "retry"))
    done = session.exec(update(Outbox).where(col(Outbox.message) == message, waiting).values(state="cancelled"))
    session.exec(update(Message).where(col(Message.id) == message).values(state="cancelled"))
    return done.rowcount


def cancel_bodies(session: Session, bodies: Collection[int]) -> int:
    """Withdraws what is not sent yet of some bodies only; how many rows."""
    waiting = col(Outbox.state).in_(("queued", "retry"))
    done = session.exec(update(Outbox).where(col(Outbox.body).in_(bodies), waiting).values(state="cancelled"))
    _finish(session)
    return done.rowcount


def counts(session: Session, message: int) -> Counts:
    """A message's totals, exact (SAFETY rule 8)."""

    def tally(*states: str) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((col(Outbox.state).in_(states), 1), else_=0)), 0)

    columns = (func.count(), tally(*OPEN), tally("sent"), tally("blocked", "rejected", "cancelled"), tally("unknown"))
    row = session.execute(columns_of(*columns).where(col(Outbox.message) == message)).one()
    return Counts(*(int(value) for value in row))


def next_due(session: Session) -> int | None:
    """When the next row is due (Unix seconds), or None; while sending is frozen nothing is."""
    if frozen_since(session) is not None:
        return None
    waiting = col(Outbox.state).in_(("queued", "retry"))
    live = select(Message.id).where(Message.state == "sending")
    return session.exec(select(func.min(Outbox.due_at)).where(waiting, col(Outbox.message).in_(live))).one()


def waiting(session: Session) -> int:
    """How many messages to people wait to go out."""
    unsent = col(Outbox.state).in_(("queued", "retry"))
    return session.exec(select(func.count()).select_from(Outbox).where(unsent)).one()


def watch(session: Session, sealer: Sealer, message: int, chat_id: int, message_id: int) -> None:
    """The message in a team member's chat that shows the live count."""
    plain = chat_id.to_bytes(8, "big", signed=True) + message_id.to_bytes(8, "big")
    row = session.get_one(Message, message)
    row.progress_message = sealer.value(WATCH_PLACE, plain)


def watched(session: Session, sealer: Sealer) -> list[tuple[Message, int, int, str, Counts]]:
    """Messages whose count is shown: the message, chat, message id, the reader's language and the counts."""
    found = []
    rows = session.exec(
        select(Message, Supporter.language)
        .join(Supporter, col(Supporter.number) == col(Message.created_by))
        .where(col(Message.progress_message).is_not(None))
    )
    for row, language in rows:
        plain = sealer.open_value(WATCH_PLACE, row.progress_message or b"")
        place = int.from_bytes(plain[:8], "big", signed=True), int.from_bytes(plain[8:], "big")
        found.append((row, *place, language, counts(session, _id(row.id))))
    return found


def unwatch(session: Session, message: int) -> None:
    """The count is final: it is not shown live any more."""
    session.exec(update(Message).where(col(Message.id) == message).values(progress_message=None))


def pause(session: Session, scope: str, until: datetime) -> None:
    """Keeps until when Telegram asked to wait, across a restart; scope "" is the whole bot."""
    values = {"scope": scope, "until": seconds(until)}
    session.exec(insert(Pause).values(**values).on_conflict_do_update(index_elements=["scope"], set_=values))


def pauses(session: Session, now: datetime) -> dict[str, int]:
    """Pauses that still hold: scope -> Unix seconds."""
    return {row.scope: row.until for row in session.exec(select(Pause).where(Pause.until > seconds(now)))}
