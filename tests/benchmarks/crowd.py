"""A store with as many people as a measurement needs, filled as fast as SQLite can."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from multiprocessing import get_context
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from sqlmodel import Session

from bot.clock import SystemClock
from bot.delivery.engine import Engine
from bot.delivery.lanes import Lanes
from bot.delivery.sender import Sender
from content.pack import reader
from content.text.markup import rich
from content.text.messages import Screen
from storage.actions.broadcasts import HURRY
from storage.engine.database import Store, connect
from storage.engine.schema import migrate
from storage.engine.sealed_columns import SUPPORTER_SEAL
from storage.engine.sealing import new_key, read_key
from storage.engine.tables import random_number
from storage.library import published as contents
from tests import desk
from tests.stores import bundled

TEXT = "The news that everybody gets. " * 8
CASE = "liaoning-seven"
PACK = Path(reader.__file__).parents[1] / "packs" / CASE
Due = Callable[[int], int | None]


class Crowd:
    """A store in a folder with so many followers of a case, in Seoul; `due` says of a number when a
    digest is due.
    """

    def __init__(self, people: int, due: Due = lambda _: None) -> None:
        self.folder = TemporaryDirectory()
        self.path, self.people, key = Path(self.folder.name) / "store.db", people, new_key()
        self.sealer = read_key(key)
        filling = get_context("fork").Process(target=_fill, args=(self.path, key, people, due))
        filling.start()  # its memory is its own
        filling.join()
        if filling.exitcode:
            raise RuntimeError("the store could not be filled")
        self.store = connected(self.path)
        campaign = bundled()
        self.store.write_now(
            lambda session: contents.seed(
                session, campaign, SystemClock().now(), with_examples=True
            )
        )

    @contextmanager
    def copied(self) -> Iterator[Crowd]:
        """The same crowd as it is now in a file of its own: what is done to it leaves this one as
        it is.
        """
        connection = self.store.engine.raw_connection()
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        with TemporaryDirectory(dir=self.folder.name) as folder:
            other = copy(self)
            other.path = Path(folder) / self.path.name
            copyfile(self.path, other.path)
            with other.path.open("rb") as file:
                os.fsync(file.fileno())
            other.store = connected(other.path)
            yield other
            other.store.close()

    def alert(self) -> int:
        """Queues one alert to all; its number."""

        def act(session: Session) -> int:
            return desk.alerts(
                session, CASE, "news", {"en": Screen(rich(TEXT))}, SystemClock().now() - HURRY
            )

        return self.store.write_now(act)

    def engine(self, sender: Sender, per_second: int) -> Engine:
        """The delivery engine over this store."""
        return Engine(self.store, self.sealer, sender, Lanes(per_second), SystemClock())

    def close(self) -> None:
        """Deletes everything."""
        self.store.close()
        self.folder.cleanup()


def connected(path: Path) -> Store:
    """The store in a file."""
    return Store(connect(f"sqlite:///{path}"))


def _fill(path: Path, key: str, people: int, due: Due) -> None:
    """Nothing of it needs to be safe before all of it is there, and all of it fits in memory."""
    engine, sealer = connect(f"sqlite:///{path}"), read_key(key)
    migrate(engine)
    connection = engine.raw_connection()
    cursor = connection.cursor()
    for pragma in ("synchronous = OFF", "cache_size = -500000"):
        cursor.execute(f"PRAGMA {pragma}")
    numbers = sorted(random_number() for _ in range(people))
    cursor.execute("BEGIN")
    cursor.executemany(
        "INSERT INTO supporter(number, seal, digest_due, language, zone, alerts, digest,"
        " digest_hour, digest_weekday, digest_seen, quiet_from, quiet_to, created_at, active_at)"
        " VALUES (?, ?, ?, 'en', 'Asia/Seoul', 1, 'daily', 9, 0, 0, 22, 7, 1, 1)",
        (
            (number, sealer.id(SUPPORTER_SEAL, 5_000_000_000 + at), due(number))
            for at, number in enumerate(numbers)
        ),
    )
    follows = (  # people come in no order
        "INSERT INTO follow(supporter, case_slug, muted, since) SELECT number, ?, 0, 1 FROM"
        " supporter ORDER BY random()"
    )
    cursor.execute(follows, (CASE,))
    cursor.execute("COMMIT")
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    engine.dispose()
