"""The store is locked or its disk is full, the clock is moved: nothing is lost or repeated, and the
team is told.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, text
from sqlmodel import Session, select

from bot.clock import FixedClock
from bot.delivery import engine as engines
from bot.delivery.engine import Engine
from bot.delivery.lanes import Lanes
from bot.delivery.sender import MemorySender
from bot.jobs import Jobs
from bot.rehearsal.world.world import World
from content.cases import UpdateText
from content.language.i18n import words_for
from content.text.markup import Rich
from storage.delivery import digests
from storage.engine import database
from storage.engine.tables import Member, Meta, Outbox, Supporter
from storage.library import published as contents
from storage.people import supporters
from tests.faults.rig import CASE, Campaigning, engine_of, telegram, until_done
from tests.faults.sizes import FULL, told

PEOPLE, LASTING, RATE = (600, 20.0, 30) if FULL else (250, 1.5, 120)
SAY = words_for("en").text


async def _begun(world, least: int) -> None:
    while len(world.arrivals.after(0, "sendMessage", "", 10**9)) < least:
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("trouble", ["locked", "full"])
async def test_a_store_that_takes_nothing(
    tmp_path: Path, trouble: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "TOLD_SECONDS", 0.5)
    monkeypatch.setattr(database, "PATIENCE", patience := "busy_timeout=200")
    monkeypatch.setattr(database, "PRAGMAS", (*database.PRAGMAS, patience))  # of every connection
    caplog.set_level(logging.WARNING)
    async with telegram() as (world, url):
        camp = Campaigning(world, tmp_path, PEOPLE)
        owner = world.add_person("Mina", "en")
        camp.owner(owner.id)
        camp.alert()
        async with engine_of(camp, url, RATE):
            await _begun(world, PEOPLE // 5)
            if trouble == "locked":
                with closing(
                    sqlite3.connect(camp.path, isolation_level=None, check_same_thread=False)
                ) as other:
                    await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
                    await asyncio.sleep(LASTING)
                    other.execute("ROLLBACK")
            else:
                size = camp.store.read_now(
                    lambda session: session.execute(text("PRAGMA page_count")).scalar_one()
                )
                spare = camp.store.read_now(
                    lambda session: session.execute(text("PRAGMA freelist_count")).scalar_one()
                )
                await camp.store.write(
                    lambda session: session.add(Meta(name="filler", value="x" * 4000 * spare))
                )
                disk = Disk(camp)
                disk.pages = size
                await asyncio.sleep(LASTING)
                disk.pages = 10**6
            await until_done(camp)
            await _told(world, owner.id)
        verdict = camp.verdict()
        told(f"store {trouble} for {LASTING:g} s", str(verdict))
        assert (verdict.wrong, len(verdict.unknown)) == (0, 0), str(verdict)
        line = "make room" if trouble == "full" else "stop that program"
        assert any(line in record.getMessage() for record in caplog.records)
        assert SAY(f"store.{trouble}") in world.chats[owner.id].messages[-1]["text"]
        camp.store.close()


class Disk:
    """How many pages the store may have: SQLite says that the disk is full beyond. It holds for
    every connection.
    """

    def __init__(self, camp: Campaigning) -> None:
        self.pages = 10**6
        event.listen(camp.store.engine, "checkout", self._hold)

    def _hold(self, connection: Any, *_more: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {self.pages}")


async def _told(world, chat: int) -> None:
    for _ in range(600):
        if any(SAY("store.title") in one.get("text", "") for one in world.chats[chat].messages):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the owner was not told")


class Jumping(FixedClock):
    """A machine's clock that is moved while even time goes on."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment)
        self.even = moment.timestamp()

    def monotonic(self) -> float:
        return self.even

    def skew(self) -> float:
        return self.moment.timestamp() - self.even

    async def sleep(self, seconds: float) -> None:
        self.even += max(seconds, 0.01)
        self.moment += timedelta(seconds=max(seconds, 0.01))
        await asyncio.sleep(0)


