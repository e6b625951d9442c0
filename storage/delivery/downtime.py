"""When the bot was last awake. After an absence, or over an older copy, nothing overdue goes out by
itself.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlmodel import Session

from content.language.numbers import told
from content.notices.absence import compose_absence
from content.permissions import Permission
from storage.delivery import team_notices
from storage.engine.tables import Meta
from storage.engine.times import seconds
from storage.people import audit
from storage.queue import freeze, outbox

NAME = "awake_at"
ABSENCE_SECONDS = 3600  # seconds; a shorter absence is a restart


def beat(session: Session, now: datetime) -> None:
    """The bot is awake now."""
    session.merge(Meta(name=NAME, value=str(seconds(now))))


def restored(session: Session) -> None:
    """The store is an older copy: whatever is due when the bot wakes is overdue."""
    session.merge(Meta(name=NAME, value="0"))


def wake(session: Session, due: datetime | None, now: datetime) -> bool:
    """The bot wakes, with its earliest due thing at `due`. Whether it was away and something is
    overdue: then nothing goes out to many before `ask` was called, once all that is due is queued.
    """
    row = session.get(Meta, NAME)
    since = seconds(now) - int(row.value) if row else 0
    beat(session, now)
    if (
        since < ABSENCE_SECONDS
        or due is None
        or due > now
        or freeze.frozen_since(session) is not None
    ):
        return False
    freeze.hold(session, now)
    return True


def ask(session: Session, now: datetime) -> int:
    """Asks the team what to do with what waits, and how much that is; if nothing does, sending goes
    on.
    """
    waiting = outbox.waiting(session)
    if waiting:
        audit.note(session, None, "freeze", "", now)
        team_notices.to_team(
            session,
            "absence",
            Permission.PUBLISH,
            partial(compose_absence, waiting=told(waiting)),
            now,
        )
    else:
        freeze.release(session)
    return waiting
