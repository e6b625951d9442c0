"""One person sends a thousand updates in a second: others are answered as before, and that person
gets one notice.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from statistics import quantiles

from bot.rehearsal.child import ChildControl
from bot.rehearsal.world.acting import Acting
from bot.rehearsal.world.model import Person
from bot.rehearsal.world.world import World
from content.language.i18n import words_for
from tests.bot.forge import Bot, Forge
from tests.faults.rig import Campaigning, answer_times, telegram
from tests.faults.sizes import FULL, told

FLOOD, OTHERS = (1000, 60) if FULL else (300, 12)
NOTICE = words_for("en").text("error.too_fast")


async def _flood(world: World, person: Person, seconds: float) -> None:
    """All that this person sends, within so many seconds."""
    for number in range(FLOOD):
        if number % 20 == 0:
            await asyncio.sleep(seconds * 20 / FLOOD)
        Acting(world, world.chats[person.id], person).send(f"word {number}", None, None)


async def test_a_thousand_in_a_second_and_at_once(tmp_path: Path, forge: Forge) -> None:
    async with telegram() as (world, url):
        camp = Campaigning(world, tmp_path, 0)
        bot = Bot(forge, ChildControl(world, url, tmp_path)._environment())
        await bot.start()
        first, calm, others, more = (
            [world.add_person("A", "en") for _ in range(OTHERS)] for _ in range(4)
        )
        steady, sudden = world.add_person("A", "en"), world.add_person("A", "en")
        for chat in world.chats.values():
            chat.started = True
        await answer_times(world, first)  # whoever comes first waits for the start
        quiet = _p99(await answer_times(world, calm))
        times, _ = await asyncio.gather(answer_times(world, others), _flood(world, steady, 1))
        await _noticed(world, steady)
        await _flood(world, sudden, 0)
        during, after = _p99(times), _p99(await answer_times(world, more))
        await _noticed(world, sudden)
        told(
            f"one person sends {FLOOD} in a second",
            f"others' p99 {quiet * 1000:.0f} ms before, {during * 1000:.0f} ms meanwhile"
            f" ({during / quiet:.1f}x), {after * 1000:.0f} ms when all come at once;"
            f" {len(_said(world, steady))} answers to that person",
        )
        for person in (steady, sudden):
            assert sum(NOTICE in said for said in _said(world, person)) == 1
            assert len(_said(world, person)) <= 40
        assert not FULL or during <= max(2 * quiet, 0.1)
        assert not FULL or after <= max(2 * quiet, 0.25)
        await bot.stop()
        camp.store.close()


async def _noticed(world: World, person: Person) -> None:
    """Returns when everything was fetched and the person was told."""
    for _ in range(400):
        if not world.updates.waiting and any(NOTICE in said for said in _said(world, person)):
            return
        await asyncio.sleep(0.05)


def _p99(times: list[float]) -> float:
    return quantiles(times, n=100)[98]


def _said(world: World, person: Person) -> list[str]:
    return [one.get("text", "") for one in world.chats[person.id].messages if one["from"]["is_bot"]]
