"""Freezing: nothing goes out to many until someone of the team lets it (SAFETY rule 10). Kept
across restarts.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select as columns_of
from sqlmodel import Session, col

from storage.engine.statements import Compiled
from storage.engine.tables import Meta
from storage.engine.times import seconds

NAME = "frozen_since"
SINCE = Compiled(columns_of(col(Meta.value)).where(col(Meta.name) == NAME))


def hold(session: Session, now: datetime) -> None:
    """Stops all sending to many, without a word about it."""
    session.add(Meta(name=NAME, value=str(seconds(now))))
    session.flush()


def release(session: Session) -> bool:
    """Lets it go on, without a word about it; False if nothing was stopped."""
    row = session.get(Meta, NAME)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def frozen_since(session: Session) -> int | None:
    """Since when (Unix seconds) nothing goes out, or None."""
    row = SINCE.first(session)
    return int(row.value) if row else None
