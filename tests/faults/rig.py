"""A rehearsal Telegram over real HTTP, a store full of followers, and the engine between them."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import httpx
import uvicorn
from sqlmodel import Session, select

from bot.clock import Clock, SystemClock
from bot.delivery.engine import Engine
from bot.delivery.lanes import Lanes
from bot.delivery.sender import TelegramSender
from bot.rehearsal.server import build, serving
from bot.rehearsal.world.acting import Acting
from bot.rehearsal.world.crowd import come
from bot.rehearsal.world.model import Person
from bot.rehearsal.world.world import World
from bot.telegram.transport import PoolRequest, Telegram
from content.campaign import Campaign
from content.pack import reader
from content.text.markup import rich
from content.text.messages import Screen
from storage.actions.broadcasts import HURRY
from storage.engine.database import Store, connect
from storage.engine.sealing import load_key
from storage.engine.tables import Member, Outbox
from storage.library import published as contents
from storage.people import members, supporters
from tests import desk
from tests.faults.judge import Key, Verdict, arrivals_of, judge, rows_of
from tests.stores import bundled, new_store

PACK = Path(reader.__file__).parents[1] / "packs/liaoning-seven"
CASE = "liaoning-seven"
TEXT = "The news that everybody gets."
PATIENCE = 180.0


@asynccontextmanager
async def telegram() -> AsyncIterator[tuple[World, str]]:
    """A rehearsal Telegram without limits of its own, and its address."""
    world = World(limited=False)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(serving(build(world), port))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield world, f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


@cache
def _seeded() -> bytes:
    """A store with the bundled campaign and nobody in it."""
    with TemporaryDirectory() as folder:
        store = new_store(Path(folder, "store.db"))
        read = bundled()
        now = SystemClock().now()
        store.write_now(lambda session: contents.seed(session, read, now, with_examples=True))
        store.write_now(lambda session: members.new_owner_code(session, now))
        store.truncate_now()
        store.close()
        return Path(folder, "store.db").read_bytes()


class Campaigning:
    """A campaign's store in a folder, with a key and so many followers who live in the world."""

    def __init__(self, world: World, folder: Path, people: int) -> None:
        self.world, self.path = world, folder / "appealbot.db"
        self.path.write_bytes(_seeded())
        engine = connect(f"sqlite:///{self.path}")
        self.store, self.sealer = Store(engine), load_key(folder / "key", create=True)
        self.people = come(world, people, start=False) if people else []
        for person in self.people:
            world.chats[person.id].started = True
        self.store.write_now(self._fill)

    def _fill(self, session: Session) -> None:
        for person in self.people:
            self.follows(session, person.id)

    def follows(self, session: Session, chat: int, language: str = "en") -> int:
        """The number of a new follower of the case."""
        now = SystemClock().now()
        number = supporters.meet(session, self.sealer, chat, language, now)[0].number
        supporters.follow(session, number, CASE, now)
        return number

    def owner(self, chat: int, alias: int = 1) -> None:
        """Somebody of the team who is told of troubles."""
        self.world.chats[chat].started = True

        def act(session: Session) -> None:
            number = supporters.meet(session, self.sealer, chat, "en", SystemClock().now())[
                0
            ].number
            session.add(Member(supporter=number, role="owner", since=0, alias=alias))

        self.store.write_now(act)

    def alert(self) -> int:
        """Queues one alert to every follower."""

        def act(session: Session) -> int:
            return desk.alerts(
                session, CASE, "news", {"en": Screen(rich(TEXT))}, SystemClock().now() - HURRY
            )

        self.message = self.store.write_now(act)
        return self.message

    def verdict(self) -> Verdict:
        """What the judge says of the alert."""
        rows = [row for row in rows_of(self.path, self.sealer) if row.message == self.message]
        return judge(rows, self.arrivals())

    def arrivals(self) -> Counter[Key]:
        """How often the alert came to each chat."""
        return arrivals_of(self.world.arrivals.after(0, "", "", 10**9), {TEXT: self.message})

    def states(self) -> list[str]:
        """The states of all rows of the alert."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as opened:
            found = opened.execute("SELECT state FROM outbox WHERE message = ?", (self.message,))
            return [state for (state,) in found]

    def campaign(self) -> Campaign:
        """What is published."""
        found = self.store.read_now(contents.snapshot)
        assert found
        return found


@asynccontextmanager
async def engine_of(
    camp: Campaigning, url: str, per_second: int, clock: Clock | None = None
) -> AsyncIterator[Engine]:
    """The engine at work in this process, over the real transport."""
    bot = Telegram(
        camp.world.token,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=PoolRequest(url, 64),
        get_updates_request=PoolRequest(url, 1),
    )
    await bot.initialize()
    engine = Engine(
        camp.store, camp.sealer, TelegramSender(bot), Lanes(per_second), clock or SystemClock()
    )
    await engine.recover()
    work = asyncio.create_task(engine.run())
    try:
        yield engine
    finally:
        await engine.stop()
        await work
        await bot.shutdown()


async def until_done(camp: Campaigning) -> None:
    """Returns when no row of the alert is open any more."""
    for _ in range(int(PATIENCE / 0.05)):
        if not {"queued", "retry", "claimed"} & set(await asyncio.to_thread(camp.states)):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"still open: {camp.states().count('queued')} queued")


async def troubled(url: str, **trouble: Any) -> None:
    """Turns a switch of the rehearsal server."""
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{url}/api/trouble", json=trouble)
    assert answer.status_code == 200, answer.text


def recipients(session: Session, message: int) -> list[int]:
    """Who the message is for."""
    return list(session.exec(select(Outbox.recipient).where(Outbox.message == message)))


async def answer_times(world: World, people: list[Person]) -> list[float]:
    """How long each of these people waits for an answer, one after another begins every 40 ms:
    within 30 a second.
    """
    return [seconds for seconds, _ in await answers(world, people, monotonic)]


async def answers(
    world: World, people: list[Person], work: Callable[[], float]
) -> list[tuple[float, float]]:
    """The same, each with what another clock counted meanwhile."""

    async def one(person: Person) -> tuple[float, float]:
        chat, began, worked = world.chats[person.id], monotonic(), work()
        Acting(world, chat, person).send("/help", None, None)
        while not any(message["from"]["is_bot"] for message in chat.messages):
            await asyncio.sleep(0.005)
        return monotonic() - began, work() - worked

    tasks = []
    for person in people:
        tasks.append(asyncio.create_task(one(person)))
        await asyncio.sleep(0.04)
    return await asyncio.gather(*tasks)
