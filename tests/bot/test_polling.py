"""Updates in: how many are taken while the store is slow, and what becomes of updates that are
none.
"""

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
from telegram.error import Conflict

from bot.clock import SystemClock
from bot.foreign.elsewhere import Elsewhere
from bot.telegram import polling as polling_module
from bot.telegram.polling import MOST_OPEN, UPDATES_BATCH, Updates
from bot.telegram.replies import Address, Sent
from content.campaign import EMPTY
from content.language.i18n import words_for
from content.text.messages import Keep, Reply, Show
from handlers import dispatch
from handlers.dispatch import Dependencies
from storage.engine.database import Store
from storage.engine.sealing import new_key, read_key
from storage.engine.tables import Inbox, Message
from storage.people import inbox, members, supporters
from tests.stores import new_store

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
        self.said: list[str] = []

    async def send(self, to: Address, reply: Reply) -> Sent:
        assert to.message_id
        self.answered[to.chat_id].append(to.message_id)
        self.said += [op.screen.text.text for op in reply if isinstance(op, Show | Keep)]
        return Sent([to.message_id])

    @property
    def count(self) -> int:
        return sum(map(len, self.answered.values()))


@asynccontextmanager
async def polling(telegram: Telegram, folder: Path) -> AsyncIterator[tuple[Slow, Replies]]:
    """The loop at work until the block ends."""
    store, replies, sealer = new_store(folder / "store.db", Slow), Replies(), read_key(new_key())
    desk = Dependencies(sealer, EMPTY, telegram.username, lambda *_: None, lambda: True)
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
    wanted = MOST_OPEN + 2 * UPDATES_BATCH
    telegram = Telegram([message(number, number % PEOPLE) for number in range(1, wanted + 1)])
    async with polling(telegram, tmp_path) as (store, replies):
        await until(lambda: telegram.fetched >= MOST_OPEN)
        await asyncio.sleep(0.3)
        assert telegram.fetched < MOST_OPEN + UPDATES_BATCH
        assert len(telegram.waiting) == wanted - telegram.fetched
        assert replies.count == 0
        store.gate.set()
        await until(lambda: replies.count >= wanted)
    assert Counter(number for chat in replies.answered.values() for number in chat) == Counter(
        range(1, wanted + 1)
    )
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
async def test_what_is_no_update_is_left_out_and_does_not_come_again(
    tmp_path: Path, unlike: dict[str, Any]
) -> None:
    telegram = Telegram([{"update_id": 6} | unlike, message(7, 1)])
    async with polling(telegram, tmp_path) as (store, replies):
        store.gate.set()
        await until(lambda: telegram.confirmed == 8 and replies.count == 1)
        assert (
            store.read_now(
                lambda session: session.exec(select(func.count()).select_from(Inbox)).one()
            )
            == 1
        )


async def test_what_the_store_does_not_take_at_once_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive, tries = (
        inbox.receive,
        [OperationalError("INSERT", {}, Exception("database is locked"))] * 2,
    )

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


def odd(number: int, **changed: Any) -> dict[str, Any]:
    """An ordinary update with something else in its message's fields."""
    return {"update_id": number, "message": message(number, 1)["message"] | changed}


USER = {"id": 2**40 + 1, "is_bot": False, "first_name": "A", "language_code": "en"}
CHAT = {"id": USER["id"], "type": "private"}
TAP = {"id": "1", "from": USER, "data": "home", "message": {"message_id": 1, "chat": CHAT}}
KICKED = {"from": USER, "new_chat_member": {"status": "kicked"}}
COMMAND = [{"type": "bot_command", "offset": 0, "length": 6}]


@pytest.mark.parametrize(
    ("update", "answered"),
    [
        (odd(6, text="a\ud800b"), True),
        (odd(6, text="\udfff"), True),
        (odd(6, **{"from": USER | {"first_name": "\ud800", "language_code": "\ud800"}}), True),
        ({"update_id": 6, "callback_query": TAP | {"id": "\ud800", "data": "home:\ud800"}}, True),
        (odd(6, entities=[{"type": "bold", "offset": 10**30, "length": 1}]), True),
        (odd(6, entities=[{"type": "text_link", "offset": 0, "length": 1, "url": 7}]), True),
        (odd(6, entities=[{"type": "bold", "offset": float("inf"), "length": 1}]), False),
        (odd(6, chat=CHAT | {"id": 2**63}), False),
        (odd(6, **{"from": USER | {"id": 2**63}}), False),
        (odd(6, **{"from": USER | {"id": "x"}}), False),
        (odd(6, **{"from": USER | {"language_code": 5}}), False),
        (odd(6, message_id=2**63), False),
        (odd(6, message_id=None), False),
        (odd(6, reply_to_message={"message_id": 2**70}), False),
        (odd(6, text=None, location={"latitude": float("nan"), "longitude": 1}), False),
        (odd(6, text=None, document={"file_id": "x", "file_size": 2**64}), False),
        (odd(6, text=None, document={"file_id": 7, "file_size": "x"}), False),
        (odd(6, migrate_to_chat_id=-(2**80)), False),
        (odd(2**63), False),
        (odd(10**40), False),
        ({"update_id": 6, "callback_query": TAP | {"message": {"message_id": 2**63, "chat": CHAT}}}, False),
        ({"update_id": 6, "callback_query": TAP | {"from": USER | {"is_bot": True}}}, False),
        ({"update_id": 6, "callback_query": TAP | {"from": USER | {"id": 777000}}}, False),
        ({"update_id": 6, "my_chat_member": {"chat": CHAT | {"id": -(2**64)}} | KICKED}, False),
        (odd(6, sender_business_bot={"id": 9, "is_bot": True}, text="/start", entities=COMMAND), False),
        (odd(6, business_connection_id="b", text="/start", entities=COMMAND), False),
    ],
    ids=lambda given: ascii(given)[:60],
)  # fmt: skip
async def test_an_odd_update_never_stays_and_nobody_waits_for_it(
    tmp_path: Path, update: dict[str, Any], answered: bool
) -> None:
    telegram = Telegram([update, message(7, 2)])
    async with polling(telegram, tmp_path) as (store, replies):
        store.gate.set()
        await until(lambda: telegram.confirmed > 7 and replies.count == 1 + answered)
        left = select(func.count()).select_from(Inbox).where(Inbox.state != "done")
        await until(lambda: store.read_now(lambda session: session.exec(left).one()) == 0)
    assert replies.answered[2**40 + 2] == [7]


