"""HTTP/1.1 to one server over kept connections: a bounded pool, every wait bounded, nothing sent
twice by itself.

llhttp (httptools) reads the answers. An answer counts when its own length says that it is whole
(RFC 9112, 6.3): one that only the end of the connection ends may have been cut short.
"""

from __future__ import annotations

import asyncio
import select
import ssl
from collections.abc import Callable
from socket import SOCK_STREAM, socket
from typing import cast
from urllib.parse import urlsplit

import httpx
from aiohappyeyeballs import start_connection
from httptools import HttpParserError, HttpResponseParser

from bot.settings import SettingsProblem
from bot.telegram.failures import Broken, Unsent
from bot.telegram.proxies import Proxy

LARGEST = 64 * 1024 * 1024  # bytes of an answer; Telegram's files have 20 MB at most
KEPT_OPEN = 15.0  # seconds a connection waits for the next request
EYEBALLS = 0.25  # seconds that one address family is ahead of the other (RFC 8305)
PORTS = {"http": 80, "https": 443}
OK, ASKS_FOR_USER = 200, 407


Answer = tuple[int, bytes]  # status and body


class Connection(asyncio.Protocol):
    """One kept connection: one request at a time. `lost` is done when it has ended."""

    lost: asyncio.Future[None]

    def __init__(self) -> None:
        self._parser = HttpResponseParser(self)
        self._pieces: list[bytes] = []
        self._size = 0
        self._waiter: asyncio.Future[Answer] | None = None
        self._tunnel = False
        self._asked_last = 0.0

    async def ask(self, request: bytes, seconds: float) -> Answer:
        """The answer; TimeoutError after so many seconds, Broken when there will be none, Unsent if
        the connection has ended before. A request that is given up closes it, so that its answer is
        never taken for another one's.
        """
        if self._transport.is_closing():
            raise Unsent("the connection ended")
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[Answer] = loop.create_future()
        self._waiter = waiter
        late = loop.call_later(seconds, self._late)
        self._transport.write(request)
        try:
            # The system took nothing: what it took is never more than a part.
            if self._transport.is_closing():
                raise Unsent("the connection ended")
            return await waiter
        except BaseException:
            self.close()
            raise
        finally:
            late.cancel()
            self._waiter = None
            self._asked_last = loop.time()

    async def connect_through(self, request: bytes, seconds: float) -> int:
        """Asks a proxy for a tunnel (RFC 9110, 9.3.6); the status of its answer. As `ask`."""
        self._tunnel = True
        status, _ = await self.ask(request, seconds)
        self._parser, self._tunnel = HttpResponseParser(self), False
        return status

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
        # Nobody asked: whatever it is, it must not become the next one's answer.
        if self._waiter is None:
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except HttpParserError:
            self._end(Broken("the answer is no HTTP"))

    def on_message_begin(self) -> None:
        """llhttp: an answer begins; one more than was asked for ends the connection."""
        self._pieces, self._size = [], 0
        if self._waiter is None or self._waiter.done():
            self._transport.close()

    def on_headers_complete(self) -> None:
        """llhttp: a tunnel stands as soon as the headers are there."""
        if self._tunnel:
            self._whole()

    def on_body(self, piece: bytes) -> None:
        """llhttp: some of the body."""
        self._size += len(piece)
        if self._size <= LARGEST:
            self._pieces.append(piece)
        else:
            self._end(Broken("the answer is too large"))

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


class Dated(Connection):
    """A connection that also tells what the server's clock said (RFC 9110, 6.6.1)."""

    def __init__(self, told: Callable[[str], None]) -> None:
        super().__init__()
        self._told = told

    def on_header(self, name: bytes, value: bytes) -> None:
        """llhttp: one field of the head."""
        if name.lower() == b"date":
            self._told(value.decode("latin-1"))


