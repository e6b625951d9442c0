"""`appealbot backup` and `restore` as a team runs them: what they say, and what they leave."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from content.subjects import MANY
from content.text.markup import rich
from content.text.messages import Screen
from storage.engine.database import Store, connect
from storage.engine.sealing import load_key, new_key
from storage.engine.tables import Revision, Withheld
from storage.library import withheld
from storage.people import erasure, supporters
from storage.queue import outbox
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
    assert (
        f"Copied to {copy.relative_to(place.folder) if not said.count(str(copy)) else copy}" in said
    )
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
    assert "not the one that the store was sealed with" in place.call(
        "restore", str(copy), "--yes", "--no-ledger"
    )
    copy.write_bytes(b"broken" * 1000)
    assert "no copy of a store, or is damaged" in place.call(
        "restore", str(copy), "--yes", "--no-ledger"
    )
    assert people(place) == 1


def kept(place: Place) -> int:
    with closing(sqlite3.connect(place.data / "appealbot.db")) as opened:
        return int(opened.execute("SELECT count(*) FROM withheld").fetchone()[0])


def withhold(place: Place, *names: str) -> None:
    sealer = load_key(place.key, create=False)
    with Store(connect(f"sqlite:///{place.data / 'appealbot.db'}")) as store:
        store.write_now(
            lambda session: withheld.add(session, sealer, "seven", names, None, datetime.now(UTC))
        )


def test_names_kept_back_since_the_copy_stay_so_and_nothing_queued_in_it_holds_them(
    place: Place,
) -> None:
    store = place.store()
    withhold(place, "Park Canary")

    def queue(session: Session) -> None:
        now = datetime.now(UTC)
        message = outbox.open_message(session, "alert", None, MANY, now, title="News")
        outbox.add_body(session, message, "en", "", Screen(rich("About Kim Canary")))

    with Store(connect(f"sqlite:///{store}")) as opened:
        opened.write_now(queue)
    copy = place.folder / "copy.db"
    succeeds(place, "backup", str(copy))
    withhold(place, "Kim Canary")
    said = succeeds(place, "restore", str(copy), "--yes", "--no-ledger")
    assert kept(place) == 2
    assert "a name that is kept back: 1." in said
    with closing(sqlite3.connect(store)) as now:
        assert now.execute("SELECT state FROM message").fetchall() == [("cancelled",)]


def older(store: Path) -> None:
    """As 0013 left it, with a case that was withdrawn."""
    with Store(connect(f"sqlite:///{store}")) as opened:
        opened.write_now(
            lambda session: session.add(
                Revision(
                    kind="case",
                    slug="seven",
                    language="",
                    number=1,
                    state="withdrawn",
                    body="{}",
                    created_at=1,
                )
            )
        )
    with closing(sqlite3.connect(store)) as now:
        now.execute("ALTER TABLE member DROP COLUMN suspended_at")
        now.execute("UPDATE alembic_version SET version_num = '0013_sent_about'")
        now.commit()


def test_an_older_store_tells_what_it_knows_and_what_it_does_not(place: Place) -> None:
    store = place.store()
    copy = place.folder / "copy.db"
    with Store(connect(f"sqlite:///{store}")) as opened:
        opened.write_now(
            lambda session: session.add(
                Revision(
                    kind="case",
                    slug="seven",
                    language="",
                    number=1,
                    state="published",
                    body="{}",
                    created_at=1,
                )
            )
        )
    succeeds(place, "backup", str(copy))
    with closing(sqlite3.connect(store)) as now:
        now.execute("DELETE FROM revision")
        now.commit()
    older(store)
    said = succeeds(place, "restore", str(copy), "--yes", "--no-ledger")
    assert "Not read from the store before it: who was suspended since the copy" in said
    assert said.count("Not read from") == 1
    with closing(sqlite3.connect(store)) as now:
        assert now.execute("SELECT state FROM revision").fetchall() == [("withdrawn",)]


def test_names_under_another_key_and_a_store_that_is_not_there_are_said(place: Place) -> None:
    store = place.store()
    copy = place.folder / "copy.db"
    succeeds(place, "backup", str(copy))
    with Store(connect(f"sqlite:///{store}")) as opened:
        opened.write_now(
            lambda session: session.add(
                Withheld(case_slug="seven", keyed=b"k", form=b"no seal" * 9)
            )
        )
    said = succeeds(place, "restore", str(copy), "--yes", "--no-ledger")
    assert "this key does not open: 1." in said
    store.unlink()
    said = succeeds(place, "restore", str(copy), "--yes", "--no-ledger")
    for what in (
        "which cases were withdrawn",
        "who left the team",
        "who was suspended",
        "which names were kept back",
    ):
        assert f"Not read from the store before it: {what}" in said
