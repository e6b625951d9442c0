"""A migrated store in a folder of its own, and a key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

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
