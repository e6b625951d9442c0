"""kill -9 of the bot inside the handling of an update, at over twenty points: nothing is lost,
nothing counts twice.

The bots are real processes. They are forked from one that has imported everything, so that twenty
starts take seconds.
"""

import asyncio
import random
import socket
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
import uvicorn

from bot.rehearsal.child import ChildControl
from bot.rehearsal.server import build, serving
from bot.rehearsal.world.world import World
from content.language.i18n import words_for
from tests.bot.forge import Bot, Forge

SEED = 20190430
PATIENCE = 20.0
SAY = words_for("en").text
STEPS = (
    ("Write to: the embassy in Seoul", "Which language should the letter be in?"),
    ("English", "What should your letter say?"),
    ("Continue", "Who are you?"),
    ("Without own words", "How should the letter be signed?"),
    ("Without a name", "Your letter"),
    ("Send the letter", "How to send your letter"),
    (SAY("letter.by_mail"), "Your Excellency"),
    (SAY("letter.mail_draft"), SAY("letter.eml_help")),
    ("I sent it", "Thank you for writing"),
)
WRITERS = 3


@pytest.fixture
def forge() -> Iterator[Forge]:
    made = Forge()
    yield made
    made.end()


@pytest.fixture
async def served() -> AsyncIterator[tuple[World, httpx.AsyncClient]]:
    world = World(limited=False)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(serving(build(world), port))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        yield world, client
    server.should_exit = True
    await task


async def until(world: World, person: int, words: str) -> dict[str, object]:
    """The newest message of the bot with these words, once it is there."""
    for _ in range(int(PATIENCE / 0.02)):
        for message in reversed(world.chats[person].messages):
            if message["from"]["is_bot"] and words in message.get(
                "text", message.get("caption", "")
            ):
                return message
        await asyncio.sleep(0.02)
    raise AssertionError(
        f"{words!r} did not appear; the last was {world.chats[person].messages[-1]}"
    )


def labels(message: dict[str, object]) -> str:
    """Everything that the message's buttons say."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return "\n".join(button["text"] for row in rows for button in row)


def label_after(label: str) -> str:
    """What is pressed in the next step; the last step has none."""
    told = [one for one, _ in STEPS]
    return (*told, "none")[told.index(label) + 1]


async def press(
    client: httpx.AsyncClient, person: int, message: dict[str, object], label: str
) -> None:
    rows = message["reply_markup"]["inline_keyboard"]
    button = next(button for row in rows for button in row if label in button["text"])
    body = {"person": person, "message": message["message_id"], "data": button["callback_data"]}
    assert (await client.post(f"/api/chats/{person}/press", json=body)).status_code == 200


async def arrived(world: World, methods: list[str], after: int) -> None:
    """Returns when a call of one of these methods has reached Telegram."""
    for _ in range(int(PATIENCE / 0.005)):
        if any(one["method"] in methods for one in world.arrivals.after(after, "", "", 10_000)):
            return
        await asyncio.sleep(0.005)
    raise AssertionError(f"none of {methods} arrived")


def states(folder: Path) -> list[str]:
    """What the killed bot left in its inbox, undone."""
    with closing(sqlite3.connect(folder / "appealbot.db")) as store:
        return [
            state for (state,) in store.execute("select state from inbox where state != 'done'")
        ]


async def pause(world: World, client: httpx.AsyncClient, where: str, chance: random.Random) -> None:
    """Waits for the point at which the bot is to die."""
    before = world.arrivals.number
    if where == "tap answered":  # settled in the store, the screen not yet sent
        await arrived(world, ["answerCallbackQuery"], before)
    elif where == "screen sent":  # Telegram has it, the bot does not know
        await arrived(world, SCREENS, before)
    elif where == "anywhere":
        await asyncio.sleep(chance.uniform(0, 0.25))


SCREENS = ["editMessageText", "sendMessage", "sendDocument"]
TROUBLES = {
    "tap answered": {"answer": "slow", "delay": 30, "methods": ["answerCallbackQuery"]},
    "screen sent": {"answer": "slow", "delay": 30, "methods": SCREENS},
    "answer lost": {"answer": "lost", "methods": ["answerCallbackQuery", *SCREENS], "share": 0.5},
}


async def test_killed_inside_every_step_of_three_letters(
    tmp_path: Path, forge: Forge, served: tuple[World, httpx.AsyncClient]
) -> None:
    world, client = served
    chance = random.Random(SEED)
    bot = Bot(forge, ChildControl(world, str(client.base_url).rstrip("/"), tmp_path)._environment())
    await bot.start()
    left: Counter[str] = Counter()
    places = ["at once", "anywhere", "tap answered", "screen sent", "anywhere", "answer lost"] * 5
    chance.shuffle(places)
    for _ in range(WRITERS):
        person = world.add_person("Emma", "en").id
        await client.post(
            f"/api/chats/{person}/start", json={"person": person, "payload": "write_liaoning-seven"}
        )
        shown = await until(world, person, "Who should get your letter?")
        for label, words in STEPS:
            where = places.pop()
            trouble = TROUBLES.get(where, {"answer": 0})
            await client.post("/api/trouble", json=trouble | {"seconds": 60, "seed": SEED})
            waiting = asyncio.create_task(pause(world, client, where, chance))
            await press(client, person, shown, label)
            await waiting
            await bot.kill()
            left.update(states(tmp_path) or ["nothing"])
            await client.post("/api/trouble", json={"answer": 0})
            await bot.start()
            seen = await until(world, person, words)
            shown = seen if label_after(label) in labels(seen) else shown
        talk = world.chats[person].messages
        assert not any("was counted before" in message.get("text", "") for message in talk)
        assert await until(world, person, SAY("letter.done"))
    await bot.stop()
    assert bot.kills == WRITERS * len(STEPS) > 20
    assert left["settled"] >= 6, left
    with closing(sqlite3.connect(tmp_path / "appealbot.db")) as store:
        assert store.execute(
            "select count(*), count(distinct supporter) from lettersent"
        ).fetchone() == (3, 3)
    assert states(tmp_path) == []
