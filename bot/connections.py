"""HTTP/1.1 to one server over kept connections: a bounded pool, every wait bounded, nothing sent twice by itself.

llhttp (httptools) reads the answers. An answer counts when its own length says that it is whole (RFC 9112, 6.3): one
that only the end of the connection ends may have been cut short.
"""

from __future__ import annotations

import asyncio
import select
import ssl
from base64 import b64encode
from socket import SOCK_STREAM, socket
from typing import cast
from urllib.parse import SplitResult, unquote, urlsplit

from aiohappyeyeballs import start_connection
from httptools import HttpParserError, HttpResponseParser

KEPT_OPEN = 15.0  # seconds a connection waits for the next request
EYEBALLS = 0.25  # seconds that one address family is ahead of the other (RFC 8305)
PORTS = {"http": 80, "https": 443}
OK = 200


class Unsent(Exception):
    """No byte of the request went out. The message names neither address nor token."""


class Broken(Exception):
    """The connection ended, or said what is no HTTP, before the answer was whole: the request may have arrived."""


Answer = tuple[int, bytes]  # status and body


class Connection(asyncio.Protocol):
    """One kept connection: one request at a time. `lost` is done when it has ended."""

    lost: asyncio.Future[None]

    def __init__(self) -> None:
        self._parser = HttpResponseParser(self)
        self._pieces: list[bytes] = []
        self._waiter: asyncio.Future[Answer] | None = None
        self._tunnel = False
        self._asked_last = 0.0

    async def ask(self, request: bytes, seconds: float) -> Answer:
        """The answer; TimeoutError after so many seconds, Broken when there will be none, Unsent if the connection has
        ended before. A request that is given up closes it, so that its answer is never taken for another one's."""
        if self._transport.is_closing():
            raise Unsent("the connection ended")
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[Answer] = loop.create_future()
        self._waiter = waiter
        late = loop.call_later(seconds, self._late)
        self._transport.write(request)
        try:
            if self._transport.is_closing():  # the system took nothing: what it took is never more than a part
                raise Unsent("the connection ended")
            return await waiter
        except BaseException:
            self.close()
            raise
        finally:
            late.cancel()
            self._waiter = None
            self._asked_last = loop.time()

    async def connect_through(self, request: bytes, seconds: float) -> None:
        """Asks a proxy for a tunnel (RFC 9110, 9.3.6); Unsent if it makes none."""
        self._tunnel = True
        try:
            status, _ = await self.ask(request, seconds)
        except Broken as failure:
            raise Unsent("the proxy makes no connection") from failure
        if status != OK:
            self.close()
            raise Unsent(f"the proxy answers {status}")
        self._parser, self._tunnel = HttpResponseParser(self), False

    def usable(self, now: float) -> bool:
        """Whether the next request may go over it."""
        rested = now - self._asked_last >= KEPT_OPEN
        return not (rested or self._transport.is_closing() or _stirred(self._transport))

    def close(self) -> None:
        """Ends it at once."""
        self._transport.abort()

    @property
    def transport(self) -> asyncio.Transport:
        """What it writes to."""
        return self._transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        loop = asyncio.get_running_loop()
        self._asked_last, self.lost = loop.time(), loop.create_future()

    def connection_lost(self, _: Exception | None) -> None:
        self.lost.set_result(None)
        self._end(Broken("the connection ended"))

    def data_received(self, data: bytes) -> None:
        if self._waiter is None:  # nobody asked: whatever it is, it must not become the next one's answer
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except HttpParserError:
            self._end(Broken("the answer is no HTTP"))

    def on_message_begin(self) -> None:
        """llhttp: an answer begins; one more than was asked for ends the connection."""
        self._pieces = []
        if self._waiter is None or self._waiter.done():
            self._transport.close()

    def on_headers_complete(self) -> None:
        """llhttp: a tunnel stands as soon as the headers are there."""
        if self._tunnel:
            self._whole()

    def on_body(self, piece: bytes) -> None:
        """llhttp: some of the body."""
        self._pieces.append(piece)

    def on_message_complete(self) -> None:
        """llhttp: the answer is whole; interim ones (1xx) are not it."""
        if self._parser.get_status_code() >= OK:
            if not self._parser.should_keep_alive():
                self._transport.close()
            self._whole()

    def _whole(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result((self._parser.get_status_code(), b"".join(self._pieces)))

    def _late(self) -> None:
        self._end(TimeoutError())

    def _end(self, failure: Exception) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_exception(failure)


class Pool:
    """Connections to the server of an address, `limit` at most, through an http:// proxy if one is given."""

    def __init__(self, address: str, limit: int, tls: ssl.SSLContext | None = None, proxy: str | None = None) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        self._named, self._origin = parts.netloc.rpartition("@")[2], f"{parts.scheme}://{parts.netloc}"
        self._tls, self._proxy = tls, urlsplit(proxy) if proxy else None
        self._relayed = proxy is not None and tls is None  # a proxy reads and passes on what is not encrypted
        self._allowed = _allowed(self._proxy) if self._proxy else ""
        self._room = asyncio.Semaphore(limit)
        self._kept: list[Connection] = []
        self._all: set[Connection] = set()

    async def request(
        self, method: str, url: str, fields: str, body: bytes, *, connect: float, answer: float
    ) -> Answer:
        """Asks once, with these header fields (a line each); waits `connect` seconds each for room and for a
        connection, then `answer` seconds. Unsent, Broken or TimeoutError."""
        target, more = (url, self._allowed) if self._relayed else (url.removeprefix(self._origin) or "/", "")
        size = f"Content-Length: {len(body)}\r\n" if body else ""
        head = f"{method} {target} HTTP/1.1\r\nHost: {self._named}\r\n{fields}{more}{size}\r\n"
        request = head.encode("ascii") + body
        await self._wait_for_room(connect)
        connection = None
        try:
            connection = self._take() or await self._open(connect)
            return await connection.ask(request, answer)
        finally:
            self._give_back(connection)

    async def close(self) -> None:
        """Ends every connection."""
        for connection in self._all:
            connection.close()
        await asyncio.gather(*(connection.lost for connection in self._all))
        self._all.clear()
        self._kept.clear()

    async def _wait_for_room(self, seconds: float) -> None:
        if not self._room.locked():
            await self._room.acquire()
            return
        try:
            async with asyncio.timeout(seconds):
                await self._room.acquire()
        except TimeoutError as failure:
            raise Unsent("no connection is free") from failure

    def _take(self) -> Connection | None:
        """The connection that was used last, if it can be used again."""
        now = asyncio.get_running_loop().time()
        while self._kept:
            connection = self._kept.pop()
            if connection.usable(now):
                return connection
            connection.close()
            self._all.discard(connection)
        return None

    def _give_back(self, connection: Connection | None) -> None:
        self._room.release()
        if connection is None:
            return
        if connection in self._all and not connection.transport.is_closing():
            self._kept.append(connection)
        else:
            self._all.discard(connection)

    async def _open(self, seconds: float) -> Connection:
        try:
            async with asyncio.timeout(seconds):
                connection = await (self._direct() if self._proxy is None else self._through(seconds))
        except (OSError, TimeoutError) as failure:
            raise Unsent(type(failure).__name__) from failure
        self._all.add(connection)
        return connection

    async def _direct(self) -> Connection:
        place = await _reached(self._host, self._port)
        name = self._host if self._tls else None
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(Connection, sock=place, ssl=self._tls, server_hostname=name)
        return connection

    async def _through(self, seconds: float) -> Connection:
        loop, proxy = asyncio.get_running_loop(), self._proxy
        if proxy is None or proxy.scheme != "http":
            raise Unsent("only http:// proxies can be used")
        place = await _reached(proxy.hostname or "", proxy.port or PORTS["http"])
        _, connection = await loop.create_connection(Connection, sock=place)
        if self._tls is None:
            return connection
        target = f"{self._host}:{self._port}"
        head = f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{self._allowed}\r\n"
        try:
            await connection.connect_through(head.encode("ascii"), seconds)
            transport = await loop.start_tls(connection.transport, connection, self._tls, server_hostname=self._host)
        except BaseException:
            connection.close()
            raise
        if transport is None:
            raise Unsent("the proxy ended the connection")
        connection.connection_made(transport)
        return connection


def _stirred(transport: asyncio.Transport) -> bool:
    """Whether the system knows already that the other end hung up, or said what nobody asked for, and the loop does
    not: what is written now would be lost, and nobody could tell whether it had arrived."""
    found = transport.get_extra_info("socket")
    if found is None or not hasattr(select, "poll"):
        return False
    poll = select.poll()
    poll.register(found.fileno(), select.POLLIN)
    return bool(poll.poll(0))


async def _reached(host: str, port: int) -> socket:
    """A connected socket, over whichever address answers first."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=SOCK_STREAM)
    return await start_connection(found, happy_eyeballs_delay=EYEBALLS)


def _allowed(proxy: SplitResult) -> str:
    """The header field that tells a proxy its user, if its address names one (RFC 7617)."""
    if proxy.username is None:
        return ""
    known = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return f"Proxy-Authorization: Basic {b64encode(known.encode()).decode()}\r\n"
