"""The whole suite is a canary: no log has a token in it, and no test leaves a store open."""

from __future__ import annotations

import gc
import logging
import re
import sqlite3
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings

from bot import loop
from bot.logs import Redacted

# A token's secret half has 35, a slug 32.
SECRET = re.compile(r"\d(?::|%3A)[A-Za-z0-9_-]{33,}", re.IGNORECASE)


class Watched(sqlite3.Connection):
    """Stands among those that are open until it is closed."""

    still_open: ClassVar[set[sqlite3.Connection]] = set()

    def __init__(self, database: Any, *args: Any, **options: Any) -> None:
        super().__init__(database, *args, **options)
        self.database = database
        self.still_open.add(self)

    def close(self) -> None:
        super().close()
        self.still_open.discard(self)


def pytest_configure(config: pytest.Config) -> None:
    """Connections are watched. Everything is logged; what a failed test shows of it begins at
    warnings.
    """
    patient = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
    settings.register_profile(
        "patient", settings.default, deadline=None, suppress_health_check=patient
    )
    settings.load_profile("patient")  # no test asserts a time: the machine may be busy
    sqlite3.connect = sqlite3.dbapi2.connect = partial(sqlite3.connect, factory=Watched)
    logging.getLogger().setLevel(logging.DEBUG)
    # It would slow the suite down, and sees no token.
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)
    config.option.log_level = config.option.log_level or "WARNING"


def pytest_collection_finish() -> None:
    """What is loaded is never looked through for garbage, as in the program, and the rest seldom:
    that was an eighth of a run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], AbstractEventLoop]]:
    """Every test runs on the loop that the bot runs on."""
    return {"bot": loop.new_event_loop}


class Canary(logging.Handler):
    """Writes as the program's own handlers do, into nothing, and keeps what should not have been
    written.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(Redacted())
        self.caught: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info or SECRET.search(record.getMessage()):
            written = self.format(record)
            if SECRET.search(written):
                self.caught.append(f"{record.name}: {written[:200]}")


@pytest.fixture(autouse=True)
def no_token_in_any_log() -> Iterator[Canary]:
    canary, root = Canary(), logging.getLogger()
    root.addHandler(canary)
    yield canary
    root.removeHandler(canary)
    assert canary.caught == []


@pytest.fixture(autouse=True)
def no_store_left_open() -> Iterator[None]:
    """What is open when a test ends was open before it: Python itself warns only later, in whatever
    test comes next.
    """
    before = Watched.still_open.copy()
    yield
    left = Watched.still_open - before
    Watched.still_open.difference_update(left)
    assert [one.database for one in left] == []
