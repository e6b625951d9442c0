"""What is kept ready of a message's words is what the store has for good."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.clock import FixedClock
from bot.delivery.engine import Engine
from bot.delivery.lanes import Lanes
from bot.delivery.sender import MemorySender
from content.subjects import MANY
from content.text.markup import rich
from content.text.messages import Screen
from storage.engine.sealing import new_key, read_key
from storage.people import supporters
from storage.queue import outbox
from tests.stores import new_store

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


async def test_words_of_a_commit_that_failed_are_not_sent_under_its_number(tmp_path: Path) -> None:
    sealer = read_key(new_key())
    store, sender = new_store(tmp_path / "store.db"), MemorySender()
    delivery = Engine(store, sealer, sender, Lanes(), FixedClock(NOW))

    def queue(session: Session, words: str) -> None:
        person = supporters.meet(session, sealer, 7, "en", NOW)[0].number
        message = outbox.open_message(session, "notice", None, MANY, NOW, title=words, priority=1)
        body = outbox.add_body(session, message, "en", "", Screen(rich(words)))
        outbox.enqueue(session, message, body, [person], NOW)

    def fails(session: Session) -> None:
        queue(session, "Never said")
        delivery._record_and_claim(session, [], 10)
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    with suppress(OperationalError):
        store.write_now(fails)
    store.write_now(lambda session: queue(session, "Said"))
    await delivery.drain()
    assert [screen.text.text for _, screen in sender.sent] == ["Said"]
    store.close()
