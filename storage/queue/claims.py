"""Rows of the outbox are claimed in batches, sent, and recorded in batches; no transaction is open
while sending.

The statements are made once: at a thousand messages a second, building them would cost more than
running them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from secrets import randbelow
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal,
    or_,
    type_coerce,
)
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select, update

from content.notices.broadcasts import MessageState
from content.text.messages import load_screen
from storage.engine.id_lists import among, numbers
from storage.engine.sealed_columns import SENT_SEAL, SUPPORTER_SEAL
from storage.engine.sealing import Sealer
from storage.engine.statements import Compiled
from storage.engine.states import Ending, OutboxState, RevisionState
from storage.engine.tables import (
    Body,
    Follow,
    Message,
    Outbox,
    Revision,
    SentMessage,
    Supporter,
)
from storage.engine.times import seconds
from storage.queue import admission
from storage.queue.cancellation import WAITING, count, erase, move, withdraw
from storage.queue.freeze import frozen_since
from storage.queue.kept_back import kept_back
from storage.queue.message_kinds import OWN, PAUSABLE, TO_MANY, rule_of

WEIGHTS = {1: 8, 2: 4, 3: 2}  # places by priority when all have something to send
SENDING_TRIES = 16
RETRY_CEILING_SECONDS = 3600  # seconds between tries, which double: together some five hours
# Rows looked at in one go when some do not go out now; of these, at most so many in one claim.
LOOK, ASIDE = 500, 2000


def _head(state: RevisionState) -> ColumnElement[bool]:
    """Whether there is a version of a message's case in this state."""
    case = (
        col(Revision.kind) == "case",
        col(Revision.slug) == col(Message.case_slug),
        col(Revision.language) == "",
    )
    return exists().where(*case, col(Revision.state) == state)


HIDDEN = and_(_head(RevisionState.WITHDRAWN), ~_head(RevisionState.PUBLISHED))
FLAGS = {
    "repeats": col(Message.repeat_unknown),
    "critical": col(Message.critical),
    "hidden": HIDDEN,
}
LIVE = Compiled(
    columns_of(
        col(Message.id),
        col(Message.kind),
        col(Message.priority),
        col(Message.expires_at),
        col(Message.subject_slug),
        col(Message.audience),
        func.coalesce(col(Message.case_slug), "").label("case_or_none"),
        *(type_coerce(flag, Integer).label(name) for name, flag in FLAGS.items()),
    )
    .where(col(Message.state) == MessageState.SENDING)
    .order_by(col(Message.priority), col(Message.id))
)
DUE = Compiled(
    columns_of(
        col(Outbox.id),
        col(Outbox.recipient),
        col(Outbox.body),
        col(Outbox.attempts),
        type_coerce(col(Outbox.repeated), Integer).label("repeated"),
        col(Supporter.seal),
        col(Supporter.zone),
        col(Supporter.quiet_from),
        col(Supporter.quiet_to),
        col(Supporter.digest_hour),
        type_coerce(admission.WANTED, Integer).label("wanted"),
    )
    # Outer, so that SQLite begins with the rows.
    .outerjoin(Supporter, col(Supporter.number) == col(Outbox.recipient))
    .outerjoin(
        Follow,
        (col(Follow.supporter) == col(Outbox.recipient))
        & (col(Follow.case_slug) == bindparam("case")),
    )
    .where(
        col(Outbox.message) == bindparam("of"),
        col(Outbox.state) == bindparam("was"),
        col(Outbox.due_at) <= bindparam("at", type_=Integer),
    )
    .order_by(col(Outbox.due_at), col(Outbox.id))
    .limit(bindparam("room"))
)
TAKE = Compiled(
    update(Outbox).where(col(Outbox.id).in_(among("ids"))).values(state=OutboxState.CLAIMED)
)
WAIT = Compiled(
    update(Outbox).where(col(Outbox.id).in_(among("ids"))).values(due_at=bindparam("until"))
)
BODIES = Compiled(
    columns_of(col(Body.id), col(Body.screen)).where(col(Body.id).in_(among("bodies")))
)
END = Compiled(
    update(Outbox)
    .where(col(Outbox.id).in_(among("ids")), col(Outbox.state) == OutboxState.CLAIMED)
    .values(state=bindparam("end"), done_at=bindparam("at"))
    .returning(col(Outbox.id), col(Outbox.message))
)
AGAIN = (
    update(Outbox)
    .where(col(Outbox.id) == bindparam("one"), col(Outbox.state) == OutboxState.CLAIMED)
    .values(
        state=OutboxState.RETRY,
        due_at=bindparam("due"),
        attempts=bindparam("spent"),
        repeated=bindparam("twice"),
    )
)
AGAIN_COUNT = Compiled(
    update(Message)
    .where(col(Message.id) == bindparam("one"))
    .values(again=col(Message.again) + bindparam("more"))
)
KEEP = Compiled(
    insert(SentMessage).values(
        supporter=bindparam("who"),
        sealed=bindparam("seal"),
        sent_at=bindparam("at"),
        body=bindparam("said"),
        about=literal(""),
        unsaid=literal(False),
    )
)
HEARD = Compiled(
    update(Supporter)
    .where(col(Supporter.number).in_(among("people")))
    .values(active_at=bindparam("at"), warned_at=None)
)

