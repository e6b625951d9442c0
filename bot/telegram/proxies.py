"""The proxy on the way to Telegram: which one the environment names, and the way through one that
speaks SOCKS.

The variables are those that curl reads: HTTPS_PROXY and HTTP_PROXY by the scheme of the address,
else ALL_PROXY, and NO_PROXY for hosts that are reached directly; in small letters too. This machine
itself is always reached directly.
"""

from __future__ import annotations

import asyncio
import re
import socket
from base64 import b64encode
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from python_socks import ProxyError, ProxyType
from python_socks.async_.asyncio import Proxy as Socks

from bot.settings import SettingsProblem
from bot.telegram.failures import ProxyFailed

PORTS = {"http": 80, "https": 443, "socks4": 1080, "socks4a": 1080, "socks5": 1080, "socks5h": 1080}
# A name, or an IPv6 address with its zone.
HOST = re.compile(r"[A-Za-z0-9_.-]+|[0-9a-fA-F:.]+(%[A-Za-z0-9_.-]+)?")
UNKNOWN_USER = 0x5D  # SOCKS4: the user is another one
SOCKS_LONGEST = 255  # bytes of a user or a password (RFC 1929)
EXAMPLE = "Write it like socks5h://127.0.0.1:9050 or http://user:password@proxy.example:3128"
ESCAPED = "write special characters of user and password as %40 for @, %23 for #"


@dataclass(frozen=True)
class Proxy:
    """One proxy; `variable` is the one that named it. User and password are in no repr and in no
    sentence.
    """

    kind: str
    host: str
    port: int
    variable: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.kind}://{host}:{self.port}"

    @property
    def socks(self) -> bool:
        """Whether it speaks SOCKS; else it speaks HTTP."""
        return self.kind.startswith("socks")

    @property
    def allowed(self) -> str:
        """The header field that tells an HTTP proxy its user, if there is one (RFC 7617)."""
        if not self.user:
            return ""
        known = b64encode(f"{self.user}:{self.password}".encode()).decode()
        return f"Proxy-Authorization: Basic {known}\r\n"

    async def connect(self, host: str, port: int) -> socket.socket:
        """A socket that SOCKS connected to the host, whose name the proxy looks up (SOCKS4 cannot:
        this machine does). OSError or ProxyFailed.
        """
        kind = ProxyType.SOCKS5 if self.kind.startswith("socks5") else ProxyType.SOCKS4
        socks = Socks(
            kind, self.host, self.port, self.user, self.password, rdns=self.kind != "socks4",
            loop=asyncio.get_running_loop(),
        )  # fmt: skip
        try:
            return await socks.connect(host, port)
        except ProxyError as refused:
            raise self._refused(refused) from None

    def _refused(self, refused: ProxyError) -> ProxyFailed:
        code = refused.error_code
        if "authenti" in str(refused) or (code == UNKNOWN_USER and self.kind.startswith("socks4")):
            return self.asks_for_user()
        if code is None:
            return self.speaks_otherwise()
        return self.says_no(str(refused))

    def unreachable(self) -> ProxyFailed:
        """Nothing answers there."""
        return ProxyFailed(
            f"The proxy {self} does not answer: start it, or correct {self.variable}."
        )

    def asks_for_user(self) -> ProxyFailed:
        """It wants a user and a password, or others than it was given."""
        given = (
            "does not take the user and password of"
            if self.user
            else "asks for a user and a password: set"
        )
        return ProxyFailed(
            f"The proxy {self} {given} {self.variable}. Write"
            f" {self.kind}://user:password@host:port; {ESCAPED}."
        )

    def speaks_otherwise(self) -> ProxyFailed:
        """Something answers that is no such proxy."""
        kind = self.kind.rstrip("ah").upper() if self.socks else self.kind.upper()
        return ProxyFailed(
            f"What answers at {self} is no {kind} proxy: check kind and port in {self.variable}."
        )

    def says_no(self, answer: str) -> ProxyFailed:
        """It does not connect to where it should."""
        return ProxyFailed(
            f"The proxy {self} makes no connection to Telegram ({answer}): ask whoever runs it, "
            f"or name another one in {self.variable}."
        )


def proxy_for(address: str) -> Proxy | None:
    """The proxy that the environment names for an address, or None; SettingsProblem for one that
    cannot be used.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    if _this_machine(host) or proxy_bypass(f"{host}:{parts.port or PORTS[parts.scheme]}"):
        return None
    named = getproxies()
    kind = parts.scheme if parts.scheme in named else "all"
    return read(named[kind], f"{kind.upper()}_PROXY") if kind in named else None


def read(value: str, variable: str) -> Proxy:
    """The proxy of an address; one without a scheme is http. SettingsProblem, which repeats no user
    or password.
    """
    value = value.strip()
    wrong = SettingsProblem(f"{variable} is not the address of a proxy. {EXAMPLE}; {ESCAPED}.")
    try:
        parts = urlsplit(value if "://" in value else f"http://{value}")
        kind, host, port = parts.scheme, parts.hostname or "", parts.port
        user, password = (
            unquote(text or "", errors="strict") for text in (parts.username, parts.password)
        )
        (user + password).encode()
    except ValueError:
        raise wrong from None
    if kind not in PORTS:
        raise SettingsProblem(
            f"{variable} names a proxy of the kind {kind[:12]}://, which cannot be used. "
            "Write http://, https://, socks4:// or socks5h:// instead, as that proxy speaks."
        )
    whole = parts.path in ("", "/") and not parts.query and not parts.fragment and port != 0
    if not whole or not HOST.fullmatch(host) or not (user + password).isprintable():
        raise wrong
    if kind.startswith("socks") and (
        max(len(user), len(password)) > SOCKS_LONGEST or not (user + password).isascii()
    ):
        raise SettingsProblem(
            f"{variable}: a SOCKS proxy takes a user and a password of at most 255 Latin letters."
        )
    return Proxy(kind, host, port or PORTS[kind], variable, user, password)


def _this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
