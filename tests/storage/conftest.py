"""A migrated store in a folder of its own, and a key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from content.campaign import Campaign
from content.pack import reader
from storage.engine.database import Store, connect
from storage.engine.schema import migrate
from storage.engine.sealing import Sealer, new_key, read_key


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
    read, problems = reader.read(
        reader.load(Path(__file__).parents[2] / "content/packs/liaoning-seven")
    )
    assert read, problems
    return read
