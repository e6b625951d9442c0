"""What Telegram's answers mean for a message: nothing that may have arrived is sent again."""

from __future__ import annotations

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.delivery.sender import outcome
from bot.transport import Garbled, NotSent


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
