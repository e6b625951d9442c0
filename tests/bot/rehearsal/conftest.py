"""A rehearsal in this process, with python-telegram-bot as its bot."""

from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.rehearsal.model import Person
from bot.rehearsal.server import build
from bot.rehearsal.world import World

BASE = "http://127.0.0.1"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def people(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(build(world)), base_url=BASE) as client:
        yield client


@pytest.fixture
async def bot(world: World) -> AsyncIterator[Bot]:
    def request() -> HTTPXRequest:
        return HTTPXRequest(httpx_kwargs={"transport": httpx.ASGITransport(build(world))})

    made = Bot(world.token, f"{BASE}/bot", f"{BASE}/file/bot", request=request(), get_updates_request=request())
    async with made:
        yield made


@pytest.fixture
async def mina(world: World, people: httpx.AsyncClient, bot: Bot) -> Person:
    person = world.add_person("Mina", "ko")
    await people.post(f"/api/chats/{person.id}/start", json={"person": person.id})
    await bot.get_updates(offset=-1)
    (update,) = await bot.get_updates()
    await bot.get_updates(offset=update.update_id + 1)
    return person
