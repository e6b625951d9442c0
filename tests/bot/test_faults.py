"""The real program against every fault that a team can run into: a sentence with the next step,
never a traceback.
"""

import os
import pty
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import uvicorn

from bot.rehearsal.server import build, serving
from bot.rehearsal.world.world import World
from bot.settings import BUNDLED
from storage.engine.sealing import new_key
from tests.bot import preloaded
from tests.bot.place import STRANGER, Place
from tests.bot.preloaded import COMMAND


@pytest.fixture
def telegram() -> Iterator[World]:
    """A Telegram on this machine that knows one bot; `world.url` is its address."""
    world = World()
    server = uvicorn.Server(serving(build(world), 0))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    world.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield world
    server.should_exit = True
    thread.join()


def test_a_locked_store(place: Place) -> None:
    path = place.store()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin exclusive")
        assert "locked by another program: stop that program" in place.call("run")
        other.execute("rollback")


def test_a_store_that_cannot_be_written(place: Place) -> None:
    path = place.store()
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    path.chmod(0o400)
    place.data.chmod(0o500)
    try:
        assert "cannot be written: check the owner and mode" in place.call("owner-code")
        assert re.search("cannot be used: Permission denied. Check", place.call("run"))
        said = place.call("doctor")
        assert re.search("! .*store .*Permission denied. Check its owner and mode", said)
    finally:
        place.data.chmod(0o700)


def test_a_folder_that_cannot_be_made(place: Place) -> None:
    place.data.write_text("a file where the folder should be")
    assert "cannot be used: Not a directory. Check APPEALBOT_DATA_DIR" in place.call("run")
    assert "cannot be used: Not a directory. Check its owner" in place.call("doctor")


def test_a_missing_key(place: Place) -> None:
    place.store()
    place.key.unlink()
    for words in ("run", "doctor"):
        said = place.call(words)
        assert (
            f"The key file {place.key} is missing, and the store was sealed with it. Put your copy"
            in said
        )
    assert not place.key.exists()


@pytest.mark.parametrize(
    ("content", "mode", "words"),
    [
        (None, 0o000, "cannot be read: check its owner and mode (0600)"),
        (
            "not a key\n",
            0o600,
            "The key is damaged: copy the whole line of the key file from your safe copy",
        ),
        (
            new_key(),
            0o600,
            "is not the one that the store was sealed with: put your copy of that key in its place",
        ),
    ],
    ids=["unreadable", "damaged", "another"],
)
def test_a_key_that_does_not_open_the_store(
    place: Place, content: str | None, mode: int, words: str
) -> None:
    place.store()
    if content is not None:
        place.key.write_text(content)
    place.key.chmod(mode)
    for command in ("run", "doctor"):
        assert words in place.call(command)


def test_a_key_that_others_can_read(place: Place) -> None:
    place.store()
    place.key.chmod(0o644)
    assert f"Others can read {place.key}: run chmod 600 {place.key}" in place.call("doctor")


def test_a_wrong_token(tmp_path: Path, telegram: World) -> None:
    place = Place(tmp_path, telegram.url)
    assert "Telegram does not know this token. Ask @BotFather" in place.call("run")
    assert re.search("! .*token .*does not know this token. Ask @BotFather", place.call("doctor"))


def test_a_proxy_that_is_not_there(place: Place) -> None:
    place.environment |= {"ALL_PROXY": "socks5h://me:secret@127.0.0.1:9", "NO_PROXY": ""}
    said = place.call("run", APPEALBOT_TELEGRAM_API_URL="https://telegram.test")
    assert (
        "The proxy socks5h://127.0.0.1:9 does not answer: start it, or correct ALL_PROXY." in said
    )
    assert "secret" not in said + place.logged()


@contextmanager
def begun(place: Place, *words: str) -> Iterator[subprocess.Popen[str]]:
    """The bot, as soon as it says that it runs; a test that fails ends it."""
    with subprocess.Popen(
        [COMMAND, "run", *words],
        cwd=place.folder,
        env=place.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
    ) as program:
        try:
            assert any("Ctrl-C" in line for line in program.stdout), "the bot did not start"
            yield program
        finally:
            program.kill()


