"""Updates in: how many are taken while the store is slow, and what becomes of updates that are none."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from bot.clock import SystemClock
from bot.foreign.elsewhere import Elsewhere
from bot.polling import BATCH, MOST_OPEN, Updates
from bot.replies import Address
from content.campaign import EMPTY
from content.messages import Reply
from handlers.dispatch import Desk
from storage import inbox
from storage.db import Store, connect
from storage.schema import migrate
from storage.sealing import new_key, read_key
from storage.tables import Inbox

PEOPLE = 300


def message(number: int, person: int, text: str = "hello") -> dict[str, Any]:
    user = {"id": 2**40 + person, "is_bot": False, "first_name": "A", "language_code": "en"}
    chat = {"id": user["id"], "type": "private", "first_name": "A"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1, "from": user, "chat": chat, "text": text},
    }


class Telegram:
    """What waits there, and how much of it was fetched."""

    username = "a_bot"

    def __init__(self, waiting: list[Any]) -> None:
        self.waiting, self.fetched, self.confirmed = waiting, 0, 0

    async def call(self, method: str, params: dict[str, Any], *, wait: float | None = None) -> Any:
        assert method == "getUpdates"
        self.confirmed = params.get("offset", 0)
        found, self.waiting = self.waiting[: params["limit"]], self.waiting[params["limit"] :]
        self.fetched += len(found)
        if not found:
            await asyncio.sleep(0.01)
        return found


class Slow(Store):
    """A store that takes what arrives, and nothing else before its gate opens."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.gate = asyncio.Event()

    async def write(self, action: Callable[[Session], Any]) -> Any:
        if getattr(getattr(action, "func", action), "__name__", "") == "_act":
            await self.gate.wait()
        return await super().write(action)


class Replies:
    """The updates that were answered, by chat, in order."""

    def __init__(self) -> None:
        self.answered: dict[int, list[int]] = defaultdict(list)

    async def send(self, to: Address, reply: Reply) -> list[int]:
        assert to.message_id
        self.answered[to.chat_id].append(to.message_id)
        return [to.message_id]

    @property
    def count(self) -> int:
        return sum(map(len, self.answered.values()))


@asynccontextmanager
async def polling(telegram: Telegram, folder: Path) -> AsyncIterator[tuple[Slow, Replies]]:
    """The loop at work until the block ends."""
    engine = connect(f"sqlite:///{folder}/store.db")
    migrate(engine)
    store, replies, sealer = Slow(engine), Replies(), read_key(new_key())
    desk = Desk(sealer, EMPTY, telegram.username, lambda *_: None, lambda: True)
    updates = Updates(telegram, store, sealer, replies, SystemClock(), lambda _: desk, Elsewhere())  # type: ignore[arg-type]
    work = asyncio.create_task(updates.run())
    yield store, replies
    work.cancel()
    await updates.idle()
    store.close()


async def until(reached: Callable[[], bool]) -> None:
    for _ in range(3000):
        if reached():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to that")


async def test_what_cannot_be_handled_soon_waits_at_telegram(tmp_path: Path) -> None:
    wanted = MOST_OPEN + 2 * BATCH
    telegram = Telegram([message(number, number % PEOPLE) for number in range(1, wanted + 1)])
    async with polling(telegram, tmp_path) as (store, replies):
        await until(lambda: telegram.fetched >= MOST_OPEN)
        await asyncio.sleep(0.3)
        assert telegram.fetched < MOST_OPEN + BATCH
        assert len(telegram.waiting) == wanted - telegram.fetched
        assert replies.count == 0
        store.gate.set()
        await until(lambda: replies.count >= wanted)
    assert Counter(number for chat in replies.answered.values() for number in chat) == Counter(range(1, wanted + 1))
    assert all(chat == sorted(chat) for chat in replies.answered.values())


@pytest.mark.parametrize(
    "unlike",
    [
        {"message": "words"}, {"message": {"text": "no chat"}}, {"callback_query": {"data": "home", "message": []}},
        {"message": message(1, 1)["message"] | {"from": {"is_bot": False}}}, {"my_chat_member": {"chat": None}},
        {"message": message(1, 1)["message"] | {"entities": [7]}}, {"unheard_of": {}},
        {"message": message(1, 1)["message"] | {"text": {"words": 1}}},
    ],
    ids=str,
)  # fmt: skip
async def test_what_is_no_update_is_left_out_and_does_not_come_again(tmp_path: Path, unlike: dict[str, Any]) -> None:
    telegram = Telegram([{"update_id": 6} | unlike, message(7, 1)])
    async with polling(telegram, tmp_path) as (store, replies):
        store.gate.set()
        await until(lambda: telegram.confirmed == 8 and replies.count == 1)
        assert store.read_now(lambda session: session.exec(select(func.count()).select_from(Inbox)).one()) == 1


async def test_what_the_store_does_not_take_at_once_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    receive, tries = inbox.receive, [OperationalError("INSERT", {}, Exception("database is locked"))] * 2

    def locked(*given: Any, **named: Any) -> set[int]:
        if tries:
            raise tries.pop()
        return receive(*given, **named)

    monkeypatch.setattr(inbox, "receive", locked)
    monkeypatch.setattr(SystemClock, "sleep", lambda *_: asyncio.sleep(0.01))
    telegram = Telegram([message(7, 1)])
    async with polling(telegram, tmp_path) as (store, replies):
        store.gate.set()
        await until(lambda: replies.count == 1 and telegram.confirmed == 8)
    assert (tries, replies.count) == ([], 1)


async def test_a_batch_that_is_none_is_asked_for_again(tmp_path: Path) -> None:
    telegram = Telegram([7, message(8, 1)])
    async with polling(telegram, tmp_path) as (store, replies):
        store.gate.set()
        await until(lambda: telegram.fetched == 2)
        telegram.waiting = [message(8, 1)]
        await until(lambda: replies.count == 1)
