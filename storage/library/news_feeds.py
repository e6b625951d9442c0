"""Feeds the team reads, and what they suggest; nothing of it is published by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, delete, func, select, update

from content.feed_reading import Item
from storage.engine.states import SuggestionState
from storage.engine.tables import Feed, Suggestion
from storage.engine.times import seconds

MOST_FEEDS = 20
# Seconds between readings; a broken feed waits longer and longer.
EVERY, LONGEST = 30 * 60, 24 * 3600
# Failures in a row after which the team is told, once; a new feed is told of at its first.
BROKEN = 3


@dataclass(frozen=True)
class Due:
    """A feed to read now, with what its server said last time (RFC 9110, conditional requests)."""

    id: int
    url: str
    etag: str | None
    modified: str | None


@dataclass(frozen=True)
class Found:
    """A suggestion for a case's timeline; `published` and `found` are Unix seconds."""

    id: int
    case: str
    title: str
    link: str
    published: int | None
    found: int


def add(session: Session, url: str, now: datetime) -> bool:
    """Reads this feed from now on; False if it is read already."""
    values = {"url": url, "next_at": seconds(now), "failures": 0, "added_at": seconds(now)}
    return session.exec(insert(Feed).values(**values).on_conflict_do_nothing()).rowcount > 0


def drop(session: Session, id: int) -> bool:
    """Reads the feed no more and forgets its suggestions; False if it is not there."""
    return session.exec(delete(Feed).where(col(Feed.id) == id)).rowcount > 0


def listed(session: Session) -> list[Feed]:
    """All feeds, oldest first."""
    return list(session.exec(select(Feed).order_by(col(Feed.id))))


def due(session: Session, now: datetime) -> list[Due]:
    """Feeds whose time has come, the longest waiting first."""
    rows = session.exec(
        select(Feed).where(Feed.next_at <= seconds(now)).order_by(col(Feed.next_at)).limit(5)
    )
    return [Due(row.id or 0, row.url, row.etag, row.modified) for row in rows]


def was_read(
    session: Session,
    id: int,
    found: Iterable[tuple[str, Item]],
    now: datetime,
    *,
    etag: str | None,
    modified: str | None,
) -> int:
    """Keeps what a reading found, pairs of case and entry, each once; how many are new."""
    values: dict[str, str | int | None] = {
        "etag": etag,
        "modified": modified,
        "failures": 0,
        "read_at": seconds(now),
    }
    values["next_at"] = seconds(now) + EVERY
    if not session.exec(update(Feed).where(col(Feed.id) == id).values(**values)).rowcount:
        return 0  # dropped meanwhile
    count = 0
    for case, item in found:
        published = seconds(item.published) if item.published else None
        row = {
            "feed": id,
            "case_slug": case,
            "key": item.key,
            "title": item.title,
            "link": item.link,
        }
        row |= {"published_at": published, "found_at": seconds(now), "state": SuggestionState.NEW}
        count += session.exec(insert(Suggestion).values(**row).on_conflict_do_nothing()).rowcount
    return count


def failed(session: Session, id: int, now: datetime) -> bool:
    """Waits longer before the next try; True when the team should be told that the feed
    is broken.
    """
    row = session.get(Feed, id)
    if row is None:
        return False
    row.failures += 1
    row.next_at = seconds(now) + min(EVERY * 2**row.failures, LONGEST)
    session.add(row)
    return row.failures == (BROKEN if row.read_at else 1)


def suggestions(session: Session, limit: int) -> list[Found]:
    """Open suggestions, the newest first."""
    rows = session.exec(
        select(Suggestion)
        .where(Suggestion.state == SuggestionState.NEW)
        .order_by(col(Suggestion.id).desc())
        .limit(limit)
    )
    return [
        Found(row.id or 0, row.case_slug, row.title, row.link, row.published_at, row.found_at)
        for row in rows
    ]


def waiting(session: Session) -> int:
    """How many suggestions are open."""
    return session.exec(
        select(func.count()).select_from(Suggestion).where(Suggestion.state == SuggestionState.NEW)
    ).one()


def settle(session: Session, id: int, state: SuggestionState) -> Found | None:
    """The suggestion after it was used or dropped; None if it was settled before."""
    row = session.get(Suggestion, id)
    if row is None or row.state != SuggestionState.NEW:
        return None
    row.state = state
    session.add(row)
    return Found(row.id or 0, row.case_slug, row.title, row.link, row.published_at, row.found_at)
