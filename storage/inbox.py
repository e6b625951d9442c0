"""Updates received: sealed until they are handled, handled once, answered even after a crash."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, select, update

from storage.sealing import Sealer
from storage.supporters import seconds
from storage.tables import Inbox


@dataclass(frozen=True)
class Waiting:
    """An update that is not done: `settled` ones hold their answer instead of the update."""

    update_id: int
    settled: bool
    body: bytes


def _place(update_id: int) -> str:
    return f"inbox.sealed.{update_id}"


def receive(session: Session, sealer: Sealer, updates: Iterable[tuple[int, bytes]], now: datetime) -> set[int]:
    """Stores updates in one statement and gives back the ids that were not received before."""
    rows = [
        {
            "update_id": update_id, "state": "received", "sealed": sealer.value(_place(update_id), body),
            "received_at": seconds(now),
        }
        for update_id, body in updates
    ]  # fmt: skip
    if not rows:
        return set()
    fresh = insert(Inbox).values(rows).on_conflict_do_nothing().returning(col(Inbox.update_id))
    return set(session.execute(fresh).scalars())


def waiting(session: Session, sealer: Sealer) -> list[Waiting]:
    """What a crash left undone, oldest first."""
    rows = session.exec(select(Inbox).where(col(Inbox.state) != "done").order_by(col(Inbox.update_id)))
    return [
        Waiting(row.update_id, row.state == "settled", sealer.open_value(_place(row.update_id), row.sealed))
        for row in rows
        if row.sealed
    ]


def is_received(session: Session, update_id: int) -> bool:
    """Whether the update still waits to be handled."""
    row = session.get(Inbox, update_id)
    return row is not None and row.state == "received"


def settle(session: Session, sealer: Sealer, update_id: int, answer: bytes) -> None:
    """Puts the answer in the update's place, in the transaction that has its effect."""
    values = {"state": "settled", "sealed": sealer.value(_place(update_id), answer)}
    session.exec(update(Inbox).where(col(Inbox.update_id) == update_id).values(**values))


def done(session: Session, update_id: int) -> None:
    """Drops everything but the id, which keeps a replayed update from counting twice for 48 hours."""
    session.exec(update(Inbox).where(col(Inbox.update_id) == update_id).values(state="done", sealed=None))
