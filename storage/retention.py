"""What ends by itself (SAFETY rule 6)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, delete, or_, select, update

from content.campaign import Campaign
from content.cases import Status
from content.digests import compose_idle_warning
from content.i18n import words_for
from storage import contact, outbox
from storage.drafts import LIFETIME
from storage.supporters import seconds
from storage.tables import Draft, Inbox, LetterSent, Member, Message, OwnerCode, Pause, Rsvp, SentMessage, Supporter

DAY = 86400
IDLE, WARNED = 120 * DAY, 106 * DAY
AFTER_EVENT = 7 * DAY
DELETABLE = 2 * DAY
LETTERS = 90 * DAY


def sweep(session: Session, campaign: Campaign, now: datetime) -> dict[str, int]:
    """Deletes what has reached its end; how many rows of each kind."""
    at = seconds(now)
    ended = {
        "drafts": col(Draft.updated_at) <= at - LIFETIME,
        "rsvps": col(Rsvp.ends) <= at - AFTER_EVENT,
        "sent": col(SentMessage.sent_at) <= at - DELETABLE,
        "updates": (col(Inbox.state) == "done") & (col(Inbox.received_at) <= at - DELETABLE),
        "codes": col(OwnerCode.expires_at) <= at,
        "pauses": col(Pause.until) <= at,
        "messages": col(Message.state).in_(("done", "cancelled")) & (col(Message.created_at) <= at - 30 * DAY),
        "letters": col(LetterSent.case_slug).in_(_closed(campaign)) & (col(LetterSent.day) <= at - LETTERS),
    }
    tables = dict(zip(ended, (Draft, Rsvp, SentMessage, Inbox, OwnerCode, Pause, Message, LetterSent), strict=True))
    counts = {name: session.exec(delete(tables[name]).where(where)).rowcount for name, where in ended.items()}
    counts["contacts"] = contact.sweep(session, now)
    return counts | {"idle": _forget_idle(session, at), "warned": _warn_idle(session, now)}


def _closed(campaign: Campaign) -> list[str]:
    return [case.slug for case in campaign.cases if case.status is Status.CLOSED]


def _forget_idle(session: Session, at: int) -> int:
    """Erases people who were warned at least 14 days ago and silent for 120 days; team members stay."""
    idle = (
        (col(Supporter.active_at) <= at - IDLE)
        & or_(col(Supporter.warned_at) <= at - (IDLE - WARNED), col(Supporter.blocked_at).is_not(None))
        & col(Supporter.number).not_in(select(Member.supporter))
    )
    return session.exec(delete(Supporter).where(idle)).rowcount


def _warn_idle(session: Session, now: datetime) -> int:
    """Queues the one warning for people silent for 106 days."""
    at = seconds(now)
    idle = session.exec(
        select(Supporter).where(
            col(Supporter.active_at) <= at - WARNED,
            col(Supporter.warned_at).is_(None),
            col(Supporter.blocked_at).is_(None),
            col(Supporter.number).not_in(select(Member.supporter)),
        )
    ).all()
    if not idle:
        return 0
    message = outbox.open_message(session, "notice", 3, None, "idle", now)
    for language in sorted({person.language for person in idle}):
        body = outbox.add_body(session, message, language, "", compose_idle_warning(words_for(language)))
        outbox.enqueue(session, message, body, [row.number for row in idle if row.language == language], now)
    numbers = [person.number for person in idle]
    session.exec(update(Supporter).where(col(Supporter.number).in_(numbers)).values(warned_at=at))
    return len(idle)
