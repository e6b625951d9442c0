"""The bot as the page's child process over real HTTP: killed and started again in a letter, and claimed."""

import asyncio
import socket
from pathlib import Path

import httpx
import uvicorn

from bot.rehearsal.child import ChildControl
from bot.rehearsal.server import build, serving
from bot.rehearsal.world import World

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
        await control.start()
        await client.post(f"/api/chats/{emma}/start", json={"person": emma, "payload": "write_liaoning-seven"})
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
        await client.post(f"/api/chats/{emma}/send", json={"person": emma, "text": f"/claim {code}"})
        await until(client, emma, "You are the owner now.")
        state = (await client.get("/api/state")).json()
        assert (bool(code), state["bot"]["owner_code"], state["bot"]["running"]) == (True, None, True)
        await control.stop()
    server.should_exit = True
    await task
