"""The running bot against the light server: a broadcast at the limit with people who write
meanwhile, and updates.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any

from pydantic import SecretStr

import bot.app
from bot.app import App, build
from bot.clock import SystemClock
from bot.settings import Settings
from bot.telegram import flood
from tests.benchmarks.bulk import TOKEN
from tests.benchmarks.crowd import Crowd
from tests.benchmarks.stored import campaign_of

WRITERS = 6_000_000_000


def control(url: str, **told: Any) -> dict[str, Any]:
    """Tells the server something; what it counted so far."""
    asked = urllib.request.Request(f"{url}/bot/control", json.dumps(told).encode())
    with urllib.request.urlopen(asked) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def update(number: int, person: int, text: str = "/help") -> dict[str, Any]:
    """A message of one person to the bot, as Telegram tells it."""
    user = {"id": WRITERS + person, "is_bot": False, "first_name": "A", "language_code": "en"}
    chat = {"id": WRITERS + person, "first_name": "A", "type": "private"}
    entities = [{"type": "bot_command", "offset": 0, "length": 5}]
    told = {
        "message_id": number,
        "from": user,
        "chat": chat,
        "date": 1764000000,
        "text": text,
        "entities": entities,
    }
    return {"update_id": number, "message": told}


def app_of(crowd: Crowd, url: str, *, paid: bool = False) -> App:
    """The whole bot over the crowd's store."""
    folder = Path(crowd.folder.name)
    settings = Settings(
        token=SecretStr(TOKEN), telegram_api_url=url, data_dir=folder, paid_broadcast=paid,
        database_url=f"sqlite:///{crowd.path}", key_file=folder / "key", _env_file=None,
    )  # fmt: skip
    campaign_of(crowd)
    return build(settings, clock=SystemClock(), sealer=crowd.sealer, store=crowd.store)


async def limit(url: str, per_second: int, seconds: int) -> dict[str, Any]:
    """The share of a strict limit that a broadcast uses, its 429s, and how long people wait for a
    reply meanwhile.
    """
    people = per_second * seconds
    crowd = Crowd(people)
    app = app_of(crowd, url, paid=per_second > 30)
    await app.start()
    control(url, reset={"limit": per_second, "latency": 0.04})
    crowd.alert()
    app.engine.wake()
    number = 0
    for second in range(2 * seconds - 2):
        await asyncio.sleep(0.5)
        number += 1
        await asyncio.to_thread(control, url, feed=[update(1000 + number, second)])
    while (seen := await asyncio.to_thread(control, url))["sent"] < people + number:
        await asyncio.sleep(0.2)
        if seen["refused"] > people:
            break
    await app.close()
    crowd.folder.cleanup()
    share = (seen["sent"] - 1) / seen["seconds"] / per_second
    return {"share": share, "refused": seen["refused"], "replies": seen["replies"]}


def updates(url: str, count: int, people: int, *program: str) -> dict[str, Any]:
    """Updates a second of a program that answers, from many at once; then how long 50 a second
    wait.

    The program (this bot's whole path without one) keeps this core; what feeds it moves to the
    server's.
    """
    command = program or (sys.executable, "-m", "tests.benchmarks.run", "answer", url)
    process, _ = _started(list(command), dict(os.environ), url)
    os.sched_setaffinity(0, {max(range(os.cpu_count() or 1))})
    found = asyncio.run(fed(url, count, people, process.pid))
    process.terminate()
    process.wait()
    return found


async def answer(url: str) -> None:
    """The whole bot without limits, until it is ended."""
    bot.app.PER_SECOND = 1_000_000
    flood.BURST = 1e9
    crowd = Crowd(1)
    await app_of(crowd, url).run()
    crowd.folder.cleanup()


async def fed(url: str, count: int, people: int, pid: int) -> dict[str, Any]:
    """Feeds the program that polls: many at once, then 50 a second for six seconds."""
    worked = _worked(pid)
    await asyncio.to_thread(
        control, url, reset={}, feed=[update(10**6 + one, one % people) for one in range(count)]
    )
    began = perf_counter()
    while (seen := await asyncio.to_thread(control, url))["sent"] < count:
        await asyncio.sleep(0.05)
        if perf_counter() - began > 600:
            raise RuntimeError(f"only {seen['sent']} of {count} were answered")
    rate, by_work = count / max(seen["replies"]), count / (_worked(pid) - worked)
    await asyncio.to_thread(control, url, reset={})
    for one in range(300):
        await asyncio.to_thread(control, url, feed=[update(2 * 10**6 + one, one % people)])
        await asyncio.sleep(0.02)
    for _ in range(100):
        seen = await asyncio.to_thread(control, url)
        if seen["sent"] >= 300:
            break
        await asyncio.sleep(0.05)
    return {"per_second": rate, "per_cpu_second": by_work, "waits": seen["replies"]}


def start(url: str) -> dict[str, float]:
    """Seconds from the start of the program to its first getUpdates, and its memory then, in MB."""
    with TemporaryDirectory() as folder:
        known = {
            "APPEALBOT_TOKEN": TOKEN,
            "APPEALBOT_TELEGRAM_API_URL": url,
            "APPEALBOT_DATA_DIR": f"{folder}/data",
            "APPEALBOT_KEY_FILE": f"{folder}/key",
            "PATH": os.environ["PATH"],
        }
        command = Path(sys.executable).parent / "appealbot"
        program = _started([str(command), "run"], known, url)  # the first start makes the store
        program[0].terminate()
        program[0].wait()
        process, took = _started([str(command), "run"], known, url)
        memory = _memory(process.pid)
        process.terminate()
        process.wait()
    return {"seconds": took, "memory": memory}


def other_start(python: str, url: str) -> dict[str, float]:
    """The same of a bare python-telegram-bot bot."""
    script = str(Path(__file__).parent / "others.py")
    process, took = _started([python, script, "ptb_echo", url, "600"], dict(os.environ), url)
    memory = _memory(process.pid)
    process.kill()
    process.wait()
    return {"seconds": took, "memory": memory}


def _started(command: list[str], environment: dict[str, str], url: str) -> tuple[Any, float]:
    import subprocess

    control(url, reset={})
    began = perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not control(url)["polls"]:
        if process.poll() is not None or perf_counter() - began > 60:
            raise RuntimeError(f"{command[0]} did not start")
        sleep(0.005)  # who asks shares the core of who starts
    return process, perf_counter() - began


def _memory(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def _worked(pid: int) -> float:
    """Seconds that a process has kept a core busy."""
    spent = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")
