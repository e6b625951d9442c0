"""Withdrawing a case, an event or news: hidden at once, and nothing queued about it goes out
(SAFETY rule 4).

What is about it is known by what each message tells of (storage.engine.tables.Told), whatever its
words were or are now.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, delete, select

from content.notices.broadcasts import MessageState
from storage.delivery import sent_messages
from storage.engine.tables import Body, Message, Publication, Told
from storage.library import published as contents
from storage.people import audit
from storage.queue import outbox
from storage.queue.message_kinds import rule_of

OVER = (MessageState.DONE, MessageState.CANCELLED)


def withdraw_case(session: Session, case: str, now: datetime, by: int | None) -> int | None:
    """Hides the case with its events, letter and news, and cancels what is queued about it; None if
    it is not shown.

    Gives back how many messages will not be sent. What was sent in the last 48 hours is deleted
    (storage/taking_back); older messages cannot be (Bot API, deleteMessage): `case.withdrawn_note`
    says so to the team.
    """
    if contents.snapshot(session) is None or not contents.withdraw(session, case):
        return None
    cancelled = stop(session, "case", case)
    sent_messages.unsay(session, "case", case)
    session.exec(
        delete(Publication).where(col(Publication.kind) == "case", col(Publication.slug) == case)
    )
    audit.note(session, by, "withdraw", case, now)
    return cancelled


def stop(session: Session, kind: str, slug: str) -> int:
    """Cancels what waits to go out and tells of the part; how many messages to people will not be
    sent.

    Of digests only the variants that tell of it end; any other message ends in all its languages.
    """
    tells = select(Told.body).where(Told.kind == kind, Told.slug == slug)
    rows = session.exec(
        select(Body.id, Message.id, Message.kind)
        .join(Message, col(Message.id) == col(Body.message))
        .where(col(Body.id).in_(tells), col(Message.state).not_in(OVER))
    ).all()
    whole = {message for _, message, sort in rows if message is not None and rule_of(sort).whole}
    parts = [body for body, _, sort in rows if body is not None and not rule_of(sort).whole]
    return sum(outbox.cancel(session, message) for message in sorted(whole)) + outbox.cancel_bodies(
        session, parts
    )
