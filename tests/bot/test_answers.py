"""Answers of a server that is not quite Telegram: any field may be missing or of another type, and
nothing is lost.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest

from bot.clock import SystemClock
from bot.delivery.lanes import Lanes
from bot.delivery.sender import TelegramSender
from bot.telegram import webhooks
from bot.telegram.complaints import NO_BOT_API, complaint
from bot.telegram.polling import _numbers, _read
from bot.telegram.replies import Address, Replies
from bot.telegram.transport import (
    BehindProxy,
    Garbled,
    NotSent,
    PoolRequest,
    Telegram,
    at,
    message_id,
)
from content.text.markup import Rich
from content.text.messages import Keep, Screen
from handlers import incoming
from tests.bot.wire import answer, says, serving

SCREEN = Screen(Rich("hello"))
ADDRESS, TOKEN = "http://127.0.0.1:9", "123456789:AAcanaryCANARYcanaryCANARYcanary12345"
ME = {"id": 123456789, "is_bot": True, "first_name": "A", "username": "a_bot"}
USER = {"id": 2**40, "is_bot": False, "first_name": "A", "language_code": "en"}
CHAT = {"id": 2**40, "type": "private", "first_name": "A"}
MESSAGE = {
    "message_id": 5,
    "date": 1,
    "from": USER,
    "chat": CHAT,
    "text": "/start now",
    "entities": [
        {"type": "bold", "offset": 0, "length": 2},
        {"type": "text_link", "offset": 2, "length": 1, "url": "x"},
    ],
    "reply_to_message": {"message_id": 4, "date": 1, "chat": CHAT},
}
DOCUMENT = {name: value for name, value in MESSAGE.items() if name != "text"} | {
    "document": {"file_id": "x", "file_unique_id": "y", "file_size": 5},
    "location": {"latitude": 1.5, "longitude": 2},
}
UPDATES = (
    {"message": MESSAGE},
    {"edited_message": MESSAGE},
    {"message": DOCUMENT},
    {"message": MESSAGE | {"migrate_to_chat_id": -5}},
    {"message": MESSAGE | {"sender_chat": CHAT, "from": USER | {"id": 1087968824}}},
    {"callback_query": {"id": "7", "from": USER, "message": MESSAGE, "data": "home"}},
    {
        "my_chat_member": {
            "chat": CHAT,
            "from": USER,
            "new_chat_member": {"status": "kicked", "user": ME},
        }
    },
    {
        "my_chat_member": {
            "chat": CHAT | {"type": "group"},
            "from": USER,
            "new_chat_member": {"status": "member"},
        }
    },
)
ODD = st.sampled_from(
    [
        None, True, False, 0, -1, 1.5, 10**30, -(2**63), float("inf"), float("nan"),
        "", "x", "\ud800", "9" * 5000, [], [7], {}, {"a": 1},
    ]
)  # fmt: skip


def paths(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    yield here
    for key, inner in (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    ):
        yield from paths(inner, (*here, key))


@st.composite
def bent(draw: st.DrawFn, value: Any) -> Any:
    """The value with one to three of its places missing or holding something odd."""
    value = json.loads(json.dumps(value))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(list(paths(value))))
        if not place:
            return deepcopy(draw(ODD))
        inner = value
        for key in place[:-1]:
            inner = inner[key]
        if draw(st.booleans()):
            del inner[place[-1]]
        else:
            inner[place[-1]] = deepcopy(draw(ODD))
    return value


class Says(BaseRequest):
    """A network that gives one answer to everything."""

    def __init__(self, status: int, body: bytes) -> None:
        self.said = status, body

    read_timeout = 1.0

    async def initialize(self) -> None:
        return

    async def shutdown(self) -> None:
        return

    async def do_request(self, *_: Any, **__: Any) -> tuple[int, bytes]:
        return self.said

    parse_json_payload = staticmethod(PoolRequest.parse_json_payload)


async def nobody(*_: str) -> None:
    """Nothing is told to anybody."""


def bot_told(result: Any) -> Telegram:
    said = Says(200, json.dumps({"ok": True, "result": result}).encode())
    return at(ADDRESS, TOKEN, said, said)


@given(st.sampled_from(UPDATES).flatmap(lambda update: bent({"update_id": 9} | update)))
def test_any_update_is_read_or_left_out(update: Any) -> None:
    heard = _read(update)
    if heard is not None:
        assert incoming.load(incoming.dump(heard)).chat_id == heard.chat_id
        assert -(2**63) <= heard.chat_id < 2**63


@given(bent([{"update_id": 9, "message": MESSAGE}, {"update_id": 10, "message": MESSAGE}]))
def test_any_batch_has_numbers_or_is_none(updates: Any) -> None:
    try:
        found = _numbers(updates)
    except Garbled:
        return
    assert found
    assert all(type(number) is int and 0 < number < 2**63 for number in found)


def test_half_a_character_is_none_and_the_rest_is_read() -> None:
    heard = _read({"update_id": 9, "message": MESSAGE | {"text": "a\ud800b 👋"}})
    assert heard is not None
    assert heard.text.text == "a?b 👋"


@given(bent(ME))
def test_any_answer_to_getme_names_a_bot_or_none(told: Any) -> None:
    try:
        name = asyncio.run(bot_told(told).get_me()).username
    except Garbled as failure:
        assert complaint(failure) == NO_BOT_API
        return
    assert name == told["username"]


def test_a_server_that_forgets_what_nobody_needs_is_fine() -> None:
    assert asyncio.run(bot_told({"username": "a_bot"}).get_me()).username == "a_bot"


@given(bent({"message_id": 7, "chat": CHAT}))
def test_any_answer_to_a_message_that_was_sent_is_taken_as_sent(told: Any) -> None:
    async def send() -> None:
        bot = bot_told(told)
        outcome = await TelegramSender(bot).send(5, SCREEN)
        assert (outcome.state, outcome.message_id) == ("sent", message_id(told))
        replies = Replies(bot, Lanes(30), SystemClock(), nobody)
        assert (await replies.send(Address(5), (Keep(SCREEN),))).ids in ([], [message_id(told)])

    asyncio.run(send())


@given(
    bent(
        {"file_id": "x", "file_unique_id": "y", "file_size": 3, "file_path": "documents/file_1.zip"}
    )
)
def test_any_answer_to_getfile_is_a_file_or_none(told: Any) -> None:
    assert asyncio.run(bot_told(told).fetch("x", 10_000)) is None or isinstance(
        told["file_path"], str
    )


@given(bent({"url": "https://me:secret@hook.example/secret?secret=1", "pending_update_count": 3}))
def test_any_answer_about_a_webhook_names_a_host_or_none(told: Any) -> None:
    host = asyncio.run(webhooks.host_of(bot_told(told)))
    assert host in (None, "hook.example", "another place")


REFUSAL = {
    "ok": False, "error_code": 400, "description": "Bad Request: no",
    "parameters": {"migrate_to_chat_id": -5, "retry_after": 7},
}  # fmt: skip


@given(bent(REFUSAL), st.sampled_from([200, 302, 400, 401, 403, 404, 409, 413, 429, 500, 502]))
def test_any_refusal_is_an_error_of_telegram(told: Any, status: int) -> None:
    said = Says(status, json.dumps(told).encode())
    with pytest.raises(TelegramError) as failed:
        asyncio.run(at(ADDRESS, TOKEN, said, said).call("sendMessage", {"chat_id": 5}))
    assert complaint(failed.value)


@pytest.mark.parametrize(
    "body", [b"<html>Sign in</html>", b"", b'{"error": "login"}', b"[" * 100_000, b'{"result": 1}']
)
@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 409, 451])
async def test_a_web_page_says_nothing_about_anybody(status: int, body: bytes) -> None:
    """A captive portal's or a gateway's 403 must not count as a person's, nor its 404 as a wrong
    token.
    """
    async with serving(says(answer(status, body))) as wire:
        request = PoolRequest(wire.address, 1)
        async with request:
            with pytest.raises(Garbled) as failed:
                await at(wire.address, TOKEN, request, request).call("sendMessage", {"chat_id": 5})
    assert complaint(failed.value) == NO_BOT_API


async def test_telegrams_own_refusals_are_what_they_were() -> None:
    for status, kind in ((400, BadRequest), (403, Forbidden)):
        said = json.dumps({"ok": False, "error_code": status, "description": "no"}).encode()
        async with serving(says(answer(status, said))) as wire:
            request = PoolRequest(wire.address, 1)
            async with request:
                with pytest.raises(kind):
                    await at(wire.address, TOKEN, request, request).call(
                        "sendMessage", {"chat_id": 5}
                    )


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (BadRequest("Logged out"), "refuses this bot"), (Forbidden("no"), "refuses this bot"),
        (Conflict("Conflict: can't use getUpdates method while webhook is active"), "appealbot run --take-over"),
        (Conflict("Conflict: terminated by other getUpdates request"), "Another program answers for this bot. Stop it"),
        (InvalidToken("x"), "does not know this token"), (RetryAfter(5), "asks to wait"),
        (NotSent("SSLCertVerificationError"), "certificate is not trusted"),
        (NotSent("OSError"), "cannot be reached"), (TimedOut("x"), "cannot be reached"),
        (BehindProxy("The proxy is dead."), "The proxy is dead."), (Garbled("x"), "does not speak the Bot API"),
    ],
    ids=lambda given: type(given).__name__,
)  # fmt: skip
def test_every_failure_has_its_sentence(failure: TelegramError, words: str) -> None:
    assert words in complaint(failure)
