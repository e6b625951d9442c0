"""What Telegram's answers mean for a message: nothing that may have arrived is sent again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.delivery.sender import TelegramSender, outcome
from bot.telegram.transport import Body, Garbled, NotSent
from content.text.markup import rich
from content.text.messages import Screen
from storage.queue.claims import Outcome


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        (RetryAfter(3), "retry"),
        (Forbidden("Forbidden: bot was blocked by the user"), "blocked"),
        (Forbidden("Forbidden: user is deactivated"), "gone"),
        (BadRequest("Bad Request: chat not found"), "blocked"),
        (BadRequest("Bad Request: can't parse entities"), "rejected"),
        (ChatMigrated(-1001), "moved"),
        (NotSent("no connection"), "retry"),
        (NetworkError("Internal Server Error (500)"), "retry"),
        (NetworkError("Bad Gateway"), "unknown"),
        (NetworkError("Gateway Timeout (504)"), "unknown"),
        (TimedOut(), "unknown"),
        (Garbled("the answer cannot be read"), "unknown"),
    ],
)
def test_every_failure_has_one_meaning(failure: TelegramError, state: str) -> None:
    assert outcome(failure).state == state


class Listener:
    """Stands in for the bot: keeps the parameters of every call."""

    def __init__(self) -> None:
        self.said: list[dict[str, Any]] = []

    async def call(self, method: str, params: Body, *, wait: float | None = None) -> dict[str, int]:
        self.said.append(json.loads(params.encoded))
        return {"message_id": 7}


@pytest.mark.parametrize("paid", [False, True])
async def test_stars_are_spent_only_where_the_setting_says_so(paid: bool) -> None:
    bot = Listener()
    sender = TelegramSender(bot, paid=paid)  # type: ignore[arg-type]
    for chat in (5, 6):
        assert await sender.send(chat, Screen(rich("news"))) == Outcome("sent", 7)
    assert [said["chat_id"] for said in bot.said] == [5, 6]
    assert [said.get("allow_paid_broadcast", False) for said in bot.said] == [paid, paid]


@pytest.mark.parametrize(
    ("failure", "state"),
    [(RetryAfter(3), "unknown"), (NetworkError("Internal Server Error (500)"), "unknown"), (TimedOut(), "unknown"),
     (NotSent("no connection"), "unknown"), (Forbidden("Forbidden: bot was blocked by the user"), "blocked")],
)  # fmt: skip
async def test_a_message_of_which_a_part_arrived_is_not_repeated(
    failure: TelegramError, state: str
) -> None:
    class Breaking(Listener):
        async def call(
            self, method: str, params: Body, *, wait: float | None = None
        ) -> dict[str, int]:
            if self.said:
                raise failure
            return await super().call(method, params, wait=wait)

    sender = TelegramSender(Breaking())  # type: ignore[arg-type]
    assert (await sender.send(5, Screen(rich("news. " * 1000)))).state == state
