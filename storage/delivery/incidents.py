"""Trouble with deliveries: a sending is paused, the team is told. Each is one action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlmodel import Session, col, select, update

from content.language.i18n import Words
from content.language.numbers import told
from content.notices.broadcasts import MessageState, title_of
from content.notices.deliveries import compose_circuit, compose_jump, compose_plain, compose_store
from content.permissions import Permission
from content.text.messages import Screen
from storage.delivery import team_notices
from storage.engine.tables import Message
from storage.engine.times import seconds
from storage.queue.message_kinds import OWN, MessageKind

PLAIN = "plain"  # what notices of this kind are about, with what went out so


def refused(session: Session, message: int, failed: int, of: int, now: datetime) -> bool:
    """Pauses a message to many of which Telegram refuses too much, and tells who may publish; False
    if it is over.
    """
    row = session.get(Message, message, populate_existing=True)
    if row is None or row.state != MessageState.SENDING or row.kind in OWN:
        return False
    session.exec(
        update(Message).where(col(Message.id) == message).values(state=MessageState.PAUSED)
    )
    called, counts = _called(row), (told(failed), told(of))
    team_notices.to_team(
        session,
        "circuit",
        Permission.PUBLISH,
        lambda words: compose_circuit(words, called(words), *counts),
        now,
    )
    return True


def went_plain(session: Session, message: int, why: str, now: datetime) -> None:
    """Tells who may publish, once, that a message went out in its plainest form, and why."""
    row = session.get(Message, message, populate_existing=True)
    if row is None or row.kind in OWN:
        return
    called = _called(row)
    _once(
        session,
        f"{PLAIN} {message}",
        lambda words: compose_plain(words, called(words), why),
        None,
        now,
    )


def _called(row: Message) -> Callable[[Words], str]:
    """What the message is called, in the language of who is told."""
    return partial(title_of, kind=row.kind, about=row.title)


def answered_plainly(session: Session, route: str, why: str, now: datetime) -> None:
    """The same of an answer of the bot: once a day for each command or button, whoever it
    was for.
    """
    about = f"{PLAIN} {route} {why}"
    _once(
        session,
        about,
        lambda words: compose_plain(words, f"/{route}", why),
        seconds(now) - 86400,
        now,
    )


def _once(
    session: Session,
    about: str,
    compose: Callable[[Words], Screen],
    since: int | None,
    now: datetime,
) -> None:
    known = select(Message.id).where(
        Message.kind == MessageKind.TEAM, Message.subject_slug == about
    )
    known = known if since is None else known.where(col(Message.created_at) > since)
    if session.exec(known.limit(1)).first() is None:
        team_notices.to_team(session, about, Permission.PUBLISH, compose, now)


def waited(session: Session, seconds: int, full: bool, now: datetime) -> None:
    """Tells the owners that nothing could be stored for a while."""
    team_notices.to_team(
        session, "store", Permission.PEOPLE, lambda words: compose_store(words, seconds, full), now
    )


def jumped(session: Session, minutes: int, now: datetime) -> None:
    """Tells the owners that the machine's clock was moved."""
    team_notices.to_team(
        session, "clock", Permission.PEOPLE, lambda words: compose_jump(words, minutes), now
    )
