"""What thousands of letters, pages and charts cost the bot in memory, its worker
processes with it.
"""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx
from pydantic import SecretStr
from sqlmodel import Session
from telegram.request import HTTPXRequest

from bot.app import App, build
from bot.clock import SystemClock
from bot.delivery import lanes
from bot.settings import Settings
from bot.telegram import flood
from content.letters.composer import QUESTIONS
from storage.people import conversation_state, supporters
from tests.benchmarks.bulk import TOKEN
from tests.benchmarks.crowd import CASE, Crowd
from tests.benchmarks.stored import campaign_of

WRITER = 6_100_000_000
# Letters, before growth is counted: typst and its fonts are there, and each process was replaced
# once.
WARM = 100
LOOKS = 25  # every so many works


def nobody(waiting: list[dict[str, Any]]) -> httpx.MockTransport:
    """A Telegram that takes everything, keeps nothing, and hands out the updates that wait."""
    made = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 1, "type": "private"},
        "id": 42,
        "is_bot": True,
        "first_name": "Bench",
        "username": "bench_bot",
    }

    def answer(request: httpx.Request) -> httpx.Response:
        result: Any = made
        if request.url.path.endswith("getUpdates"):
            result = [waiting.pop(0) for _ in range(len(waiting))]
        elif "/answer" in request.url.path or "/setMy" in request.url.path:
            result = True
        return httpx.Response(200, json={"ok": True, "result": result})

    return httpx.MockTransport(answer)


class Writing:
    """One person who writes letter after letter, and the whole bot; updates come as from Telegram's
    hand.
    """

    def __init__(self, crowd: Crowd) -> None:
        flood.BURST = 1e9
        for limit in ("CHAT_BULK", "CHAT_REPLY", "GROUP"):
            setattr(lanes, limit, (20, 0.0))
        lanes.SECOND = 0.001
        folder = Path(crowd.folder.name)
        settings = Settings(
            token=SecretStr(TOKEN),
            telegram_api_url="http://127.0.0.1:1",
            data_dir=folder,
            _env_file=None,
            database_url=f"sqlite:///{crowd.path}",
            key_file=folder / "key",
        )
        self.campaign = campaign_of(crowd)
        self.waiting: list[dict[str, Any]] = []
        request = HTTPXRequest(
            connection_pool_size=8, httpx_kwargs={"transport": nobody(self.waiting)}
        )
        self.app: App = build(
            settings, clock=SystemClock(), sealer=crowd.sealer, store=crowd.store, request=request
        )
        self.number, self.highest = 0, 0.0

    async def begin(self) -> None:
        """The bot as it is when people write to it."""
        await self.app._bot.initialize()
        await self.app.introduce()

    async def letter(self, number: int) -> int:
        """A finished letter of its own words as the store keeps it; its revision."""
        office = self.campaign.missions[number % len(self.campaign.missions)]
        letters = self.campaign.letters[0]
        language = list(letters.texts)[number % len(letters.texts)]
        value: dict[str, Any] = {
            "case": letters.case,
            "seed": number,
            "step": "preview",
            "mission": office.slug,
            "language": language,
            "points": [point.id for point in letters.points],
            "answered": "all",
            "name": f"N{number}",
            "answers": {
                QUESTIONS[0]: f"My letter {number}. 저는 {number}번째로 씁니다. " * (1 + number % 9)
            },
        }

        def act(session: Session) -> int:
            person, _ = supporters.meet(
                session, self.app.sealer, WRITER, "en", self.app.clock.now()
            )
            conversation_state.drop(session, person.number, "letter")
            return conversation_state.put(
                session,
                self.app.sealer,
                person.number,
                "letter",
                value,
                self.app.clock.now(),
                awaiting=True,
            ).revision

        return await self.app.store.write(act)

    async def taps(self, data: str) -> None:
        """One press, received, handled and answered."""
        self.number += 1
        user = {"id": WRITER, "is_bot": False, "first_name": "A", "language_code": "en"}
        message = {
            "message_id": 1,
            "date": 1,
            "chat": {"id": WRITER, "type": "private"},
            "text": "x",
        }
        told = {
            "id": str(self.number),
            "from": user,
            "message": message,
            "chat_instance": "1",
            "data": data,
        }
        self.waiting.append({"update_id": self.number, "callback_query": told})
        await self.app.updates.poll_once(0)
        await self.app.updates.idle()
        if self.number % LOOKS == 0:
            self.highest = max(self.highest, held(self.app))


def held(app: App) -> float:
    """Megabytes of the bot and its workers; pages that they share count in each."""
    return sum(_resident(pid) for pid in (os.getpid(), *app.elsewhere.pids))


def _resident(pid: int) -> float:
    try:
        return (
            int(Path(f"/proc/{pid}/statm").read_text().split()[1])
            * os.sysconf("SC_PAGE_SIZE")
            / 2**20
        )
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


async def grown(letters: int, pages: int, charts: int) -> dict[str, float]:
    """By how many MB the highest after warming up was passed, of all processes and of the bot's
    own.
    """
    crowd = Crowd(1)
    writing = Writing(crowd)
    await writing.begin()
    for number in range(WARM):
        revision = await writing.letter(number)
        await writing.taps(f"lh:{revision}")
        await writing.taps(f"lf:{revision}")
        await writing.taps(f"chart:{CASE}:0")
    warm, own, began = writing.highest, _resident(os.getpid()), perf_counter()
    for number in range(letters):
        await writing.taps(f"lh:{await writing.letter(number)}")
    for number in range(pages):
        await writing.taps(f"lf:{await writing.letter(number)}")
    for _ in range(charts):
        await writing.taps(f"chart:{CASE}:0")
    took = perf_counter() - began
    found = {
        "tree": writing.highest - warm,
        "own": _resident(os.getpid()) - own,
        "warm": warm,
        "seconds": took,
    }
    await writing.app.close()
    crowd.folder.cleanup()
    return found
