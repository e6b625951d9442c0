"""The next days of everything that will go out by itself: when, what, to how many, in which
languages.

Read only; what it finds is what would happen if nothing changed. A digest counts only for those who
have news waiting.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select as columns_of
from sqlmodel import Session, and_, col, func, or_, select

from content.audiences import read
from content.campaign import Campaign
from content.events import Occurrence
from content.language.i18n import Words
from content.language.languages import LANGUAGES
from content.language.numbers import Headcount, told
from content.notices.broadcasts import MessageState
from content.notices.digests import Rhythm, compose_digest, compose_reminder, remind_at
from content.notices.event_changes import compose_question, question_at
from content.notices.followups import compose_question as compose_followup
from content.text.messages import Screen
from storage.actions import broadcasts, scheduled_publishing
from storage.delivery import audiences, digests, event_notices, headcounts
from storage.engine.tables import Follow, LetterSent, Message, Rsvp, Supporter
from storage.engine.times import seconds
from storage.queue import outbox
from storage.queue.admission import reached
from storage.queue.message_kinds import TO_MANY

FORECAST_SPAN = timedelta(days=7)
DAY = 86400
NOBODY = told(0)


@dataclass(frozen=True)
class Entry:
    """One thing that goes out: when (Unix seconds), what about, how many get it, in which
    languages.

    Of few people the languages are not told: all are named. `kind` and `key` find it again.
    """

    at: int
    kind: str
    key: tuple[str, ...]
    about: str
    people: Headcount = NOBODY
    languages: tuple[str, ...] = ()


def entries(session: Session, campaign: Campaign, now: datetime) -> list[Entry]:
    """Everything of the next seven days, the next first."""
    found = [
        *_sends(session, now),
        *_digests(session, campaign, now),
        *_reminders(session, campaign, now),
        *_questions(session, campaign, now),
        *_followups(session, campaign, now),
        *_plans(session, now),
    ]
    return sorted(found, key=lambda entry: (entry.at, entry.kind, entry.key))


def screen(
    session: Session, campaign: Campaign, entry: Entry, words: Words, now: datetime
) -> Screen | None:
    """What somebody who reads this language gets; None where there is nothing to show any more."""
    match entry.kind:
        case "send":
            said = broadcasts.screens(session, int(entry.key[0]))
            return said.get(words.reads) or next(iter(said.values()), None)
        case "digest":
            return _digest(session, campaign, entry, words, now)
        case "followup":
            case_, mission = campaign.case(entry.key[1]), campaign.mission(entry.key[2])
            return (
                compose_followup(campaign, words, case_, mission, last=False)
                if case_ and mission
                else None
            )
        case _:
            event = campaign.event(entry.key[0])
            occurrence = event.occurrence(int(entry.key[1])) if event else None
            compose = compose_reminder if entry.kind == "reminder" else compose_question
            return compose(campaign, words, occurrence) if occurrence else None


def _sends(session: Session, now: datetime) -> Iterator[Entry]:
    """What waits in the outbox or for a second person."""
    open_ones = (col(Message.state).in_(broadcasts.OPEN), TO_MANY)
    for row in session.exec(select(Message).where(*open_ones).order_by(col(Message.id))).all():
        number = row.id or 0
        asked = row.state == MessageState.ASKED and row.audience
        left = (
            audiences.count(session, read(row.audience), now)
            if asked
            else outbox.counts(session, number).queued
        )
        if left:
            said = tuple(broadcasts.screens(session, number))
            yield Entry(seconds(now), "send", (str(number), row.kind), row.title, told(left), said)


def _told(campaign: Campaign, people: Mapping[str, int]) -> tuple[Headcount, tuple[str, ...]]:
    """How many they are and their languages, always in the same order; every language of few."""
    many = told(sum(people.values()))
    offered = tuple(dict.fromkeys((*LANGUAGES, *campaign.languages)))
    if many.few:
        return many, offered
    return many, tuple(
        code for code in dict.fromkeys((*offered, *sorted(people))) if code in people
    )


def _plans(session: Session, now: datetime) -> Iterator[Entry]:
    """What becomes public by itself; nobody gets a message of it."""
    for row in scheduled_publishing.planned(session):
        if row.at <= seconds(now + FORECAST_SPAN):
            yield Entry(row.at, "plan", (row.kind, row.slug), row.slug)


def _digests(session: Session, campaign: Campaign, now: datetime) -> Iterator[Entry]:
    """Each person's next digest, by day, where something that is published now is new to them."""
    newest = _newest(session, campaign)
    if not newest:
        return
    mine = (col(Follow.supporter) == col(Supporter.number), col(Follow.muted).is_(False))
    fresh = or_(
        *(
            and_(
                col(Supporter.digest_seen) < at,
                select(Follow.supporter)
                .where(*mine, Follow.case_slug == case)
                .correlate(Supporter)
                .exists(),
            )
            for case, at in newest.items()
        )
    )
    due = col(Supporter.digest_due)
    day = due.op("/")(DAY)
    rows = session.execute(
        columns_of(day, col(Supporter.language), func.count(), func.min(due))
        .where(due.between(seconds(now), seconds(now + FORECAST_SPAN)), reached(due), fresh)
        .group_by(day, col(Supporter.language))
    )
    yield from _by_day(
        campaign, "digest", ((int(at), language, count, ()) for _, language, count, at in rows)
    )


