"""Every hostile file is refused with a sentence that says what to do, in seconds and within the
worker's memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.foreign.elsewhere import Elsewhere
from content.errors import UserError
from content.feed_reading import FeedBody
from content.foreign import Foreign
from content.pack.import_file import PackFile
from tests.faults.hostile import FEEDS, IMPORTS
from tests.stores import bundled

LIAONING = bundled()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    made = Elsewhere()
    yield made
    made.close()


def most(elsewhere: Elsewhere) -> int:
    """Bytes of their own that the processes have now (Linux)."""
    found = [Path(f"/proc/{pid}/status").read_text() for pid in elsewhere.pids]
    return sum(int(text.partition("VmData:")[2].split()[0]) * 1024 for text in found)


@pytest.mark.parametrize("body", FEEDS.values(), ids=FEEDS)
def test_a_feed(elsewhere: Elsewhere, body: bytes) -> None:
    try:
        assert elsewhere.read_now(FeedBody(body, {"a": ("liaoning",)})) == ()
    except UserError as refused:
        assert refused.key in ("feeds.no_feed", "feeds.declares", "error.too_much_to_read")
    assert most(elsewhere) <= Foreign.memory


@pytest.mark.parametrize("body", IMPORTS.values(), ids=IMPORTS)
def test_an_import(elsewhere: Elsewhere, body: bytes) -> None:
    try:
        brought = elsewhere.read_now(PackFile(body, LIAONING, date(2026, 11, 30)))
    except UserError as refused:
        assert refused.key.startswith("packs.") or refused.key == "error.too_much_to_read"
    else:
        assert brought.problems or len(brought.bodies) <= 1
        assert all(problem.instead and problem.line for problem in brought.problems)
    assert most(elsewhere) <= Foreign.memory
