"""The Bot API's door: whose token, which method, and the answer in Telegram's shape."""

from __future__ import annotations

import inspect
import re
import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.rehearsal import call
from bot.rehearsal.errors import ApiError, too_many
from bot.rehearsal.methods import METHODS
from bot.rehearsal.world import World

REAL = re.compile(r"\d+:[A-Za-z0-9_-]{35}")
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
UNTROUBLED = {"getme", "getupdates"}


class BotApi:
    """Answers what the bot asks of Telegram."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def method(self, request: Request) -> Response:
        """One method's answer."""
        name = request.path_params["method"]
        try:
            self._check(request.path_params["token"])
            return JSONResponse({"ok": True, "result": await self._run(name, request)})
        except ApiError as refusal:
            self._world.events.add("log", method=name, code=refusal.code, text=refusal.description)
            return JSONResponse(refusal.body(), refusal.code)

    async def file(self, request: Request) -> Response:
        """A file that somebody sent."""
        found = self._world.files.get(request.path_params["path"])
        if not self._own(request.path_params["token"]) or found is None:
            return JSONResponse(ApiError(404, "Not Found").body(), 404)
        shown = "inline" if found.mime in PICTURES else "attachment"
        return Response(found.body, media_type=found.mime, headers={"Content-Disposition": shown})

    async def _run(self, name: str, request: Request) -> Any:
        self._misbehave(name.lower())
        method = METHODS.get(name.lower())
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        answer = method(await call.read(request, self._world))
        return await answer if inspect.isawaitable(answer) else answer

    def _check(self, token: str) -> None:
        if self._own(token):
            return
        if REAL.fullmatch(token):
            raise ApiError(401, "Unauthorized: this is a rehearsal, it takes no real token")
        raise ApiError(401, "Unauthorized")

    def _own(self, token: str) -> bool:
        return secrets.compare_digest(token.encode(), self._world.token.encode())

    def _misbehave(self, name: str) -> None:
        trouble = self._world.trouble
        if not trouble.answer or self._world.steady() >= trouble.until or name in UNTROUBLED:
            return
        if trouble.answer == 429:
            raise too_many(trouble.retry_after)
        raise ApiError(trouble.answer, "Internal Server Error")
