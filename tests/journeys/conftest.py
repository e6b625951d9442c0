"""A whole bot and a whole rehearsal Telegram in one process, and people who chat through the page's
own JSON API.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlmodel import Session

from bot import contact
from bot.app import App, build
from bot.clock import MovedClock, SystemClock
from bot.delivery import lanes
from bot.foreign.elsewhere import Elsewhere
from bot.rehearsal.server import build as build_server
from bot.rehearsal.world.world import World
from bot.settings import Settings
from bot.telegram import flood
from content.campaign import Campaign
from content.cases import UpdateText
from content.language.i18n import words_for
from content.notices.digests import compose_alert
from content.text.markup import Rich
from storage.actions.broadcasts import HURRY
from storage.engine.database import Store, connect
from storage.engine.sealing import load_key
from storage.engine.states import RevisionState
from storage.library import published, withheld
from storage.people import members
from tests import desk
from tests.journeys.inside import Calls, Inside
from tests.stores import bundled, new_store

PACK = Path(__file__).parents[2] / "content/packs/liaoning-seven"
CASE = "liaoning-seven"
PATIENCE = 10.0
START = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


class StandingClock(MovedClock):
    """Goes on only when a test moves it, however slow the machine is."""

    def __init__(self, begins: datetime) -> None:
        self._real = SystemClock().now()
        super().__init__(begins - self._real)

    def now(self) -> datetime:
        return self._real + self.offset

    def move_to(self, moment: datetime) -> None:
        self.offset = max(self.offset, moment - self._real)


@dataclass
class Chat:
    """One person's private chat, as they see it."""

    city: City
    person: int
    chat: int
    language: str = "en"
    seen: list[dict[str, Any]] = field(default_factory=list)

    def t(self, key: str, n: int | None = None, **values: Any) -> str:
        """The bot's words for a key in this person's language."""
        return words_for(self.language).text(key, n, **values)

    async def _post(self, action: str, **body: Any) -> Any:
        return await self.city.post(f"/api/chats/{self.chat}/{action}", person=self.person, **body)

    async def messages(self) -> list[dict[str, Any]]:
        answer = await self.city.client.get(
            f"/api/chats/{self.chat}/messages", params={"person": self.person}
        )
        return list(answer.json()["messages"])

    async def says(self, text: str) -> str:
        """Sends a text; the bot's newest words after it has settled."""
        await self._post("send", text=text)
        return await self.settled()

    async def starts(self, payload: str = "") -> str:
        await self._post("start", payload=payload)
        return await self.settled()

    async def presses(self, label: str) -> str:
        """Presses the newest button whose label has these words in it."""
        for message in reversed(await self.messages()):
            for row in message["keyboard"] or []:
                for button in row:
                    if label in button["text"] and "callback_data" in button:
                        await self._post(
                            "press", message=message["id"], data=button["callback_data"]
                        )
                        return await self.settled()
        raise AssertionError(f"no button {label!r}; the chat shows: {await self.labels()}")

    async def taps(self, key: str, **values: Any) -> str:
        """Presses the newest button that has exactly the catalogue's label for this key."""
        label = self.t(key, **values)
        for message in reversed(await self.messages()):
            for row in message["keyboard"] or []:
                for button in row:
                    if button["text"] == label and "callback_data" in button:
                        await self._post(
                            "press", message=message["id"], data=button["callback_data"]
                        )
                        return await self.settled()
        raise AssertionError(f"no button {label!r}; the chat shows: {await self.labels()}")

    async def presses_in(self, message: int, data: str) -> str:
        """Presses a button of a certain message, however old."""
        await self._post("press", message=message, data=data)
        return await self.settled()

    async def edits(self, message: int, text: str) -> str:
        await self._post("edit", message=message, text=text)
        return await self.settled()

    async def shares(self, latitude: float, longitude: float) -> str:
        await self._post("location", latitude=latitude, longitude=longitude)
        return await self.settled()

    async def sends(self, kind: str) -> str:
        await self._post("media", kind=kind)
        return await self.settled()

    async def forwards(self, text: str) -> str:
        await self._post("forward", text=text)
        return await self.settled()

    async def blocks(self, blocked: bool = True) -> None:
        await self.city.post(f"/api/people/{self.person}/block", blocked=blocked)
        await self.city.settle()

    async def forges(self, data: str) -> str:
        """A tap with data that no button has."""
        sender = {
            "id": self.person,
            "is_bot": False,
            "first_name": "X",
            "language_code": self.language,
        }
        shown = {
            "message_id": 1,
            "date": 1,
            "chat": {"id": self.chat, "type": "private"},
            "text": "x",
        }
        self.city.world.queries["77"] = self.person
        told = {"id": "77", "from": sender, "message": shown, "chat_instance": "1", "data": data}
        self.city.world.updates.add("callback_query", told)
        return await self.settled()

    async def newest(self) -> dict[str, Any]:
        """The newest message of the bot, whole."""
        return next(
            message for message in reversed(await self.messages()) if message["from"]["bot"]
        )

    async def keyboard(self) -> list[str]:
        """The labels of the buttons under the bot's newest message."""
        return [button["text"] for row in (await self.newest())["keyboard"] or [] for button in row]

    async def said(self) -> list[str]:
        """Everything that the bot has said and that is still there."""
        return [message["text"] for message in await self.messages() if message["from"]["bot"]]

    async def file(self) -> tuple[str, bytes]:
        """Name and body of the newest document."""
        found = [message["document"] for message in await self.messages() if message["document"]][
            -1
        ]
        answer = await self.city.client.get(found["url"])
        assert answer.status_code == 200, answer.text
        return found["name"], answer.content

    async def toasts(self) -> list[str]:
        """What flashed up on this person's screen, oldest first."""
        answer = await self.city.client.get("/api/poll", params={"after": 0, "timeout": 0})
        told = answer.json()["events"]
        return [
            event["text"]
            for event in told
            if event["type"] == "toast" and event["person"] == self.person
        ]

    async def labels(self) -> list[str]:
        found = [
            b["text"] for m in await self.messages() for row in m["keyboard"] or [] for b in row
        ]
        return found[-12:]

    async def settled(self) -> str:
        """The text of the newest message from the bot when nothing is under way any more."""
        await self.city.settle()
        words = [message["text"] for message in await self.messages() if message["from"]["bot"]]
        return words[-1] if words else ""

    async def sees(self, text: str) -> str:
        """Waits until a message of the bot has this text in it."""
        for _ in range(int(PATIENCE / 0.05)):
            for message in await self.messages():
                if message["from"]["bot"] and text in message["text"]:
                    return str(message["text"])
            await asyncio.sleep(0.05)
        raise AssertionError(f"{text!r} did not appear; the newest: {await self.settled()!r}")


