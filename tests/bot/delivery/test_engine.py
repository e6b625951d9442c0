"""The engine lets nothing fall that is on its way while the store takes nothing."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from bot.clock import SystemClock
from bot.delivery.engine import Engine
from bot.delivery.lanes import Lanes
from bot.delivery.sender import MemorySender
from content.subjects import MANY
from content.text.markup import rich
from content.text.messages import Screen
from storage.engine.sealing import new_key, read_key
from storage.engine.tables import Outbox
from storage.people import supporters
from storage.queue import outbox
from storage.queue.claims import Outcome
from tests.stores import new_store

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


class Held(MemorySender):
    """Sends nothing before it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()

    async def send(self, chat_id: int, screen: Screen) -> Outcome:
        await self.go.wait()
        return await super().send(chat_id, screen)


async def test_what_is_on_its_way_when_no_more_can_be_claimed_still_arrives(tmp_path: Path) -> None:
    sealer = read_key(new_key())
    store, sender = new_store(tmp_path / "store.db"), Held()
    delivery = Engine(store, sealer, sender, Lanes(1000), SystemClock())

    def queue(session: Session) -> None:
        message = outbox.open_message(session, "notice", None, MANY, NOW, title="News")
        body = outbox.add_body(session, message, "en", "", Screen(rich("News")))
        people = [
            supporters.meet(session, sealer, chat, "en", NOW)[0].number for chat in range(1, 400)
        ]
        outbox.enqueue(session, message, body, people, NOW)

    store.write_now(queue)
    claims, taken = delivery._record_and_claim, []

    def locked_at_the_second_claim(session: Session, done: list[Any], room: int) -> Any:
        taken.append(len(done))
        if not done and len(taken) == 2:
            sender.go.set()
            raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))
        return claims(session, done, room)

    delivery._record_and_claim = locked_at_the_second_claim  # type: ignore[method-assign]
    await delivery.drain()
    await delivery.drain()
    assert taken[:2] == [0, 0]
    assert set(store.read_now(lambda session: session.exec(select(Outbox.state)).all())) == {"sent"}
    assert len({chat for chat, _ in sender.sent}) == len(sender.sent) == 399
    store.close()
