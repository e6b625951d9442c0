"""Messages to many: queued in sets, claimed in batches, recorded in batches. No transaction is open while sending."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from secrets import randbelow
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, bindparam, delete, func, literal, or_
from sqlalchemy import select as columns_of
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, select, update

from content.messages import Screen, dump_screen
from storage import quiet
from storage.freeze import frozen_since
from storage.sealing import Sealer
from storage.supporters import PLACE, SENT_PLACE, seconds
from storage.tables import Body, Follow, Member, Message, Outbox, Pause, SentMessage, Supporter
from storage.withdrawal import MANY, WAITING, count, finish, leave, move, withdraw

IDLE_WARNING = "idle"  # what the warning before a silent person is forgotten is about
WATCH_PLACE = "message.progress_message"
WEIGHTS = {1: 8, 2: 4, 3: 2}  # places by priority when all have something to send
TRIES = 16
LONGEST_WAIT = 3600  # seconds between tries, which double: together some five hours
AGAIN = (
    update(Outbox)
    .where(col(Outbox.id) == bindparam("one"), col(Outbox.state) == "claimed")
    .values(state="retry", due_at=bindparam("due"), attempts=bindparam("spent"), repeated=bindparam("twice"))
)


@dataclass(frozen=True)
class Claimed:
    """One message to one person, taken for sending. The seal is opened at the moment of sending."""

    id: int
    message: int
    recipient: int
    seal: bytes
    body: int
    priority: int
    attempts: int
    kind: str
    repeats: bool  # if nobody knows what became of it, it goes out once more
    repeated: bool


@dataclass(frozen=True)
class Outcome:
    """What became of a sending: sent, blocked, gone, rejected, unknown, retry after some seconds, moved (to the chat
    that `message_id` names; it is tried there), or queued: it was handed back without being tried.

    Only a `fault` of the server uses up one of the tries: being asked to wait, or stopping, does not.
    """

    state: str
    message_id: int | None = None
    after: float = 0
    fault: bool = False
    limited: bool = False  # Telegram asked to wait


@dataclass(frozen=True)
class Counts:
    """A message's rows by state; `failed` people could not be reached, from `withdrawn` of them it was taken back."""

    total: int
    queued: int
    sent: int
    failed: int
    unknown: int
    withdrawn: int = 0


