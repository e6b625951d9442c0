"""What the bot keeps is its owner's alone, whatever the machine's habit; the doctor says where that
is not so.
"""

from __future__ import annotations

import re
import signal
import subprocess
from pathlib import Path

import pytest

from tests.bot.place import Place
from tests.bot.preloaded import COMMAND


def _flat(table: str) -> str:
    """What the doctor says, without the table's lines."""
    return " ".join(table.replace("│", " ").split())


def _open(folder: Path) -> list[str]:
    """What others can get at in the folder."""
    return [str(path) for path in (folder, *folder.rglob("*")) if path.lstat().st_mode & 0o077]


@pytest.mark.parametrize("umask", [0o022, 0o000])
def test_a_first_start_and_a_copy_are_for_the_owner_alone(place: Place, umask: int) -> None:
    deep = place.folder / "one" / "two"
    where = {
        "APPEALBOT_DATA_DIR": str(deep / "data"),
        "APPEALBOT_KEY_FILE": str(deep / "keys" / "key"),
    }
    assert "cannot be reached" in place.run("run", umask=umask, **where).stderr
    assert place.run("backup", umask=umask, **where).returncode == 0
    made = {path.name for path in deep.rglob("*")}
    assert made >= {"appealbot.db", "appealbot.lock", "logs", "backups", "key"}
    assert _open(place.folder / "one") == []


def test_a_rehearsal_is_for_its_owner_alone(place: Place) -> None:
    command = [COMMAND, "rehearse", "--no-browser"]
    with subprocess.Popen(
        command, cwd=place.folder, env=place.environment, stdout=subprocess.PIPE, text=True, umask=0
    ) as program:
        assert program.stdout is not None
        assert any("Owner code" in line for line in program.stdout)
        made = {path.name for path in (place.data / "rehearsal").iterdir()}
        found = _open(place.data)
        program.send_signal(signal.SIGTERM)
    assert made >= {"appealbot.db", "appealbot.db-wal", "appealbot.lock", "key", "world.json"}
    assert found == []


def test_old_modes_are_told_by_the_doctor_and_mended_at_the_start(place: Place) -> None:
    store = place.store()
    for folder in ("backups", "logs"):
        (place.data / folder).mkdir()
    files = [
        store,
        place.key,
        place.data / "appealbot.lock",
        place.data / "erasures.log",
        place.data / "backups" / "old.db",
        place.data / "logs" / "appealbot.log",
        place.folder / ".env",
    ]
    others = place.folder / "theirs"
    others.touch(0o666)
    for path in (*files, others, *(path.parent for path in files if path.parent != place.folder)):
        path.touch()
        path.chmod(0o777)
    said = _flat(place.call("doctor"))
    assert f"Others can get at {place.data}, {place.data}/appealbot.lock" in said
    assert f"Run: chmod -R go-rwx {place.data}" in said
    place.call("run")
    assert _open(place.data) == []
    assert [path for path in files if path.stat().st_mode & 0o077] == []
    assert others.stat().st_mode & 0o777 == 0o777
    assert "can be read by you alone" in place.run("doctor").stdout


def test_a_folder_that_cannot_be_made_is_not_in_order(place: Place) -> None:
    closed = place.folder / "closed"
    closed.mkdir(0o500)
    said = _flat(place.call("doctor", APPEALBOT_DATA_DIR=str(closed / "deep" / "data")))
    assert re.search(rf"! .*store .*deep/data cannot be made: {closed} cannot be written", said)
    (place.folder / "file").touch()
    said = _flat(place.call("doctor", APPEALBOT_DATA_DIR=str(place.folder / "file" / "data")))
    assert re.search(r"! .*store .*data cannot be made, as .*/file is a file", said)
    assert list(closed.iterdir()) == []
