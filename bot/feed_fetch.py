"""Reads a feed's address without being led into the own network: every hop's addresses are checked,
then pinned.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass
from itertools import zip_longest

import httpx

from content.addresses import is_public

PAGE_BYTES = 2 * 1024 * 1024
SECONDS = 7.0  # of the ten that a visit has; the others are for reading what came
CONNECT_SECONDS = 2.0  # until the host's next address is tried; the last one has what is left
ADDRESSES = 6  # of a host that are tried
HOPS = 4
HEADER = 500  # characters of an ETag or a date that are kept
PORTS = (80, 443)
REDIRECTS = (301, 302, 303, 307, 308)

Resolve = Callable[[str, int], Awaitable[list[str]]]


class Refused(Exception):
    """The address is not read; the message says why, for the log; `why` is what the team is told:
    private, large.
    """

    def __init__(self, message: str, why: str = "") -> None:
        self.why = why
        super().__init__(message)


@dataclass(frozen=True)
class Page:
    """What came, and what to say next time (RFC 9110: ETag, Last-Modified)."""

    body: bytes
    etag: str | None
    modified: str | None


async def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host; OSError if there are none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _in_turns(addresses: list[str]) -> list[str]:
    """IPv6 and IPv4 in turns, in their order: where one of the two does not work, the other comes
    soon (RFC 8305).
    """
    six, four = ([one for one in addresses if (":" in one) is wanted] for wanted in (True, False))
    first, second = (six, four) if addresses[:1] == six[:1] else (four, six)
    return [one for pair in zip_longest(first, second) for one in pair if one is not None]


class Fetcher:
    """Fetches small documents from the open internet. The parts can be replaced in tests."""

    def __init__(
        self,
        resolve: Resolve = look_up,
        allowed: Callable[[str], bool] = is_public,
        ports: tuple[int, ...] = PORTS,
        seconds: float = SECONDS,
    ) -> None:
        self._resolve, self._allowed, self._ports, self._seconds = resolve, allowed, ports, seconds

    async def fetch(
        self, url: str, etag: str | None = None, modified: str | None = None
    ) -> Page | None:
        """The document, None if it has not changed; Refused for everything else, after seven
        seconds at the latest.
        """
        known = {"if-none-match": etag, "if-modified-since": modified}
        headers = {name: value for name, value in known.items() if value}
        try:
            async with (
                asyncio.timeout(self._seconds),
                httpx.AsyncClient(trust_env=False, timeout=self._seconds) as client,
            ):
                return await self._follow(client, httpx.URL(url), headers)
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as failure:
            raise Refused(type(failure).__name__) from failure

    async def _follow(
        self, client: httpx.AsyncClient, url: httpx.URL, headers: dict[str, str]
    ) -> Page | None:
        for _ in range(HOPS):
            async with await self._answer(client, url, headers) as response:
                if response.status_code in REDIRECTS:
                    url = url.join(response.headers.get("location", ""))
                    continue
                return await _read(response)
        raise Refused("too many redirects")

    async def _answer(
        self, client: httpx.AsyncClient, url: httpx.URL, headers: dict[str, str]
    ) -> AbstractAsyncContextManager[httpx.Response]:
        """The beginning of an answer, from the first of the host's addresses that takes a
        connection.
        """
        unreached: httpx.TransportError | None = None
        addresses = await self._pinned(url)
        for number, pinned in enumerate(addresses, 1):
            others = number < len(addresses)
            request = client.build_request(
                "GET",
                url.copy_with(host=pinned),
                headers=headers
                | {"host": url.netloc.decode("ascii"), "accept-encoding": "identity"},
                timeout=httpx.Timeout(
                    self._seconds, connect=CONNECT_SECONDS if others else self._seconds
                ),
                extensions={"sni_hostname": url.host},
            )
            try:
                return aclosing(await client.send(request, stream=True))
            except (httpx.ConnectError, httpx.ConnectTimeout) as failure:
                unreached = failure
        raise unreached or Refused("no address")

    async def _pinned(self, url: httpx.URL) -> list[str]:
        """The addresses to connect to; the name is not looked up again, so they cannot change in
        between.
        """
        port = url.port or {"http": 80, "https": 443}.get(url.scheme, 0)
        if (
            url.scheme not in ("http", "https")
            or url.userinfo
            or not url.host
            or port not in self._ports
        ):
            raise Refused("not a plain web address")
        found = await self._resolve(url.host, port)
        if not found or not all(map(self._allowed, found)):
            raise Refused("not an address of the open internet", "private")
        return _in_turns(found)[:ADDRESSES]


async def _read(response: httpx.Response) -> Page | None:
    if response.status_code == 304:
        return None
    if response.status_code != 200:
        raise Refused(f"status {response.status_code}")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise Refused("compressed although it was asked not to be")
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > PAGE_BYTES:
            raise Refused("larger than 2 MB", "large")
    return Page(bytes(body), _said(response, "etag"), _said(response, "last-modified"))


def _said(response: httpx.Response, name: str) -> str | None:
    """A header that can be said back next time; None for one that is too long or cannot be said."""
    value = response.headers.get(name, "")
    return (
        value
        if value and len(value) <= HEADER and value.isascii() and value.isprintable()
        else None
    )
