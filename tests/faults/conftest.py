"""A forge of bots for all tests of one run; a city where one bot is enough."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bot.forge import Forge
from tests.journeys.conftest import city, elsewhere, seeded

__all__ = ["city", "elsewhere", "seeded"]  # the rehearsal's bot and Telegram in one process


@pytest.fixture(scope="session")
def forge() -> Iterator[Forge]:
    made = Forge()
    yield made
    made.end()
