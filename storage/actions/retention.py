"""What ends by itself (SAFETY rule 6)."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import takewhile

from sqlmodel import Session, col, delete, or_, select, update

from content.campaign import Campaign
from content.cases import Status
from content.notices.broadcasts import MessageState
from content.notices.digests import compose_idle_warning
from content.subjects import IDLE_WARNING
from storage.actions import broadcasts
from storage.engine.states import InboxState, RevisionState
from storage.engine.tables import (
    Draft,
    Follow,
    Inbox,
    Invite,
    LetterSent,
    Member,
    Message,
    OwnerCode,
    Pause,
    Revision,
    Rsvp,
    SentMessage,
    Supporter,
)
from storage.engine.times import seconds
from storage.library.published import words_of
from storage.people import team_inbox
from storage.people.conversation_state import STATE_SECONDS
from storage.queue import outbox
from storage.queue.cancellation import erase
from storage.queue.message_kinds import MessageKind

DAY = 86400
IDLE, WARNED = 120 * DAY, 106 * DAY
AFTER_EVENT = 7 * DAY
DELETABLE_SECONDS = 2 * DAY
AFTER_CASE = 90 * DAY


def sweep(session: Session, campaign: Campaign, now: datetime) -> dict[str, int]:
    """Deletes what has reached its end; how many rows of each kind."""
    at = seconds(now)
    closed = _closed(session, campaign, at - AFTER_CASE)
    ended = {
        "drafts": col(Draft.updated_at) <= at - STATE_SECONDS,
        "rsvps": col(Rsvp.ends) <= at - AFTER_EVENT,
        "sent": col(SentMessage.sent_at) <= at - DELETABLE_SECONDS,
        "updates": (col(Inbox.state) == InboxState.DONE)
        & (col(Inbox.received_at) <= at - DELETABLE_SECONDS),
        "codes": col(OwnerCode.expires_at) <= at,
        "invites": col(Invite.expires_at) <= at,
        "pauses": col(Pause.until) <= at,
        "messages": col(Message.state).in_(
            (MessageState.DONE, MessageState.CANCELLED, MessageState.ASKED)
        )
        & (col(Message.created_at) <= at - 30 * DAY),
        "letters": col(LetterSent.case_slug).in_(closed),
        "follows": col(Follow.case_slug).in_(closed),
    }
    order = (Draft, Rsvp, SentMessage, Inbox, OwnerCode, Invite, Pause, Message, LetterSent, Follow)
    tables = dict(zip(ended, order, strict=True))
    counts = {
        name: session.exec(delete(tables[name]).where(where)).rowcount
        for name, where in ended.items()
    }
    counts["contacts"] = team_inbox.sweep(session, now)
    counts["requests"] = broadcasts.expire(session, now)
    return counts | {"idle": _forget_idle(session, at), "warned": _warn_idle(session, now)}


def _closed(session: Session, campaign: Campaign, before: int) -> list[str]:
    """Slugs of the cases that have been closed since that moment or longer."""
    closed = [case.slug for case in campaign.cases if case.status is Status.CLOSED]
    return [slug for slug in closed if _closed_at(session, slug) <= before]


def _closed_at(session: Session, slug: str) -> int:
    """When a case that is closed was closed: its first revision since which all say so (Unix
    seconds).
    """
    bodies = session.exec(
        select(Revision.body, Revision.created_at)
        .where(
            Revision.kind == "case",
            Revision.slug == slug,
            Revision.language == "",
            Revision.state != RevisionState.DRAFT,
        )
        .order_by(col(Revision.number).desc())
    )
    closed = takewhile(lambda row: json.loads(row[0]).get("status") == Status.CLOSED, bodies)
    return min(at for _, at in closed)


def _forget_idle(session: Session, at: int) -> int:
    """Erases people who were warned at least 14 days ago and silent for 120 days; team members
    stay.

    A warning from before the last contact is spent: who went silent again is warned again.
    """
    warned = (col(Supporter.warned_at) >= col(Supporter.active_at)) & (
        col(Supporter.warned_at) <= at - (IDLE - WARNED)
    )
    idle = (
        (col(Supporter.active_at) <= at - IDLE)
        & or_(warned, col(Supporter.blocked_at).is_not(None))
        & col(Supporter.number).not_in(select(Member.supporter))
    )
    return erase(session, idle)


def _warn_idle(session: Session, now: datetime) -> int:
    """Queues the one warning for people silent for 106 days."""
    at = seconds(now)
    idle = session.exec(
        select(Supporter).where(
            col(Supporter.active_at) <= at - WARNED,
            or_(
                col(Supporter.warned_at).is_(None),
                col(Supporter.warned_at) < col(Supporter.active_at),
            ),
            col(Supporter.blocked_at).is_(None),
            col(Supporter.number).not_in(select(Member.supporter)),
        )
    ).all()
    if not idle:
        return 0
    message = outbox.open_message(session, MessageKind.NOTICE, None, IDLE_WARNING, now)
    for language in sorted({person.language for person in idle}):
        body = outbox.add_body(
            session, message, language, "", compose_idle_warning(words_of(session, language))
        )
        outbox.enqueue(
            session, message, body, [row.number for row in idle if row.language == language], now
        )
    numbers = [person.number for person in idle]
    session.exec(update(Supporter).where(col(Supporter.number).in_(numbers)).values(warned_at=at))
    return len(idle)
