"""The doctor never ends in a traceback: whatever its settings are, every line is ok or a sentence
with a next step.
"""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.commands import checkup
from bot.settings import Settings, SettingsProblem, load
from storage.engine.sealing import new_key
from tests.bot.place import Place
from tests.bot.proxying import certificate_in, encrypted
from tests.bot.test_answers import ME, bent
from tests.bot.wire import answer, gives, says, serving

TOKEN = "123456789:" + "A" * 35
ODD = (
    "",
    " ",
    "none",
    "/",
    ".",
    "..",
    "~",
    "x" * 5000,
    "data[/b]",
    "[red]",
    ":warning:",
    "편지",
    "\udcff\udcfe",
    "a\tb\nc",
    "\x1b[31m",
    "/proc/1/nothing",
    "/dev/null",
    "/dev/full",
    "/root/x",
    "true",
    "-1",
    "{}",
    "$HOME",
    "%00",
    "\\",
    "'",
    '"',
)
URLS = (
    "http://[::1", "http://[::1]:9", "http://127.0.0.1:99999", "http://127.0.0.1:0",
    "http://127.0.0.1:-1", "http://127.0.0.1:9/x/y",
    "http://", "https://", "http://a..b:9", f"http://{'x' * 300}", "http://[v1.x]",
    "http://me:secret@127.0.0.1:9", "http://пример",
    "http://127.0.0.1:9?secret", "ftp://127.0.0.1", "//127.0.0.1", "http://127.0.0.1:9#",
    "http://127.0.0.1:9/\udcff", "http://1:9",
    "http://[fe80::1%25lo]:9", "HTTP://127.0.0.1:9", "http:\\\\127.0.0.1", "http://127.0.0.1:９",
    "http://-:9", "http://.:9",
)  # fmt: skip
PROXIES = (
    "socks5://127.0.0.1:9", "socks4://me@127.0.0.1:9", "http://me:secret@127.0.0.1:9",
    "https://127.0.0.1:9", "socks://127.0.0.1:9",
    "127.0.0.1:9", "http://[::1", "http://:9", "ftp://secret", "://", "socks5://a..b:9",
    f"http://{'x' * 300}:9", "*",
)  # fmt: skip
STORES = (
    "sqlite://", "sqlite:///", "sqlite:////", "sqlite:///x/y/z.db", "sqlite:////proc/x.db",
    "sqlite://host:port/x", "sqlite+nothing:///x",
    "postgresql://me:secret@127.0.0.1:9/x", "mysql://x", "oracle+cx://",
    "sqlite:///x?mode=secret&uri=true", "sqlite:////dev/null",
    "sqlite:///file:x?uri=true&timeout=x", "sqlite+pysqlite:///:memory:", "sqlite+aiosqlite:///x",
    "sqlite:///x?timeout=secret", "nonsense",
)  # fmt: skip
CHOICES = {
    "APPEALBOT_TOKEN": (TOKEN,),
    "APPEALBOT_TELEGRAM_API_URL": URLS,
    "APPEALBOT_DATA_DIR": (),
    "APPEALBOT_KEY_FILE": (),
    "APPEALBOT_PACK": (),
    "APPEALBOT_PAID_BROADCAST": ("yes",),
    "APPEALBOT_DATABASE_URL": STORES,
    "APPEALBOT_KEY": (new_key(), "é", "A" * 88),
    "HTTPS_PROXY": PROXIES,
    "HTTP_PROXY": PROXIES,
    "ALL_PROXY": PROXIES,
    "NO_PROXY": ("*", "127.0.0.1,,", "[::1"),
    "SSL_CERT_FILE": (),
    "SSL_CERT_DIR": (),
    "SSLKEYLOGFILE": (),
    "HOME": (),
    "XDG_CONFIG_HOME": (),
    "LANG": ("C", "ko_KR.EUC-KR"),
}
ENVIRONMENTS = st.fixed_dictionaries(
    {},
    optional={
        name: st.sampled_from(values + ODD)
        | st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=30)
        for name, values in CHOICES.items()
    },
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def checks(environment: dict[str, str]) -> list[checkup.Check]:
    """What the doctor finds under these settings, over a network that nobody is in."""
    known = {"PATH": os.environ["PATH"], "HOME": "home", "APPEALBOT_TOKEN": TOKEN}
    known["APPEALBOT_TELEGRAM_API_URL"] = "http://127.0.0.1:9"
    with patch.dict(os.environ, known | environment, clear=True):
        try:
            return asyncio.run(checkup.all_checks(load()))
        except SettingsProblem as problem:
            return [checkup.Check("settings", False, line) for line in str(problem).split("\n")]


