"""A folder for the program, empty at first."""

from pathlib import Path

import pytest

from tests.bot.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)
