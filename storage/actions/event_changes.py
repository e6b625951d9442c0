"""What an edit changes for those who come to an event: they are told at once."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select, update

from content.campaign import Campaign
from content.events import Event, Occurrence
from content.notices.broadcasts import MessageState
from content.notices.event_changes import compose_cancelled, compose_change, compose_on_again
from storage.delivery.event_notices import Compose, everyone, tell
from storage.engine.tables import Message, Rsvp
from storage.queue import outbox
from storage.queue.cancellation import tells_of
from storage.queue.message_kinds import MessageKind

# What waits about a date and is true no more when the date changes.
OVERTAKEN = (MessageKind.REMINDER, MessageKind.NOTICE, MessageKind.CHANGE)
URGENT = 1  # beside alerts: somebody may be on the way


def follow_edit(session: Session, campaign: Campaign, before: Event, now: datetime) -> int:
    """Tells those who come what an edit that was just published changed for them: time, place, or
    all. How many.

    A single event that was moved takes its people along; who comes to a date that is gone learns
    that it is off, and who was told that it is off learns that it is on again.
    """
    after = campaign.event(before.slug)
    stamps = (
        select(Rsvp.starts)
        .where(Rsvp.event_slug == before.slug, col(Rsvp.ends) > int(now.timestamp()))
        .distinct()
    )
    told = 0
    for stamp in session.exec(stamps).all():
        old = before.occurrence(stamp)
        if after and old:
            new = after.occurrence(stamp) or (
                None if after.rule or before.rule else after.next(now)
            )
            told += _follow(session, campaign, old, new, now)
    return told


def _follow(
    session: Session, campaign: Campaign, old: Occurrence, new: Occurrence | None, now: datetime
) -> int:
    if new is None or new.cancelled:
        if old.cancelled:
            return 0
        return _tell(
            session,
            old,
            new or old,
            lambda words: compose_cancelled(campaign, words, new or old),
            now,
        )
    if not _differs(old, new) and not old.cancelled:
        return 0
    reminded = {"reminded": 0} if new.start != old.start or old.cancelled else {}
    mine = (col(Rsvp.event_slug) == old.event.slug, col(Rsvp.starts) == old.stamp)
    session.exec(update(Rsvp).where(*mine).values(starts=new.stamp, ends=new.ends, **reminded))
    if old.cancelled:
        return _tell(session, old, new, lambda words: compose_on_again(campaign, words, new), now)
    return _tell(session, old, new, lambda words: compose_change(campaign, words, old, new), now)


def _differs(old: Occurrence, new: Occurrence) -> bool:
    """Whether those who come must hear of it; a translation that is added to what was said tells
    nothing new.
    """
    if (old.start, old.end, old.address, old.position) != (
        new.start,
        new.end,
        new.address,
        new.position,
    ):
        return True
    return any(
        _reworded(before, after) for before, after in zip(_said(old), _said(new), strict=True)
    )


def _said(at: Occurrence) -> tuple[dict[str, str], dict[str, str]]:
    """Place and note of this date alone, by language."""
    return (at.change.place, at.change.note) if at.change else ({}, {})


def _reworded(before: dict[str, str], after: dict[str, str]) -> bool:
    if not before:
        return bool(after)
    return any(after.get(language) != words for language, words in before.items())


def _tell(
    session: Session, before: Occurrence, after: Occurrence, compose: Compose, now: datetime
) -> int:
    """Takes back what waits and is true no more, reminders and earlier news of this date: it must
    not come last. Tells everyone who comes or waits.
    """
    old = tells_of(before.event.slug, before.stamp, *OVERTAKEN)
    for message in session.exec(
        select(Message.id).where(
            old, col(Message.state).in_((MessageState.SENDING, MessageState.PAUSED))
        )
    ).all():
        outbox.cancel(session, message or 0)
    people = everyone(session, after)
    return tell(session, after, people, compose, now, priority=URGENT, replaced=True)
