"""A full disk ends every command in a sentence; what was there stays, and nothing half-written is
left.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.bot import preloaded
from tests.bot.place import Place

FULL = "The disk is full: make room, then try again."
# What SQLite knows of a limit.
NOT_WRITTEN = "could not be read or written: look whether it is full"
LITTLE = 20_000  # bytes


def _files(place: Place) -> dict[str, bytes]:
    """Every file that holds something, but the log and the lock, with its bytes."""
    found = {path: path.read_bytes() for path in place.folder.rglob("*") if path.is_file()}
    return {
        str(path): body
        for path, body in found.items()
        if body and path.suffix not in (".log", ".db-shm")
    }


@pytest.mark.parametrize("words", [("run",), ("migrate",), ("rehearse", "--no-browser")])
def test_beginning(place: Place, words: tuple[str, ...]) -> None:
    said = place.call(*words, limit=LITTLE)
    assert FULL in said or NOT_WRITTEN in said


def test_a_copy(place: Place) -> None:
    place.store()
    before = _files(place)
    said = place.call("backup", limit=LITTLE)
    assert FULL in said or NOT_WRITTEN in said
    assert _files(place) == before


@pytest.mark.parametrize("broken", [False, True])
def test_putting_a_copy_back(place: Place, broken: bool) -> None:
    store = place.store()
    copy = place.folder / "copy.db"
    assert place.run("backup", str(copy)).returncode == 0
    if broken:
        store.write_bytes(b"broken" * 5000)
    before = _files(place)
    said = place.call("restore", str(copy), "--yes", "--no-ledger", limit=LITTLE)
    assert FULL in said or NOT_WRITTEN in said
    assert _files(place) == before


def test_a_starter_pack(place: Place) -> None:
    assert FULL in place.call("pack", "new", "mine", limit=100)
    assert not (place.folder / "mine").exists()


def test_the_settings(place: Place) -> None:
    before = "APPEALBOT_TOKEN=old\n" * 20
    (place.folder / ".env").write_text(before)
    done = place.run("init", typed=f"y\n{place.token}\ndata\n", limit=0)
    assert (done.returncode, FULL in done.stderr, "Traceback" in done.stderr) == (1, True, False), (
        done
    )
    assert (place.folder / ".env").read_text() == before
    assert not (place.folder / ".env.new").exists()


@pytest.mark.parametrize("words", [("doctor",), ("owner-code",), ("pack", "new", "mine")])
def test_words_that_cannot_be_said(place: Place, words: tuple[str, ...]) -> None:
    place.store()
    said = place.folder / "said"
    with (
        Path(os.devnull).open() as nothing,
        Path("/dev/full").open("w") as full,
        said.open("w") as to,
    ):
        files = [file.fileno() for file in (nothing, full, to)]
        code = preloaded.begin(words, place.folder, place.environment, files).ends()
    assert (code, said.read_text().strip()) == (1, FULL)