@settings(max_examples=60)
@given(ENVIRONMENTS)
@example({"APPEALBOT_TELEGRAM_API_URL": "http://[::1"})
@example({"APPEALBOT_TELEGRAM_API_URL": "http://127.0.0.1:99999"})
@example({"APPEALBOT_DATABASE_URL": "sqlite://host:port/x"})
@example(
    {"HTTP_PROXY": "socks5://127.0.0.1:9", "APPEALBOT_TELEGRAM_API_URL": "http://telegram.test"}
)
def test_every_line_is_ok_or_a_sentence(environment: dict[str, str]) -> None:
    found = checks(environment)
    assert found
    for check in found:
        assert check.name
        assert (
            check.words.rstrip()[-1] in ".…:" or " run" in check.words or "Run: " in check.words
        ), check
        assert "secret" not in check.words, check


@pytest.mark.parametrize(
    "env", [b"\xff\xfe", b"APPEALBOT_DATA_DIR='\0'\n", b"=\n\n#", b"APPEALBOT_PACK=\xed\xa0\x80"]
)
def test_any_env_file_is_read_or_named(env: bytes, folder: Path) -> None:
    (folder / ".env").write_bytes(env)
    assert all(check.words for check in checks({}))


def test_an_env_file_that_is_a_folder(folder: Path) -> None:
    (folder / ".env").mkdir()
    assert all(check.words for check in checks({}))


def test_what_a_terminal_cannot_write_is_no_traceback(place: Place) -> None:
    place.environment["APPEALBOT_DATA_DIR"] = str(place.folder / "편지[/b]\udcff")
    place.environment["PYTHONIOENCODING"] = "ascii"
    for words in ("doctor", "run"):
        place.call(words)


@given(told=bent(ME))
@settings(max_examples=30)
def test_a_server_that_is_not_quite_telegram_is_named(told: object) -> None:
    async def look() -> list[checkup.Check]:
        async with serving(gives(told)) as wire:
            return await checkup.network(
                Settings(token=TOKEN, telegram_api_url=wire.address, _env_file=None)
            )

    found = {check.name: check for check in asyncio.run(look())}
    assert (
        found["token"].words == "The bot is @a_bot."
        or "does not speak the Bot API" in found["token"].words
    )


@pytest.mark.parametrize("status", [200, 302, 401, 403, 404])
@pytest.mark.parametrize(
    "body", [b"<html>Sign in</html>", b"", b'{"error": "login"}', b'{"ok": true}', b"null"]
)
async def test_a_captive_portal_is_named(status: int, body: bytes) -> None:
    async with serving(says(answer(status, body, head="Date: yesterday\r\n"))) as wire:
        found = await checkup.network(
            Settings(token=TOKEN, telegram_api_url=wire.address, _env_file=None)
        )
    words = {check.name: check.words for check in found}
    assert "does not speak the Bot API" in words["token"]
    assert words["clock"].startswith("Not compared")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("socks://127.0.0.1:9", "Write http://, https://, socks4:// or socks5h:// instead"),
        (
            "http://me:secret#1@127.0.0.1:9",
            "ALL_PROXY is not the address of a proxy. Write it like",
        ),
        ("socks5://me:secret@127.0.0.1:9", "The proxy socks5://127.0.0.1:9 does not answer"),
    ],
)
async def test_a_proxy_is_named_without_its_password(
    value: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", value)
    monkeypatch.setenv("NO_PROXY", "")
    settings = Settings(token=TOKEN, telegram_api_url="https://telegram.test", _env_file=None)
    found = [check.words for check in await checkup.network(settings) if not check.ok]
    assert words in found[0]
    assert "secret" not in found[0]


async def test_a_webhook_is_named_by_its_host() -> None:
    async def act(writer: asyncio.StreamWriter) -> None:
        hook = {"url": "https://hook.example/secret", "pending_update_count": 3}
        told = hook if "getWebhookInfo" in wire.heads[-1] else ME
        writer.write(answer(200, json.dumps({"ok": True, "result": told}).encode()))

    async with serving(act) as wire:
        settings = Settings(token=TOKEN, telegram_api_url=wire.address, _env_file=None)
        found = {check.name: check for check in await checkup.network(settings)}
    assert not found["webhook"].ok
    assert "at hook.example, takes this bot's updates" in found["webhook"].words
    assert "appealbot run --take-over" in found["webhook"].words
    assert "secret" not in found["webhook"].words


async def test_a_certificate_that_is_not_trusted_is_named(folder: Path) -> None:
    async with encrypted(certificate_in(folder)) as address:
        found = await checkup.network(
            Settings(token=TOKEN, telegram_api_url=address, _env_file=None)
        )
    assert "certificate is not trusted" in {check.name: check.words for check in found}["token"]


async def test_the_program_says_that_nobody_speaks_the_bot_api(tmp_path: Path) -> None:
    async with serving(gives({})) as wire:
        place = Place(tmp_path, wire.address)
        for words in ("run", "doctor"):
            assert "does not speak the Bot API" in await asyncio.to_thread(place.call, words)
