"""Months of a town: 122 days in which much happens, and 70 quiet ones, over the clock changes of
both hemispheres.
"""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.foreign.elsewhere import Elsewhere
from content.language.i18n import words_for
from storage.library import published
from tests.faults import ends, months
from tests.faults.life import EVENTS, Town
from tests.faults.sizes import FULL, told
from tests.journeys import conftest as journeys
from tests.stores import bundled, new_store

PEOPLE, BUSY, QUIET = (40, 122, 70) if FULL else (6, 9, 8)
AUTUMN = datetime(2027, 9, 26, 6, tzinfo=UTC) if FULL else datetime(2027, 10, 29, 6, tzinfo=UTC)
SPRING = datetime(2028, 2, 27, 6, tzinfo=UTC) if FULL else datetime(2028, 3, 5, 6, tzinfo=UTC)
# Clocks that go forward (True) or back while a run lasts: 3 and 31 October, 7 November; 12 and 26
# March, 2 April.
CHANGES: dict[datetime, set[tuple[str, bool]]] = {
    AUTUMN: {("Europe/London", False), ("America/New_York", False)}
    | ({("Australia/Sydney", True)} if FULL else set()),
    SPRING: {("America/New_York", True)}
    | ({("Europe/London", True), ("Australia/Sydney", False)} if FULL else set()),
}
GROWTH = 80  # MB of the whole process, the rehearsal's record of every message in it


@asynccontextmanager
async def town_of(
    folder: Path, begins: datetime, monkeypatch: pytest.MonkeyPatch, seed: int
) -> AsyncIterator[Town]:
    """A town with weekly events in zones that change their clocks, at that moment."""
    told("seed", seed)
    stored = folder / "seeded" / ends.STORE
    stored.parent.mkdir()
    seeded(stored, begins)
    elsewhere = Elsewhere()
    async with journeys._city(folder, stored, monkeypatch, elsewhere, begins) as city:
        town = Town(city, seed)
        await town.settle_in(PEOPLE)
        yield town


def seeded(path: Path, begins: datetime) -> None:
    """A store with the bundled campaign, whose weekly event takes place in three zones,
    on Sundays.
    """
    read = bundled()
    weekly = read.event("weekly-vigil")
    sunday = datetime.combine(begins - timedelta(days=begins.weekday() + 1), weekly.starts.time())
    moved = {"starts": sunday, "rule": "FREQ=WEEKLY;BYDAY=SU", "capacity": None}
    events = [
        weekly.model_copy(update=moved | {"slug": f"vigil-{at}", "zone": zone})
        for at, zone in enumerate(EVENTS)
    ]
    whole = read.model_copy(update={"events": tuple(events)})
    store = new_store(path)
    store.write_now(lambda session: published.seed(session, whole, begins, with_examples=True))
    store.close()


def held() -> float:
    """What this process holds, MB."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def ended(town: Town) -> None:
    """A log and a copy are made every day; what is beyond its end is gone."""
    ends.leave(town.city.folder, town.now)
    assert ends.overdue(town.city.folder, town.now) == [], town.now


async def judged(town: Town, days: int, begun: datetime) -> None:
    """What must be true of every run, two days after its last piece of news."""
    await town.city.moves(days=2, hours=12)
    found = months.wrong(town.record, town.now)
    assert not found, "\n".join(found)
    assert months.changed(town.record.people, town.now) == CHANGES[begun]
    people, news = town.record.people, town.record.news
    alerts = sum(len(months.alerts(town.record, one, title)) for one in people for title in news)
    digests = sum(len(months.digests(town.record, one)) for one in people)
    reminders = sum(len(months.reminders(town.record, one)) for one in people)
    assert all((alerts, digests, reminders))
    told(
        f"{days} days, {PEOPLE} people",
        f"{alerts} alerts, {digests} digests, {reminders} reminders, nothing wrong",
    )


def warnings(town: Town) -> set[int]:
    """How often those who are silent were told that they will be forgotten."""
    silent = [one for one in town.record.people if one.habit == "silent"]
    words = {one.chat: words_for(one.language)("message.idle").text for one in silent}
    return {
        sum(message.text == words[one.chat] for message in town.record.pushed(one))
        for one in silent
    }


@pytest.mark.parametrize("seed", [20270926])
async def test_months_in_which_much_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    async with town_of(tmp_path, AUTUMN, monkeypatch, seed) as town:
        warm: float | None = None
        third = timedelta(days=BUSY / 3)
        sizes: dict[bool, list[int]] = {False: [], True: []}  # before the last third, and in it
        while town.now < AUTUMN + 3 * third:
            # So that all hours have their turn.
            await town.lives(town.chance.randint(16, 32), busy=True)
            if town.chance.random() < 0.4:
                await town.publishes(f"News {len(town.record.news)}.")
            ended(town)
            warm = held() if warm is None and town.now > AUTUMN + third else warm
            sizes[town.now > AUTUMN + 2 * third].append((tmp_path / ends.STORE).stat().st_size)
        await town.publishes("Last.")  # so that digests come after the last change of clocks too
        await judged(town, BUSY, AUTUMN)
        before, later = max(sizes[False]) // 1024, max(sizes[True]) // 1024
        told("store, kB", f"{sizes[False][0] // 1024} at first, {before} and {later} at most")
        assert later <= 1.3 * before
        assert warm is not None
        told("memory, MB", f"{warm:.0f} after a third, {held():.0f} at the end")
        assert held() < warm + GROWTH
        assert warnings(town) == {int(FULL)}  # after 106 days, once


@pytest.mark.parametrize("seed", [20280227])
async def test_quiet_months_between_two_pieces_of_news(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    async with town_of(tmp_path, SPRING, monkeypatch, seed) as town:
        await town.publishes("First.")
        for day in range(QUIET):
            await town.lives(24, busy=day % 3 == 0)
            ended(town)
        before = {one.chat: len(town.record.pushed(one)) for one in town.record.people}
        await town.publishes("Second.")
        await judged(town, QUIET, SPRING)
        later = [
            here
            for one in town.record.people
            for here in town.record.pushed(one)[before[one.chat] :]
        ]
        assert not [here for here in later if "First." in here.text]
