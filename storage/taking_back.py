"""Messages of the last 48 hours about a withdrawn case: they are deleted from people's chats (SAFETY rule 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, delete, or_, select, update

from storage.campaign import hidden_cases
from storage.sealing import Sealer
from storage.supporters import DELETABLE, PLACE, SENT_PLACE, seconds
from storage.tables import Body, Message, SentMessage, Supporter

LATE = 3600  # seconds for which replies are looked at again: they were on their way when the case was withdrawn
TOGETHER = 100  # messages that one call deletes (Bot API, deleteMessages)


@dataclass(frozen=True)
class Unsaid:
    """Messages to delete from one chat, and the rows that keep their ids."""

    chat_id: int
    message_ids: tuple[int, ...]
    rows: tuple[int, ...]


def unsay(session: Session, bodies: Collection[int]) -> None:
    """What was sent with these bodies is to be deleted, as far as a bot can."""
    if bodies:
        session.exec(update(SentMessage).where(col(SentMessage.body).in_(bodies)).values(unsaid=True))


def unsay_about(session: Session, subject: str) -> None:
    """Replies that speak of this subject, as "case:slug", are to be deleted, as far as a bot can."""
    session.exec(update(SentMessage).where(_about(subject)).values(unsaid=True))


def _about(subject: str) -> ColumnElement[bool]:
    return col(SentMessage.about).contains(f" {subject} ", autoescape=True)


def due(session: Session, sealer: Sealer, now: datetime, limit: int = TOGETHER) -> list[Unsaid]:
    """What is to be deleted now, at most `limit` messages: about a case that is withdrawn, or unsaid."""
    wanted = [col(SentMessage.unsaid) == true()]
    if cases := hidden_cases(session):
        of_case = select(Body.id).join(Message, col(Message.id) == col(Body.message))
        wanted.append(col(SentMessage.body).in_(of_case.where(col(Message.case_slug).in_(cases))))
        late = col(SentMessage.sent_at) > seconds(now) - LATE
        wanted += [late & _about(f"case:{case}") for case in cases]
    rows = session.exec(
        select(SentMessage.id, SentMessage.sealed, Supporter.seal)
        .join(Supporter, col(Supporter.number) == col(SentMessage.supporter))
        .where(or_(*wanted), col(SentMessage.sent_at) > seconds(now) - DELETABLE)
        .order_by(col(SentMessage.id))
        .limit(limit)
    )
    chats: dict[bytes, list[tuple[int, int]]] = defaultdict(list)
    for number, sealed, seal in rows:
        if number is not None:
            chats[seal].append((int.from_bytes(sealer.open_value(SENT_PLACE, sealed), "big"), number))
    return [
        Unsaid(sealer.open_id(PLACE, seal), tuple(id for id, _ in found), tuple(row for _, row in found))
        for seal, found in chats.items()
    ]


def done(session: Session, rows: Collection[int]) -> None:
    """These messages are deleted, or cannot be: their ids are forgotten."""
    session.exec(delete(SentMessage).where(col(SentMessage.id).in_(rows)))
