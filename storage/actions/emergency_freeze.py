"""A team member freezes all sending to many, and lets it go on (SAFETY rule 10)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from storage.people import audit, second_person
from storage.queue.freeze import frozen_since, hold, release


def freeze(session: Session, by: int, now: datetime) -> bool:
    """Stops all sending to many at once; False if it was stopped already."""
    if frozen_since(session) is not None:
        return False
    hold(session, now)
    second_person.forget(session, "thaw")
    second_person.forget(session, "thawdrop")
    audit.note(session, by, "freeze", "", now)
    return True


def thaw(session: Session, by: int, now: datetime) -> bool:
    """Lets what is queued go out again; False if nothing was frozen."""
    if not release(session):
        return False
    audit.note(session, by, "thaw", "", now)
    return True
