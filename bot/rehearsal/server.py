"""The rehearsal server: Telegram as far as the bot can tell, and a page for its people."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.rehearsal.botapi.door import BotApi
from bot.rehearsal.botapi.errors import Refused
from bot.rehearsal.control import BotControl
from bot.rehearsal.guard import Guard
from bot.rehearsal.people import PeopleApi
from bot.rehearsal.trouble import Line
from bot.rehearsal.world.world import World

STATIC = Path(__file__).parent / "static"
HOST = "127.0.0.1"
SAVED_EVERY = 5


def serving(app: Starlette, port: int) -> uvicorn.Config:
    """How the app is served on this machine: by a protocol in which connections can break as they
    do in a network.
    """
    return uvicorn.Config(
        app, HOST, port, http=Line, log_level="critical", timeout_graceful_shutdown=2
    )


def build(world: World, control: BotControl | None = None) -> Starlette:
    """The whole server as one ASGI app."""
    bot, people = BotApi(world), PeopleApi(world, control)
    routes = [
        Route("/bot{token}/{method}", bot.method, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path}", bot.file),
        Route("/", _page),
        Route("/api/state", people.state),
        Route("/api/poll", people.poll),
        Route("/api/events", people.events),
        Route("/api/people", people.add_person, methods=["POST"]),
        Route("/api/crowd", people.come, methods=["POST"]),
        Route("/api/crowd/change", people.change, methods=["POST"]),
        Route("/api/arrivals", people.arrivals),
        Route("/api/people/{person:int}/block", people.block, methods=["POST"]),
        Route("/api/groups", people.add_group, methods=["POST"]),
        Route("/api/chats/{chat}/messages", people.messages),
        Route("/api/chats/{chat}/{do}", people.act, methods=["POST"]),
        Route("/api/trouble", people.trouble, methods=["POST"]),
        Route("/api/clock", people.clock, methods=["POST"]),
        Route("/api/bot", people.bot, methods=["POST"]),
        Mount("/static", StaticFiles(directory=STATIC, check_dir=False)),
    ]
    told = {Refused: _refused, ValueError: _wrong}
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard)],
        exception_handlers=told,
        lifespan=_saving(world),
    )
    app.state.world = world
    return app


async def _page(_: Request) -> Response:
    return FileResponse(STATIC / "index.html")


def _refused(_: Request, refusal: Exception) -> Response:
    return JSONResponse({"error": str(refusal)}, 400)


def _wrong(_: Request, __: Exception) -> Response:
    return JSONResponse({"error": "A number is wrong."}, 400)


def _saving(world: World) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def kept(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(_save_often(world))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            world.save()

    return kept


async def _save_often(world: World) -> None:
    while True:
        await asyncio.sleep(SAVED_EVERY)
        world.save()