def until(reached: Callable[[], object]) -> None:
    for _ in range(3000):
        if reached():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come to that")


def ended(program: subprocess.Popen[str]) -> str:
    """What it said until it was asked to end, which it does in a proper way."""
    program.terminate()
    said = program.communicate(timeout=60)[0]
    assert (program.returncode, "Traceback" in said) == (0, False), said
    return said


def test_a_second_bot_in_the_same_folder_and_a_rolling_restart_in_another(
    tmp_path: Path, telegram: World
) -> None:
    one, two = (
        Place(tmp_path / "one", telegram.url, telegram.token),
        Place(tmp_path / "two", telegram.url, telegram.token),
    )
    one.folder.mkdir()
    two.folder.mkdir()
    with begun(one) as first:
        until(lambda: telegram.updates.allowed)
        assert f"Another AppealBot runs in {one.data}: stop it first." in one.call("run")
        with begun(two) as second:
            until(lambda: "another program asks for this bot's updates" in one.logged())
            until(lambda: "another program asks for this bot's updates" in two.logged())
            assert telegram.token not in ended(first)
            assert telegram.token not in ended(second)


def test_a_webhook_of_another_program(tmp_path: Path, telegram: World) -> None:
    place = Place(tmp_path, telegram.url, telegram.token)
    telegram.updates.hook("https://hook.example:8443/canary")
    said = place.call("run")
    assert "A webhook of another program, at hook.example, takes this bot's updates." in said
    assert "appealbot run --take-over" in said
    assert "canary" not in said + place.logged()
    assert telegram.updates.webhook
    with begun(place, "--take-over") as program:
        until(lambda: telegram.updates.allowed)
        assert telegram.updates.webhook == ""
        assert "The webhook at hook.example is removed." in ended(program)


def test_a_webhook_is_removed_after_a_yes_at_a_terminal(tmp_path: Path, telegram: World) -> None:
    place = Place(tmp_path, telegram.url, telegram.token)
    telegram.updates.hook("https://hook.example/canary")
    person = Terminal(place, "run")
    person.sees("at hook.example, takes this bot's updates. Remove it? [y/N]")
    assert telegram.updates.webhook
    person.types("y")
    person.sees("is removed.")
    until(lambda: telegram.updates.allowed)
    person.stops()
    assert person.ends() == 0
    assert "canary" not in person.seen


def test_a_store_of_another_time(place: Place) -> None:
    path = place.store()
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute("update alembic_version set version_num = '9999_later'")
    for words in ("migrate", "doctor"):
        assert "made by a newer AppealBot: install that version" in place.call(words)
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute("delete from alembic_version")
    for words in ("run", "owner-code", "doctor"):
        assert "The store is not up to date. Run: appealbot migrate" in place.call(words)


def test_a_store_that_is_none(place: Place) -> None:
    place.data.mkdir()
    (place.data / "appealbot.db").write_bytes(b"no database at all" * 100)
    for words in ("run", "doctor"):
        assert "is damaged or is no SQLite database. Put the newest copy back" in place.call(words)


@pytest.mark.parametrize(
    ("address", "words"), [("nonsense", "run"), ("postgresql://localhost/x", "doctor")]
)
def test_an_address_that_is_no_store(place: Place, address: str, words: str) -> None:
    assert "SQLite address such as sqlite:///data/appealbot.db" in place.call(
        words, APPEALBOT_DATABASE_URL=address
    )


def test_a_broken_pack(place: Place) -> None:
    pack = place.folder / "pack"
    shutil.copytree(BUNDLED, pack)
    case = next((pack / "cases").glob("*/case.yaml"))
    case.write_text(re.sub(r"(?m)^last_report:.*\n", "", case.read_text("utf-8")), "utf-8")
    said = place.call("run", APPEALBOT_PACK=str(pack))
    assert f"{case.relative_to(pack)}:" in said
    assert f"appealbot pack check {pack}" in said
    said = place.call("pack", "check", str(pack))
    assert "last_report: is missing" in said
    assert "Languages, as far as the files could be read" in said
    assert re.search(r"campaign .*liaoning-seven", said)
    shutil.rmtree(pack)
    assert "is no folder; name the folder that holds campaign.yaml" in place.call(
        "doctor", APPEALBOT_PACK=str(pack)
    )


