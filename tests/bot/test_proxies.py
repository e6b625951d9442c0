"""Proxies: which one is used, that TLS goes through each kind, and that each failure is a sentence
without secrets.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import SettingsProblem
from bot.telegram import proxies
from bot.telegram.connections import Answer, Pool
from bot.telegram.failures import ProxyFailed, Unsent
from bot.telegram.proxies import Proxy, proxy_for
from bot.telegram.transport import BehindProxy, PoolRequest
from tests.bot.proxying import HIDDEN, Middle, certificate_in, encrypted, listening, serving_with
from tests.bot.wire import answer, gives, serving

KINDS = ("http", "https", "socks4a", "socks5", "socks5h")
USER, PASSWORD = "me", "p@ss:w0rd"
LOGIN = f"{USER}:p%40ss%3Aw0rd@"
TELEGRAM = "https://api.telegram.org"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = certificate_in(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


@asynccontextmanager
async def proxy(kind: str, middle: Middle, certificate: Path | None = None) -> AsyncIterator[str]:
    """Where a proxy of this kind listens."""
    talk = {
        "http": middle.http,
        "https": middle.http,
        "socks4": middle.socks4,
        "socks4a": middle.socks4,
    }
    tls = serving_with(certificate) if kind == "https" and certificate else None
    async with listening(talk.get(kind, middle.socks5), tls) as place:
        yield place


async def asked(address: str, through: Proxy, certificate: Path | None = None) -> list[Answer]:
    """What two requests give, one after the other."""
    tls = (
        ssl.create_default_context(cafile=certificate and str(certificate))
        if address.startswith("https")
        else None
    )
    pool = Pool(address, 1, tls, through)
    try:
        return [
            await pool.request("POST", f"{address}/secret", "", b"{}", connect=5, answer=5)
            for _ in "12"
        ]
    finally:
        await pool.close()


@pytest.mark.parametrize("login", ["", LOGIN], ids=["open", "with a user"])
@pytest.mark.parametrize("kind", KINDS)
async def test_tls_goes_through_every_kind_of_proxy_and_names_are_looked_up_there(
    kind: str, login: str, certificate: Path
) -> None:
    async with encrypted(certificate) as address:
        port = int(address.rpartition(":")[2])
        middle = Middle(known=(USER, PASSWORD) if login else None, hidden=port)
        async with proxy(kind, middle, certificate) as place:
            through = proxies.read(f"{kind}://{login}{place}", "ALL_PROXY")
            assert await asked(f"https://{HIDDEN}", through, certificate) == [(200, b"sealed")] * 2
    assert middle.asked == [f"{HIDDEN}:443"]  # one connection for both
    assert "secret" not in "".join(middle.heads)


async def test_socks4_is_given_an_address(certificate: Path) -> None:
    async with encrypted(certificate) as address:
        middle = Middle()
        async with proxy("socks4", middle) as place:
            through = proxies.read(f"socks4://{place}", "ALL_PROXY")
            found = await asked(address.replace("127.0.0.1", "localhost"), through, certificate)
    assert found == [(200, b"sealed")] * 2
    assert middle.asked == [address.removeprefix("https://")]


async def test_what_is_not_encrypted_goes_through_socks_and_is_passed_on_by_http() -> None:
    async with serving(gives(True)) as wire:
        middle = Middle(hidden=int(wire.address.rpartition(":")[2]))
        async with proxy("socks5", middle) as place:
            await asked(f"http://{HIDDEN}:8081", proxies.read(f"socks5://{place}", "ALL_PROXY"))
        assert middle.asked == [f"{HIDDEN}:8081"]
        through = proxies.read(wire.address.replace("//", "//me:x@"), "HTTP_PROXY")
        await asked(f"http://{HIDDEN}:8081", through)
        head = wire.heads[-1]
        assert head.startswith(
            f"POST http://{HIDDEN}:8081/secret HTTP/1.1\r\nHost: {HIDDEN}:8081\r\n"
        )
        assert "Proxy-Authorization: Basic bWU6eA==\r\n" in head


@pytest.mark.parametrize("login", ["", f"{USER}:secret@"], ids=["none", "wrong"])
@pytest.mark.parametrize("kind", KINDS)
async def test_a_proxy_that_wants_another_user_is_named(
    kind: str, login: str, certificate: Path
) -> None:
    async with proxy(kind, Middle(known=("you", PASSWORD)), certificate) as place:
        with pytest.raises(ProxyFailed) as told:
            await asked(
                "https://127.0.0.1:9",
                proxies.read(f"{kind}://{login}{place}", "ALL_PROXY"),
                certificate,
            )
    verb = "does not take the user" if login else "asks for a user"
    assert f"The proxy {kind}://{place} {verb}" in str(told.value)
    assert "ALL_PROXY. Write" in str(told.value)
    assert "secret" not in repr(told.value)


async def test_a_relay_that_wants_a_user_is_named() -> None:
    async def refuse(writer: asyncio.StreamWriter) -> None:
        writer.write(answer(407, b"who?"))

    async with serving(refuse) as wire:
        with pytest.raises(ProxyFailed, match="asks for a user and a password"):
            await asked(f"http://{HIDDEN}", proxies.read(wire.address, "HTTP_PROXY"))


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("http", 403, "it answers 403"), ("https", 502, "it answers 502"), ("socks4", 0x5B, "rejected or failed"),
        ("socks4a", 0x5C, "rejected"), ("socks5", 2, "not allowed by ruleset"), ("socks5h", 5, "refused"),
    ],
)  # fmt: skip
async def test_a_proxy_that_refuses_is_named(
    kind: str, code: int, words: str, certificate: Path
) -> None:
    async with proxy(kind, Middle(refuses=code), certificate) as place:
        with pytest.raises(ProxyFailed) as told:
            await asked(
                "https://127.0.0.1:9", proxies.read(f"{kind}://{place}", "ALL_PROXY"), certificate
            )
    assert f"The proxy {kind}://{place} makes no connection to Telegram" in str(told.value)
    assert words in str(told.value)


@pytest.mark.parametrize("kind", [*KINDS, "socks4"])
async def test_a_dead_proxy_is_named(kind: str) -> None:
    async with listening(asyncio.wait_for) as place:  # type: ignore[arg-type]
        pass
    with pytest.raises(ProxyFailed, match=f"The proxy {kind}://{place} does not answer"):
        await asked("https://127.0.0.1:9", proxies.read(f"{kind}://{LOGIN}{place}", "ALL_PROXY"))


@pytest.mark.parametrize(
    "said", [b"SSH-2.0-OpenSSH_9.2\r\n\r\n", b"\x05", b"\x00", b"", b"\xff" * 300]
)
@pytest.mark.parametrize("kind", ["http", "socks4a", "socks5"])
async def test_what_is_no_proxy_is_named(kind: str, said: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(said)
        await writer.drain()
        writer.close()

    async with listening(talk) as place:
        with pytest.raises(ProxyFailed, match=f"{kind}://{place}.*ALL_PROXY"):
            await asked("https://127.0.0.1:9", proxies.read(f"{kind}://{place}", "ALL_PROXY"))


async def test_a_proxy_cannot_speak_for_telegram(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    async with encrypted(certificate) as address, proxy("socks5", Middle()) as place:
        with pytest.raises(Unsent, match="SSLCertVerificationError"):
            await asked(address, proxies.read(f"socks5://{place}", "ALL_PROXY"))


def test_tls_goes_through_tls_on_the_loop_of_windows_too(certificate: Path) -> None:
    async def talk() -> list[Answer]:
        async with (
            encrypted(certificate) as address,
            proxy("https", Middle(), certificate) as place,
        ):
            return await asked(
                address, proxies.read(f"https://{place}", "HTTPS_PROXY"), certificate
            )

    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        assert runner.run(talk()) == [(200, b"sealed")] * 2


@pytest.mark.parametrize(
    ("environment", "address", "found"),
    [
        ({"https_proxy": "http://127.0.0.1:3128"}, TELEGRAM, "http://127.0.0.1:3128"),
        ({"HTTPS_PROXY": "socks5h://[::1]:9050"}, TELEGRAM, "socks5h://[::1]:9050"),
        ({"HTTPS_PROXY": "http://one:1", "https_proxy": "http://two:2"}, TELEGRAM, "http://two:2"),
        ({"HTTPS_PROXY": "http://one:1", "https_proxy": ""}, TELEGRAM, None),
        ({"ALL_PROXY": "socks5://here"}, TELEGRAM, "socks5://here:1080"),
        ({"all_proxy": "socks4://here"}, "http://telegram.test:8081", "socks4://here:1080"),
        ({"ALL_PROXY": "socks5://here", "HTTPS_PROXY": "proxy.test:8080"}, TELEGRAM, "http://proxy.test:8080"),
        ({"HTTP_PROXY": "http://here"}, TELEGRAM, None),
        ({"HTTP_PROXY": "http://here"}, "http://telegram.test:8081", "http://here:80"),
        ({"HTTPS_PROXY": "https://here"}, TELEGRAM, "https://here:443"),
        ({"ALL_PROXY": "socks5://here", "NO_PROXY": "example.org, .telegram.org"}, TELEGRAM, None),
        ({"ALL_PROXY": "socks5://here", "no_proxy": "api.telegram.org:443"}, TELEGRAM, None),
        ({"ALL_PROXY": "socks5://here", "no_proxy": "api.telegram.org:80"}, TELEGRAM, "socks5://here:1080"),
        ({"ALL_PROXY": "socks5://here", "no_proxy": "*"}, TELEGRAM, None),
        ({"ALL_PROXY": "socks5://here"}, "http://127.0.0.1:8081", None),
        ({"ALL_PROXY": "socks5://here"}, "http://localhost:8081", None),
        ({"ALL_PROXY": "socks5://here"}, "http://[::1]:8081", None),
        ({}, TELEGRAM, None),
    ],
)  # fmt: skip
def test_the_environment_names_the_proxy(
    environment: dict[str, str], address: str, found: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert (str(proxy_for(address)) if proxy_for(address) else None) == found


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("socks://here:1", "kind socks://, which cannot be used. Write http://, https://, socks4:// or socks5h://"),
        ("ftp://me:secret@here:1", "kind ftp://"), ("vmess://secret", "kind vmess://"),
        ("socks5:here:1", "not the address of a proxy"), ("http://me:secret#1@here:1", "%23 for #"),
        ("http://here:99999", "Write it like"), ("http://[::1", "Write it like"), ("http://", "Write it like"),
        ("http://here:1/secret", "Write it like"), ("http://se%00cret@here:1", "Write it like"),
        ("socks5://secret%C3%A9:x@here:1", "Latin letters"), (f"socks5://me:{'secret' * 50}@here:1", "at most 255"),
        ("http://me:secret%FF@here:1", "Write it like"), ("http://\udcffsecret@here:1", "Write it like"),
    ],
)  # fmt: skip
def test_a_proxy_that_cannot_be_spoken_is_refused_with_what_to_write(
    value: str, words: str
) -> None:
    with pytest.raises(SettingsProblem) as told:
        proxies.read(value, "ALL_PROXY")
    assert str(told.value).startswith("ALL_PROXY")
    assert words in str(told.value)
    assert "secret" not in str(told.value).replace("vmess://secret", "")


@given(st.text(max_size=80) | st.builds("{}://{}:{}@{}:{}".format, *[st.text(max_size=8)] * 5))
def test_any_value_is_a_proxy_or_a_sentence(value: str) -> None:
    try:
        found = proxies.read(value, "ALL_PROXY")
    except SettingsProblem as told:
        assert str(told).isprintable()
    else:
        assert str(found).isprintable()


def test_no_password_is_in_a_proxys_words() -> None:
    found = proxies.read(f"socks5://{LOGIN}here:1", "ALL_PROXY")
    assert (found.user, found.password) == (USER, PASSWORD)
    told = [
        found.unreachable(),
        found.asks_for_user(),
        found.speaks_otherwise(),
        found.says_no("no"),
    ]
    shown = "".join(f"{one} {one!r}" for one in (found, *told)) + f"{found!r}"
    assert not [secret for secret in (PASSWORD, LOGIN, "p%40ss") if secret in shown]


async def test_the_pool_tells_what_the_proxy_lacks(monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    async with proxy("socks5", Middle(known=("you", "other"))) as place:
        monkeypatch.setenv("ALL_PROXY", f"socks5://{LOGIN}{place}")
        async with PoolRequest(TELEGRAM, 1) as request:
            with pytest.raises(
                BehindProxy, match=f"The proxy socks5://{place} does not take the user and password"
            ):
                await request.post(f"{TELEGRAM}/bot1:x/getMe")
    assert PASSWORD not in caplog.text
    assert "p%40ss" not in caplog.text