class Day:
    """A follower with a daily digest at nine in their zone, and an owner; jobs and engine on a
    clock that can jump.
    """

    def __init__(self, folder: Path, zone: str, start: datetime) -> None:
        self.camp = Campaigning(World(limited=False), folder, 0)
        self.clock, self.sender, self.zone = Jumping(start), MemorySender(), zone
        self.engine = Engine(self.camp.store, self.camp.sealer, self.sender, Lanes(), self.clock)
        known = self.camp.campaign

        def campaign(session: Session):
            return contents.snapshot(session) or known()

        self.jobs = Jobs(self.camp.store, self.camp.sealer, self.clock, self.engine, None, campaign)  # type: ignore[arg-type]
        self.camp.store.write_now(self._people)
        self.news = 0

    def _people(self, session: Session) -> None:
        number = supporters.meet(session, self.camp.sealer, 7, "en", self.clock.now())[0].number
        supporters.follow(session, number, CASE, self.clock.now())
        supporters.change(session, number, zone=self.zone)
        digests.set_digest(session, number, "daily", 9, 0, self.zone, self.clock.now())
        owner = supporters.meet(session, self.camp.sealer, 9, "en", self.clock.now())[0].number
        session.add(Member(supporter=owner, role="owner", since=0, alias=1))

    def publish(self) -> None:
        self.news += 1
        texts = {"en": UpdateText(title=f"News {self.news}", body=Rich("Body."))}
        self.camp.store.write_now(
            lambda session: contents.publish_update(session, CASE, texts, None, self.clock.now())
        )

    async def beat(self, hours: float = 0.0) -> None:
        """So many hours pass, and the jobs look."""
        self.clock.moment += timedelta(hours=hours)
        self.clock.even += hours * 3600
        await self.jobs.watch_clock()
        await self.jobs.digests()
        await self.engine.drain()

    def digests(self) -> list[str]:
        return [screen.text.text for chat, screen in self.sender.sent if chat == 7]

    def told(self) -> list[str]:
        return [screen.text.text for chat, screen in self.sender.sent if chat == 9]

    def close(self) -> None:
        self.camp.store.close()


@pytest.mark.parametrize(
    ("zone", "night"),
    [
        ("Europe/London", datetime(2027, 3, 27, tzinfo=UTC)),
        ("Europe/London", datetime(2027, 10, 30, tzinfo=UTC)),
    ],
    ids=["spring", "autumn"],
)
async def test_both_nights_on_which_the_clocks_change(
    tmp_path: Path, zone: str, night: datetime
) -> None:
    day = Day(tmp_path, zone, night - timedelta(days=1))
    for _ in range(4 * 24):
        if day.clock.now().hour == 0:
            day.publish()
        before = len(day.digests())
        await day.beat(hours=1)
        if len(day.digests()) > before:
            assert day.clock.now().astimezone(ZoneInfo(zone)).hour == 9
    news = Counter(
        line for words in day.digests() for line in words.splitlines() if line.startswith("News ")
    )
    named = [f"News {number}" for number in range(1, day.news + 1)]
    told(f"the night of {night:%d %B} in {zone}", f"{len(day.digests())} digests in 4 days")
    assert len(day.digests()) == 4
    assert all(news[name] == 1 for name in named[:4])
    day.close()


async def test_a_clock_that_jumps_forward_and_back(tmp_path: Path) -> None:
    day = Day(tmp_path, "Asia/Seoul", datetime(2026, 11, 24, 3, 0, tzinfo=UTC))
    await day.beat()
    day.publish()
    day.clock.moment += timedelta(hours=25)
    await day.beat()
    assert any(SAY("jump.title") in words for words in day.told())
    day.clock.moment -= timedelta(hours=2)
    for _ in range(72):
        await day.beat(hours=1)
    assert sum(SAY("jump.title") in words for words in day.told()) == 2
    found = [words for words in day.digests() if "News 1" in words]
    told(
        "the clock 25 h forward, 2 h back",
        f"the news came {len(found)} time, the team was told {len(day.told())} times",
    )
    assert len(found) == 1
    states = day.camp.store.read_now(lambda session: session.exec(select(Outbox.state)).all())
    assert set(states) == {"sent"}
    assert (
        day.camp.store.read_now(
            lambda session: session.exec(select(Supporter.digest_due)).all()
        ).count(None)
        == 1
    )
    day.close()
