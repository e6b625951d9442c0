"""The bot as the page's child process over real HTTP: killed and started again in a letter, and
claimed.
"""

import asyncio
import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import uvicorn

from bot.rehearsal.child import ChildControl
from bot.rehearsal.server import build, serving
from bot.rehearsal.world.world import World

PATIENCE = 15.0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def until(client, person, words):
    """The newest message with these words, once it is there."""
    for _ in range(int(PATIENCE / 0.05)):
        answer = await client.get(f"/api/chats/{person}/messages", params={"person": person})
        for message in reversed(answer.json()["messages"]):
            if message["from"]["bot"] and words in message["text"]:
                return message
        await asyncio.sleep(0.05)
    raise AssertionError(f"{words!r} did not appear")


async def press(client, person, message, label):
    button = next(b for row in message["keyboard"] for b in row if label in b["text"])
    body = {"person": person, "message": message["id"], "data": button["callback_data"]}
    assert (await client.post(f"/api/chats/{person}/press", json=body)).status_code == 200


async def test_killed_in_a_letter_it_goes_on_and_a_used_code_is_forgotten(tmp_path: Path):
    world = World(limited=False)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    control = ChildControl(world, url, tmp_path)
    server = uvicorn.Server(serving(build(world, control), port))
    server.install_signal_handlers = lambda: None
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    emma = world.add_person("Emma", "en").id
    async with httpx.AsyncClient(base_url=url) as client:
        starting = asyncio.create_task(control.start())
        while not starting.done():
            assert (await client.get("/api/state")).status_code == 200
        await starting
        assert (await control.next_due()) == (await control.next_due())
        await client.post(
            f"/api/chats/{emma}/start", json={"person": emma, "payload": "write_liaoning-seven"}
        )
        shown = await until(client, emma, "Who should get your letter?")
        steps = (
            ("Write to: the embassy in Seoul", "Which language should the letter be in?"),
            ("English", "What should your letter say?"),
        )
        for label, words in steps:
            await press(client, emma, shown, label)
            await control.kill()
            assert not control.running
            await control.start()
            shown = await until(client, emma, words)
        code = (await client.get("/api/state")).json()["bot"]["owner_code"]
        await client.post(
            f"/api/chats/{emma}/send", json={"person": emma, "text": f"/claim {code}"}
        )
        await until(client, emma, "You are the owner now.")
        state = (await client.get("/api/state")).json()
        assert (bool(code), state["bot"]["owner_code"], state["bot"]["running"]) == (
            True,
            None,
            True,
        )
        await control.stop()
    server.should_exit = True
    await task


class Scripted:
    """A child that says these lines, and keeps what it was told."""

    returncode = None

    def __init__(self, *said: dict[str, object]) -> None:
        self.stdin, self.stdout, self.told = self, asyncio.StreamReader(), list[dict[str, object]]()
        self.stdout.feed_data(b"".join(json.dumps(line).encode() + b"\n" for line in said))

    def write(self, line: bytes) -> None:
        self.told.append(json.loads(line))


async def test_an_answer_that_nobody_waits_for_is_not_the_next_ones(tmp_path: Path):
    due = datetime(2026, 11, 30, 9, tzinfo=UTC)
    control = ChildControl(World(limited=False), "http://127.0.0.1:1", tmp_path)
    late: dict[str, object] = {"number": 0, "next_due": None, "owned": True}
    control._process = Scripted(late, {"number": 1, "next_due": due.isoformat(), "owned": False})
    control._ready, control.owner_code = True, "CODE"
    assert await control.next_due() == due
    assert control.owner_code == "CODE"


async def test_the_worlds_time_stops_with_the_bots_and_each_stop_is_acknowledged(tmp_path: Path):
    world = World(limited=False)
    control = ChildControl(world, "http://127.0.0.1:1", tmp_path)
    child = Scripted(
        {"number": 1, "offset": 60.0},
        {"number": 1, "offset": 120.0},
        {"number": 1, "moved": "then"},
    )
    control._process, control._ready = child, True
    await control.move(120.0)
    assert child.told == [{"move": 120.0, "number": 1}, {}, {}]
    assert world.offset == timedelta(seconds=120)
