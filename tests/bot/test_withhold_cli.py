"""`appealbot withhold` on the machine: names from a pipe, never on a command line, and only with
the store's key.
"""

import json
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256

from bot.commands import withhold
from storage.engine.database import Store, connect
from storage.engine.sealing import load_key, new_key
from storage.library import published
from storage.queue.kept_back import kept_back
from tests.bot.place import Place
from tests.stores import bundled

CASE = "liaoning-seven"


def filled(place: Place) -> None:
    read = bundled()
    place.store()
    store = Store(connect(f"sqlite:///{place.data / 'appealbot.db'}"))
    store.write_now(
        lambda session: published.seed(session, read, datetime.now(UTC), with_examples=False)
    )
    store.close()


def given(place: Place, names: str, *words: str) -> str:
    done = place.run("withhold", *words, typed=names)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_names_come_from_a_pipe_and_are_counted(place: Place) -> None:
    filled(place)
    said = given(place, "Kim Canary\n나다라마\n\n")
    assert "Added: 2." in said
    assert "keeps back 2" in said
    assert "Canary" not in said
    assert "keeps back 2" in given(place, "", CASE, "--count")
    store = Store(connect(f"sqlite:///{place.data / 'appealbot.db'}"))
    store.unlock(load_key(place.key, create=False))
    assert store.read_now(kept_back).found("kim-canary") == ["kim-canary"]
    store.close()
    assert "keeps back 0" in given(place, "y\n", "--clear")


def test_a_list_of_an_older_store_goes_under_the_key_and_off_the_disk(place: Place) -> None:
    filled(place)
    digest = sha256(b"appealbot withheld kimcanary").hexdigest()
    path = place.data / "appealbot.db"
    with closing(sqlite3.connect(path)) as opened:
        (body,) = opened.execute(
            "SELECT body FROM revision WHERE kind = 'case' AND language = ''"
        ).fetchone()
        words = json.dumps(json.loads(body) | {"withheld": [f"sha256:whole:9:{digest}"]})
        opened.execute(
            "UPDATE revision SET body = ? WHERE kind = 'case' AND language = ''", (words,)
        )
        opened.commit()
    assert digest.encode() in b"".join(
        file.read_bytes() for file in place.data.glob("appealbot.db*")
    )
    assert "keeps back 1" in given(place, "", "--count")
    assert digest.encode() not in b"".join(
        file.read_bytes() for file in place.data.glob("appealbot.db*")
    )


def test_what_does_not_fit_is_said_without_the_words(place: Place) -> None:
    filled(place)
    done = place.run("withhold", typed="Kim Canary\nx\n")
    assert done.returncode == 1
    assert "no names: 2" in done.stderr
    assert "Canary" not in done.stdout + done.stderr


def test_a_name_in_place_of_the_case_is_not_repeated(place: Place) -> None:
    filled(place)
    said = place.call("withhold", "Kim Canary")
    assert CASE in said
    assert "Canary" not in said


def test_another_key_is_refused(place: Place) -> None:
    filled(place)
    place.key.write_text(new_key())
    assert "not the one that the store was sealed with" in place.call("withhold", CASE)


def test_what_is_typed_is_not_shown(monkeypatch) -> None:
    asked = []

    def prompt(words: str, *, hide_input: bool, **_more: object) -> str:
        asked.append(hide_input)
        return "Kim Canary" if len(asked) == 1 else ""

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(withhold.typer, "prompt", prompt)
    assert list(withhold._typed()) == ["Kim Canary"]
    assert asked == [True, True]
