"""What others wrote is read in a process that may die of it: time, memory, crashes, secrets, and
its end.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.foreign import worker
from bot.foreign.elsewhere import Elsewhere
from content.errors import UserError
from content.foreign import TooMuch, Unreadable
from tests.bot.foreign.readers import (
    Busy,
    Deep,
    Dying,
    Echo,
    Failing,
    Garbling,
    Hungry,
    Known,
    Refusing,
    Waiting,
)

ROOT = Path(__file__).parents[3]


@pytest.fixture
def elsewhere():
    made = Elsewhere()
    yield made
    made.close()


def gone(pid):
    """Whether the process is no more, or only its exit status is left."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


async def until(condition):
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come about")


async def test_a_value_comes_back_and_the_process_is_used_again(elsewhere):
    assert elsewhere.pids == []
    assert await elsewhere.read(Echo("말 ✓".encode() * 300_000)) == "말 ✓" * 300_000
    (pid,) = elsewhere.pids
    assert await elsewhere.read(Echo(b"")) == ""
    assert elsewhere.pids == [pid]


async def test_a_sentence_comes_back_with_its_values(elsewhere):
    with pytest.raises(UserError) as refused:
        await elsewhere.read(Refusing(7))
    assert (refused.value.key, refused.value.values) == ("feeds.too_many", {"limit": 7})


async def test_a_failure_is_a_sentence_and_the_log_says_where_not_what(elsewhere, caplog):
    with pytest.raises(Unreadable):
        await elsewhere.read(Failing("the name of a person"))
    assert "RuntimeError at tests.bot.foreign.readers" in caplog.text
    assert "name of a person" not in caplog.text


@pytest.mark.parametrize("reader", [Busy(), Hungry(200_000_000), Deep()])
async def test_over_a_limit_is_a_sentence_and_the_next_is_read(elsewhere, reader):
    with pytest.raises(TooMuch):
        await elsewhere.read(reader)
    assert await elsewhere.read(Echo(b"still here")) == "still here"


async def test_what_waits_for_ever_ends_at_the_deadline(elsewhere):
    with pytest.raises(TooMuch):
        await elsewhere.read(Waiting(), seconds=0.3)
    assert await elsewhere.read(Echo(b"still here")) == "still here"


async def test_the_loop_goes_on_while_the_worker_is_at_something_long(elsewhere):
    """A regular expression holds its interpreter's lock; this one's is free."""
    reading = asyncio.create_task(elsewhere.read(Busy()))
    beats = 0
    while not reading.done():
        await asyncio.sleep(0.02)
        beats += 1
    with pytest.raises(TooMuch):
        await reading
    assert beats > 10


async def test_one_that_dies_is_replaced_once(elsewhere, tmp_path):
    assert await elsewhere.read(Dying(str(tmp_path / "mark"))) == "at last"
    with pytest.raises(Unreadable):
        await elsewhere.read(Dying(""))
    assert await elsewhere.read(Echo(b"still here")) == "still here"


async def test_one_that_was_killed_while_it_had_nothing_to_do_is_replaced(elsewhere):
    await elsewhere.read(Echo(b"x"))
    (pid,) = elsewhere.pids
    os.kill(pid, signal.SIGKILL)
    assert await elsewhere.read(Echo(b"still here")) == "still here"


async def test_garbage_from_it_is_no_value(elsewhere):
    with pytest.raises(Unreadable):
        await elsewhere.read(Garbling())


async def test_a_second_process_only_while_the_first_is_busy(elsewhere):
    slow = asyncio.create_task(elsewhere.read(Waiting(), seconds=5))
    await until(lambda: len(elsewhere.pids) == 1)
    assert await elsewhere.read(Echo(b"not behind it")) == "not behind it"
    assert not slow.done()
    for pid in elsewhere.pids:
        os.kill(pid, signal.SIGKILL)
    await until(lambda: len(elsewhere.pids) <= 1)
    slow.cancel()


async def test_it_ends_when_idle_and_begins_again():
    elsewhere = Elsewhere(idle_seconds=0.1)
    await elsewhere.read(Echo(b"x"))
    await until(lambda: elsewhere.pids == [])
    assert await elsewhere.read(Echo(b"again")) == "again"
    elsewhere.close()


async def test_it_knows_no_secret_and_holds_no_file(elsewhere, tmp_path, monkeypatch):
    monkeypatch.setenv("APPEALBOT_TOKEN", "canary-token")
    monkeypatch.setenv("APPEALBOT_KEY", "canary-key")
    with (tmp_path / "canary-store.db").open("w") as store:
        os.set_inheritable(store.fileno(), True)
        known = await elsewhere.read(Known())
    assert "canary" not in str(known)
    made = {
        "PTB_TIMEDELTA",
        "RAYON_NUM_THREADS",
        "PYTHONPATH",
        "PYTHONUTF8",
        "TZ",
        "MALLOC_ARENA_MAX",
        "LC_CTYPE",
    }
    assert {name for name in known if not name.startswith("fd ")} <= made | {
        "arguments",
        *worker.KEPT,
    }


PROGRAM = """
import sys, time
from bot.foreign.elsewhere import Elsewhere
from tests.bot.foreign.readers import Busy, Echo
made = Elsewhere()
made.read_now(Echo(b"x"))
print(*made.pids, flush=True)
made._threads.submit(made.read_now, Busy()) if sys.argv[1] == "busy" else None
time.sleep(60)
"""


@pytest.mark.parametrize("state", ["idle", "busy"])
async def test_it_ends_with_its_parent(state):
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM,
        state,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
    )
    pid = int(await parent.stdout.readline())
    parent.kill()
    await parent.wait()
    await until(lambda: gone(pid))


async def test_closing_ends_what_is_under_way():
    elsewhere = Elsewhere()
    reading = asyncio.create_task(elsewhere.read(Waiting(), seconds=3600))
    await until(lambda: len(elsewhere.pids) == 1)
    (pid,) = elsewhere.pids
    elsewhere.close()
    with pytest.raises(Unreadable):
        await asyncio.wait_for(reading, 60)
    assert gone(pid)


def test_a_system_that_lets_nobody_give_way_reads_as_well():
    """As under a filter of system calls: what it forbids must not keep the worker from starting."""
    said = subprocess.run(
        [sys.executable, "-c", FORBIDDEN], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert said.stdout.strip() == "begun", said.stderr


FORBIDDEN = """
import os

def nice(_step):
    raise PermissionError

os.nice = nice
from bot.foreign import limits

limits.begin(2**30)
print("begun", flush=True)
"""
