"""Kept connections: what one request leaves behind never reaches the next, and proxies and TLS say what failed."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.connections import Answer, Broken, Connection, Pool, Unsent
from tests.bot.wire import answer, serving

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def pool_to(address: str, **how: object) -> AsyncIterator[Callable[[str], asyncio.Future[Answer]]]:
    """A pool of one connection to an address, and how to ask it for a path."""
    pool = Pool(address, 1, **how)  # type: ignore[arg-type]

    def ask(path: str) -> asyncio.Future[Answer]:
        return asyncio.ensure_future(pool.request("POST", f"{address}{path}", "", b"{}", connect=5, answer=5))

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
        assert [await ask("/a"), await ask("/b"), await ask("/c")] == [(200, b"1"), (404, b"2"), (200, b"")]
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
        _, connection = await asyncio.get_running_loop().create_connection(Connection, *server.getsockname())
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
    monkeypatch.setattr("bot.connections.KEPT_OPEN", 0.05)
    said = Counted(answer(200, b"1"), answer(200, b"2"))
    async with serving(said) as wire, pool_to(wire.address) as ask:
        await ask("/")
        await asyncio.sleep(0.1)
        assert await ask("/") == (200, b"2")
        assert len(said.writers) == 2


async def test_an_answer_may_come_in_pieces_and_after_an_interim_one():
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
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
    """A certificate of 127.0.0.1 with its key, signed by itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (tmp_path / "both.pem").write_bytes(key.private_bytes(*form) + made.public_bytes(form[0]))
    return tmp_path / "both.pem"


@asynccontextmanager
async def listening(talk: Talk, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A server that talks so with whoever connects; its host and port. All its connections end with it."""
    writers: list[asyncio.StreamWriter] = []

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await talk(reader, writer)

    async with await asyncio.start_server(served, "127.0.0.1", 0, ssl=tls) as server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for writer in writers:
            writer.transport.abort()
        await asyncio.sleep(0.05)


@asynccontextmanager
async def encrypted(certificate: Path) -> AsyncIterator[str]:
    """A server with TLS that answers everything with 200; its address."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"{}"):
            writer.write(answer(200, b"sealed"))

    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    async with listening(talk, tls) as place:
        yield f"https://{place}"


@asynccontextmanager
async def proxy(heads: list[str], status: int = 200) -> AsyncIterator[str]:
    """A proxy that makes tunnels, or refuses them; `heads` gets what it was asked."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
        writer.transport.abort()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(f"HTTP/1.1 {status} Said\r\n\r\n".encode())
        if status != 200:
            writer.close()
            return
        host, _, port = heads[-1].split(" ")[1].rpartition(":")
        there = await asyncio.open_connection(host, int(port))
        await asyncio.gather(pump(reader, there[1]), pump(there[0], writer))

    async with listening(talk) as place:
        yield place


async def test_tls_is_spoken_and_checked(certificate):
    async with encrypted(certificate) as address:
        async with pool_to(address, tls=ssl.create_default_context(cafile=str(certificate))) as ask:
            assert [await ask("/"), await ask("/")] == [(200, b"sealed")] * 2
        async with pool_to(address, tls=ssl.create_default_context()) as ask:
            with pytest.raises(Unsent, match="SSLCertVerificationError"):
                await ask("/")


async def test_a_proxy_makes_a_tunnel_and_sees_nothing_of_what_is_said(certificate):
    heads: list[str] = []
    tls = ssl.create_default_context(cafile=str(certificate))
    async with (
        encrypted(certificate) as address, proxy(heads) as place,
        pool_to(address, tls=tls, proxy=f"http://me:p%40ss@{place}") as ask,
    ):  # fmt: skip
        assert [await ask("/secret"), await ask("/secret")] == [(200, b"sealed")] * 2
    assert len(heads) == 1
    assert heads[0].startswith(f"CONNECT {address.removeprefix('https://')} HTTP/1.1\r\n")
    assert "Proxy-Authorization: Basic bWU6cEBzcw==\r\n" in heads[0]
    assert "secret" not in heads[0]


@pytest.mark.parametrize("status", [403, 407, 502])
async def test_a_proxy_that_refuses_was_told_nothing(status):
    tls = ssl.create_default_context()
    async with proxy([], status) as place, pool_to("https://127.0.0.1:9", tls=tls, proxy=f"http://{place}") as ask:
        with pytest.raises(Unsent, match=str(status)):
            await ask("/")


async def test_a_proxy_passes_on_what_is_not_encrypted():
    async with serving(Counted(answer(200, b"1"))) as wire:
        async with pool_to("http://telegram.test:8081", proxy=wire.address.replace("//", "//me:x@")) as ask:
            assert await ask("/bot") == (200, b"1")
        assert wire.heads[0].startswith("POST http://telegram.test:8081/bot HTTP/1.1\r\nHost: telegram.test:8081\r\n")
        assert "Proxy-Authorization: Basic bWU6eA==\r\n" in wire.heads[0]


async def test_other_kinds_of_proxies_are_refused_in_words():
    async with pool_to("https://127.0.0.1:9", tls=ssl.create_default_context(), proxy="socks5://127.0.0.1:9") as ask:
        with pytest.raises(Unsent, match="http:// proxies"):
            await ask("/")
