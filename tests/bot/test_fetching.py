"""A feed's address never leads into the own network, and no document is larger or slower than it
may be.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.feed_fetch import (
    CONNECT_SECONDS,
    PAGE_BYTES,
    SECONDS,
    Fetcher,
    Page,
    Refused,
    _in_turns,
    is_public,
)

Handler = Callable[[bytes], AsyncIterator[bytes]]


@asynccontextmanager
async def served(handler):
    """A server on a free local port; gives its port and the requests it got."""
    heard = []

    async def serve(reader, writer):
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        try:
            async for part in handler(heard[-1]):
                writer.write(part)
                await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], heard
    finally:
        server.close()
        await server.wait_closed()


def answer(status=b"200 OK", headers=b"", body=b"<rss/>"):
    async def parts(_request):
        yield b"HTTP/1.1 " + status + b"\r\nConnection: close\r\n" + headers + b"\r\n" + body

    return parts


async def local(_host, _port):
    return ["127.0.0.1"]


def lenient(port, **more):
    return Fetcher(resolve=local, allowed=lambda _address: True, ports=(port,), **more)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
        ),
        *(
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fe80::1%eth0",
            "fc00::1",
            "ff02::1",
        ),
        *(
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:0:53aa:64c::1",
        ),
        *(
            "fec0::1",
            "feff::1",
            "3fff::1",
            "3fff:fff::1",
            "5f00::1",
            "64:ff9b:1::a00:1",
            "100::1",
            "100:0:0:1::1",
        ),
        *(
            "2001:db8::1",
            "2001:2::1",
            "2001:10::1",
            "2001:20::1",
            "2001:30::1",
            "::10.0.0.1",
            "::a00:1",
        ),
        *(
            "2a00:1450::5efe:a00:1",
            "2a00:1450::200:5efe:a00:1",
            "2606:4700:0:0:0:5efe:808:808",
            "2002:808:808::1",
        ),
        *(
            "192.0.0.8",
            "192.0.0.9",
            "192.0.0.10",
            "192.0.0.170",
            "192.0.0.255",
            "192.0.2.1",
            "192.88.99.1",
        ),
        *(
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "240.0.0.1",
            "239.255.255.255",
            "0.1.2.3",
            "100.127.255.255",
        ),
    ],
)
def test_addresses_inside_are_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "93.184.216.34",
        "192.0.1.1",
        "100.128.0.1",
        "2606:4700:4700::1111",
        "2a00:1450:4001:80b::200e",
    ],
)
def test_addresses_of_the_open_internet_are_read(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "ftp://example.org/feed",
            "file:///etc/passwd",
            "http://127.0.0.1/feed",
            "http://[::1]/feed",
        ),
        *(
            "http://user:pass@example.org/feed",
            "http://example.org:22/feed",
            "http:///feed",
            "javascript:alert(1)",
        ),
        *("http://2130706433/feed", "http://0x7f.1/feed", "", "http://[", "https://localhost/feed"),
    ],
)
async def test_odd_addresses_are_refused(url):
    with pytest.raises(Refused):
        await Fetcher().fetch(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://xn--a.example/feed",
        "http://xn--\u00ff.example/",
        "http://[::1%25x]/",
        "http://a.example:99999/",
    ],
)
async def test_a_host_that_is_none_is_refused(url):
    """IDNAError is a UnicodeError: it came through, and the feed stayed due for ever."""
    with pytest.raises(Refused):
        await Fetcher().fetch(url)


@pytest.mark.parametrize("dead", ["2001:db8::1", "127.0.0.9"])
async def test_the_next_address_is_tried_when_the_first_is_dead(dead):
    async with served(answer()) as (port, heard):
        asked = []

        async def resolve(_host, _port):
            asked.append(1)
            return [dead, "127.0.0.1"]

        fetcher = Fetcher(resolve=resolve, allowed=lambda _address: True, ports=(port,))
        assert (await fetcher.fetch(f"http://two.example:{port}/")).body == b"<rss/>"
        assert asked == [1]
        assert len(heard) == 1


@pytest.mark.parametrize("count", [1, 3])
async def test_the_last_address_has_all_the_time_that_is_left(count, monkeypatch):
    """A slow host has no other address: two seconds were over for it at every visit, for ever."""
    given = []

    async def silent(_client, request, **_more):
        given.append(request.extensions["timeout"]["connect"])
        raise httpx.ConnectTimeout("silent")

    async def resolve(_host, _port):
        return [f"127.0.0.{end}" for end in range(1, count + 1)]

    monkeypatch.setattr(httpx.AsyncClient, "send", silent)
    with pytest.raises(Refused, match="ConnectTimeout"):
        await Fetcher(resolve=resolve, allowed=lambda _address: True, ports=(1,)).fetch(
            "http://slow.example:1/"
        )
    assert given == [CONNECT_SECONDS] * (count - 1) + [SECONDS]


async def test_no_address_of_many_answers():
    async def resolve(_host, _port):
        return [f"127.0.0.{end}" for end in range(2, 200)]

    with pytest.raises(Refused, match="ConnectError"):
        await Fetcher(resolve=resolve, allowed=lambda _address: True, ports=(1,)).fetch(
            "http://many.example:1/"
        )


async def test_both_kinds_of_addresses_come_soon():
    assert _in_turns(["::1", "::2", "::3", "1.1.1.1"]) == ["::1", "1.1.1.1", "::2", "::3"]
    assert _in_turns(["1.1.1.1", "1.1.1.2", "::1"]) == ["1.1.1.1", "::1", "1.1.1.2"]


async def test_headers_that_cannot_be_said_back_are_not_kept():
    headers = b'ETag: "' + b"x" * 3000 + b'"\r\nLast-Modified: \xff\r\n'
    async with served(answer(headers=headers)) as (port, _heard):
        assert await lenient(port).fetch(f"http://a.example:{port}/") == Page(b"<rss/>", None, None)


async def test_one_private_address_among_public_ones_refuses_the_host():
    async def resolve(_host, _port):
        return ["93.184.216.34", "10.0.0.1"]

    with pytest.raises(Refused, match="open internet"):
        await Fetcher(resolve=resolve).fetch("http://example.org/feed")


async def test_a_name_that_changes_after_the_check_is_not_looked_up_again():
    """DNS rebinding: the first answer is allowed, every later one would lead inside."""
    async with served(answer(body=b"<rss/>")) as (port, heard):
        answers = [["127.0.0.1"], ["127.0.0.2"]]

        async def resolve(_host, _port):
            return answers.pop(0)

        fetcher = Fetcher(
            resolve=resolve, allowed=lambda address: address == "127.0.0.1", ports=(port,)
        )
        page = await fetcher.fetch(f"http://rebind.example:{port}/feed")
        assert page == Page(b"<rss/>", None, None)
        assert answers == [["127.0.0.2"]]
        assert b"host: rebind.example" in heard[0].lower()


async def test_a_redirect_inside_is_refused_before_any_connection():
    async with served(answer()) as (inside, inner):
        location = f"Location: http://inside.example:{inside}/\r\n".encode()
        async with served(answer(b"302 Found", location)) as (port, _outer):

            async def resolve(host, _port):
                return ["127.0.0.1"] if host == "outside.example" else ["127.0.0.2"]

            fetcher = Fetcher(
                resolve=resolve,
                allowed=lambda address: address == "127.0.0.1",
                ports=(port, inside),
            )
            with pytest.raises(Refused, match="open internet"):
                await fetcher.fetch(f"http://outside.example:{port}/")
            assert inner == []


async def test_redirects_end():
    async with served(answer(b"301 Moved", b"Location: /again\r\n")) as (port, heard):
        with pytest.raises(Refused, match="redirects"):
            await lenient(port).fetch(f"http://loop.example:{port}/")
        assert len(heard) == 4


async def test_what_has_not_changed_is_not_read_again():
    async with served(answer(b"304 Not Modified")) as (port, heard):
        assert (
            await lenient(port).fetch(
                f"http://a.example:{port}/", '"v1"', "Tue, 30 Apr 2019 10:00:00 GMT"
            )
            is None
        )
        assert b'if-none-match: "v1"' in heard[0].lower()
        assert b"if-modified-since: tue, 30 apr 2019 10:00:00 gmt" in heard[0].lower()


async def test_a_document_without_end_is_cut_off():
    sent = []

    async def endless(_request):
        yield b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
        for _ in range(64 * PAGE_BYTES // 65536):
            sent.append(65536)
            yield b"x" * 65536

    async with served(endless) as (port, _heard):
        with pytest.raises(Refused, match="2 MB"):
            await lenient(port).fetch(f"http://a.example:{port}/")
    assert sum(sent) < 16 * PAGE_BYTES


async def test_a_slow_drip_ends_in_time():
    async def drip(_request):
        yield b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
        for _ in range(100):
            await asyncio.sleep(0.05)
            yield b"x"

    async with served(drip) as (port, _heard):
        with pytest.raises(Refused, match="TimeoutError"):
            await lenient(port, seconds=0.3).fetch(f"http://a.example:{port}/")


async def test_a_compressed_bomb_is_refused_unopened():
    async with served(answer(headers=b"Content-Encoding: gzip\r\n", body=b"\x1f\x8b")) as (
        port,
        _heard,
    ):
        with pytest.raises(Refused, match="compressed"):
            await lenient(port).fetch(f"http://a.example:{port}/")


@pytest.mark.parametrize("status", [b"404 Not Found", b"500 Oops", b"204 No Content"])
async def test_other_answers_are_refused(status):
    async with served(answer(status)) as (port, _heard):
        with pytest.raises(Refused, match="status"):
            await lenient(port).fetch(f"http://a.example:{port}/")


async def test_a_proxy_is_never_asked_for_a_feed(monkeypatch):
    """Behind one nobody could see which address is reached, and it could open the network that it
    stands in.
    """
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.upper(), "http://127.0.0.1:9")
    async with served(answer()) as (port, heard):
        page = await lenient(port).fetch(f"http://feed.test:{port}/x")
    assert page.body == b"<rss/>"
    assert heard[0].startswith(b"GET /x HTTP/1.1\r\n")
