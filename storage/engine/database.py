"""The database: engine and pragmas, one writer thread and a few readers, transactions that begin at
once.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Self, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from storage.engine.remembered import REMEMBERED

T = TypeVar("T")
log = logging.getLogger(__name__)

PATIENCE = "busy_timeout=5000"  # milliseconds
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    PATIENCE,
    "secure_delete=ON",
)


# The dialect's own ways compile a statement each time, which takes longer than the whole rest.
SAVEPOINTS = {
    "do_savepoint": "SAVEPOINT",
    "do_rollback_to_savepoint": "ROLLBACK TO SAVEPOINT",
    "do_release_savepoint": "RELEASE SAVEPOINT",
}
SEALER = "sealer"  # in a session's info: the key of the store, where it is at hand
WRITES_TOGETHER = 64  # writes that share a commit at most
ERASES = "DELETE FROM supporter"  # how every statement begins that erases people
ERASED = "erased"  # in a connection: its transaction erased people


class UnsupportedDatabase(Exception):
    """The URL is not SQLite's. The message says what to write."""


def connect(url: str) -> Engine:
    """An engine for a sqlite:/// URL ("sqlite://" lives in memory); UnsupportedDatabase for any
    other.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        raise UnsupportedDatabase(
            "APPEALBOT_DATABASE_URL must be a SQLite address such as sqlite:///data/appealbot.db: "
            "other databases are not supported yet."
        )
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False}}
    if address.database in (None, "", ":memory:"):
        options["poolclass"] = StaticPool
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "after_cursor_execute", _note_erasure)
    dialect: Any = engine.dialect
    for name, words in SAVEPOINTS.items():
        setattr(dialect, name, partial(_savepoint, words))
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's BEGIN comes from _begin
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _note_erasure(connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
    if statement.startswith(ERASES):
        connection.info[ERASED] = True


def _erased(session: Session) -> bool:
    """Whether the transaction erased people, asked once at its end."""
    session.flush()
    return bool(session.connection().info.pop(ERASED, False))


def _savepoint(words: str, connection: Any, name: str) -> None:
    connection.connection.driver_connection.execute(f"{words} {name}")


@dataclass(frozen=True)
class _Job:
    """An action that waits for its turn, and who waits for what it returns."""

    action: Callable[[Session], Any]
    future: asyncio.Future[Any]


Ended = tuple[_Job, Any, BaseException | None]  # with what it returned or raised


class _Spoilt(Exception):
    """An action lost the whole transaction, with what others did in it."""


def _tell(ended: list[Ended]) -> None:
    """Tells those who wait, in their own loop; whoever left is not told."""
    for loop in {job.future.get_loop() for job, _, _ in ended}:
        with suppress(RuntimeError):  # their loop is closed: nobody waits
            loop.call_soon_threadsafe(
                _told, [one for one in ended if one[0].future.get_loop() is loop]
            )


def _told(ended: list[Ended]) -> None:
    for job, value, failure in ended:
        if job.future.done():
            continue
        if failure is None:
            job.future.set_result(value)
        else:
            job.future.set_exception(failure)


class Store:
    """Runs business actions off the event loop: writes one after another on one thread, reads
    beside them.

    Writes that wait at the same time share one commit, each in a savepoint of its own. An action
    may be run again after its effects were undone: whatever it does beside the session must bear
    that. Whoever is erased has left the disk, the write-ahead log too, before anybody is told that
    it is done.
    """

    def __init__(self, engine: Engine, readers: int = 3) -> None:
        self.engine = engine
        self._reading = engine.execution_options(reading=True)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="store-reader")
        self._jobs: deque[_Job] = deque()
        self._info: dict[str, object] = {REMEMBERED: {}}

    def unlock(self, sealer: object) -> None:
        """Gives the store's key to the sessions that are opened from now on: lists of names are
        looked at with it.
        """
        self._info = {**self._info, SEALER: sealer}

    async def write(self, action: Callable[[Session], T]) -> T:
        """What the action returns, once its transaction is committed; nothing is kept if
        it raises.
        """
        job = _Job(action, asyncio.get_running_loop().create_future())
        self._jobs.append(job)
        self._writer.submit(self._work)
        result: T = await job.future
        return result

    def _work(self) -> None:
        """Does what waits, some at a time; finds nothing where an earlier turn did it all."""
        jobs = [self._jobs.popleft() for _ in range(min(WRITES_TOGETHER, len(self._jobs)))]
        jobs = [job for job in jobs if not job.future.cancelled()]
        try:
            ended = self._together(jobs) if len(jobs) > 1 else [self._alone(job) for job in jobs]
        except _Spoilt:
            ended = [self._alone(job) for job in jobs]
        except BaseException as failure:  # noqa: BLE001 - whatever it is, those who wait are told
            ended = [(job, None, failure) for job in jobs]
        _tell(ended)

    def _alone(self, job: _Job) -> Ended:
        try:
            return job, self.write_now(job.action), None
        except BaseException as failure:  # noqa: BLE001 - whatever it is, the one who waits is told
            return job, None, failure

    def _together(self, jobs: list[_Job]) -> list[Ended]:
        """Runs the actions in one transaction; trouble of the store itself is everybody's.

        _Spoilt after a failure that took more with it than its own, such as a flush's: they are run
        one by one.
        """
        ended: list[Ended] = []
        with (
            Session(self.engine, expire_on_commit=False, info=self._info) as session,
            session.begin() as transaction,
        ):
            connection = session.connection()
            for job in jobs:
                _savepoint("SAVEPOINT", connection, "job")
                try:
                    value = job.action(session)
                    session.flush()
                    ended.append((job, value, None))
                except OperationalError:
                    raise
                except Exception as failure:
                    if not transaction.is_active or session.in_nested_transaction():
                        raise _Spoilt from failure
                    _savepoint("ROLLBACK TO", connection, "job")
                    ended.append((job, None, failure))
                _savepoint("RELEASE", connection, "job")
                session.expunge_all()  # no action sees what another one has read
            erased = _erased(session)
        if erased:
            self.truncate_now()
        return ended

    async def read(self, action: Callable[[Session], T]) -> T:
        """What the action returns from one consistent view; it must not write."""
        return await asyncio.get_running_loop().run_in_executor(
            self._readers, self.read_now, action
        )

    def write_now(self, action: Callable[[Session], T]) -> T:
        """As `write`, in the calling thread."""
        with (
            Session(self.engine, expire_on_commit=False, info=self._info) as session,
            session.begin(),
        ):
            result = action(session)
            erased = _erased(session)
        if erased:
            self.truncate_now()
        return result

    def read_now(self, action: Callable[[Session], T]) -> T:
        """As `read`, in the calling thread."""
        with Session(self._reading, expire_on_commit=False, info=self._info) as session:
            return action(session)

    async def truncate(self) -> None:
        """Writes the log back into the database and empties it: what was erased is gone from disk,
        and the database is whole without its log.
        """
        await asyncio.get_running_loop().run_in_executor(self._writer, self.truncate_now)

    def truncate_now(self) -> None:
        """As `truncate`, in the calling thread. Where a reader stays for over a second, it is for
        next time.
        """
        connection = self.engine.raw_connection()
        cursor = connection.cursor()
        try:
            cursor.execute("PRAGMA busy_timeout=1000")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # Such as a full disk: what was committed stands all the same.
        except sqlite3.Error as trouble:
            log.warning(
                "The log of the store could not be emptied (%s); it is tried again within a"
                " minute.",
                trouble,
            )
        finally:
            cursor.execute(f"PRAGMA {PATIENCE}")
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Waits for what is running, then lets go of the database."""
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self.engine.dispose()