AFTER = {
    Ending.SENT: OutboxState.SENT,
    Ending.BLOCKED: OutboxState.BLOCKED,
    Ending.GONE: OutboxState.BLOCKED,
    Ending.REJECTED: OutboxState.REJECTED,
    Ending.UNKNOWN: OutboxState.UNKNOWN,
    Ending.RETRY: OutboxState.RETRY,
    Ending.MOVED: OutboxState.RETRY,
    Ending.QUEUED: OutboxState.QUEUED,
}


class Claimed(NamedTuple):
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


class Outcome(NamedTuple):
    """What became of a sending: sent, blocked, gone, rejected, unknown, retry after some seconds,
    moved (to the chat that `message_id` names; it is tried there), or queued: it was handed back
    without being tried.

    Only a `fault` of the server uses up one of the tries: being asked to wait, or stopping, does
    not.
    """

    state: Ending
    message_id: int | None = None
    after: float = 0
    fault: bool = False
    limited: bool = False  # Telegram asked to wait
    more: tuple[int, ...] = ()  # ids of the messages after the first, where it took several
    plain: str = ""  # why it went out in its plainest form, if it did


class _Live(NamedTuple):
    """A message whose rows may be claimed. `followers`: only followers of its case get it."""

    id: int
    kind: str
    priority: int
    repeats: bool
    critical: bool
    case: str
    subject: str
    followers: bool
    expires: int | None


