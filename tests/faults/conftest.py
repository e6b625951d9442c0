"""A forge of bots for all tests of one run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bot.forge import Forge


@pytest.fixture(scope="session")
def forge() -> Iterator[Forge]:
    made = Forge()
    yield made
    made.end()