@dataclass
class City:
    """The rehearsal's Telegram, the bot, and the people."""

    client: Inside
    world: World
    app: App
    store: Store
    code: str
    folder: Path

    async def post(self, path: str, **body: Any) -> Any:
        answer = await self.client.post(path, json=body)
        assert answer.status_code < 400, answer.text
        return answer.json()

    async def person(self, name: str, language: str) -> Chat:
        someone = await self.post("/api/people", name=name, language=language)
        return Chat(self, someone["id"], someone["id"], language)

    async def owner(self) -> Chat:
        mina = await self.person("Mina", "en")
        await mina.starts()
        await mina.says(f"/claim {self.code}")
        return mina

    async def moves(self, **distance: float) -> None:
        """Moves the clock forward, stopping at everything that is due."""
        await self.app.move(self.app.clock.now() + timedelta(**distance))
        await self.settle()

    async def publishes(self, headline: str, *, critical: bool = True) -> None:
        """News of the case in every language, "headline en" and so on, as the team's desk publishes
        them.
        """

        def act(session: Session) -> None:
            now, known = self.app.clock.now(), self.app.campaign(session)
            spoken = known.languages
            texts = {
                code: UpdateText(title=f"{headline} {code}", body=Rich(f"Body in {code}."))
                for code in spoken
            }
            case = known.case(CASE)
            assert case
            update = published.publish_update(
                session, CASE, texts, None, now, state=RevisionState.DRAFT
            )
            said = {
                code: compose_alert(known, known.speak(code), case, update, code) for code in spoken
            }
            desk.alerts(session, CASE, headline, said, now, news=update.slug, critical=critical)

        await self.store.write(act)
        await self.moves(seconds=HURRY.total_seconds())

    def withholds(self, *names: str) -> None:
        """The case keeps these names back, as the team gave them on the machine."""
        now = self.app.clock.now()
        self.store.write_now(
            lambda session: withheld.add(session, self.app.sealer, CASE, names, None, now)
        )

    async def rows(self, table: str) -> int:
        """How many rows a table has."""
        counted = text(f"SELECT count(*) FROM {table}")
        return await self.store.read(lambda session: session.execute(counted).scalar_one())

    async def settle(self) -> None:
        """Returns when every update was fetched and handled and all that is due was sent."""
        while self.world.updates.waiting:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.02)
        await self.app.updates.idle()
        await self.app.engine.drain()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the bundled campaign in it, made once: each city starts with a copy."""
    return _stored(tmp_path_factory.mktemp("seeded"), bundled())


def _stored(folder: Path, content: Campaign) -> Path:
    """A store with this campaign in it."""
    path = folder / "appealbot.db"
    store = new_store(path)
    store.write_now(lambda session: published.seed(session, content, START, with_examples=True))
    store.close()
    return path


@pytest.fixture(scope="session")
def unfilled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store without a campaign, made once."""
    path = tmp_path_factory.mktemp("unfilled") / "appealbot.db"
    new_store(path).close()
    return path