def claim(session: Session, limit: int, now: datetime) -> list[Claimed]:
    """Takes up to `limit` rows that are due; they are `claimed` when this commits.

    Alerts, reminders and digests share the places by weight, so that none waits for the end of
    another; within each the older message goes first. Whether somebody may be told now is asked
    here (storage/admission): what meets their night waits for their morning, what they do not want
    any more is taken back. Every statement reads as many rows as it takes or puts aside, however
    many wait.
    """
    live = _live(session, seconds(now))
    weights = {message.priority: WEIGHTS.get(message.priority, 1) for message in live}
    room = {
        priority: max(1, limit * weight // sum(weights.values()))
        for priority, weight in weights.items()
    }
    taken: list[Claimed] = []
    for message in live:
        rows = _take(
            session, message, min(room[message.priority], limit - len(taken)), seconds(now)
        )
        room[message.priority] -= len(rows)
        taken += rows
    for message in live:  # places that a lane left free
        taken += _take(session, message, limit - len(taken), seconds(now))
    return taken


def going(session: Session) -> list[ColumnElement[bool]]:
    """Which messages go out now: while sending is frozen, only what the bot tells the
    team itself.
    """
    sending = [col(Message.state) == MessageState.SENDING]
    return sending if frozen_since(session) is None else [*sending, ~TO_MANY]


def _live(session: Session, at: int) -> list[_Live]:
    """Messages that are being sent; what is left of those whose time is over, or whose case was
    withdrawn, is taken back.
    """
    frozen, found = frozen_since(session) is not None, []
    for row in LIVE.all(session):
        if frozen and row.kind not in OWN:
            continue
        if row.hidden or (row.expires_at is not None and row.expires_at <= at):
            move(
                session,
                (col(Outbox.message) == row.id) & col(Outbox.state).in_(WAITING),
                OutboxState.CANCELLED,
            )
        found.append(
            _Live(
                row.id,
                row.kind,
                row.priority,
                bool(row.repeats),
                bool(row.critical),
                row.case_or_none,
                row.subject_slug,
                row.audience.startswith("case:"),
                row.expires_at,
            )
        )
    return found


def _take(session: Session, message: _Live, limit: int, at: int) -> list[Claimed]:
    """Claims up to `limit` due rows of one message, those that were tried before first."""
    taken: list[Claimed] = []
    for state in (OutboxState.RETRY, OutboxState.QUEUED):
        taken += (
            _from(session, message, state, limit - len(taken), at) if limit > len(taken) else []
        )
    return taken


def _from(
    session: Session, message: _Live, state: OutboxState, limit: int, at: int
) -> list[Claimed]:
    """Claims up to `limit` due rows in one state. Where some are put aside, the next ones get their
    places.
    """
    taken: list[Claimed] = []
    aside, ask = 0, limit
    waits = not (message.critical or message.kind in OWN)
    while len(taken) < limit and aside < ASIDE:
        rows = DUE.all(
            session,
            of=message.id,
            was=state,
            at=at,
            room=ask,
            kind=message.kind,
            own=message.kind in OWN,
            case=message.case,
            subject=message.subject,
            followers=message.followers,
        )
        found = admission.sort(rows, at, kind=message.kind, waits=waits, expires=message.expires)
        going_now = found.now[: limit - len(taken)]
        if going_now:
            TAKE.all(session, ids=numbers(row.id for row in going_now))
            taken += [_claimed(message, row) for row in going_now]
        put = len(rows) - len(found.now)
        if put:
            _put_aside(session, found)
        if not put or len(rows) < ask:
            break
        aside, ask = aside + put, LOOK
    return taken


def _claimed(message: _Live, row: Any) -> Claimed:
    return Claimed(
        row.id,
        message.id,
        row.recipient,
        row.seal,
        row.body,
        message.priority,
        row.attempts,
        message.kind,
        message.repeats and not row.repeated,
        bool(row.repeated),
    )


def _put_aside(session: Session, found: admission.Sorted) -> None:
    for until, ids in found.later.items():
        WAIT.all(session, ids=numbers(ids), until=until)
    if found.never:
        move(session, col(Outbox.id).in_(found.never), OutboxState.CANCELLED)


def bodies(session: Session, wanted: Collection[int]) -> dict[int, str]:
    """What bodies say: screens as JSON."""
    return dict(BODIES.all(session, bodies=numbers(wanted)))


def record(
    session: Session, sealer: Sealer, outcomes: Iterable[tuple[Claimed, Outcome]], now: datetime
) -> None:
    """Writes down what became of claimed rows, in sets; the blocked get nothing more, deleted
    accounts are erased.

    Nothing is written about who was erased in the meantime: their rows are gone and counted.
    """
    at, by_id = seconds(now), {row.id: (row, outcome) for row, outcome in outcomes}
    ended: dict[OutboxState, list[int]] = defaultdict(list)
    again: list[dict[str, Any]] = []
    # Whom more became of than that a message arrived.
    people: dict[Ending, list[int]] = defaultdict(list)
    for row, outcome in by_id.values():
        state = _state(row, outcome)
        if state == OutboxState.RETRY:
            again.append(_again(row, outcome, at))
        else:
            ended[state].append(row.id)
        if outcome.state in (Ending.BLOCKED, Ending.GONE):
            people[outcome.state].append(row.recipient)
    for state, ids in ended.items():
        kept = _end(session, ids, state, at)
        if state == OutboxState.SENT:
            _arrived(session, sealer, [by_id[number] for number in kept], at)
    if again:
        session.connection().execute(AGAIN, again)
        _sent_again(
            session,
            Counter(row.message for row, outcome in by_id.values() if _repeats(row, outcome)),
        )
    if back := [*ended[OutboxState.QUEUED], *(row["one"] for row in again)]:
        _unwanted(session, back, at)
    for row, outcome in by_id.values():
        if outcome.state == Ending.MOVED and outcome.message_id is not None:
            _moved(session, sealer.id(SUPPORTER_SEAL, outcome.message_id), row.recipient)
    _unreachable(session, people[Ending.BLOCKED], at)
    _erased(session, people[Ending.GONE])


def _state(row: Claimed, outcome: Outcome) -> OutboxState:
    """How the row goes on; an unknown alert goes out once more if its message says so."""
    if outcome.state == Ending.MOVED or _repeats(row, outcome):
        return OutboxState.RETRY
    tired = outcome.state == Ending.RETRY and row.attempts + outcome.fault >= SENDING_TRIES
    return OutboxState.REJECTED if tired else AFTER[outcome.state]


def _repeats(row: Claimed, outcome: Outcome) -> bool:
    """Whether nobody knows what became of it and it goes out once more."""
    return outcome.state == Ending.UNKNOWN and row.repeats


def _unwanted(session: Session, ids: list[int], at: int) -> None:
    """Takes back what returned to the queue and was cancelled, or whose reader wants nothing, in
    the meantime.
    """
    back = col(Outbox.id).in_(ids) & col(Outbox.state).in_(WAITING)
    cancelled = select(Message.id).where(Message.state == MessageState.CANCELLED)
    mine = columns_of(col(Supporter.number)).where(col(Supporter.number) == col(Outbox.recipient))
    silent = mine.where(~admission.reached(at)).correlate(Outbox).exists()
    unwanted = silent & col(Outbox.message).in_(select(Message.id).where(PAUSABLE))
    move(session, back & or_(col(Outbox.message).in_(cancelled), unwanted), OutboxState.CANCELLED)
    if naming := _naming(session, back):
        move(session, back & col(Outbox.body).in_(naming), OutboxState.CANCELLED)


def _naming(session: Session, rows: ColumnElement[bool]) -> list[int]:
    """Which bodies of these rows name what a case keeps back: the name was withheld while they were
    under way.
    """
    kept = kept_back(session)
    if not kept.marks:
        return []
    found = session.exec(
        select(Body.id, Body.screen).where(col(Body.id).in_(select(Outbox.body).where(rows)))
    )
    return [
        body
        for body, screen in found
        if body is not None and kept.found(load_screen(screen).text.text)
    ]


def _again(row: Claimed, outcome: Outcome, at: int) -> dict[str, Any]:
    spent = row.attempts + outcome.fault
    wait = min(2**spent, RETRY_CEILING_SECONDS)
    wait = max(int(outcome.after) + 1, wait + randbelow(wait // 2 + 1))
    return {
        "one": row.id,
        "due": at + wait,
        "spent": spent,
        "twice": outcome.state == Ending.UNKNOWN or row.repeated,
    }


def _end(session: Session, ids: list[int], state: OutboxState, at: int) -> list[int]:
    """Ends claimed rows and counts them; the ids of those that are still there."""
    rows = END.all(
        session, ids=numbers(ids), end=state, at=None if state == OutboxState.QUEUED else at
    )
    if state != OutboxState.QUEUED:
        count(session, Counter(message for _, message in rows), state)
    return [number for number, _ in rows]


def _arrived(
    session: Session, sealer: Sealer, sent: list[tuple[Claimed, Outcome]], at: int
) -> None:
    """Keeps the ids of what was sent; a delivered message counts as activity, the idle warning
    itself does not.
    """
    rows = [
        {
            "who": row.recipient,
            "seal": sealer.value(SENT_SEAL, number.to_bytes(8, "big")),
            "at": at,
            "said": row.body,
        }
        for row, outcome in sent
        if outcome.message_id is not None
        for number in (outcome.message_id, *outcome.more)
    ]
    if rows:
        KEEP.many(session, rows)
    heard = [row.recipient for row, _ in sent if rule_of(row.kind).contact]
    HEARD.all(session, people=numbers(heard), at=at)


def _unreachable(session: Session, people: list[int], at: int) -> None:
    if people:
        session.exec(
            update(Supporter).where(col(Supporter.number).in_(people)).values(blocked_at=at)
        )
        withdraw(session, col(Outbox.recipient).in_(people))


def _moved(session: Session, seal: bytes, recipient: int) -> None:
    """Follows a chat to where it moved; one that is known there already is not told twice."""
    if session.exec(select(Supporter.number).where(Supporter.seal == seal)).first() is None:
        session.exec(update(Supporter).where(col(Supporter.number) == recipient).values(seal=seal))
    else:
        _erased(session, [recipient])


def _erased(session: Session, people: list[int]) -> None:
    if people:
        erase(session, col(Supporter.number).in_(people))


def recover(session: Session, ahead: int) -> int:
    """After a crash: how many sendings may have arrived. They are `unknown` and never sent again by
    themselves, but for an alert of which the team said that twice is better than not at all.

    At most `ahead` of them were claimed before their turn: those probably never left.
    """
    live = col(Message.state) != MessageState.DONE
    lost = col(Outbox.message).in_(select(Message.id).where(live)) & (
        col(Outbox.state) == OutboxState.CLAIMED
    )
    twice = col(Outbox.message).in_(select(Message.id).where(live, col(Message.repeat_unknown)))
    again = (
        update(Outbox)
        .where(lost, twice, col(Outbox.repeated).is_(False))
        .values(state=OutboxState.RETRY, repeated=True)
        .returning(col(Outbox.message))
    )
    repeated = Counter(session.execute(again).scalars())
    _sent_again(session, repeated)
    newest = session.execute(
        columns_of(col(Outbox.message)).where(lost).order_by(col(Outbox.id).desc()).limit(ahead)
    )
    for message, many in Counter(newest.scalars()).items():
        row = col(Message.id) == message
        session.exec(update(Message).where(row).values(unsent=col(Message.unsent) + many))
    return repeated.total() + move(session, lost, OutboxState.UNKNOWN)


def _sent_again(session: Session, repeated: Counter[int]) -> None:
    """Counts rows that go out once more by themselves for their messages."""
    if repeated:
        AGAIN_COUNT.many(
            session, [{"one": message, "more": more} for message, more in repeated.items()]
        )
