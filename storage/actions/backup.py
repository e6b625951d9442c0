"""Copies of the store, by SQLite's own backup: whole while the bot writes, never with the key; and
putting one back.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlmodel import Session, col, delete, update

from storage.actions import given_numbers, withheld_names
from storage.delivery import downtime
from storage.engine import schema
from storage.engine.database import Store, connect
from storage.engine.sealing import Sealer
from storage.engine.states import InboxState
from storage.engine.tables import Inbox, Invite, OwnerCode, Publication
from storage.library import published, withheld
from storage.people import erasure, members
from storage.queue.kept_back import kept_back

COPIES_LIFETIME = timedelta(days=30)  # of copies in the data folder's own place for them
FOLDER = "backups"  # in the data folder
SUFFIX = ".restoring"
FRESH_SUFFIX = ".fresh"


class NoCopy(Exception):
    """The file is no copy of a store, or damaged. The message says what to do."""


@dataclass(frozen=True)
class Restored:
    """What putting a copy back did: migrations applied, people who were forgotten again, names kept
    back since the copy that the key does not open, messages that were stopped as they name what is
    kept back.
    """

    applied: list[str]
    forgotten: int
    unopened: int = 0
    stopped: int = 0


def write(store: Path, target: Path) -> None:
    """Writes a checked copy of a store in use to a new file that only its owner can read;
    FileExistsError.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    target.touch(mode=0o600, exist_ok=False)
    try:
        with (
            closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as source,
            closing(_open(target)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, complete by itself
            _check(copy, target)
        with target.open("rb") as file:
            os.fsync(file.fileno())
    except BaseException:
        _remove(target)
        raise


def sweep(folder: Path, now: datetime) -> int:
    """Deletes copies in the folder that have reached their end; how many."""
    old = [
        path
        for path in folder.glob("*.db")
        if path.stat().st_mtime <= (now - COPIES_LIFETIME).timestamp()
    ]
    for path in old:
        path.unlink()
    return len(old)


@contextmanager
def prepared(copy: Path, beside: Path) -> Iterator[Path]:
    """A working copy next to the store, checked and up to date; gone at the end. NoCopy,
    NewerStore.
    """
    working = beside.with_name(beside.name + SUFFIX)
    try:
        working.unlink(missing_ok=True)
        working.touch(mode=0o600)
        try:
            with (
                closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as source,
                closing(_open(working)) as ours,
            ):
                source.backup(ours)
                _check(ours, copy)
        except sqlite3.OperationalError:  # such as a full disk: the copy may be sound
            raise
        except sqlite3.DatabaseError as broken:
            raise NoCopy(
                f"{copy} is no copy of a store, or is damaged: take another copy."
            ) from broken
        yield working
    finally:
        _remove(working)


def _remove(file: Path) -> None:
    """Deletes a database with what SQLite keeps beside it."""
    for path in (file, *(Path(f"{file}{end}") for end in ("-wal", "-shm", "-journal"))):
        path.unlink(missing_ok=True)


def too_old(working: Path, now: datetime) -> bool:
    """Whether the newest word of a person in the copy is older than the ledger of erasures is sure
    to reach back.
    """
    with closing(_open(working)) as ours:
        (newest,) = ours.execute("SELECT max(active_at) FROM supporter").fetchone()
    return newest is not None and newest < now.timestamp() - erasure.OLDEST


def restore(
    working: Path,
    store: Path,
    sealer: Sealer,
    ledger: Path,
    withdrawn: Iterable[str] = (),
    seats: Mapping[int, members.Seat] | None = None,
    numbers: Mapping[str, int] | None = None,
    kept: Iterable[withheld.Row] = (),
) -> Restored:
    """Puts the prepared copy into the store's place. Who asked to be forgotten since stays
    forgotten, cases that were withdrawn since stay so, updates that waited are not answered once
    more, and nothing overdue goes out before the team says so. `seats`: the team as it is now;
    whoever left it since stays out. `numbers`: the highest that the store of now gave; none of them
    is given again. `kept`: the names that the store of now keeps back; they are added to the
    copy's, and nothing goes out that holds one. Invitations, owner codes and planned publications
    end: they may have been used or taken back.
    """
    ours = Store(connect(f"sqlite:///{working}"))
    try:
        applied = schema.migrate(ours.engine)
        ours.unlock(sealer)
        forgotten = ours.write_now(
            lambda session: _cleaned(session, sealer, ledger, withdrawn, seats)
        )
        unopened, stopped = ours.write_now(lambda session: _kept_back(session, sealer, kept))
        ours.write_now(partial(given_numbers.go_on_above, before=numbers or {}))
    finally:
        ours.close()
    with closing(_open(working)) as source:
        source.execute("VACUUM")
        _put(source, store)
    return Restored(applied, forgotten, unopened, stopped)


def _cleaned(
    session: Session,
    sealer: Sealer,
    ledger: Path,
    withdrawn: Iterable[str],
    seats: Mapping[int, members.Seat] | None,
) -> int:
    for case in withdrawn:
        published.withdraw(session, case)
    for table in (Invite, OwnerCode, Publication):
        session.exec(delete(table))
    if seats:
        members.reseat(session, seats)
    session.exec(
        update(Inbox)
        .where(col(Inbox.sealed).is_not(None))
        .values(state=InboxState.DONE, sealed=None)
    )
    downtime.restored(session)
    return erasure.replay(session, sealer, ledger)


def _kept_back(session: Session, sealer: Sealer, kept: Iterable[withheld.Row]) -> tuple[int, int]:
    unopened = withheld.carry(session, sealer, kept)
    return unopened, len(withheld_names.stop_messages(session, kept_back(session)))


def _put(source: sqlite3.Connection, store: Path) -> None:
    """Overwrites the store in one transaction; one that is too broken for that is replaced by a
    whole new file.

    sqlite3.OperationalError, such as for a full disk, leaves the store as it was.
    """
    try:
        with closing(_open(store)) as target:
            _overwrite(source, target)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        fresh = store.with_name(store.name + FRESH_SUFFIX)
        try:
            with closing(_open(fresh)) as target:
                _overwrite(source, target)
            for end in ("-wal", "-shm", "-journal"):
                Path(f"{store}{end}").unlink(missing_ok=True)
            fresh.replace(store)
        finally:
            _remove(fresh)


def _overwrite(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    target.execute("PRAGMA secure_delete=ON")
    source.backup(target)
    target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _check(target, Path("store"))


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """NoCopy unless every page is sound and it is a store of ours."""
    if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        raise NoCopy(f"{path} is damaged: take another copy.")
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'supporter'").fetchone():
        raise NoCopy(f"{path} is no copy of a store: take another copy.")
