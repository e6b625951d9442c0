"""What is queued for those who come to an event: a free place, a change, a cancellation, a question
afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from content.campaign import Campaign
from content.events import Occurrence
from content.language.i18n import Words
from content.notices.event_changes import compose_place, compose_question, question_at
from content.subjects import Subject
from content.text.messages import Screen
from storage.engine.tables import Rsvp, Supporter
from storage.engine.times import seconds
from storage.library.published import words_of
from storage.people import rsvps
from storage.queue import outbox
from storage.queue.message_kinds import MessageKind

QUESTION_ASKED = 3  # of Rsvp.reminded: two reminders, then the question
QUESTION_LATE = timedelta(hours=12)  # a question that is due for longer is not asked any more
LONGEST_NIGHT = timedelta(hours=12)  # as long as the longest night that can be chosen
Compose = Callable[[Words], Screen]


def tell(
    session: Session,
    occurrence: Occurrence,
    people: Iterable[int],
    compose: Compose,
    now: datetime,
    *,
    kind: MessageKind = MessageKind.CHANGE,
    priority: int | None = None,
    replaced: bool = False,
) -> int:
    """Queues a message for these people, except who blocked the bot, each in their language; how
    many get it.

    `replaced`: later news of the same date takes it back while it waits. Of a date within twelve
    hours they learn at once, in the night too: in the morning they may be on the way.
    """
    rows = session.exec(
        select(Supporter.number, Supporter.language).where(
            col(Supporter.number).in_(list(people)), col(Supporter.blocked_at).is_(None)
        )
    ).all()
    if not rows:
        return 0
    event = occurrence.event
    subject = Subject("event", event.slug, occurrence.stamp if replaced else None)
    message = outbox.open_message(
        session,
        kind,
        event.case,
        subject,
        now,
        critical=occurrence.start - now < LONGEST_NIGHT,
        priority=priority,
    )
    for language in sorted({language for _, language in rows}):
        body = outbox.add_body(session, message, language, "", compose(words_of(session, language)))
        outbox.enqueue(
            session, message, body, [number for number, theirs in rows if theirs == language], now
        )
    return len(rows)


def everyone(session: Session, occurrence: Occurrence) -> list[int]:
    """Numbers of the people who come or wait."""
    mine = (Rsvp.event_slug == occurrence.event.slug, Rsvp.starts == occurrence.stamp)
    return list(session.exec(select(Rsvp.supporter).where(*mine)))


def due(session: Session, campaign: Campaign, now: datetime) -> int:
    """Moves waiting lists up and asks after events, whatever is due by itself. How many are told
    something.
    """
    return fill_places(session, campaign, now) + ask_after(session, campaign, now)


def fill_places(session: Session, campaign: Campaign, now: datetime) -> int:
    """Moves the waiting lists up where places are free, and tells those who have a place now; how
    many.
    """
    count = 0
    waiting = (
        select(Rsvp.event_slug, Rsvp.starts)
        .where(Rsvp.waiting > 0, Rsvp.ends > seconds(now))
        .distinct()
    )
    for occurrence in _found(campaign, session.exec(waiting).all()):
        if occurrence.cancelled or occurrence.end <= now:
            continue
        people = rsvps.move_up(session, occurrence)
        tell(session, occurrence, people, _bound(compose_place, campaign, occurrence), now)
        count += len(people)
    return count


def ask_after(session: Session, campaign: Campaign, now: datetime) -> int:
    """Asks those who came to an event that is over whether they were there, once; how many."""
    count = 0
    for occurrence in _over(session, campaign, now):
        at = question_at(occurrence)
        if at > now:
            continue
        mine = (
            col(Rsvp.event_slug) == occurrence.event.slug, col(Rsvp.starts) == occurrence.stamp,
            col(Rsvp.reminded) < QUESTION_ASKED,
        )  # fmt: skip
        awake = (col(Supporter.paused_until).is_(None)) | (
            col(Supporter.paused_until) <= seconds(now)
        )
        people = session.exec(
            select(Supporter.number)
            .join(Rsvp, col(Rsvp.supporter) == col(Supporter.number))
            .where(*mine, Rsvp.waiting == 0, awake)
        ).all()
        session.exec(update(Rsvp).where(*mine).values(reminded=QUESTION_ASKED))
        if not occurrence.cancelled and now - at < QUESTION_LATE:
            count += tell(
                session,
                occurrence,
                people,
                _bound(compose_question, campaign, occurrence),
                now,
                kind=MessageKind.NOTICE,
            )
    return count


def next_question(session: Session, campaign: Campaign, now: datetime) -> int | None:
    """When the next question is due (Unix seconds), or None."""
    due = [
        seconds(at)
        for one in _over(session, campaign, now, ahead=True)
        if (at := question_at(one)) > now
    ]
    return min(due, default=None)


def unasked(session: Session, campaign: Campaign, now: datetime) -> list[Occurrence]:
    """Occurrences that people come or came to, after which nobody was asked yet."""
    return _over(session, campaign, now, ahead=True)


def _over(
    session: Session, campaign: Campaign, now: datetime, *, ahead: bool = False
) -> list[Occurrence]:
    """Occurrences after which nobody was asked yet: those that are over, or all of them."""
    asked = select(Rsvp.event_slug, Rsvp.starts).where(Rsvp.reminded < QUESTION_ASKED).distinct()
    rows = session.exec(asked if ahead else asked.where(Rsvp.ends <= seconds(now))).all()
    return _found(campaign, rows)


def _found(campaign: Campaign, rows: Iterable[tuple[str, int]]) -> list[Occurrence]:
    events = ((campaign.event(slug), starts) for slug, starts in rows)
    return [found for event, starts in events if event and (found := event.occurrence(starts))]


def _bound(
    compose: Callable[[Campaign, Words, Occurrence], Screen], campaign: Campaign, one: Occurrence
) -> Compose:
    return lambda words: compose(campaign, words, one)
