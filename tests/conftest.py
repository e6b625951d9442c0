"""The whole suite is a canary: at every level, nothing that the program's logs would write has a token in it."""

from __future__ import annotations

import logging
import re
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator

import pytest

from bot import loop
from bot.logs import Redacted

SECRET = re.compile(r"\d(?::|%3A)[A-Za-z0-9_-]{33,}", re.IGNORECASE)  # a token's secret half has 35, a slug 32


def pytest_configure(config: pytest.Config) -> None:
    """Everything is logged; what a failed test shows of it begins at warnings."""
    logging.getLogger().setLevel(logging.DEBUG)
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)  # it would slow the suite down, and sees no token
    config.option.log_level = config.option.log_level or "WARNING"


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], AbstractEventLoop]]:
    """Every test runs on the loop that the bot runs on."""
    return {"bot": loop.new_event_loop}


class Canary(logging.Handler):
    """Writes as the program's own handlers do, into nothing, and keeps what should not have been written."""

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
