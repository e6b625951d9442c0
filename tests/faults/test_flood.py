"""One person sends a thousand updates in a second: others are answered as before, and that person gets one notice."""

from __future__ import annotations

import asyncio
from pathlib import Path
from statistics import quantiles

from bot.clock import SystemClock
from bot.rehearsal.acting import Acting
from bot.rehearsal.child import ChildControl
from bot.rehearsal.model import Person
from bot.rehearsal.world import World
from content.i18n import words_for
from tests.bot.forge import Bot, Forge
from tests.faults.rig import Campaigning, telegram
from tests.faults.sizes import FULL, told

FLOOD, OTHERS = (1000, 60) if FULL else (300, 12)
NOTICE = words_for("en").text("error.too_fast")


async def _answer_times(world: World, people: list[Person]) -> list[float]:
    """How long each of these people waits for an answer, one after another begins every 30 ms."""

    async def one(person: Person) -> float:
        chat, clock = world.chats[person.id], SystemClock()
        began = clock.monotonic()
        Acting(world, chat, person).send("/help", None, None)
        while not any(message["from"]["is_bot"] for message in chat.messages):
            await asyncio.sleep(0.005)
        return clock.monotonic() - began

    tasks = []
    for person in people:
        tasks.append(asyncio.create_task(one(person)))
        await asyncio.sleep(0.03)
    return await asyncio.gather(*tasks)


async def test_a_thousand_in_a_second(tmp_path: Path, forge: Forge) -> None:
    async with telegram() as (world, url):
        camp = Campaigning(world, tmp_path, 0)
        bot = Bot(forge, ChildControl(world, url, tmp_path)._environment())
        await bot.start()
        people = [world.add_person("A", "en") for _ in range(2 * OTHERS + 1)]
        for person in people:
            world.chats[person.id].started = True
        quiet = await _answer_times(world, people[:OTHERS])
        one = people[-1]
        for number in range(FLOOD):
            Acting(world, world.chats[one.id], one).send(f"word {number}", None, None)
        busy = await _answer_times(world, people[OTHERS : 2 * OTHERS])
        for _ in range(400):
            if not world.updates.waiting and any(NOTICE in said for said in _said(world, one)):
                break
            await asyncio.sleep(0.05)
        before, during = quantiles(quiet, n=100)[98], quantiles(busy, n=100)[98]
        told(
            f"one person sends {FLOOD} at once",
            f"others' p99 {before * 1000:.0f} ms before, {during * 1000:.0f} ms meanwhile ({during / before:.1f}x), "
            f"{len(_said(world, one))} answers to them",
        )
        assert sum(NOTICE in said for said in _said(world, one)) == 1
        assert len(_said(world, one)) <= 40
        assert not FULL or during <= max(2 * before, 0.25)
        await bot.stop()
        camp.store.close()


def _said(world: World, person: Person) -> list[str]:
    return [one.get("text", "") for one in world.chats[person.id].messages if one["from"]["is_bot"]]
