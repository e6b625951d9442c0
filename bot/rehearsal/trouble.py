"""Telegram on a bad day: which calls suffer, and what becomes of their answers."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.rehearsal.botapi.errors import ApiError, Refused, too_many
from bot.rehearsal.world.chance import Chance
from bot.rehearsal.world.model import Json

REFUSALS = (400, 429, 500, 502)
# All but "reset" happen after the call was carried out.
MISHAPS = ("slow", "reset", "lost", "cut", "garbled")
UNTROUBLED = {"getme", "getupdates"}
PAGE = "<html><body>Bad gateway</body></html>"
LINES: dict[tuple[str, int], asyncio.Transport] = {}


@dataclass
class Trouble:
    """What happens to calls, to which share of which methods, until a moment of the
    steady clock.
    """

    answer: int | str = 0
    retry_after: int = 5
    delay: float = 2.0
    share: float = 1.0
    methods: list[str] = field(default_factory=list)
    until: float = 0.0
    chance: Chance = field(default_factory=Chance)
    description: str = "can't parse entities"  # of a 400

    def hits(self, method: str, now: float) -> int | str:
        """What becomes of this call: 0 for nothing out of the ordinary."""
        chosen = method in self.methods if self.methods else method not in UNTROUBLED
        if now >= self.until or not chosen:
            return 0
        return self.answer if self.chance.draw() < self.share else 0

    def refuse(self, way: int | str) -> None:
        """Raises what is answered instead of carrying the call out, if anything is."""
        if way == 400:
            raise ApiError(400, f"Bad Request: {self.description}")
        if way == 429:
            raise too_many(self.retry_after)
        if way in REFUSALS:
            raise ApiError(int(way), "Internal Server Error" if way == 500 else "Bad Gateway")

    def as_told(self) -> Json:
        """The trouble as the page and scripts know it."""
        told = {"answer": self.answer, "retry_after": self.retry_after, "delay": self.delay}
        return told | {
            "share": self.share,
            "methods": self.methods,
            "description": self.description,
        }


def asked_for(body: Json, steady: Callable[[], float]) -> Trouble:
    """The trouble that a script asks for; Refused when there is no such trouble."""
    answer = body.get("answer", 0)
    if answer not in (0, *REFUSALS, *MISHAPS):
        raise Refused(
            f"Telegram can answer 0 (its usual self), {', '.join(map(str, (*REFUSALS, *MISHAPS)))}."
        )
    share = float(body.get("share", 1))
    if not 0 <= share <= 1:
        raise Refused("A share is between 0 and 1.")
    methods = [str(name).lower() for name in body.get("methods", [])]
    return Trouble(
        answer,
        int(body.get("retry_after", 5)),
        float(body.get("delay", 2)),
        share,
        methods,
        steady() + float(body.get("seconds", 10)),
        Chance(body.get("seed")),
        str(body.get("description", Trouble.description)),
    )


class Mishap(Response):
    """An answer that does not arrive as it should."""

    def __init__(self, way: str, told: Response) -> None:
        super().__init__(
            PAGE if way == "garbled" else told.body, 200 if way == "garbled" else told.status_code
        )
        self._way = way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends what still arrives: nothing, half of the answer, or something else."""
        if self._way == "garbled":
            await super().__call__(scope, receive, send)
            return
        if self._way == "cut":
            await send(
                {
                    "type": "http.response.start",
                    "status": self.status_code,
                    "headers": self.raw_headers,
                }
            )
            half = self.body[: len(self.body) // 2]
            await send({"type": "http.response.body", "body": bytes(half), "more_body": True})
            return
        line = LINES.get(tuple(scope.get("client") or ("", 0)))
        if line is None:
            raise ConnectionResetError("the rehearsal's Telegram hung up")
        hang_up(line)


def hang_up(line: asyncio.Transport) -> None:
    """Ends the connection as a broken network does: with a reset, without a word."""
    found: socket.socket | None = line.get_extra_info("socket")
    if found is not None:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.abort()


class Line(H11Protocol):
    """uvicorn's own protocol, which lets a mishap reach the connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remembers the connection by the other end's address."""
        line = cast("asyncio.Transport", transport)  # uvloop's are no subclass
        super().connection_made(line)
        if self.client:
            LINES[self.client] = line

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets the connection."""
        if self.client:
            LINES.pop(self.client, None)
        super().connection_lost(exc)
