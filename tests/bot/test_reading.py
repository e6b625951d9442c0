"""Which messages without words ask for an answer: what a person sent, and not what Telegram tells
of a chat.
"""

from __future__ import annotations

import pytest

from bot.telegram.update_reader import SERVICE, read_update
from handlers.incoming import Incoming

SENT = (
    "photo",
    "sticker",
    "checklist",
    "giveaway",
    "giveaway_winners",
    "gift",
    "unique_gift",
    "invented_tomorrow",
)


def heard(kind: str, name: str = "message") -> Incoming | None:
    sender = {"id": 5, "is_bot": False, "first_name": "A"}
    told = {
        "message_id": 9,
        "date": 1,
        "from": sender,
        "chat": {"id": 5, "type": "private"},
        kind: {"id": 1},
    }
    return read_update({"update_id": 1, name: told})


@pytest.mark.parametrize("kind", SENT)
def test_whatever_a_person_sends_is_answered(kind: str) -> None:
    """A list of what can be sent was too short: a checklist or a gift met silence."""
    found = heard(kind)
    assert found is not None
    assert found.kind == "other"
    assert heard(kind, "edited_message") is None


@pytest.mark.parametrize("kind", SERVICE)
def test_what_telegram_tells_of_a_chat_is_not(kind: str) -> None:
    assert heard(kind) is None
