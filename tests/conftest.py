"""The whole suite is a canary: at every level, nothing that the program's logs would write has a token in it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest

from bot.logs import Redacted

SECRET = re.compile(r"(?::|%3A)[A-Za-z0-9_-]{33,}|A{35}", re.IGNORECASE)  # a token has 35, a slug 32


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
def no_token_in_any_log(caplog: pytest.LogCaptureFixture) -> Iterator[Canary]:
    canary, root = Canary(), logging.getLogger()
    before, heard = root.level, caplog.handler.level
    root.addHandler(canary)
    root.setLevel(logging.DEBUG)
    caplog.handler.setLevel(logging.WARNING)  # as without this fixture
    yield canary
    root.removeHandler(canary)
    root.setLevel(before)
    caplog.handler.setLevel(heard)
    assert canary.caught == []
