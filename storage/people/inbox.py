"""Updates received: sealed until they are handled, handled once, answered even after a crash."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert
from sqlmodel import Session, col, select, update

from storage.engine.sealed_columns import INBOX_SEAL
from storage.engine.sealing import Sealer
from storage.engine.statements import Compiled
from storage.engine.states import InboxState
from storage.engine.tables import Inbox
from storage.engine.times import seconds
from storage.people import supporters
from storage.people.supporters import SentTo

RECEIVE = insert(Inbox)
KNOWN = select(Inbox.update_id).where(col(Inbox.update_id).in_(bindparam("some", expanding=True)))
CHANGE = (
    update(Inbox)
    .where(col(Inbox.update_id) == bindparam("one"))
    .values(state=bindparam("state"), sealed=bindparam("sealed"))
)
SETTLE = Compiled(CHANGE)


@dataclass(frozen=True)
class Waiting:
    """An update that is not done: `settled` ones hold their answer instead of the update; one that
    was `begun` again after a crash was under way at the next one too.
    """

    update_id: int
    settled: bool
    body: bytes
    begun: bool = False


def _place(update_id: int) -> str:
    return f"{INBOX_SEAL}.{update_id}"


def receive(
    session: Session, sealer: Sealer, updates: Iterable[tuple[int, bytes]], now: datetime
) -> set[int]:
    """Stores updates, those of a batch together, and gives back the ids that were not received
    before.
    """
    given = dict(updates)
    known: set[int] = set(session.connection().execute(KNOWN, {"some": list(given)}).scalars())
    rows = [
        {
            "update_id": update_id,
            "state": InboxState.RECEIVED,
            "sealed": sealer.value(_place(update_id), body),
            "received_at": seconds(now),
        }
        for update_id, body in given.items()
        if update_id not in known
    ]
    if rows:
        session.connection().execute(RECEIVE, rows)
    return given.keys() - known


def waiting(session: Session, sealer: Sealer) -> list[Waiting]:
    """What a crash left undone, oldest first."""
    rows = session.exec(
        select(Inbox)
        .where(col(Inbox.state).in_((InboxState.RECEIVED, InboxState.BEGUN, InboxState.SETTLED)))
        .order_by(col(Inbox.update_id))
    )
    return [
        Waiting(
            row.update_id,
            row.state == InboxState.SETTLED,
            sealer.open_value(_place(row.update_id), row.sealed),
            row.state == InboxState.BEGUN,
        )
        for row in rows
        if row.sealed
    ]


def begin(session: Session, update_id: int, *, begun: bool = True) -> None:
    """An update that a crash left is taken up again: should it end the bot once more, the next
    start sets it aside. Not `begun`: it waits after all.
    """
    state = InboxState.BEGUN if begun else InboxState.RECEIVED
    session.exec(update(Inbox).where(col(Inbox.update_id) == update_id).values(state=state))


def settle(session: Session, sealer: Sealer, update_id: int, answer: bytes) -> None:
    """Puts the answer in the update's place, in the transaction that has its effect."""
    SETTLE.all(
        session,
        one=update_id,
        state=InboxState.SETTLED,
        sealed=sealer.value(_place(update_id), answer),
    )


@dataclass(frozen=True)
class Ended:
    """An update that is answered: the private chat it came from, and the ids of the messages sent
    there.

    `edited` is the message that shows the answer in place of what it showed before; `about` what
    they speak of.
    """

    update_id: int
    chat_id: int | None
    sent: list[int]
    edited: int | None = None
    about: tuple[str, ...] = ()


def end(session: Session, sealer: Sealer, ended: Collection[Ended], now: datetime) -> None:
    """Drops everything but the ids, which keep replayed updates from counting twice for
    48 hours.
    """
    rows = [{"one": one.update_id, "state": InboxState.DONE, "sealed": None} for one in ended]
    session.connection().execute(CHANGE, rows)
    told = [SentTo(one.chat_id, one.sent, one.about) for one in ended if one.chat_id and one.sent]
    supporters.sent(session, sealer, told, now)
    for one in ended:
        if one.chat_id and one.edited:
            supporters.edited(session, sealer, SentTo(one.chat_id, [one.edited], one.about), now)
