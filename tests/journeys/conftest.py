"""A whole bot and a whole rehearsal Telegram in one process, and people who chat through the page's own JSON API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from telegram.request import HTTPXRequest

from bot.app import App, build
from bot.clock import MovedClock
from bot.rehearsal.server import build as build_server
from bot.rehearsal.world import World
from bot.settings import Settings
from content import pack
from storage import campaign, schema, team
from storage.db import Store, connect
from storage.sealing import load_key

PACK = Path(__file__).parents[2] / "content/packs/liaoning-seven"
PATIENCE = 10.0


@dataclass
class Chat:
    """One person's private chat, as they see it."""

    city: City
    person: int
    chat: int
    seen: list[dict[str, Any]] = field(default_factory=list)

    async def _post(self, action: str, **body: Any) -> Any:
        return await self.city.post(f"/api/chats/{self.chat}/{action}", person=self.person, **body)

    async def messages(self) -> list[dict[str, Any]]:
        answer = await self.city.client.get(f"/api/chats/{self.chat}/messages", params={"person": self.person})
        return list(answer.json()["messages"])

    async def says(self, text: str) -> str:
        """Sends a text; the bot's newest words after it has settled."""
        await self._post("send", text=text)
        return await self.settled()

    async def starts(self, payload: str = "") -> str:
        await self._post("start", payload=payload)
        return await self.settled()

    async def presses(self, label: str) -> str:
        """Presses the newest button whose label has these words in it."""
        for message in reversed(await self.messages()):
            for row in message["keyboard"] or []:
                for button in row:
                    if label in button["text"] and "callback_data" in button:
                        await self._post("press", message=message["id"], data=button["callback_data"])
                        return await self.settled()
        raise AssertionError(f"no button {label!r}; the chat shows: {await self.labels()}")

    async def labels(self) -> list[str]:
        found = [b["text"] for m in await self.messages() for row in m["keyboard"] or [] for b in row]
        return found[-12:]

    async def settled(self) -> str:
        """The text of the newest message from the bot when nothing is under way any more."""
        await self.city.settle()
        words = [message["text"] for message in await self.messages() if message["from"]["bot"]]
        return words[-1] if words else ""

    async def sees(self, text: str) -> str:
        """Waits until a message of the bot has this text in it."""
        for _ in range(int(PATIENCE / 0.05)):
            for message in await self.messages():
                if message["from"]["bot"] and text in message["text"]:
                    return str(message["text"])
            await asyncio.sleep(0.05)
        raise AssertionError(f"{text!r} did not appear; the newest: {await self.settled()!r}")


@dataclass
class City:
    """The rehearsal's Telegram, the bot, and the people."""

    client: httpx.AsyncClient
    world: World
    app: App
    store: Store
    code: str
    folder: Path

    async def post(self, path: str, **body: Any) -> Any:
        answer = await self.client.post(path, json=body)
        assert answer.status_code < 400, answer.text
        return answer.json()

    async def person(self, name: str, language: str) -> Chat:
        someone = await self.post("/api/people", name=name, language=language)
        return Chat(self, someone["id"], someone["id"])

    async def owner(self) -> Chat:
        mina = await self.person("Mina", "en")
        await mina.starts()
        await mina.says(f"/claim {self.code}")
        return mina

    async def settle(self) -> None:
        """Returns when every update was fetched and handled and all that is due was sent."""
        while self.world.updates.waiting:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.02)
        await self.app.updates.idle()
        await self.app.engine.drain()


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[City]:
    world = World(limited=False)
    transport = httpx.ASGITransport(build_server(world))
    settings = Settings(
        token=SecretStr(world.token), telegram_api_url="http://127.0.0.1:8765", data_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path}/appealbot.db", key_file=tmp_path / "key", _env_file=None,
    )  # fmt: skip
    clock = MovedClock()
    engine = connect(settings.database_url)
    schema.migrate(engine)
    store = Store(engine)
    read, problems = pack.read(pack.load(PACK))
    assert read, problems
    store.write_now(lambda session: campaign.seed(session, read, clock.now(), with_examples=True))
    code = store.write_now(lambda session: team.new_owner_code(session, clock.now()))
    app = build(
        settings, clock=clock, sealer=load_key(settings.key_file, create=True), store=store,
        request=HTTPXRequest(connection_pool_size=50, httpx_kwargs={"transport": transport}),
    )  # fmt: skip
    await app.start()
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8765") as client:
        yield City(client, world, app, store, code, tmp_path)
    await app.close()
