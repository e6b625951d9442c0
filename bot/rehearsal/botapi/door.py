"""The Bot API's door: whose token, which method, and the answer in Telegram's shape."""

from __future__ import annotations

import asyncio
import inspect
import re
import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.rehearsal.botapi import call
from bot.rehearsal.botapi.errors import ApiError
from bot.rehearsal.botapi.methods import METHODS
from bot.rehearsal.trouble import Mishap
from bot.rehearsal.world.model import Json
from bot.rehearsal.world.world import World

REAL = re.compile(r"\d+:[A-Za-z0-9_-]{35}")
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


class BotApi:
    """Answers what the bot asks of Telegram."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def method(self, request: Request) -> Response:
        """One method's answer."""
        name, args = request.path_params["method"], Json()
        way: int | str = 0
        result: Any = None
        try:
            self._check(request.path_params["token"])
            way = self._world.trouble.hits(name.lower(), self._world.steady())
            asked = await call.read(request, self._world)
            args = asked.args
            self._world.trouble.refuse(way)
            result = None if way == "reset" else await self._run(name, asked)
            told = JSONResponse({"ok": True, "result": result})
        except ApiError as refusal:
            self._world.events.add("log", method=name, code=refusal.code, text=refusal.description)
            told = JSONResponse(refusal.body(), refusal.code)
        code = 0 if way == "reset" else told.status_code
        self._world.arrivals.add(self._world.now().isoformat(), name, args, code, way, result)
        if way == "slow":
            await asyncio.sleep(self._world.trouble.delay)
        elif isinstance(way, str):
            return Mishap(way, told)
        return told

    async def file(self, request: Request) -> Response:
        """A file that somebody sent."""
        found = self._world.files.get(request.path_params["path"])
        if not self._own(request.path_params["token"]) or found is None:
            return JSONResponse(ApiError(404, "Not Found").body(), 404)
        shown = "inline" if found.mime in PICTURES else "attachment"
        return Response(found.body, media_type=found.mime, headers={"Content-Disposition": shown})

    async def _run(self, name: str, asked: call.Call) -> Any:
        method = METHODS.get(name.lower())
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        answer = method(asked)
        return await answer if inspect.isawaitable(answer) else answer

    def _check(self, token: str) -> None:
        if self._own(token):
            return
        if REAL.fullmatch(token):
            raise ApiError(401, "Unauthorized: this is a rehearsal, it takes no real token")
        raise ApiError(401, "Unauthorized")

    def _own(self, token: str) -> bool:
        return secrets.compare_digest(token.encode(), self._world.token.encode())
