"""Small proxies on this machine: HTTP CONNECT, SOCKS4(a) and SOCKS5, with and without a user, and
servers with TLS.
"""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.bot.wire import answer

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
HIDDEN = "telegram.test"  # a name that only the proxies can look up


def certificate_in(folder: Path) -> Path:
    """A certificate of this machine and of the hidden name with its key, signed by itself."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")]),
    )
    now = datetime.now(UTC)
    names = [
        x509.IPAddress(ip_address("127.0.0.1")),
        x509.DNSName(HIDDEN),
        x509.DNSName("localhost"),
    ]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = (
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "both.pem"
    path.write_bytes(key.private_bytes(*form) + made.public_bytes(form[0]))
    return path


def serving_with(certificate: Path) -> ssl.SSLContext:
    """TLS as a server with this certificate speaks it."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    return tls


@asynccontextmanager
async def listening(talk: Talk, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A server that talks so with whoever connects; its host and port. All its connections end with
    it.
    """
    writers: list[asyncio.StreamWriter] = []

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        with suppress(asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
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

    async with listening(talk, serving_with(certificate)) as place:
        yield f"https://{place}"


@dataclass
class Middle:
    """A proxy's memory: what it was asked to connect to, and as whom. `known` is the user and
    password it wants; `refuses` answers so instead of connecting; `hidden` is the port behind the
    hidden name.
    """

    known: tuple[str, str] | None = None
    refuses: int | None = None
    hidden: int = 0
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)

    async def pass_on(
        self,
        host: str,
        port: int,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        yes: bytes,
    ) -> None:
        """Connects and lets both sides talk."""
        self.asked.append(f"{host}:{port}")
        if host == HIDDEN:
            host, port = "127.0.0.1", self.hidden
        there = await asyncio.open_connection(host, port)
        writer.write(yes)
        await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer))

    async def http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """RFC 9110, CONNECT; its answer comes in two pieces, as from a slow one."""
        self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        login = b64encode(":".join(self.known or ()).encode()).decode()
        status = 407 if self.known and f"Basic {login}\r\n" not in self.heads[-1] else self.refuses
        if status:
            writer.write(f"HTTP/1.1 {status} Said\r\n\r\n".encode())
            writer.close()
            return
        writer.write(b"HTTP/1.1 200 Fine\r\n")
        await asyncio.sleep(0.02)
        host, _, port = self.heads[-1].split(" ")[1].rpartition(":")
        await self.pass_on(host, int(port), reader, writer, b"\r\n")

    async def socks5(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """RFC 1928, RFC 1929."""
        _, count = await reader.readexactly(2)
        offered = await reader.readexactly(count)
        wanted = 2 if self.known else 0
        writer.write(bytes((5, wanted if wanted in offered else 255)))
        if wanted not in offered:
            return
        if self.known:
            await reader.readexactly(1)
            given = tuple(
                [
                    (await reader.readexactly((await reader.readexactly(1))[0])).decode()
                    for _ in "12"
                ]
            )
            writer.write(bytes((1, given != self.known)))
            if given != self.known:
                return
        kind = (await reader.readexactly(4))[3]
        length = 4 if kind == 1 else (await reader.readexactly(1))[0]
        place = await reader.readexactly(length)
        host = ".".join(map(str, place)) if kind == 1 else place.decode()
        port = int.from_bytes(await reader.readexactly(2), "big")
        if self.refuses:
            writer.write(bytes((5, self.refuses, 0, 1)) + bytes(6))
            return
        await self.pass_on(host, port, reader, writer, bytes((5, 0, 0, 1)) + bytes(6))

    async def socks4(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """SOCKS4 and 4a: an address 0.0.0.x means that a name follows."""
        head = await reader.readexactly(8)
        user = (await reader.readuntil(b"\0"))[:-1].decode()
        port, place = int.from_bytes(head[2:4], "big"), head[4:]
        host = ".".join(map(str, place))
        if place[:3] == bytes(3):
            host = (await reader.readuntil(b"\0"))[:-1].decode()
        if self.known and user != self.known[0]:
            writer.write(bytes((0, 0x5D)) + bytes(6))
            return
        if self.refuses:
            writer.write(bytes((0, self.refuses)) + bytes(6))
            return
        await self.pass_on(host, port, reader, writer, bytes((0, 0x5A)) + bytes(6))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
    writer.transport.abort()