async def test_what_nobody_foresaw_gets_an_apology_and_does_not_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: Any, **named: Any) -> None:
        raise RuntimeError("nobody foresaw it")

    monkeypatch.setattr(supporters, "meet", broken)
    telegram = Telegram([message(7, 1)])
    async with polling(telegram, tmp_path) as (store, replies):
        store.gate.set()
        await until(lambda: replies.count == 1)
        left = select(func.count()).select_from(Inbox).where(Inbox.state != "done")
        await until(lambda: store.read_now(lambda session: session.exec(left).one()) == 0)
    assert words_for("en").text("error.unexpected") in replies.said[-1]


class Killed(BaseException):
    """Ends whatever handles an update, as a kill does: nothing is caught or written down."""


async def test_an_update_at_which_the_bot_ends_twice_is_set_aside_and_everybody_else_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealer, handled = read_key(new_key()), list[str]()
    store, replies = new_store(tmp_path / "store.db"), Replies()
    desk = Dependencies(sealer, EMPTY, "a_bot", lambda *_: None, lambda: True)
    now = SystemClock().now()

    def lead(session: Session) -> None:
        owner = supporters.meet(session, sealer, 5, "en", now)[0].number
        members.claim(session, owner, members.new_owner_code(session, now), now)

    store.write_now(lead)

    def deadly(session: Session, desk: Dependencies, heard: Any, now: Any, *more: Any) -> Reply:
        handled.append(f"{heard.kind} {heard.text.text}")
        if heard.kind == "text" and heard.text.text == "deadly":
            raise Killed
        return dispatch.respond(session, desk, heard, now, *more)

    monkeypatch.setattr(polling_module, "respond", deadly)

    async def starts(*updates: dict[str, Any]) -> None:
        given = (
            Telegram(list(updates)),
            store,
            sealer,
            replies,
            SystemClock(),
            lambda _: desk,
            Elsewhere(),
        )
        bot = Updates(*given)  # type: ignore[arg-type]
        await bot.recover()
        if updates:
            await bot.poll_once()
        await bot.idle()

    await starts(message(1, 1, "deadly"), message(2, 2))
    await starts(message(3, 3))
    assert handled.count("text deadly") == 2
    await starts(message(4, 4))
    assert handled.count("text deadly") == 2
    assert [replies.count, replies.answered[2**40 + 1]] == [4, [1]]
    assert replies.said.count(words_for("en").text("error.set_aside")) == 1
    about = select(Message.subject_slug).where(Message.kind == "team")
    assert store.read_now(lambda session: session.exec(about).all()) == ["aside"]
    await starts()
    assert replies.count == 4
    store.close()


class Hurried(SystemClock):
    """Even time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.passed = 0.0

    def monotonic(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        self.passed += seconds
        await asyncio.sleep(0)


class Shared(Telegram):
    """A Telegram whose updates another program asks for too; `taken` says when, in even time."""

    def __init__(self, clock: Hurried, taken: Callable[[float], bool]) -> None:
        super().__init__([])
        self.clock, self.taken, self.polls = clock, taken, 0

    async def call(self, method: str, params: dict[str, Any], *, wait: float | None = None) -> Any:
        self.polls += 1
        if self.taken(self.clock.passed):
            raise Conflict("Conflict: terminated by other getUpdates request")
        self.clock.passed += 25
        await asyncio.sleep(0)
        return []


def sharing(telegram: Shared) -> Updates:
    return Updates(telegram, None, None, None, telegram.clock, None, None)  # type: ignore[arg-type]


async def test_a_second_poller_that_ends_within_a_minute_is_waited_out() -> None:
    telegram = Shared(Hurried(), lambda now: now < 50)
    work = asyncio.create_task(sharing(telegram).run())
    while telegram.clock.passed < 500:
        await asyncio.sleep(0)
        assert not work.done()
    work.cancel()


@pytest.mark.parametrize(
    "taken",
    [lambda now: True, lambda now: now % 30 < 4, lambda now: now > 1000],
    ids=["always", "in turns", "later"],
)
async def test_a_second_poller_that_stays_ends_the_bot_after_a_minute(
    taken: Callable[[float], bool],
) -> None:
    telegram = Shared(Hurried(), taken)
    with pytest.raises(Conflict):
        await asyncio.wait_for(sharing(telegram).run(), 10)
    began = 1000 if taken(1001) and not taken(29) else 0
    assert 55 <= telegram.clock.passed - began <= 150
