"""Trouble with deliveries: a sending is paused, the team is told. Each is one action."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, update

from content.delivery import compose_circuit, compose_jump, compose_store
from content.permissions import Permission
from storage import notices
from storage.tables import Message
from storage.withdrawal import MANY


def refused(session: Session, message: int, failed: int, of: int, now: datetime) -> bool:
    """Pauses a message to many of which Telegram refuses too much, and tells who may publish; False if it is over."""
    row = session.get(Message, message, populate_existing=True)
    if row is None or row.state != "sending" or row.kind not in MANY:
        return False
    session.exec(update(Message).where(col(Message.id) == message).values(state="paused"))
    about = row.about
    notices.to_team(
        session, "circuit", Permission.PUBLISH, lambda words: compose_circuit(words, about, failed, of), now
    )
    return True


def waited(session: Session, seconds: int, full: bool, now: datetime) -> None:
    """Tells the owners that nothing could be stored for a while."""
    notices.to_team(session, "store", Permission.PEOPLE, lambda words: compose_store(words, seconds, full), now)


def jumped(session: Session, minutes: int, now: datetime) -> None:
    """Tells the owners that the machine's clock was moved."""
    notices.to_team(session, "clock", Permission.PEOPLE, lambda words: compose_jump(words, minutes), now)
