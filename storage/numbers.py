"""Counts of what people do and of how sending goes; never who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, func, select

from content.numbers import Row
from storage.supporters import seconds
from storage.tables import Follow, LetterSent, Message, Rsvp, Supporter

WEEK = 7 * 86400
MONDAY = 4 * 86400  # the first Monday of Unix time, 5 January 1970
WEEKS = 12
HEALTH = timedelta(days=30)


@dataclass(frozen=True)
class Health:
    """What became of the messages to many of the last 30 days; exact totals."""

    sent: int
    waiting: int
    failed: int
    unknown: int


def rows(session: Session, now: datetime) -> list[Row]:
    """Letters by mission and week, people who come by event, followers by case, people by language."""
    return [*_letters(session, now), *_comers(session, now), *_followers(session), *_languages(session)]


def _letters(session: Session, now: datetime) -> list[Row]:
    week = (col(LetterSent.day) - MONDAY) // WEEK
    since = seconds(now) - WEEKS * WEEK
    found = session.exec(
        select(LetterSent.mission_slug, week, func.count())
        .where(LetterSent.day >= since)
        .group_by(LetterSent.mission_slug, week)
        .order_by(week.desc(), func.count().desc())
    )
    return [Row("letters", mission, _day(number * WEEK + MONDAY), count) for mission, number, count in found]


def _comers(session: Session, now: datetime) -> list[Row]:
    found = session.exec(
        select(Rsvp.event_slug, Rsvp.starts, func.count())
        .where(Rsvp.ends > seconds(now), Rsvp.waiting == 0)
        .group_by(Rsvp.event_slug, col(Rsvp.starts))
        .order_by(col(Rsvp.starts))
    )
    return [Row("comers", event, _day(starts), count) for event, starts, count in found]


def _followers(session: Session) -> list[Row]:
    found = session.exec(
        select(Follow.case_slug, func.count()).group_by(Follow.case_slug).order_by(func.count().desc())
    )
    return [Row("followers", case, "", count) for case, count in found]


def _languages(session: Session) -> list[Row]:
    found = session.exec(
        select(Supporter.language, func.count()).group_by(Supporter.language).order_by(func.count().desc())
    )
    return [Row("languages", language, "", count) for language, count in found]


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def health(session: Session, now: datetime) -> Health:
    """How sending went in the last 30 days."""
    counted = session.exec(
        select(Message.total, Message.sent, Message.failed + Message.withdrawn, Message.unknown).where(
            Message.created_at > seconds(now - HEALTH)
        )
    ).all()
    total, sent, failed, unknown = (sum(column) for column in zip(*counted, strict=True)) if counted else (0, 0, 0, 0)
    return Health(sent, total - sent - failed - unknown, failed, unknown)
