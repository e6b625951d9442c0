"""How many people: the one place that counts them for anybody to see; never who (SAFETY rule 8,
threat 34).

Screens, files, logs and the audit take every number about people from here, as a `Headcount`: in
steps of five, fewer than five as "<5". content/language/numbers.py says why no two of them can be
subtracted. Who follows or reads is said once, by `audiences.members`: whom a message would reach
now, so not who blocked, paused or muted.

No total of a delivery is told exactly either: 21 to everybody, beside 20 readers of English and
"<5" of Korean, would say that one person reads Korean, and 24 to everybody beside 23 to a case's
followers that one follows nothing. The store's own totals are exact, and zero is told as zero: that
nobody was missed can be seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, func, select

from content.audiences import Audience
from content.events import Occurrence
from content.language.numbers import Headcount, Row, told
from storage.delivery import audiences, corrections
from storage.engine.tables import LetterSent, Message, Rsvp, Supporter
from storage.engine.times import seconds
from storage.people import rsvps
from storage.people.supporters import letters_sent
from storage.queue import outbox

WEEK = 7 * 86400
MONDAY = 4 * 86400  # the first Monday of Unix time, 5 January 1970
WEEKS = 12
HEALTH = timedelta(days=30)


@dataclass(frozen=True)
class Delivery:
    """How far a message to many is, or what became of it. `failed` could not be reached, from
    `withdrawn` it was taken back, of `unknown` nobody knows whether it arrived; of these `unsent`
    at most probably never left. `again` went out once more by themselves.
    """

    total: Headcount
    left: Headcount
    sent: Headcount
    failed: Headcount
    withdrawn: Headcount
    unknown: Headcount
    unsent: Headcount
    again: Headcount
    uncorrected: Headcount  # whose message is still to be edited
    edited: Headcount
    unedited: Headcount


@dataclass(frozen=True)
class Health:
    """What became of the messages to many of the last 30 days."""

    sent: Headcount
    waiting: Headcount
    failed: Headcount
    unknown: Headcount


def readers(session: Session, audience: Audience, now: datetime) -> Headcount:
    """How many people a message to this audience would reach."""
    return told(audiences.count(session, audience, now))


def followers(session: Session, case: str, now: datetime) -> Headcount:
    """How many people news of a case would reach."""
    return readers(session, Audience("case", case), now)


def comers(session: Session, occurrence: Occurrence) -> Headcount:
    """How many have a place."""
    return told(rsvps.goers(session, occurrence))


def were_there(session: Session, occurrence: Occurrence) -> Headcount:
    """How many said afterwards that they were there."""
    return told(rsvps.turnout(session, occurrence))


def brought(session: Session, occurrence: Occurrence) -> Headcount:
    """How many letters are brought to hand in."""
    return told(rsvps.letters(session, occurrence))


def letters(session: Session, case: str) -> Headcount:
    """How many letters about a case went out."""
    return told(letters_sent(session, case))


def waiting(session: Session) -> Headcount:
    """How many messages to people wait to go out."""
    return _part(outbox.waiting(session))


def delivery(session: Session, message: int) -> Delivery:
    """How far a message to many is."""
    now = outbox.counts(session, message)
    return Delivery(
        _part(now.total),
        _part(now.queued),
        _part(now.sent),
        _part(now.failed - now.withdrawn),
        _part(now.withdrawn),
        _part(now.unknown),
        _part(now.unsent),
        _part(now.again),
        _part(corrections.left(session, message)),
        _part(now.edited),
        _part(now.unedited),
    )


def _part(count: int) -> Headcount:
    """A part of what is sent: of nothing it is said that it is nothing."""
    return told(count) if count else Headcount(0)


def health(session: Session, now: datetime) -> Health:
    """How sending went in the last 30 days."""
    counted = session.exec(
        select(
            Message.total, Message.sent, Message.failed + Message.withdrawn, Message.unknown
        ).where(Message.created_at > seconds(now - HEALTH))
    ).all()
    total, sent, failed, unknown = (
        (sum(column) for column in zip(*counted, strict=True)) if counted else (0, 0, 0, 0)
    )
    return Health(
        _part(sent), _part(total - sent - failed - unknown), _part(failed), _part(unknown)
    )


def rows(session: Session, now: datetime) -> list[Row]:
    """Followers by case, people by language, letters by office, by week and by both, people who
    come by event.
    """
    return [
        *_followers(session, now),
        *_languages(session, now),
        *_letters(session, now),
        *_comers(session, now),
    ]


def _followers(session: Session, now: datetime) -> Iterator[Row]:
    yield from _ordered("followers", audiences.followers(session, now))


def _languages(session: Session, now: datetime) -> Iterator[Row]:
    everybody = audiences.members(Audience("all"), now)
    found = session.exec(
        select(Supporter.language, func.count()).where(*everybody).group_by(Supporter.language)
    )
    yield from _ordered("languages", found)


def _ordered(table: str, found: Iterable[tuple[str, int]]) -> Iterator[Row]:
    """The largest first; among those that are told alike, by name: the order must not tell more
    than the numbers.
    """
    counted = ((what, told(count)) for what, count in found)
    for what, count in sorted(counted, key=lambda one: (-one[1].at_least, one[0])):
        yield Row(table, what, "", count)


def _letters(session: Session, now: datetime) -> Iterator[Row]:
    """Sums are made of the letters, not of what is told of them."""
    week = (col(LetterSent.day) - MONDAY) // WEEK
    since = seconds(now) - WEEKS * WEEK
    found = session.exec(
        select(LetterSent.mission_slug, week, func.count())
        .where(LetterSent.day >= since)
        .group_by(LetterSent.mission_slug, week)
        .order_by(week.desc(), LetterSent.mission_slug)
    ).all()
    weeks, offices = Counter[int](), Counter[str]()
    for mission, number, count in found:
        weeks[number] += count
        offices[mission] += count
        yield Row("letters", mission, _monday(number), told(count))
    yield from _ordered("offices", offices.items())
    yield from (Row("weeks", "", _monday(number), told(count)) for number, count in weeks.items())


def _monday(number: int) -> str:
    return _day(number * WEEK + MONDAY)


def _comers(session: Session, now: datetime) -> Iterator[Row]:
    found = session.exec(
        select(Rsvp.event_slug, Rsvp.starts, func.count())
        .where(Rsvp.ends > seconds(now), Rsvp.waiting == 0)
        .group_by(Rsvp.event_slug, col(Rsvp.starts))
        .order_by(col(Rsvp.starts))
    )
    yield from (Row("comers", event, _day(starts), told(count)) for event, starts, count in found)


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()
