"""Digests and reminders that are due: composed once per language and set of items, queued
in sets.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select, update

from content.campaign import Campaign
from content.events import Occurrence
from content.notices.digests import (
    Rhythm,
    compose_digest,
    compose_reminder,
    next_at,
    remind_at,
)
from content.subjects import MANY, Subject
from storage.delivery import digest_groups as groups
from storage.delivery import headcounts
from storage.delivery.digest_items import Group, Items
from storage.engine.tables import Revision, Rsvp, Supporter
from storage.engine.times import seconds
from storage.people.supporters import Person, change
from storage.queue import outbox
from storage.queue.message_kinds import MessageKind

DIGESTS_BATCH = 8000  # so that a person who writes meanwhile waits some milliseconds, not seconds
DIGEST_LATE_SECONDS = 12 * 3600  # what is due for longer is skipped, not sent late
EVENTS_SPAN = timedelta(days=7)
# A digest that is switched on begins with the news of the last week, not of a year.
SEEN = 7 * 86400


def set_digest(
    session: Session, number: int, rhythm: Rhythm, hour: int, weekday: int, zone: str, now: datetime
) -> Person:
    """The person after choosing off, daily or weekly at an hour of their zone."""
    due = next_at(rhythm, hour, weekday, zone, now)
    seen = max(session.get_one(Supporter, number).digest_seen, seconds(now) - SEEN)
    return change(
        session, number, digest=rhythm, digest_hour=hour, digest_weekday=weekday, zone=zone,
        digest_due=seconds(due) if due else None, digest_seen=seen,
    )  # fmt: skip


def next_digest(session: Session) -> int | None:
    """When the next digest is due (Unix seconds), or None."""
    return session.exec(
        select(func.min(Supporter.digest_due)).where(col(Supporter.digest_due).is_not(None))
    ).one()


class Round:
    """The digests of one moment, batch by batch, each in a transaction of its own."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._known: tuple[Campaign, Items] | None = None

    def queue(self, session: Session, campaign: Campaign, limit: int = DIGESTS_BATCH) -> int:
        """Queues the digests of the next people who are due; how many were looked at, 0 when all
        are served.

        Nothing new, nothing sent. What is over twelve hours late is skipped by rule; the next one
        comes at its own time. Many who share an hour get theirs spread over it. `digest_groups` has
        the statements.
        """
        at, looked = seconds(self._now), 0
        while looked < limit and (batch := groups.due_now(session, at, limit - looked)):
            items = self._items(session, campaign)
            if items.news and batch.due >= at - DIGEST_LATE_SECONDS:
                _queue(session, campaign, batch, items, self._now)
            groups.reschedule(session, batch, self._now, DIGEST_LATE_SECONDS)
            looked += batch.people
        return looked

    def _items(self, session: Session, campaign: Campaign) -> Items:
        """What digests can hold, looked up again when another campaign was published."""
        if self._known is None or self._known[0] is not campaign:
            found = Items.of(
                campaign, published(session), coming(campaign, self._now), seconds(self._now)
            )
            self._known = campaign, found
        return self._known[1]


def _queue(
    session: Session, campaign: Campaign, batch: groups.Batch, items: Items, now: datetime
) -> None:
    """Queues the digests of the batch, after composing those that are new."""
    keys, (message, queued) = items.keys(), groups.opened(session, batch.at)
    spread = groups.spread(session, batch.at, queued)
    if message is not None and groups.enqueue(session, message, batch, keys, spread):
        return
    if found := groups.found(session, batch, keys):
        expires = now + timedelta(seconds=DIGEST_LATE_SECONDS)
        message = message or outbox.open_message(
            session, MessageKind.DIGEST, None, MANY, now, expires=expires
        )
        known = groups.composed(session, message, keys)
        for group in found:
            if group not in known:
                _compose(session, campaign, message, items, group, now)
        groups.enqueue(session, message, batch, keys, spread)


