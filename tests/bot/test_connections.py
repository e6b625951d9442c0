"""Kept connections: what one request leaves behind never reaches the next, and TLS says what
failed.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.telegram.connections import Answer, Connection, Pool
from bot.telegram.failures import Broken, Unsent
from tests.bot.proxying import certificate_in, encrypted
from tests.bot.wire import answer, serving


@asynccontextmanager
async def pool_to(
    address: str, **how: object
) -> AsyncIterator[Callable[[str], asyncio.Future[Answer]]]:
    """A pool of one connection to an address, and how to ask it for a path."""
    pool = Pool(address, 1, **how)  # type: ignore[arg-type]

    def ask(path: str) -> asyncio.Future[Answer]:
        return asyncio.ensure_future(
            pool.request("POST", f"{address}{path}", "", b"{}", connect=5, answer=5)
        )

    try:
        yield ask
    finally:
        await pool.close()


class Counted:
    """A server's behaviour that gives each of its connections' requests what is next in a list."""

    def __init__(self, *said: bytes, hang_up: bool = False) -> None:
        self.said, self.hang_up, self.writers = list(said), hang_up, list[asyncio.StreamWriter]()

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        if writer not in self.writers:
            self.writers.append(writer)
        writer.write(self.said.pop(0))
        await writer.drain()
        if self.hang_up:
            writer.close()


async def test_one_connection_serves_request_after_request():
    said = Counted(answer(200, b"1"), answer(404, b"2"), answer(200, b""))
    async with serving(said) as wire, pool_to(wire.address) as ask:
        assert [await ask("/a"), await ask("/b"), await ask("/c")] == [
            (200, b"1"),
            (404, b"2"),
            (200, b""),
        ]
        assert len(said.writers) == 1
        assert [head.split(" ")[1] for head in wire.heads] == ["/a", "/b", "/c"]


async def test_a_connection_that_the_server_will_close_is_not_used_again():
    said = Counted(answer(200, b"1", head="Connection: close\r\n"), answer(200, b"2"))
    async with serving(said) as wire, pool_to(wire.address) as ask:
        assert [await ask("/"), await ask("/")] == [(200, b"1"), (200, b"2")]
        assert len(said.writers) == 2


async def test_a_connection_that_the_server_closed_is_not_used_again():
    said = Counted(answer(200, b"1"), answer(200, b"2"), hang_up=True)
    async with serving(said) as wire, pool_to(wire.address) as ask:
        assert await ask("/") == (200, b"1")
        await asyncio.sleep(0.05)
        assert await ask("/") == (200, b"2")


async def test_what_nobody_asked_for_is_nobodys_answer():
    said = Counted(answer(200, b"1") + answer(408, b"too slow"), answer(200, b"2"))
    async with serving(said) as wire, pool_to(wire.address) as ask:
        assert await ask("/") == (200, b"1")
        await asyncio.sleep(0.05)
        assert await ask("/") == (200, b"2")
        late = said.writers[-1]
        said.said.append(answer(200, b"3"))
        late.write(answer(408, b"too slow"))
        await asyncio.sleep(0.05)
        assert await ask("/") == (200, b"3")


async def test_nothing_is_written_where_a_connection_has_ended():
    async with serving(Counted(answer(200, b"1"))) as wire:
        loop = asyncio.get_running_loop()
        host, port = wire.address.removeprefix("http://").split(":")
        _, connection = await loop.create_connection(Connection, host, int(port))
        connection.close()
        await connection.lost
        with pytest.raises(Unsent):
            await connection.ask(b"POST / HTTP/1.1\r\n\r\n", 1)


@asynccontextmanager
async def reset_behind_the_loops_back() -> AsyncIterator[Connection]:
    """A connection that the other end has reset, of which the loop has not heard yet."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        _, connection = await asyncio.get_running_loop().create_connection(
            Connection, *server.getsockname()
        )
        other, _ = server.accept()
        other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        other.close()
        yield connection
        connection.close()
        await connection.lost


async def test_a_connection_that_was_reset_is_not_used_though_the_loop_does_not_know_it_yet():
    async with reset_behind_the_loops_back() as connection:
        assert not connection.usable(asyncio.get_running_loop().time())


async def test_what_the_system_did_not_take_was_not_sent():
    async with reset_behind_the_loops_back() as connection:
        with pytest.raises(Unsent):
            await connection.ask(b"POST / HTTP/1.1\r\n\r\n", 1)


async def test_half_an_answer_that_nobody_asked_for_is_not_put_before_the_next():
    said = Counted(answer(200, b"1") + answer(408, b"too slow")[:40], answer(200, b"2"))
    async with serving(said) as wire, pool_to(wire.address) as ask:
        assert [await ask("/"), await ask("/")] == [(200, b"1"), (200, b"2")]
        assert len(said.writers) == 2


async def test_a_connection_rests_only_so_long(monkeypatch):
    monkeypatch.setattr("bot.telegram.connections.KEPT_OPEN", 0.05)
    said = Counted(answer(200, b"1"), answer(200, b"2"))
    async with serving(said) as wire, pool_to(wire.address) as ask:
        await ask("/")
        await asyncio.sleep(0.1)
        assert await ask("/") == (200, b"2")
        assert len(said.writers) == 2


async def test_an_answer_may_come_in_pieces_and_after_an_interim_one():
    chunked = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )
    said = Counted(b"HTTP/1.1 102 Processing\r\n\r\n" + chunked, answer(200, b"2"))
    async with serving(said) as wire, pool_to(wire.address) as ask:
        assert [await ask("/"), await ask("/")] == [(200, b"abcde"), (200, b"2")]


async def test_an_answer_without_an_end_of_its_own_may_be_cut_short():
    said = Counted(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", hang_up=True)
    async with serving(said) as wire, pool_to(wire.address) as ask:
        with pytest.raises(Broken):
            await ask("/")


async def test_who_gives_up_leaves_no_answer_for_the_next():
    async def slow(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.1)
        writer.write(answer(200, b"old" if len(wire.heads) == 1 else b"new"))

    async with serving(slow) as wire, pool_to(wire.address) as ask:
        first = ask("/")
        await asyncio.sleep(0.05)
        first.cancel()
        assert await ask("/") == (200, b"new")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return certificate_in(tmp_path)


async def test_tls_is_spoken_and_checked(certificate):
    async with encrypted(certificate) as address:
        async with pool_to(address, tls=ssl.create_default_context(cafile=str(certificate))) as ask:
            assert [await ask("/"), await ask("/")] == [(200, b"sealed")] * 2
        async with pool_to(address, tls=ssl.create_default_context()) as ask:
            with pytest.raises(Unsent, match="SSLCertVerificationError"):
                await ask("/")


async def test_an_answer_without_an_end_does_not_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.telegram.connections.LARGEST", 100)
    said = Counted(answer(200, b"x" * 101), answer(200, b"x" * 100))
    async with serving(said) as wire, pool_to(wire.address) as ask:
        with pytest.raises(Broken, match="too large"):
            await ask("/")
        assert await ask("/") == (200, b"x" * 100)
