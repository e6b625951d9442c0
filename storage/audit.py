"""What the team did or was refused: rows that are only ever added."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from storage.supporters import seconds
from storage.tables import Audit


def note(
    session: Session, member: int | None, action: str, detail: str, now: datetime, *, allowed: bool = True
) -> None:
    """Adds one line; `member` is None for what was done on the machine itself."""
    session.add(Audit(at=seconds(now), member=member, action=action, detail=detail, allowed=allowed))
    session.flush()
