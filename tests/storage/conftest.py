"""A migrated store in a folder of its own, and a key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from content.campaign import Campaign
from storage.engine.database import Store
from storage.engine.sealing import Sealer, new_key, read_key
from tests.stores import bundled, new_store


@pytest.fixture
def sealer() -> Sealer:
    return read_key(new_key())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path / "store.db")
    yield store
    store.close()


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    """The bundled campaign, as its pack says it."""
    return bundled()
