"""Quiet hours: an alert that is not critical waits for the end of the night where its reader is."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import ColumnElement, case, literal, tuple_
from sqlmodel import Session, col, select

from content.digests import after_quiet
from storage.supporters import seconds
from storage.tables import Follow, Supporter


def due(session: Session, case_slug: str, now: datetime) -> ColumnElement[int]:
    """When news of a case may reach each of its followers (Unix seconds): SQL, for a statement over Supporter.

    Who has chosen no zone is reached at once.
    """
    how = (col(Supporter.zone), col(Supporter.quiet_from), col(Supporter.quiet_to))
    followed = select(*how).join(Follow, col(Follow.supporter) == col(Supporter.number))
    chosen = session.execute(followed.where(Follow.case_slug == case_slug, how[0].is_not(None)).distinct())
    asleep: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for zone, begins, ends in chosen:
        morning = seconds(after_quiet(begins, ends, zone, now))
        if morning > seconds(now):
            asleep[morning].append((zone, begins, ends))
    if not asleep:
        return literal(seconds(now))
    return case(*((tuple_(*how).in_(those), at) for at, those in asleep.items()), else_=seconds(now))
