"""A store that is lost is not replaced by a new bot without a word: what lies beside it is asked
about first.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.place import Place

BEGINS = "To begin anew, with nobody in it and a new owner code: appealbot run --anew"


def _left(place: Place, what: str) -> None:
    """Leaves only this of a bot that ran."""
    store = place.store()
    store.unlink()
    if what != "key":
        place.key.unlink()
    if what == "copies":
        (place.data / "backups").mkdir()
        (place.data / "backups" / "appealbot-20261124-030000.db").write_bytes(b"a copy")
    elif what == "ledger":
        (place.data / "erasures.log").write_text("abc 1\n")
    elif what == "log":
        Path(f"{store}-wal").write_bytes(b"a log")


@pytest.mark.parametrize("what", ["copies", "ledger", "key", "log"])
def test_a_lost_store_is_asked_about(place: Place, what: str) -> None:
    _left(place, what)
    said = place.call("run")
    assert "but a bot ran here before: " in said
    assert "appealbot restore FILE" in said
    assert BEGINS in said
    assert "Owner code" not in said
    assert not (place.data / "appealbot.db").exists()
    assert place.key.exists() == (what == "key")


def test_an_emptied_store_is_asked_about_by_every_command(place: Place) -> None:
    _left(place, "key")
    (place.data / "appealbot.db").touch()
    for words in ("run", "migrate", "owner-code", "doctor", "backup"):
        assert BEGINS in " ".join(place.call(words).replace("│", " ").split())
    assert (place.data / "appealbot.db").stat().st_size == 0
    began = place.run("run", "--anew")
    assert "Owner code" in began.stdout
    assert BEGINS not in place.call("run")


def test_a_first_start_that_failed_is_none_that_was_lost(place: Place) -> None:
    place.key.parent.joinpath("closed").mkdir(0o500)
    said = place.call("run", APPEALBOT_KEY_FILE=str(place.folder / "closed" / "key"))
    assert "Owner code" not in said
    assert "Owner code" in place.run("run").stdout


def test_without_a_store_no_owner_gets_a_code(place: Place) -> None:
    assert "There is no store at" in place.call("owner-code")
    assert not (place.data / "appealbot.db").exists()


def test_the_key_of_another_data_folder_is_no_sign_that_a_bot_ran_in_this_one(place: Place) -> None:
    """Both look for their key in the person's usual place, which is one and the same."""
    del place.environment["APPEALBOT_KEY_FILE"]
    place.environment |= {"XDG_CONFIG_HOME": str(place.folder / "config")}
    place.key = place.folder / "config" / "appealbot" / "key"
    place.key.parent.mkdir(parents=True)
    place.store()
    said = place.call("run", APPEALBOT_DATA_DIR=str(place.folder / "second"))
    assert "a bot ran here before" not in said
    assert "where every bot of this account looks" in said
    assert "APPEALBOT_KEY_FILE" in said
    assert not (place.folder / "second" / "appealbot.db").exists()
