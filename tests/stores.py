"""Stores and the bundled campaign for tests, made once: making one takes longer than most
tests do.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from content.campaign import Campaign
from content.model import AS_STORED
from content.pack import reader
from storage.engine import schema
from storage.engine.database import Store, connect
from storage.library import published

S = TypeVar("S", bound=Store)
PACK = Path(reader.__file__).parents[1] / "packs/liaoning-seven"


@cache
def _empty() -> bytes:
    """The database that the migrations make, with nothing in it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        with Store(connect(f"sqlite:///{path}")) as store:
            schema.migrate(store.engine)
            store.truncate_now()
        return path.read_bytes()


def new_store(path: Path, kind: type[S] = Store) -> S:
    """An empty store of today's shape at this path; whoever asked closes it."""
    path.write_bytes(_empty())
    return kind(connect(f"sqlite:///{path}"))


def store_with(path: Path, content: Campaign, now: datetime) -> Store:
    """A store at this path in which this campaign is public; one of the same content is made
    once.
    """
    path.write_bytes(_filled(content.model_dump_json(), now))
    return Store(connect(f"sqlite:///{path}"))


@cache
def _filled(content: str, now: datetime) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        with new_store(path) as store:
            known = Campaign.model_validate_json(content, context=AS_STORED)
            store.write_now(lambda session: published.seed(session, known, now, with_examples=True))
            store.truncate_now()
        return path.read_bytes()


@cache
def bundled() -> Campaign:
    """The campaign that comes with the bot, as its pack says it."""
    read, problems = reader.read(reader.load(PACK))
    assert read, problems
    return read