class Shared(Elsewhere):
    """A worker that stays when one of its bots ends."""

    def close(self) -> None:
        """The next city needs it."""

    def end(self) -> None:
        super().close()


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[Elsewhere]:
    """The worker process that all cities of a run share."""
    made = Shared()
    yield made
    made.end()


@pytest.fixture
async def city(
    tmp_path: Path, seeded: Path, monkeypatch: pytest.MonkeyPatch, elsewhere: Elsewhere
) -> AsyncIterator[City]:
    async with _city(tmp_path, seeded, monkeypatch, elsewhere) as found:
        yield found


@pytest.fixture
async def empty_city(
    tmp_path: Path, unfilled: Path, monkeypatch: pytest.MonkeyPatch, elsewhere: Elsewhere
) -> AsyncIterator[City]:
    """A city whose bot has no campaign yet."""
    async with _city(tmp_path, unfilled, monkeypatch, elsewhere) as found:
        yield found


@pytest.fixture
async def city_of(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    elsewhere: Elsewhere,
) -> AsyncIterator[Callable[[Campaign], Awaitable[City]]]:
    """Opens the city whose bot has this campaign."""
    async with AsyncExitStack() as stack:

        async def opened(content: Campaign) -> City:
            path = _stored(tmp_path_factory.mktemp("stored"), content)
            return await stack.enter_async_context(_city(tmp_path, path, monkeypatch, elsewhere))

        yield opened


@asynccontextmanager
async def _city(
    tmp_path: Path,
    stored: Path,
    monkeypatch: pytest.MonkeyPatch,
    elsewhere: Elsewhere,
    begins: datetime = START,
) -> AsyncIterator[City]:
    # Nobody waits for Telegram's limits here: tests/bot has those.
    for limit in ("CHAT_BULK", "CHAT_REPLY", "GROUP"):
        monkeypatch.setattr(lanes, limit, (20, 0.0))
    monkeypatch.setattr(lanes, "SECOND", 0.001)
    monkeypatch.setattr(flood, "BURST", 1_000_000.0)
    monkeypatch.setattr(contact, "LONGEST_PAUSE_SECONDS", 0.0)
    world = World(limited=False)
    server = Inside(build_server(world))
    settings = Settings(
        token=SecretStr(world.token),
        telegram_api_url="http://127.0.0.1:8765",
        data_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path}/appealbot.db",
        key_file=tmp_path / "key",
        _env_file=None,
    )
    clock = StandingClock(begins)
    world.offset = clock.offset
    shutil.copy(stored, tmp_path)
    store = Store(connect(settings.database_url))
    code = store.write_now(lambda session: members.new_owner_code(session, clock.now()))
    app = build(
        settings, clock=clock, sealer=load_key(settings.key_file, create=True), store=store,
        request=Calls(server),
        elsewhere=elsewhere,
    )  # fmt: skip
    await app.start()
    # What is due is looked at when the test says so (`moves`), never in the middle of a step.
    await app.jobs.stop()
    await app.introduce()
    yield City(server, world, app, store, code, tmp_path)
    await app.close()
