"""A server of a few lines that answers as a test tells it, byte for byte, and keeps what it was
asked.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Wire:
    """Where it listens, and the head and body of every request."""

    address: str = ""
    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def asked(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies if body]


def answer(code: int, body: bytes, *, length: int | None = None, head: str = "") -> bytes:
    """An HTTP answer; a wrong `length` promises more than comes."""
    size = len(body) if length is None else length
    return (
        f"HTTP/1.1 {code} Said\r\nContent-Type: application/json\r\nContent-Length:"
        f" {size}\r\n{head}\r\n".encode()
        + body
    )


def says(data: bytes) -> Behaviour:
    """Writes these bytes and keeps the connection."""

    async def act(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return act


def refuses(code: int, description: str, **parameters: Any) -> Behaviour:
    """A refusal in Telegram's shape."""
    told: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return says(
        answer(code, json.dumps(told | ({"parameters": parameters} if parameters else {})).encode())
    )


def gives(result: Any) -> Behaviour:
    """A success in Telegram's shape."""
    return says(answer(200, json.dumps({"ok": True, "result": result}).encode()))


@asynccontextmanager
async def serving(behave: Behaviour) -> AsyncIterator[Wire]:
    """Listens until the block ends."""
    wire, tasks = Wire(), set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                size = next(
                    (
                        int(x.split(":")[1])
                        for x in head.split("\r\n")
                        if x.lower().startswith("content-length")
                    ),
                    0,
                )
                wire.heads.append(head)
                wire.bodies.append(
                    await reader.readexactly(size) if size else await chunks(reader, head)
                )
                await behave(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    wire.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield wire
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def chunks(reader: asyncio.StreamReader, head: str) -> bytes:
    """The body of a chunked request, or nothing."""
    if "chunked" not in head.lower():
        return b""
    found = b""
    while size := int(await reader.readline(), 16):
        found += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return found
