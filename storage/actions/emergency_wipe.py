"""Burning: the sealing key is destroyed and everyone forgotten (SAFETY rule 10). The campaign's
content stays.
"""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import true
from sqlmodel import Session, col, delete, update

from storage.engine.states import InboxState
from storage.engine.tables import Inbox, Invite, Message, OwnerCode, Publication, Withheld
from storage.people import team_inbox
from storage.queue.cancellation import erase


def destroy(key_file: Path) -> None:
    """Overwrites the key file on disk, then removes it; does nothing if it is gone."""
    if not key_file.exists():
        return
    with key_file.open("r+b") as file:
        file.write(b"\0" * key_file.stat().st_size)
        file.flush()
        os.fsync(file.fileno())
    key_file.unlink()


def forget_everyone(session: Session) -> int:
    """Erases every person, the team too, and whatever is still sealed; how many people."""
    count = erase(session, true())
    session.exec(
        update(Inbox)
        .where(col(Inbox.sealed).is_not(None))
        .values(state=InboxState.DONE, sealed=None)
    )
    session.exec(
        update(Message)
        .where(col(Message.progress_message).is_not(None))
        .values(progress_message=None)
    )
    for table in (OwnerCode, Invite, Publication, Withheld):
        session.exec(delete(table))
    team_inbox.drop_group(session)  # sealed with the key that is gone
    return count