def open_message(
    session: Session,
    kind: str,
    priority: int,
    case_slug: str | None,
    about: str,
    now: datetime,
    *,
    by: int | None = None,
    repeat_unknown: bool = False,
    expires: datetime | None = None,
) -> int:
    """The number of a new message to many. `repeat_unknown`: rather twice than not at all, for alerts only.
    `expires`: what is not sent by then is taken back, not sent late."""
    if repeat_unknown and kind != "alert":
        raise ValueError("only an alert may be repeated")
    row = Message(
        kind=kind, priority=priority, case_slug=case_slug, about=about, created_at=seconds(now), created_by=by,
        repeat_unknown=repeat_unknown, expires_at=seconds(expires) if expires else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _id(row.id)


def add_body(session: Session, message: int, language: str, variant: str, screen: Screen, case_slug: str = "") -> int:
    """Stores what the message says in a language and variant; its number. `case_slug`: the only case of a digest."""
    row = Body(message=message, language=language, variant=variant, case_slug=case_slug, screen=dump_screen(screen))
    session.add(row)
    session.flush()
    return _id(row.id)


def _id(value: int | None) -> int:
    if value is None:
        raise RuntimeError("the row has no number")
    return value


def enqueue_followers(session: Session, message: int, case_slug: str, now: datetime, *, critical: bool = False) -> int:
    """Queues the message for everyone who follows the case and takes alerts, in one statement; how many.

    Each gets the body of their language, else the first one. The paused, the muted and who blocked the bot get none.
    Where it is night it waits for the morning, unless it is `critical`. Digests that only tell older news of the case
    and did not go out yet are taken back from those who get an alert.
    """
    opened = session.get_one(Message, message)
    first = select(func.min(Body.id)).where(Body.message == message).scalar_subquery()
    own = select(Body.id).where(Body.message == message, Body.language == Supporter.language, Body.variant == "")
    rows = (
        columns_of(
            literal(message), col(Supporter.number), func.coalesce(own.scalar_subquery(), first),
            literal(opened.priority), literal("queued"), literal(0), literal(False),
            literal(seconds(now)) if critical else quiet.due(session, case_slug, now),
        )
        .join(Follow, col(Follow.supporter) == col(Supporter.number))
        .where(
            col(Follow.case_slug) == case_slug, col(Follow.muted).is_(False), col(Supporter.alerts).is_(True),
            col(Supporter.blocked_at).is_(None),
            or_(col(Supporter.paused_until).is_(None), col(Supporter.paused_until) <= seconds(now)),
        )
    )  # fmt: skip
    columns = ["message", "recipient", "body", "priority", "state", "attempts", "repeated", "due_at"]
    done = session.exec(insert(Outbox).from_select(columns, rows).on_conflict_do_nothing())
    queued = _queued(session, message, done)
    if opened.kind == "alert":
        supersede(session, message, case_slug)
    finish(session, [message])
    return queued


def supersede(session: Session, message: int, case_slug: str) -> None:
    """Takes back the waiting digests about this case alone from those whom this message reaches."""
    digests = select(Message.id).where(Message.kind == "digest", col(Message.state).in_(("sending", "paused")))
    bodies = select(Body.id).where(col(Body.message).in_(digests), Body.case_slug == case_slug)
    reached = select(Outbox.recipient).where(Outbox.message == message)
    waits = col(Outbox.message).in_(digests) & col(Outbox.state).in_(WAITING)
    move(session, waits & col(Outbox.body).in_(bodies) & col(Outbox.recipient).in_(reached), "cancelled")


def enqueue(session: Session, message: int, body: int, recipients: Iterable[int], now: datetime) -> int:
    """Queues one body for some people; how many were not queued before."""
    priority = session.get_one(Message, message).priority
    rows = [
        {"message": message, "recipient": number, "body": body, "priority": priority, "due_at": seconds(now)}
        | {"state": "queued", "attempts": 0, "repeated": False}
        for number in recipients
    ]
    return _queued(session, message, session.exec(insert(Outbox).values(rows).on_conflict_do_nothing())) if rows else 0


def _queued(session: Session, message: int, done: CursorResult[Any]) -> int:
    row = col(Message.id) == message
    session.exec(update(Message).where(row).values(total=col(Message.total) + done.rowcount))
    return done.rowcount


@dataclass(frozen=True)
class _Live:
    """A message whose rows may be claimed."""

    id: int
    kind: str
    priority: int
    repeats: bool


def claim(session: Session, limit: int, now: datetime) -> list[Claimed]:
    """Takes up to `limit` rows that are due; they are `claimed` when this commits.

    Alerts, reminders and digests share the places by weight, so that none waits for the end of another; within each
    the older message goes first. Every statement reads as many rows as it takes, however many wait.
    """
    live = _live(session, seconds(now))
    weights = {message.priority: WEIGHTS.get(message.priority, 1) for message in live}
    room = {priority: max(1, limit * weight // sum(weights.values())) for priority, weight in weights.items()}
    taken: list[tuple[_Live, Any]] = []
    for message in live:
        rows = _take(session, message, min(room[message.priority], limit - len(taken)), seconds(now))
        room[message.priority] -= len(rows)
        taken += [(message, row) for row in rows]
    for message in live:  # places that a lane left free
        taken += [(message, row) for row in _take(session, message, limit - len(taken), seconds(now))]
    named = col(Supporter.number).in_([row.recipient for _, row in taken])
    people = session.execute(columns_of(col(Supporter.number), col(Supporter.seal)).where(named))
    seals = dict(iter(people))
    return [
        Claimed(
            row.id, message.id, row.recipient, seals[row.recipient], row.body, message.priority, row.attempts,
            message.kind, message.repeats and not row.repeated, row.repeated,
        )
        for message, row in taken
    ]  # fmt: skip


def _going(session: Session) -> list[ColumnElement[bool]]:
    """Which messages go out now: while sending is frozen, only what the bot tells the team itself."""
    sending = [col(Message.state) == "sending"]
    return sending if frozen_since(session) is None else [*sending, col(Message.kind).not_in(MANY)]


def _live(session: Session, at: int) -> list[_Live]:
    """Messages that are being sent; what is left of those whose time is over is taken back."""
    going = _going(session)
    for late in session.execute(columns_of(col(Message.id)).where(*going, col(Message.expires_at) <= at)).scalars():
        move(session, (col(Outbox.message) == late) & col(Outbox.state).in_(WAITING), "cancelled")
    found = columns_of(col(Message.id), col(Message.kind), col(Message.priority), col(Message.repeat_unknown))
    ordered = found.where(*going).order_by(col(Message.priority), col(Message.id))
    return [_Live(*row) for row in session.execute(ordered)]


def _take(session: Session, message: _Live, limit: int, at: int) -> list[Any]:
    """Claims up to `limit` due rows of one message, those that were tried before first."""
    taken: list[Any] = []
    for state in ("retry", "queued"):
        if limit <= len(taken):
            break
        due = (
            select(Outbox.id)
            .where(Outbox.message == message.id, Outbox.state == state, Outbox.due_at <= at)
            .order_by(col(Outbox.due_at), col(Outbox.id))
            .limit(limit - len(taken))
        )
        claimed = update(Outbox).where(col(Outbox.id).in_(due)).values(state="claimed")
        taken += session.execute(
            claimed.returning(
                col(Outbox.id), col(Outbox.recipient), col(Outbox.body), col(Outbox.attempts), col(Outbox.repeated)
            )
        ).all()
    return taken


def bodies(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """What bodies say: screens as JSON."""
    rows = session.execute(columns_of(col(Body.id), col(Body.screen)).where(col(Body.id).in_(numbers)))
    return {_id(number): screen for number, screen in rows}


def record(session: Session, sealer: Sealer, outcomes: Iterable[tuple[Claimed, Outcome]], now: datetime) -> None:
    """Writes down what became of claimed rows, in sets; the blocked get nothing more, deleted accounts are erased.

    Nothing is written about who was erased in the meantime: their rows are gone and counted.
    """
    at, by_id = seconds(now), {row.id: (row, outcome) for row, outcome in outcomes}
    ended: dict[str, list[int]] = defaultdict(list)
    again: list[dict[str, Any]] = []
    for row, outcome in by_id.values():
        state = _state(row, outcome)
        if state == "retry":
            again.append(_again(row, outcome, at))
        else:
            ended["blocked" if state == "gone" else state].append(row.id)
    for state, ids in ended.items():
        kept = _end(session, ids, state, at)
        if state == "sent":
            _arrived(session, sealer, [by_id[number] for number in kept], at)
    if again:
        session.connection().execute(AGAIN, again)
    if back := [*ended["queued"], *(row["one"] for row in again)]:
        _unwanted(session, back, at)
    for row, outcome in by_id.values():
        if outcome.state == "moved" and outcome.message_id is not None:
            _moved(session, sealer.id(PLACE, outcome.message_id), row.recipient)
    _unreachable(session, [row.recipient for row, outcome in by_id.values() if outcome.state == "blocked"], at)
    _erased(session, [row.recipient for row, outcome in by_id.values() if outcome.state == "gone"])


def _state(row: Claimed, outcome: Outcome) -> str:
    """How the row goes on; an unknown alert goes out once more if its message says so."""
    if outcome.state == "moved" or (outcome.state == "unknown" and row.repeats):
        return "retry"
    return "rejected" if outcome.state == "retry" and row.attempts + outcome.fault >= TRIES else outcome.state


def _unwanted(session: Session, ids: list[int], at: int) -> None:
    """Takes back what returned to the queue and was cancelled, or is not wanted any more, in the meantime."""
    back = col(Outbox.id).in_(ids) & col(Outbox.state).in_(WAITING)
    cancelled = select(Message.id).where(Message.state == "cancelled")
    mine = columns_of(col(Supporter.number)).where(col(Supporter.number) == col(Outbox.recipient))
    asleep = or_(col(Supporter.blocked_at).is_not(None), col(Supporter.paused_until) > at)
    silent = mine.where(asleep).correlate(Outbox).exists()
    many = select(Message.id).where(col(Message.kind).in_(MANY))
    unwanted = silent & col(Outbox.message).in_(many)
    move(session, back & or_(col(Outbox.message).in_(cancelled), unwanted), "cancelled")


def _again(row: Claimed, outcome: Outcome, at: int) -> dict[str, Any]:
    spent = row.attempts + outcome.fault
    wait = min(2**spent, LONGEST_WAIT)
    wait = max(int(outcome.after) + 1, wait + randbelow(wait // 2 + 1))
    return {"one": row.id, "due": at + wait, "spent": spent, "twice": outcome.state == "unknown" or row.repeated}


def _end(session: Session, ids: list[int], state: str, at: int) -> list[int]:
    """Ends claimed rows and counts them; the ids of those that are still there."""
    values = {"state": state} if state == "queued" else {"state": state, "done_at": at}
    mine = (col(Outbox.id).in_(ids), col(Outbox.state) == "claimed")
    rows = session.execute(
        update(Outbox).where(*mine).values(**values).returning(col(Outbox.id), col(Outbox.message))
    ).all()
    if state != "queued":
        count(session, Counter(message for _, message in rows), state)
    return [_id(number) for number, _ in rows]


def _arrived(session: Session, sealer: Sealer, sent: list[tuple[Claimed, Outcome]], at: int) -> None:
    """Keeps the ids of what was sent; a delivered message counts as activity, the idle warning itself does not."""
    rows = [
        {
            "supporter": row.recipient,
            "sealed": sealer.value(SENT_PLACE, outcome.message_id.to_bytes(8, "big")),
            "sent_at": at,
            "body": row.body,
        }
        for row, outcome in sent
        if outcome.message_id is not None
    ]
    if rows:
        session.connection().execute(insert(SentMessage), rows)
    heard = col(Supporter.number).in_([row.recipient for row, _ in sent if row.kind != "notice"])
    session.exec(update(Supporter).where(heard).values(active_at=at, warned_at=None))


def _unreachable(session: Session, people: list[int], at: int) -> None:
    if people:
        session.exec(update(Supporter).where(col(Supporter.number).in_(people)).values(blocked_at=at))
        withdraw(session, col(Outbox.recipient).in_(people))


def _moved(session: Session, seal: bytes, recipient: int) -> None:
    """Follows a chat to where it moved; one that is known there already is not told twice."""
    if session.exec(select(Supporter.number).where(Supporter.seal == seal)).first() is None:
        session.exec(update(Supporter).where(col(Supporter.number) == recipient).values(seal=seal))
    else:
        _erased(session, [recipient])


def _erased(session: Session, people: list[int]) -> None:
    if people:
        leave(session, col(Outbox.recipient).in_(people))
        session.exec(delete(Supporter).where(col(Supporter.number).in_(people)))


def recover(session: Session) -> int:
    """After a crash: how many sendings may have arrived. They are `unknown` and never sent again by themselves, but
    for an alert of which the team said that twice is better than not at all."""
    live = col(Message.state) != "done"
    lost = col(Outbox.message).in_(select(Message.id).where(live)) & (col(Outbox.state) == "claimed")
    twice = col(Outbox.message).in_(select(Message.id).where(live, col(Message.repeat_unknown)))
    again = update(Outbox).where(lost, twice, col(Outbox.repeated).is_(False)).values(state="retry", repeated=True)
    return session.exec(again).rowcount + move(session, lost, "unknown")


def cancel(session: Session, message: int) -> int:
    """Withdraws what is not sent yet; how many rows."""
    taken = move(session, (col(Outbox.message) == message) & col(Outbox.state).in_(WAITING), "cancelled")
    session.exec(update(Message).where(col(Message.id) == message).values(state="cancelled"))
    return taken


def cancel_bodies(session: Session, bodies: Collection[int]) -> int:
    """Withdraws what is not sent yet of some bodies; how many rows."""
    return move(session, col(Outbox.body).in_(bodies) & col(Outbox.state).in_(WAITING), "cancelled")


def counts(session: Session, message: int) -> Counts:
    """A message's totals, exact (SAFETY rule 8), also when people were erased since."""
    row = session.get_one(Message, message, populate_existing=True)
    failed = row.failed + row.withdrawn
    return Counts(row.total, row.total - row.sent - failed - row.unknown, row.sent, failed, row.unknown, row.withdrawn)


def next_due(session: Session) -> int | None:
    """When the next row is due (Unix seconds) that may go out, or None."""
    earliest = [
        select(func.min(Outbox.due_at)).where(Outbox.message == Message.id, Outbox.state == state).scalar_subquery()
        for state in WAITING
    ]
    found = session.execute(columns_of(*earliest).where(*_going(session)))
    return min((due for row in found for due in row if due is not None), default=None)


def waiting(session: Session) -> int:
    """How many messages to people wait to go out."""
    ended = col(Message.sent) + col(Message.failed) + col(Message.withdrawn) + col(Message.unknown)
    open_ones = col(Message.state).in_(("sending", "paused")) & col(Message.kind).in_(MANY)
    return session.exec(select(func.coalesce(func.sum(col(Message.total) - ended), 0)).where(open_ones)).one()


def drop_waiting(session: Session) -> int:
    """Takes back everything to many that waits to go out; how many messages to people.

    Who was to be warned that they will be forgotten is warned anew.
    """
    many = select(Message.id).where(col(Message.kind).in_(MANY))
    warnings = select(Outbox.recipient).join(Message, col(Message.id) == col(Outbox.message)).where(
        Message.about == IDLE_WARNING, col(Outbox.state).in_(WAITING)
    )  # fmt: skip
    session.exec(update(Supporter).where(col(Supporter.number).in_(warnings)).values(warned_at=None))
    return move(session, col(Outbox.message).in_(many) & col(Outbox.state).in_(WAITING), "cancelled")


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
        .join(Member, col(Member.supporter) == col(Supporter.number))  # whoever left the team sees no more of it
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


def pauses(session: Session, sealer: Sealer, now: datetime) -> dict[int | None, int]:
    """Pauses that still hold: chat, or None for the whole bot -> Unix seconds."""
    rows = session.exec(select(Pause).where(Pause.until > seconds(now))).all()
    numbers = [int(row.scope) for row in rows if row.scope]
    named = columns_of(col(Supporter.number), col(Supporter.seal)).where(col(Supporter.number).in_(numbers))
    chats = {str(number): sealer.open_id(PLACE, seal) for number, seal in session.execute(named)}
    return {chats.get(row.scope): row.until for row in rows if not row.scope or row.scope in chats}