class Pool:
    """Connections to the server of an address, `limit` at most, through a proxy if one is given."""

    def __init__(
        self,
        address: str,
        limit: int,
        tls: ssl.SSLContext | None = None,
        proxy: Proxy | None = None,
        connection: Callable[[], Connection] = Connection,
    ) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        self._named, self._origin = (
            parts.netloc.rpartition("@")[2],
            f"{parts.scheme}://{parts.netloc}",
        )
        self._tls, self._proxy, self._connection = tls, proxy, connection
        self._proxy_tls = tls_context() if proxy is not None and proxy.kind == "https" else None
        # An HTTP proxy reads and passes on what is not encrypted.
        self._relay = proxy if proxy is not None and not proxy.socks and tls is None else None
        self._room = asyncio.Semaphore(limit)
        self._kept: list[Connection] = []
        self._all: set[Connection] = set()

    async def request(
        self, method: str, url: str, fields: str, body: bytes, *, connect: float, answer: float
    ) -> Answer:
        """Asks once, with these header fields (a line each); waits `connect` seconds each for room
        and for a connection, then `answer` seconds. Unsent, Broken or TimeoutError.
        """
        relay = self._relay
        target, more = (
            (url, relay.allowed) if relay else (url.removeprefix(self._origin) or "/", "")
        )
        size = f"Content-Length: {len(body)}\r\n" if body else ""
        head = f"{method} {target} HTTP/1.1\r\nHost: {self._named}\r\n{fields}{more}{size}\r\n"
        request = head.encode("ascii") + body
        await self._wait_for_room(connect)
        connection = None
        try:
            connection = self._take() or await self._open(connect)
            said = await connection.ask(request, answer)
        finally:
            self._give_back(connection)
        if relay and said[0] == ASKS_FOR_USER:
            raise relay.asks_for_user()
        return said

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
                connection = await (
                    self._direct() if self._proxy is None else self._through(self._proxy, seconds)
                )
        except ssl.SSLError as failure:
            raise Unsent(type(failure).__name__) from failure
        # ValueError: a host's name that can be none.
        except (OSError, TimeoutError, ValueError) as failure:
            told = (
                Unsent(type(failure).__name__) if self._proxy is None else self._proxy.unreachable()
            )
            raise told from failure
        self._all.add(connection)
        return connection

    async def _direct(self) -> Connection:
        return await self._over(await _reached(self._host, self._port), self._tls, self._host)

    async def _through(self, proxy: Proxy, seconds: float) -> Connection:
        if proxy.socks:
            return await self._over(
                await proxy.connect(self._host, self._port), self._tls, self._host
            )
        connection = await self._over(
            await _reached(proxy.host, proxy.port), self._proxy_tls, proxy.host
        )
        if self._tls is not None:
            try:
                await self._tunnelled(proxy, connection, seconds)
                await self._encrypt(connection, self._tls)
            except BaseException:
                connection.close()
                raise
        return connection

    async def _encrypt(self, connection: Connection, tls: ssl.SSLContext) -> None:
        loop = asyncio.get_running_loop()
        inner = await loop.start_tls(
            connection.transport, connection, tls, server_hostname=self._host
        )
        if inner is None:
            raise ConnectionError
        connection.connection_made(inner)

    async def _over(self, place: socket, tls: ssl.SSLContext | None, name: str) -> Connection:
        """A connection over a connected socket, with TLS to the server of that name if it
        has any.
        """
        loop = asyncio.get_running_loop()
        named = name if tls else None
        _, connection = await loop.create_connection(
            self._connection, sock=place, ssl=tls, server_hostname=named
        )
        return connection

    async def _tunnelled(self, proxy: Proxy, connection: Connection, seconds: float) -> None:
        host = f"[{self._host}]" if ":" in self._host else self._host
        target = f"{host}:{self._port}"
        head = f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{proxy.allowed}\r\n"
        try:
            status = await connection.connect_through(head.encode("ascii"), seconds)
        except Broken:
            raise proxy.speaks_otherwise() from None
        if status == ASKS_FOR_USER:
            raise proxy.asks_for_user()
        if status != OK:
            raise proxy.says_no(f"it answers {status}")


def tls_context() -> ssl.SSLContext:
    """What this machine trusts, else what certifi does; SettingsProblem where SSL_CERT_FILE or
    SSL_CERT_DIR leads nowhere.
    """
    try:
        return httpx.create_ssl_context()
    except (OSError, ValueError) as failure:
        raise SettingsProblem(
            "SSL_CERT_FILE, SSL_CERT_DIR or SSLKEYLOGFILE names a file that cannot be used: correct"
            " or remove it."
        ) from failure


def _stirred(transport: asyncio.Transport) -> bool:
    """Whether the system knows already that the other end hung up, or said what nobody asked for,
    and the loop does not: what is written now would be lost, and nobody could tell whether it had
    arrived.
    """
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
