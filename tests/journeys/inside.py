"""Requests to the rehearsal's server in the same process: no socket, and no client library, which
took nine tenths of a request.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import unquote, urlencode, urlsplit

import httpx
from starlette.types import ASGIApp, Message
from telegram.request import BaseRequest, RequestData

from bot.telegram.transport import Body

AT = "127.0.0.1:8765"
JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Answer:
    """What the server said, as a client library tells it."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        return json.loads(self.content)


@dataclass(frozen=True)
class Inside:
    """Asks a server in this process."""

    app: ASGIApp

    async def get(self, address: str, params: Mapping[str, Any] | None = None) -> Answer:
        return await self.ask("GET", f"{address}?{urlencode(params)}" if params else address)

    async def post(self, address: str, json: Any) -> Answer:
        return await self.ask("POST", address, _encoded(json), JSON)

    async def ask(
        self, method: str, address: str, body: bytes = b"", headers: Mapping[str, str] = {}
    ) -> Answer:
        """The whole answer; what the server raises is raised here."""
        to = urlsplit(address)
        said: list[Message] = []
        unread = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            if not unread:
                await asyncio.Event().wait()  # nobody hangs up
            return unread.pop()

        async def send(message: Message) -> None:
            said.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(to.path),
            "raw_path": to.path.encode(),
            "query_string": to.query.encode(),
            "root_path": "",
            "headers": _bytes({"host": AT} | headers),
            "server": ("127.0.0.1", 8765),
            "client": ("127.0.0.1", 1),
        }
        await self.app(scope, receive, send)
        begun, *parts = said
        told = {name.decode(): value.decode() for name, value in begun["headers"]}
        return Answer(begun["status"], told, b"".join(part.get("body", b"") for part in parts))


class Calls(BaseRequest):
    """The bot's way to the Bot API: parameters as JSON, with files as a form."""

    def __init__(self, server: Inside) -> None:
        super().__init__()
        self._server = server

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """Nothing is opened."""

    async def shutdown(self) -> None:
        """Nothing is open."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        body = cast("Body | None", request_data)
        if body is None:
            answer = await self._server.ask(method, url)
        elif body.contains_files:
            form = httpx.Request(method, url, data=body.json_parameters, files=body.multipart_data)
            answer = await self._server.ask(method, url, form.read(), dict(form.headers))
        else:
            answer = await self._server.ask(method, url, body.encoded, JSON)
        return answer.status_code, answer.content


def _encoded(value: Any) -> bytes:
    return json.dumps(value).encode()


def _bytes(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
