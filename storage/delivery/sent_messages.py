"""Messages of the last 48 hours about a withdrawn case: they are deleted from people's chats
(SAFETY rule 4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, delete, or_, select, update

from storage.engine.sealed_columns import SENT_SEAL, SUPPORTER_SEAL
from storage.engine.sealing import Sealer
from storage.engine.tables import SentMessage, Supporter, Told
from storage.engine.times import seconds
from storage.library import published as contents
from storage.people.supporters import DELETABLE_SECONDS

# Seconds for which replies are looked at again: they were on their way when the case was withdrawn.
DELETION_LATE_SECONDS = 3600
DELETED_TOGETHER = 100  # messages that one call deletes (Bot API, deleteMessages)


@dataclass(frozen=True)
class Unsaid:
    """Messages to delete from one chat, and the rows that keep their ids."""

    chat_id: int
    message_ids: tuple[int, ...]
    rows: tuple[int, ...]


def unsay(session: Session, kind: str, slug: str) -> None:
    """Messages and replies that tell of the part are to be deleted, as far as a bot can.

    Of an event only replies: a message may be the one that says that it is off.
    """
    bodies = select(Told.body).where(Told.kind == kind, Told.slug == slug)
    tells = (
        or_(col(SentMessage.body).in_(bodies), _speaks(kind, slug))
        if kind != "event"
        else _speaks(kind, slug)
    )
    session.exec(update(SentMessage).where(tells).values(unsaid=True))


def _speaks(kind: str, slug: str) -> ColumnElement[bool]:
    return col(SentMessage.about).contains(f" {kind}:{slug} ", autoescape=True)


def due(
    session: Session, sealer: Sealer, now: datetime, limit: int = DELETED_TOGETHER
) -> list[Unsaid]:
    """What is to be deleted now, at most `limit` messages: about a case that is withdrawn, or
    unsaid.
    """
    late = col(SentMessage.sent_at) > seconds(now) - DELETION_LATE_SECONDS
    wanted = [col(SentMessage.unsaid) == true()]
    for kind in ("case", "update"):  # some of it was on its way when it was withdrawn
        if hidden := contents.withdrawn(session, kind):
            told = select(Told.body).where(Told.kind == kind, col(Told.slug).in_(hidden))
            wanted.append(col(SentMessage.body).in_(told))
            wanted += [late & _speaks(kind, slug) for slug in hidden] if kind == "case" else []
    rows = session.exec(
        select(SentMessage.id, SentMessage.sealed, Supporter.seal)
        .join(Supporter, col(Supporter.number) == col(SentMessage.supporter))
        .where(or_(*wanted), col(SentMessage.sent_at) > seconds(now) - DELETABLE_SECONDS)
        .order_by(col(SentMessage.id))
        .limit(limit)
    )
    chats: dict[bytes, list[tuple[int, int]]] = defaultdict(list)
    for number, sealed, seal in rows:
        if number is not None:
            chats[seal].append(
                (int.from_bytes(sealer.open_value(SENT_SEAL, sealed), "big"), number)
            )
    return [
        Unsaid(
            sealer.open_id(SUPPORTER_SEAL, seal),
            tuple(id for id, _ in found),
            tuple(row for _, row in found),
        )
        for seal, found in chats.items()
    ]


def done(session: Session, rows: Collection[int]) -> None:
    """These messages are deleted, or cannot be: their ids are forgotten."""
    session.exec(delete(SentMessage).where(col(SentMessage.id).in_(rows)))
