"""A light Bot API server of its own process: answers as fast as Python can, or as strictly and
slowly as it is told.

Run with its port as argument; `POST /control` with JSON sets limit, latency and updates, and tells
what it counted.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import deque
from typing import Any

HEAD = b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
SENT = (
    b'{"ok":true,"result":{"message_id":%d,"from":{"id":42,"is_bot":true,"first_name":"Bench","username":"bench_bot"},'
    b'"chat":{"id":%d,"first_name":"A","type":"private"},"date":1764000000,"text":"%s"}}'
)
ME = b'{"ok":true,"result":{"id":42,"is_bot":true,"first_name":"Bench","username":"bench_bot"}}'
TRUE = b'{"ok":true,"result":true}'
TOO_MANY = (
    b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after'
    b' 1","parameters":{"retry_after":1}}'
)
TEXT = b"The news that everybody gets. " * 8


class State:
    """What the server was told and what it counted."""

    def __init__(self) -> None:
        self.waiting = asyncio.Event()  # outlives a reset: whoever polls goes on waiting for it
        self.reset({})

    def reset(self, told: dict[str, Any]) -> None:
        """Begins anew with this limit (a second; 0: none), latency (seconds) and these updates."""
        self.limit, self.latency = int(told.get("limit", 0)), float(told.get("latency", 0))
        self.sent = self.refused = self.polls = 0
        self.first = self.last = 0.0
        self.recent: deque[float] = deque()
        self.updates: deque[dict[str, Any]] = deque()
        self.asked: dict[int, deque[float]] = {}
        self.replies: list[float] = []

    def feed(self, updates: list[dict[str, Any]]) -> None:
        """More updates; each person's wait begins now."""
        now = time.perf_counter()
        for update in updates:
            self.updates.append(update)
            chat = update["message"]["chat"]["id"]
            self.asked.setdefault(chat, deque()).append(now)
        self.waiting.set()

    def allowed(self, now: float) -> bool:
        """Whether one more fits into the last second; what is refused does not count."""
        if not self.limit:
            return True
        while self.recent and self.recent[0] <= now - 1.0:
            self.recent.popleft()
        if len(self.recent) >= self.limit:
            return False
        self.recent.append(now)
        return True

    def told(self) -> dict[str, Any]:
        """What was counted."""
        return {
            "sent": self.sent,
            "refused": self.refused,
            "seconds": self.last - self.first,
            "replies": self.replies,
            "polls": self.polls,
            "left": len(self.updates),
        }


STATE = State()


class Line(asyncio.Protocol):
    """One kept connection; requests come one after another."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.out: Any = transport
        self.held = b""
        self.polling: asyncio.Task[None] | None = None

    def connection_lost(self, _failure: Exception | None) -> None:
        if self.polling:
            self.polling.cancel()  # who is gone takes no updates

    def data_received(self, data: bytes) -> None:
        self.held += data
        while (end := self.held.find(b"\r\n\r\n")) >= 0:
            head = self.held[:end].lower()
            at = head.find(b"content-length:")
            size = (
                int(head[at + 15 : head.find(b"\r", at) if head.find(b"\r", at) > 0 else None])
                if at >= 0
                else 0
            )
            if len(self.held) < end + 4 + size:
                return
            path, body = self.held.split(b" ", 2)[1], self.held[end + 4 : end + 4 + size]
            self.held = self.held[end + 4 + size :]
            self.asked(path, body)

    def asked(self, path: bytes, body: bytes) -> None:
        """Answers one request."""
        method = path.rsplit(b"/", 1)[1].lower()
        if method == b"sendmessage":
            self.message(body)
        elif method == b"getupdates":
            self.polling = asyncio.ensure_future(self.poll())
        elif method == b"control":
            self.control(json.loads(body))
        else:
            self.say(200, ME if method == b"getme" else TRUE)

    def message(self, body: bytes) -> None:
        now = time.perf_counter()
        at = body.find(b"chat_id")
        chat = int(
            bytes(c for c in body[at + 7 : at + 34].split(b"&")[0].split(b",")[0] if 48 <= c <= 57)
            or b"0"
        )
        if not STATE.allowed(now):
            STATE.refused += 1
            self.later(429, TOO_MANY)
            return
        STATE.first, STATE.last = STATE.first or now, now
        STATE.sent += 1
        waits = STATE.asked.get(chat)
        if waits:
            STATE.replies.append(now - waits.popleft())
        self.later(200, SENT % (STATE.sent, chat, TEXT))

    async def poll(self) -> None:
        STATE.polls += 1
        if not STATE.updates:
            STATE.waiting.clear()
            try:
                await asyncio.wait_for(STATE.waiting.wait(), 2.0)
            except TimeoutError:
                self.say(200, b'{"ok":true,"result":[]}')
                return
        found = [STATE.updates.popleft() for _ in range(min(100, len(STATE.updates)))]
        self.say(200, b'{"ok":true,"result":%s}' % json.dumps(found).encode())

    def control(self, told: dict[str, Any]) -> None:
        if "reset" in told:
            STATE.reset(told["reset"])
        if "feed" in told:
            STATE.feed(told["feed"])
        self.say(200, json.dumps(STATE.told()).encode())

    def later(self, code: int, body: bytes) -> None:
        if STATE.latency:
            asyncio.get_running_loop().call_later(STATE.latency, self.say, code, body)
        else:
            self.say(code, body)

    def say(self, code: int, body: bytes) -> None:
        if not self.out.is_closing():
            self.out.write(HEAD % (code, len(body)) + body)


async def main(port: int) -> None:
    """Serves until it is ended."""
    server = await asyncio.get_running_loop().create_server(Line, "127.0.0.1", port)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
