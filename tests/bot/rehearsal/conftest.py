"""A rehearsal in this process, with python-telegram-bot as its bot."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.rehearsal.server import build
from bot.rehearsal.world.model import Person
from bot.rehearsal.world.world import World

BASE = "http://127.0.0.1"


Picture = Callable[[int, int], bytes]


async def poll(world: World, asking: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """The poll, as soon as it waits at the rehearsal."""
    before = world.updates._poller
    polling = asyncio.create_task(asking)
    while world.updates._poller == before:
        await asyncio.sleep(0.01)
    return polling


@pytest.fixture
def picture() -> Picture:
    """Makes a grey PNG of this width and height."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    def made(width: int, height: int) -> bytes:
        head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
        rows = zlib.compress((b"\x00" + b"\x80" * width) * height)
        return (
            b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
        )

    return made


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def people(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(build(world)), base_url=BASE
    ) as client:
        yield client


@pytest.fixture
async def bot(world: World) -> AsyncIterator[Bot]:
    def request() -> HTTPXRequest:
        return HTTPXRequest(httpx_kwargs={"transport": httpx.ASGITransport(build(world))})

    made = Bot(
        world.token,
        f"{BASE}/bot",
        f"{BASE}/file/bot",
        request=request(),
        get_updates_request=request(),
    )
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
