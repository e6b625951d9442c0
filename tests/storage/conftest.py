"""A migrated store in a folder of its own, and a key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from content import pack
from content.campaign import Campaign
from storage.db import Store, connect
from storage.schema import migrate
from storage.sealing import Sealer, new_key, read_key


@pytest.fixture
def sealer() -> Sealer:
    return read_key(new_key())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    engine = connect(f"sqlite:///{tmp_path / 'store.db'}")
    migrate(engine)
    store = Store(engine)
    yield store
    store.close()


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    """The bundled campaign, as its pack says it."""
    read, problems = pack.read(pack.load(Path(__file__).parents[2] / "content/packs/liaoning-seven"))
    assert read, problems
    return read
