"""The wire to Telegram: what surely was not sent is told apart from what may have arrived, and no
token gets out.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram import InputFile
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.delivery.sender import outcome
from bot.logs import Redacted
from bot.telegram.transport import Body, Garbled, NotSent, PoolRequest, Telegram, unclear
from tests.bot.wire import Behaviour, Wire, answer, gives, refuses, says, serving

TOKEN = "123456789:AAcanaryCANARYcanaryCANARYcanary12345"
ME = {"id": 123456789, "is_bot": True, "first_name": "A", "username": "a_bot"}
HELLO = {"chat_id": 5, "text": "안녕 👋", "entities": [{"type": "bold", "offset": 0, "length": 2}]}


def bot_at(address: str, connections: int = 4) -> Telegram:
    return Telegram(
        TOKEN, base_url=f"{address}/bot", base_file_url=f"{address}/file/bot",
        request=PoolRequest(address, connections), get_updates_request=PoolRequest(address, 1),
    )  # fmt: skip


@asynccontextmanager
async def talking(behave: Behaviour) -> AsyncIterator[tuple[Telegram, Wire]]:
    async with serving(behave) as wire:
        bot = bot_at(wire.address)
        for request in (bot._request[0], bot._request[1]):
            await request.initialize()
        try:
            yield bot, wire
        finally:
            for request in (bot._request[0], bot._request[1]):
                await request.shutdown()


async def test_a_call_gives_back_what_telegram_said():
    async with talking(gives({"message_id": 7})) as (bot, wire):
        assert await bot.call("sendMessage", HELLO) == {"message_id": 7}
        assert wire.asked == [HELLO]
        assert wire.heads[0].startswith(f"POST /bot{TOKEN}/sendMessage ")


async def test_a_body_for_many_is_encoded_once():
    rest = {name: value for name, value in HELLO.items() if name != "chat_id"}
    body = Body.of(rest)
    async with talking(gives({"message_id": 7})) as (bot, wire):
        for chat_id in (5, -100123456789, 2**52):
            await bot.call("sendMessage", body.to(chat_id))
        assert wire.asked == [rest | {"chat_id": chat_id} for chat_id in (5, -100123456789, 2**52)]


async def test_python_telegram_bots_own_methods_pass_too():
    async with serving(gives(ME)) as wire:
        async with bot_at(wire.address) as bot:
            assert bot.username == "a_bot"
        assert wire.bodies == [b"{}"]


async def test_an_upload_keeps_its_name_and_every_byte():
    content = bytes(range(256)) * 40
    async with talking(gives({"message_id": 7})) as (bot, wire):
        await bot.call(
            "sendDocument", {"chat_id": 5, "document": InputFile(content, filename="편지.pdf")}
        )
        assert 'name="document"; filename="편지.pdf"'.encode() in wire.bodies[0]
        assert b"application/pdf" in wire.bodies[0]
        assert content in wire.bodies[0]
        assert b'name="chat_id"\r\n\r\n5\r\n' in wire.bodies[0]


async def test_a_long_poll_waits_longer_than_any_other_call(monkeypatch):
    monkeypatch.setattr("bot.telegram.transport.READ", 0.05)

    async def late(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.3)
        writer.write(answer(200, b'{"ok": true, "result": []}'))

    async with talking(late) as (bot, _):
        assert await bot.call("getUpdates", {"timeout": 0}, wait=5) == []
        with pytest.raises(TimedOut):
            await bot.call("sendMessage", HELLO)


async def hangs(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def hangs_up(writer: asyncio.StreamWriter) -> None:
    writer.close()


async def resets(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Le")
    await writer.drain()
    writer.transport.abort()


async def truncates(writer: asyncio.StreamWriter) -> None:
    writer.write(answer(200, b'{"ok": true, "result"', length=500))
    await writer.drain()
    writer.close()


async def drips(writer: asyncio.StreamWriter) -> None:
    writer.write(answer(200, b"", length=10_000))
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


NEVER_COMES = ("hangs", "drips")
MAY_HAVE_ARRIVED = {
    "hangs": (hangs, TimedOut),
    "drips": (drips, TimedOut),
    "hangs up": (hangs_up, NetworkError),
    "resets": (resets, NetworkError),
    "truncates": (truncates, NetworkError),
    "no JSON": (says(answer(200, b"<html>fine</html>")), Garbled),
    "half a JSON": (says(answer(200, b'{"ok": true, "result": {"mess')), Garbled),
    "not UTF-8": (says(answer(200, b"\xff\xfe{}")), Garbled),
    "no object": (says(answer(200, b"[1]")), Garbled),
    "no result": (says(answer(200, b'{"ok": true}')), Garbled),
    "a success that is none": (says(answer(200, b'{"ok": false}')), Garbled),
    "no HTTP": (says(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), NetworkError),
    "moved elsewhere": (
        says(answer(302, b"{}", head="Location: http://127.0.0.1:9/\r\n")),
        NetworkError,
    ),
    "a gateway's time-out": (refuses(504, "Gateway Timeout"), NetworkError),
}


@pytest.mark.parametrize("case", MAY_HAVE_ARRIVED)
async def test_what_may_have_arrived_is_unknown(case, monkeypatch):
    if case in NEVER_COMES:
        monkeypatch.setattr("bot.telegram.transport.READ", 0.1)
    behave, kind = MAY_HAVE_ARRIVED[case]
    async with talking(behave) as (bot, wire):
        with pytest.raises(kind) as caught:
            await bot.call("sendMessage", HELLO)
        assert len(wire.heads) == 1  # never sent again by itself
    assert unclear(caught.value)
    assert outcome(caught.value).state == "unknown"
    assert TOKEN not in told(caught.value)


def told(failure: BaseException) -> str:
    """Everything a log or a screen could show of a failure."""
    chain, words = failure, []
    while chain:
        words += [repr(chain), str(chain), *traceback.format_exception(chain)]
        chain = chain.__cause__ or chain.__context__
    return "".join(words)


async def test_who_is_not_there_was_not_sent_to():
    async with serving(gives(True)) as wire:
        address = wire.address
    async with PoolRequest(address, 1) as request:
        with pytest.raises(NotSent) as caught:
            await request.post(f"{address}/bot{TOKEN}/sendMessage", Body.of(HELLO))
    assert outcome(caught.value).state == "retry"
    assert TOKEN not in told(caught.value)


async def test_who_finds_no_free_connection_was_not_sent():
    async with serving(hangs) as wire, PoolRequest(wire.address, 1) as request:
        url = f"{wire.address}/bot{TOKEN}/sendMessage"
        first = asyncio.create_task(request.post(url, Body.of(HELLO)))
        while not wire.heads:
            await asyncio.sleep(0.01)
        with pytest.raises(NotSent) as caught:
            await request.post(url, Body.of(HELLO), connect_timeout=0.05)
        assert TOKEN not in told(caught.value)
        assert len(wire.heads) == 1
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


@pytest.mark.parametrize(
    ("behave", "kind", "state"),
    [
        (refuses(403, "Forbidden: bot was blocked by the user"), Forbidden, "blocked"),
        (refuses(400, "Bad Request: message is too long"), BadRequest, "rejected"),
        (refuses(429, "Too Many Requests: retry after 7", retry_after=7), RetryAfter, "retry"),
        (says(answer(429, b"slow down")), NetworkError, "retry"),
        (refuses(500, "Internal Server Error"), NetworkError, "retry"),
        (says(answer(502, b"<html>Bad Gateway</html>")), NetworkError, "unknown"),
        (says(answer(503, b"")), NetworkError, "retry"),
        (refuses(409, "Conflict: terminated by other getUpdates request"), Conflict, "unknown"),
    ],
)
async def test_a_refusal_is_what_telegram_meant(behave, kind, state):
    async with talking(behave) as (bot, _):
        with pytest.raises(kind) as caught:
            await bot.call("sendMessage", HELLO)
    assert outcome(caught.value).state == state


async def test_the_pool_is_bounded_and_connections_are_kept():
    open_now, most = 0, 0

    async def counting(writer: asyncio.StreamWriter) -> None:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        await asyncio.sleep(0.01)
        open_now -= 1
        writer.write(answer(200, b'{"ok": true, "result": true}'))

    async with talking(counting) as (bot, wire):
        await asyncio.gather(*(bot.call("sendMessage", HELLO) for _ in range(40)))
        assert len(wire.heads) == 40
    assert most == 4


async def test_a_closed_pool_says_so():
    request = PoolRequest("http://127.0.0.1:9", 1)
    await request.shutdown()
    with pytest.raises(TelegramError):
        await request.post("http://127.0.0.1:9/bot1:x/getMe")


@pytest.mark.parametrize("case", ["fine", *MAY_HAVE_ARRIVED])
async def test_no_log_at_any_level_holds_the_token(case, caplog, monkeypatch):
    if case in NEVER_COMES:
        monkeypatch.setattr("bot.telegram.transport.READ", 0.1)
    caplog.set_level(logging.DEBUG)
    for name in ("asyncio", "telegram"):
        caplog.set_level(logging.DEBUG, logger=name)
    asyncio.get_running_loop().set_debug(True)
    behave = gives(True) if case == "fine" else MAY_HAVE_ARRIVED[case][0]
    async with talking(behave) as (bot, _):
        try:
            await bot.call("sendMessage", HELLO)
        except NetworkError:
            logging.getLogger("test").exception("%r %r failed", bot, bot.request)
    # It tells its address.
    own = [record for record in caplog.records if not record.name.startswith("telegram")]
    assert TOKEN not in "".join(logging.Formatter().format(record) for record in own)
    shown = "".join(Redacted().format(record) for record in caplog.records)
    assert TOKEN not in shown
    assert "안녕" not in shown


def one_after_another(*behaviours: Behaviour) -> Behaviour:
    """Answers each request in its turn."""
    left = iter(behaviours)

    async def act(writer: asyncio.StreamWriter) -> None:
        await next(left)(writer)

    return act


def told_of_file(size: int, path: str = "documents/file_1.zip") -> Behaviour:
    return gives({"file_id": "x", "file_unique_id": "y", "file_size": size, "file_path": path})


async def test_a_file_is_fetched_in_two_requests():
    async with talking(one_after_another(told_of_file(5), says(answer(200, b"PK\x00\xff!")))) as (
        bot,
        wire,
    ):
        assert await bot.fetch("x", 5) == b"PK\x00\xff!"
        assert wire.asked[0] == {"file_id": "x"}
        assert wire.heads[1].startswith(f"GET /file/bot{TOKEN}/documents/file_1.zip ")


@pytest.mark.parametrize(
    "told", [told_of_file(6), told_of_file(3, "/var/lib/bot/file.zip"), told_of_file(3, "")]
)
async def test_what_is_too_large_or_lies_elsewhere_is_not_asked_for(told):
    async with talking(told) as (bot, wire):
        assert await bot.fetch("x", 5) is None
        assert len(wire.heads) == 1


async def test_a_file_that_is_larger_than_was_said_is_not_taken():
    async with talking(one_after_another(told_of_file(3), says(answer(200, b"x" * 6)))) as (bot, _):
        assert await bot.fetch("x", 5) is None


async def test_a_file_that_is_gone_fails_without_its_address():
    async with talking(one_after_another(told_of_file(3), refuses(404, "Not Found"))) as (bot, _):
        with pytest.raises(TelegramError) as failed:
            await bot.fetch("x", 5)
        assert TOKEN not in str(failed.value) + repr(failed.value)