def _by_day(
    campaign: Campaign, kind: str, rows: Iterable[tuple[int, str, int, tuple[str, ...]]]
) -> Iterator[Entry]:
    """One entry for each UTC day: its first moment, and the key of most of it."""
    days: dict[int, Counter[str]] = defaultdict(Counter)
    first: dict[int, int] = {}
    keys: dict[int, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for at, language, count, key in rows:
        day = at // DAY
        days[day][language] += count
        first[day] = min(at, first.get(day, at))
        keys[day][key] += count
    for day, people in days.items():
        date = datetime.fromtimestamp(day * DAY, UTC).date().isoformat()
        yield Entry(
            first[day], kind, (date, *keys[day].most_common(1)[0][0]), "", *_told(campaign, people)
        )


def _newest(session: Session, campaign: Campaign) -> dict[str, int]:
    """When the newest news of each case was published (Unix seconds)."""
    published, newest = digests.published(session), defaultdict[str, int](int)
    for update in campaign.updates:
        newest[update.case] = max(newest[update.case], published.get(update.slug, 0))
    return {case: at for case, at in newest.items() if at}


def _digest(
    session: Session, campaign: Campaign, entry: Entry, words: Words, now: datetime
) -> Screen:
    """As somebody sees it who follows every case and had no digest for the longest time of those
    who get one.
    """
    due = datetime.fromtimestamp(entry.at, UTC)
    window = col(Supporter.digest_due).between(seconds(now), entry.at + DAY)
    seen = (
        session.exec(
            select(func.min(Supporter.digest_seen)).where(window, Supporter.digest != Rhythm.OFF)
        ).one()
        or 0
    )
    published = digests.published(session)
    news = [update for update in campaign.updates if published.get(update.slug, 0) > seen]
    asking = [
        (case, headcounts.letters(session, case.slug))
        for case in campaign.cases
        if case.open_for_letters
    ]
    return compose_digest(campaign, words, news, digests.coming(campaign, due), due.date(), asking)


def _reminders(session: Session, campaign: Campaign, now: datetime) -> Iterator[Entry]:
    for occurrence in digests.awaited(session, campaign, now):
        for at, moment in enumerate(remind_at(occurrence)):
            if now < moment <= now + FORECAST_SPAN and not occurrence.cancelled:
                key = (occurrence.event.slug, str(occurrence.stamp), str(at))
                people = _comers(session, occurrence, at, seconds(moment))
                if people:
                    yield Entry(
                        seconds(moment),
                        "reminder",
                        key,
                        occurrence.event.slug,
                        *_told(campaign, people),
                    )


def _questions(session: Session, campaign: Campaign, now: datetime) -> Iterator[Entry]:
    for occurrence in event_notices.unasked(session, campaign, now):
        moment = question_at(occurrence)
        if now < moment <= now + FORECAST_SPAN and not occurrence.cancelled:
            key = (occurrence.event.slug, str(occurrence.stamp))
            people = _comers(session, occurrence, event_notices.QUESTION_ASKED - 1, seconds(moment))
            if people:
                yield Entry(
                    seconds(moment),
                    "question",
                    key,
                    occurrence.event.slug,
                    *_told(campaign, people),
                )


def _comers(session: Session, occurrence: Occurrence, done: int, at: int) -> dict[str, int]:
    """Those who come and had at most so many messages about it, by language."""
    mine = (
        Rsvp.event_slug == occurrence.event.slug,
        Rsvp.starts == occurrence.stamp,
        Rsvp.waiting == 0,
    )
    rows = session.exec(
        select(Supporter.language, func.count())
        .join(Rsvp, col(Rsvp.supporter) == col(Supporter.number))
        .where(*mine, col(Rsvp.reminded) <= done, reached(at))
        .group_by(Supporter.language)
    )
    return dict(rows.all())


def _followups(session: Session, campaign: Campaign, now: datetime) -> Iterator[Entry]:
    open_cases = [case.slug for case in campaign.cases if case.open_for_letters]
    due = col(LetterSent.ask_at)
    letter = (col(LetterSent.case_slug), col(LetterSent.mission_slug))
    rows = session.execute(
        columns_of(func.min(due), col(Supporter.language), func.count(), *letter)
        .join(LetterSent, col(LetterSent.supporter) == col(Supporter.number))
        .where(
            due.between(seconds(now), seconds(now + FORECAST_SPAN)),
            col(LetterSent.case_slug).in_(open_cases),
            reached(due),
        )
        .group_by(due.op("/")(DAY), col(Supporter.language), *letter)
    )
    found = (
        (int(at), language, count, (case, mission)) for at, language, count, case, mission in rows
    )
    yield from _by_day(campaign, "followup", found)