def _compose(
    session: Session, campaign: Campaign, message: int, items: Items, group: Group, now: datetime
) -> None:
    words, news, coming = (
        campaign.speak(group.language),
        items.news_of(group),
        items.coming_of(group),
    )
    asked = [case for case in items.asking_of(group) if campaign.letter(case.slug)]
    letters = [(case, headcounts.letters(session, case.slug)) for case in asked]
    screen = compose_digest(campaign, words, news, coming, now.date(), letters)
    cases, variant = {one.case for one in news}, items.keys().variant(group)
    alone = next(iter(cases)) if len(cases) == 1 else ""
    outbox.add_body(
        session, message, group.language, variant, screen, alone, items.subjects_of(group)
    )


def published(session: Session) -> dict[str, int]:
    """When each piece of news was published (Unix seconds)."""
    rows = session.exec(
        select(Revision.slug, func.min(Revision.created_at))
        .where(Revision.kind == "update")
        .group_by(Revision.slug)
    )
    return {slug: int(at) for slug, at in rows}


def coming(campaign: Campaign, now: datetime) -> list[Occurrence]:
    """Each event's next date if it is within seven days and takes place."""
    found = [event.next(now) for event in campaign.events]
    return [
        occurrence
        for occurrence in found
        if occurrence and occurrence.start - now < EVENTS_SPAN and not occurrence.cancelled
    ]


def queue_reminders(session: Session, campaign: Campaign, now: datetime) -> int:
    """Queues the reminders that are due for those who said that they come, each once; how many."""
    count = 0
    for occurrence in awaited(session, campaign, now):
        moments = remind_at(occurrence)
        due = sum(moment <= now for moment in moments)
        mine = (
            col(Rsvp.event_slug) == occurrence.event.slug,
            col(Rsvp.starts) == occurrence.stamp,
            col(Rsvp.reminded) < due,
        )
        people = session.exec(
            select(Supporter.number, Supporter.language)
            .join(Rsvp, col(Rsvp.supporter) == col(Supporter.number))
            .where(
                *mine,
                Rsvp.waiting == 0,
                col(Supporter.blocked_at).is_(None),
                func.coalesce(Supporter.paused_until, 0) <= seconds(now),
            )
        ).all()
        session.exec(update(Rsvp).where(*mine).values(reminded=due))
        if people and not occurrence.cancelled and now - moments[due - 1] < timedelta(hours=2):
            count += _remind(
                session,
                campaign,
                occurrence,
                [(number, language) for number, language in people],
                now,
            )
    return count


def _remind(
    session: Session,
    campaign: Campaign,
    occurrence: Occurrence,
    people: list[tuple[int, str]],
    now: datetime,
) -> int:
    message = outbox.open_message(
        session,
        MessageKind.REMINDER,
        occurrence.event.case,
        _date(occurrence),
        now,
        expires=occurrence.start,
    )
    for language in sorted({language for _, language in people}):
        screen = compose_reminder(campaign, campaign.speak(language), occurrence)
        body = outbox.add_body(session, message, language, "", screen)
        outbox.enqueue(
            session, message, body, [number for number, theirs in people if theirs == language], now
        )
    return len(people)


def _date(occurrence: Occurrence) -> Subject:
    return Subject("event", occurrence.event.slug, occurrence.stamp)


def awaited(session: Session, campaign: Campaign, now: datetime) -> list[Occurrence]:
    """Occurrences that somebody comes to and that have not begun."""
    coming = select(Rsvp.event_slug, Rsvp.starts).where(Rsvp.ends > seconds(now)).distinct()
    rows = sorted(session.exec(coming), key=lambda row: row[1])
    found = []
    for slug, starts in rows:
        event = campaign.event(slug)
        occurrence = event.occurrence(starts) if event else None
        if occurrence and occurrence.start > now:
            found.append(occurrence)
    return found


def next_reminder(session: Session, campaign: Campaign, now: datetime) -> int | None:
    """When the next reminder is due (Unix seconds), or None."""
    moments = [
        seconds(moment)
        for occurrence in awaited(session, campaign, now)
        for moment in remind_at(occurrence)
        if moment > now
    ]
    return min(moments, default=None)
