"""Cancelling and changing one occurrence of an event, and what edits change: told at once to those who come."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select, update

from content.campaign import Campaign
from content.errors import Gone, Hidden
from content.event_messages import compose_cancelled, compose_change, compose_on_again
from content.events import Change, Event, Occurrence
from content.model import AS_STORED
from storage import audit, outbox, team
from storage import campaign as contents
from storage.event_notices import Compose, everyone, tell
from storage.tables import Message, Rsvp
from storage.withdrawal import CHANGE, tells_of

URGENT = 1  # beside alerts: somebody may be on the way


def cancel_occurrence(
    session: Session, campaign: Campaign, slug: str, stamp: int, now: datetime, by: int | None
) -> int:  # fmt: skip
    """Cancels what was planned for this Unix time; it stays to be seen as cancelled. How many people are told.

    Gone if there is no such occurrence or it is over; cancelling it once more tells nobody.
    """
    occurrence = _coming(campaign, slug, stamp, now)
    if occurrence.cancelled:
        return 0
    after = _revised(session, occurrence, {"cancelled": (*occurrence.event.cancelled, occurrence.local)}, now, by)
    audit.note(session, by, "cancel_event", f"{slug} {stamp}", now)
    return _tell(session, occurrence, after, lambda words: compose_cancelled(campaign, words, after), now)


def change_occurrence(
    session: Session, campaign: Campaign, slug: str, stamp: int, change: Change, now: datetime, by: int | None
) -> int:  # fmt: skip
    """Moves or changes what was planned for this Unix time, whatever `change.at` says. How many people are told.

    Reminders come by the new time. Gone if there is no such occurrence or it is over.
    """
    occurrence = _coming(campaign, slug, stamp, now)
    event = occurrence.event
    others = tuple(one for one in event.changes if one.at != occurrence.local)
    changes = (*others, change.model_copy(update={"at": occurrence.local}))
    after = _revised(session, occurrence, {"changes": changes}, now, by)
    reminded = {"reminded": 0} if after.start != occurrence.start else {}
    mine = (col(Rsvp.event_slug) == slug, col(Rsvp.starts) == stamp)
    session.exec(update(Rsvp).where(*mine).values(ends=after.ends, **reminded))
    audit.note(session, by, "change_event", f"{slug} {stamp}", now)
    return _tell(session, occurrence, after, lambda words: compose_change(campaign, words, occurrence, after), now)


def follow_edit(session: Session, campaign: Campaign, before: Event, now: datetime) -> int:
    """Tells those who come what an edit that was just published changed for them: time, place, or all. How many.

    A single event that was moved takes its people along; who comes to a date that is gone learns that it is off, and
    who was told that it is off learns that it is on again.
    """
    after = campaign.event(before.slug)
    stamps = select(Rsvp.starts).where(Rsvp.event_slug == before.slug, col(Rsvp.ends) > int(now.timestamp())).distinct()
    told = 0
    for stamp in session.exec(stamps).all():
        old = before.occurrence(stamp)
        if after and old:
            new = after.occurrence(stamp) or (None if after.rule or before.rule else after.next(now))
            told += _follow(session, campaign, old, new, now)
    return told


def _follow(session: Session, campaign: Campaign, old: Occurrence, new: Occurrence | None, now: datetime) -> int:
    if new is None or new.cancelled:
        if old.cancelled:
            return 0
        return _tell(session, old, new or old, lambda words: compose_cancelled(campaign, words, new or old), now)
    same = (old.start, old.end, old.address, old.position) == (new.start, new.end, new.address, new.position)
    if same and not old.cancelled:
        return 0
    reminded = {"reminded": 0} if new.start != old.start or old.cancelled else {}
    mine = (col(Rsvp.event_slug) == old.event.slug, col(Rsvp.starts) == old.stamp)
    session.exec(update(Rsvp).where(*mine).values(starts=new.stamp, ends=new.ends, **reminded))
    if old.cancelled:
        return _tell(session, old, new, lambda words: compose_on_again(campaign, words, new), now)
    return _tell(session, old, new, lambda words: compose_change(campaign, words, old, new), now)


def _coming(campaign: Campaign, slug: str, stamp: int, now: datetime) -> Occurrence:
    if campaign.is_hidden("event", slug):
        raise Hidden
    event = campaign.event(slug)
    occurrence = event.occurrence(stamp) if event else None
    if occurrence is None or occurrence.end <= now:
        raise Gone
    return occurrence


def _revised(
    session: Session, occurrence: Occurrence, values: dict[str, object], now: datetime, by: int | None
) -> Occurrence:
    """The occurrence as it is with these values of its event, which are published."""
    event = Event.model_validate(occurrence.event.model_copy(update=values).model_dump(), context=AS_STORED)
    after = event.occurrence(occurrence.stamp)
    if after is None:
        raise Gone
    contents.revise(session, "event", event, team.alias(session, by), now)
    return after


def _tell(session: Session, before: Occurrence, after: Occurrence, compose: Compose, now: datetime) -> int:
    """Takes back what waits and is true no more, reminders and earlier news of this date: it must not come last. Tells
    everyone who comes or waits."""
    old = tells_of(before.event.slug, before.stamp, "reminder", "notice", CHANGE)
    for message in session.exec(select(Message.id).where(old, col(Message.state).in_(("sending", "paused")))).all():
        outbox.cancel(session, message or 0)
    people = everyone(session, after)
    return tell(session, after, people, compose, now, priority=URGENT, replaced=True)
