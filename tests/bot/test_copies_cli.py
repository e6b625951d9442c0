"""`appealbot backup` and `restore` as a team runs them: what they say, and what they leave."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from storage import erasure, supporters
from storage.db import Store, connect
from storage.sealing import load_key, new_key
from tests.bot.place import Place

CHAT = 2**40


def people(place: Place) -> int:
    with closing(sqlite3.connect(place.data / "appealbot.db")) as opened:
        return int(opened.execute("SELECT count(*) FROM supporter").fetchone()[0])


def succeeds(place: Place, *words: str) -> str:
    done = place.run(*words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def forget(place: Place) -> None:
    sealer = load_key(place.key, create=False)
    store = Store(connect(f"sqlite:///{place.data / 'appealbot.db'}"))
    person = store.read_now(lambda session: supporters.find(session, sealer, CHAT))
    assert person
    store.write_now(lambda session: supporters.erase(session, person.number))
    erasure.write(place.data / erasure.NAME, sealer, CHAT, datetime.now(UTC))
    store.close()


def test_a_copy_and_the_way_back(place: Place) -> None:
    place.store()
    said = succeeds(place, "backup")
    (copy,) = (place.data / "backups").iterdir()
    assert f"Copied to {copy.relative_to(place.folder) if not said.count(str(copy)) else copy}" in said
    assert "The key is not in it" in said
    assert place.key.read_bytes().strip() not in copy.read_bytes()
    forget(place)
    assert people(place) == 0
    said = succeeds(place, "restore", str(copy), "--yes")
    assert "erased again: 1." in said
    assert "waits until the team answers" in said
    assert people(place) == 0
    assert sorted(path.name for path in place.data.glob("appealbot.db*")) == ["appealbot.db"]


def test_without_a_list_of_erasures_it_asks_for_one(place: Place) -> None:
    place.store()
    copy = place.folder / "copy.db"
    succeeds(place, "backup", str(copy))
    assert "--ledger" in place.call("restore", str(copy), "--yes")
    forget(place)
    moved = (place.data / erasure.NAME).rename(place.folder / "theirs.log")
    succeeds(place, "restore", str(copy), "--yes", "--ledger", str(moved))
    assert people(place) == 0
    (place.data / erasure.NAME).unlink()
    succeeds(place, "restore", str(copy), "--yes", "--no-ledger")
    assert people(place) == 1


def test_no_answer_changes_nothing(place: Place) -> None:
    place.store()
    copy = place.folder / "copy.db"
    succeeds(place, "backup", str(copy))
    forget(place)
    place.call("restore", str(copy))
    assert people(place) == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("backup",), "There is no store at"),
        (("restore", "nowhere.db"), "nowhere.db"),
    ],
)
def test_without_a_store_or_a_copy(place: Place, words: tuple[str, ...], says: str) -> None:
    assert says in place.call(*words)


def test_another_key_and_a_taken_name(place: Place) -> None:
    place.store()
    copy = place.folder / "copy.db"
    succeeds(place, "backup", str(copy))
    assert "exists already" in place.call("backup", str(copy))
    place.key.write_text(new_key())
    assert "not the one that the store was sealed with" in place.call("restore", str(copy), "--yes", "--no-ledger")
    copy.write_bytes(b"broken" * 1000)
    assert "no copy of a store, or is damaged" in place.call("restore", str(copy), "--yes", "--no-ledger")
    assert people(place) == 1
