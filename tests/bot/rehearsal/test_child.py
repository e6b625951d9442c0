"""The bot as a child process over real HTTP: kill -9 in the middle of a letter loses nothing."""

import asyncio
import socket
from pathlib import Path

import httpx
import uvicorn

from bot.rehearsal.child import ChildControl
from bot.rehearsal.server import build
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


async def test_kill_at_every_step_of_a_letter_and_go_on(tmp_path: Path):
    world = World(limited=False)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    control = ChildControl(world, url, tmp_path)
    config = uvicorn.Config(build(world, control), "127.0.0.1", port, log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    emma = world.add_person("Emma", "en").id
    async with httpx.AsyncClient(base_url=url) as client:
        await control.start()
        await client.post(f"/api/chats/{emma}/start", json={"person": emma, "payload": "write_liaoning-seven"})
        shown = await until(client, emma, "Who should get your letter?")
        steps = (
            ("Write to the embassy in Seoul", "Which language should the letter be in?"),
            ("English", "What should your letter say?"),
            ("Continue", "Why does this matter to you?"),
            ("Without own words", "How should the letter be signed?"),
            ("Without a name", "Your letter"),
            ("Send it", "How to send your letter"),
            ("I sent it", "Thank you for writing"),
        )
        for label, words in steps:
            await press(client, emma, shown, label)
            await control.kill()
            assert not control.running
            await control.start()
            shown = await until(client, emma, words)
        answer = await client.get(f"/api/chats/{emma}/messages", params={"person": emma})
        thanks = [
            m for m in answer.json()["messages"] if "is counted" in m["text"] or "was counted before" in m["text"]
        ]
        assert all("was counted before" not in message["text"] for message in thanks)
        await control.stop()
    server.should_exit = True
    await serving
