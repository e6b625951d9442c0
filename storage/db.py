"""The database: engine and pragmas, one writer thread and a few readers, transactions that begin at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

T = TypeVar("T")

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "secure_delete=ON",
)


class UnsupportedDatabase(Exception):
    """The URL is not SQLite's. The message says what to write."""


def connect(url: str) -> Engine:
    """An engine for a sqlite:/// URL ("sqlite://" lives in memory); UnsupportedDatabase for any other."""
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
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's BEGIN comes from _begin
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


class Store:
    """Runs business actions off the event loop: writes one after another on one thread, reads beside them."""

    def __init__(self, engine: Engine, readers: int = 3) -> None:
        self.engine = engine
        self._reading = engine.execution_options(reading=True)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="store-reader")

    async def write(self, action: Callable[[Session], T]) -> T:
        """What the action returns, once its transaction is committed; nothing is kept if it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self.write_now, action)

    async def read(self, action: Callable[[Session], T]) -> T:
        """What the action returns from one consistent view; it must not write."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, action)

    def write_now(self, action: Callable[[Session], T]) -> T:
        """As `write`, in the calling thread."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            return action(session)

    def read_now(self, action: Callable[[Session], T]) -> T:
        """As `read`, in the calling thread."""
        with Session(self._reading, expire_on_commit=False) as session:
            return action(session)

    async def truncate(self) -> None:
        """Writes the log back into the database and empties it, so that what was erased is gone from disk."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._truncate)

    def _truncate(self) -> None:
        connection = self.engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()

    def close(self) -> None:
        """Waits for what is running, then lets go of the database."""
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self.engine.dispose()