@pytest.mark.parametrize("words", [("run", "--quick"), ("rehearse", "--port", "many")])
def test_words_that_the_program_does_not_know(place: Place, words: tuple[str, ...]) -> None:
    said = place.call(*words)
    assert "Usage: appealbot" in said
    assert "--help" in said


def test_the_doctor_finds_everything_in_order(tmp_path: Path, telegram: World) -> None:
    place = Place(tmp_path, telegram.url, telegram.token)
    place.store()
    done = place.run("doctor")
    assert (done.returncode, "!" in done.stdout) == (0, False), done.stdout + done.stderr
    assert place.token not in done.stdout


class Terminal:
    """A command at a terminal, as a person sees it."""

    def __init__(self, place: Place, *words: str) -> None:
        self.seen, self._at = "", 0
        self._line, theirs = pty.openpty()
        self._command = preloaded.begin(
            words, place.folder, place.environment, [theirs] * 3, terminal=True
        )
        os.close(theirs)

    def sees(self, words: str) -> None:
        """Reads on until the words appear."""
        while words not in self.seen[self._at :]:
            ready, _, _ = select.select([self._line], [], [], 30)
            assert ready, f"{words!r} did not come after {self.seen!r}"
            self._more()
        self._at = self.seen.index(words, self._at) + len(words)

    def types(self, words: str) -> None:
        os.write(self._line, words.encode() + b"\n")

    def stops(self) -> None:
        """Ends the program as systemd does."""
        os.kill(self._command.pid, signal.SIGTERM)

    def interrupts(self) -> int:
        """Presses Ctrl-C as a person does, again when nothing happens: one that comes while the
        program begins to wait for a line is lost in Python's readline. The exit code.
        """
        for _ in range(20):
            if "Aborted" in self.seen:
                break
            os.write(self._line, b"\x03")
            while select.select([self._line], [], [], 2)[0] and self._more():
                pass
        return self.ends()

    def ends(self) -> int:
        """The exit code."""
        while select.select([self._line], [], [], 60)[0] and self._more():
            pass
        os.close(self._line)
        return self._command.ends()

    def _more(self) -> bool:
        try:
            heard = os.read(self._line, 4096)
        except OSError:  # how Linux ends a terminal
            return False
        self.seen += heard.decode()
        return bool(heard)


def test_init_at_a_terminal_with_slips(place: Place) -> None:
    (place.folder / "taken").write_text("a file")
    del place.environment["APPEALBOT_TOKEN"]
    person = Terminal(place, "init")
    # Its last space comes when nothing is echoed.
    hidden = "Token from @BotFather (it is not shown while you type): "
    for wrong in ("hello", "123:short"):
        person.sees(hidden)
        person.types(wrong)
        person.sees("This is not a token. Copy the line that @BotFather sent")
    person.sees(hidden)
    person.types(f"  {STRANGER} ")
    person.sees("Folder for the store [data]")
    person.types("taken/deep")
    person.sees("taken/deep cannot be used: Not a directory. Give another folder.")
    person.types("my 'store'")
    person.sees("without quotation marks")
    person.types("my store # 1")
    person.sees("Next: appealbot doctor")
    assert person.ends() == 0
    assert STRANGER not in person.seen
    written = place.folder / ".env"
    assert written.stat().st_mode & 0o777 == 0o600
    del place.environment["APPEALBOT_DATA_DIR"]
    assert place.run("migrate").returncode == 0
    assert (place.folder / "my store # 1" / "appealbot.db").exists()

    person = Terminal(place, "init")
    person.sees(".env exists. Write it anew? [y/N]")
    person.types("n")
    person.sees(".env stays as it is.")
    assert person.ends() == 0
    assert STRANGER in written.read_text("utf-8")

    person = Terminal(place, "init")
    person.sees("[y/N]")
    person.types("perhaps")
    person.sees("Error: invalid input")
    person.sees("[y/N]: ")
    assert person.interrupts() == 1
    assert "Traceback" not in person.seen
