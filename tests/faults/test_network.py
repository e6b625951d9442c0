"""Telegram on a bad day, over real HTTP: nothing is lost or repeated, and sending goes on by itself
afterwards.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.rehearsal.botapi.errors import too_many
from bot.rehearsal.world.crowd import migrate
from tests.faults.rig import TEXT, Campaigning, engine_of, telegram, troubled, until_done
from tests.faults.sizes import FULL, told

PEOPLE, LASTING, RATE = (900, 30.0, 30) if FULL else (40, 0.8, 60)
SLOW = 30.0 if FULL else 1.0
TROUBLES: dict[str, dict[str, Any]] = {
    "429 storm": {"answer": 429, "retry_after": 1},
    "429 to a few": {"answer": 429, "retry_after": 2, "share": 0.2},
    "500s": {"answer": 500},
    "connection resets": {"answer": "reset"},
    "half-open connections": {"answer": "lost"},
    "slow answers": {"answer": "slow", "delay": SLOW, "share": 0.3},
    "malformed JSON": {"answer": "garbled"},
    "truncated bodies": {"answer": "cut"},
}


@pytest.mark.parametrize("name", TROUBLES)
async def test_it_passes_by_itself(tmp_path: Path, name: str) -> None:
    async with telegram() as (world, url):
        camp = Campaigning(world, tmp_path, PEOPLE)
        camp.alert()
        async with engine_of(camp, url, RATE):
            while len(world.arrivals.after(0, "sendMessage", "", 10**9)) < PEOPLE // 10:
                await asyncio.sleep(0.01)
            await troubled(url, seconds=LASTING, seed=7, **TROUBLES[name])
            await asyncio.sleep(LASTING)
            over = world.now()
            await until_done(camp)
        verdict = camp.verdict()
        after = [
            (datetime.fromisoformat(one["at"]) - over).total_seconds()
            for one in world.arrivals.after(0, "sendMessage", "", 10**9)
            if one["text"] == TEXT and one["message"] and not one["trouble"]
        ]
        back = min((gap for gap in after if gap > 0), default=0.0)
        told(
            f"{name} for {LASTING:g} s, {PEOPLE} people",
            f"{verdict}; sending again {back:.1f} s after its end",
        )
        assert verdict.wrong == 0, str(verdict)
        assert len(verdict.unknown) <= 64
        assert not FULL or back <= 5
        camp.store.close()


async def test_the_blocked_the_deleted_and_the_moved(tmp_path: Path) -> None:
    people = 2000 if FULL else 100
    async with telegram() as (world, url):
        camp = Campaigning(world, tmp_path, people)
        blocked, deleted = (
            camp.people[: people // 10],
            camp.people[people // 10 : people // 10 + people // 100],
        )
        groups = [world.add_group("Group", [camp.people[-1].id]) for _ in range(people // 100)]
        camp.store.write_now(lambda session: [camp.follows(session, group.id) for group in groups])
        for person in blocked:
            person.blocked = True
        for person in deleted:
            person.deleted = True
        moved = [migrate(world, group) for group in groups]
        camp.alert()
        async with engine_of(camp, url, RATE):
            await until_done(camp)
        verdict = camp.verdict()
        states = camp.states()
        record = [
            one for one in world.arrivals.after(0, "sendMessage", "", 10**9) if one["text"] == TEXT
        ]
        tries = {
            one.id: sum(call["chat"] == one.id for call in record) for one in [*blocked, *deleted]
        }
        told(
            f"{len(blocked)} blocked, {len(deleted)} deleted, {len(moved)} moved of {people}",
            f"{verdict}; {states.count('blocked')} dropped, tried once each:"
            f" {set(tries.values()) == {1}}",
        )
        assert set(tries.values()) == {1}
        assert verdict.lost == verdict.twice == verdict.open == verdict.unknown == []
        assert verdict.arrived == people - len(blocked) - len(deleted) + len(moved)
        assert states.count("blocked") == len(blocked)
        # The deleted are erased, with their rows.
        assert len(states) == people + len(moved) - len(deleted)
        assert all(any(TEXT in one.get("text", "") for one in chat.messages) for chat in moved)
        camp.store.close()


async def test_sends_of_one_chat_that_is_asked_to_wait_hold_nobody_else_up(tmp_path: Path) -> None:
    async with telegram() as (world, url):
        camp = Campaigning(world, tmp_path, 20)
        camp.alert()
        slowed = camp.people[0].id
        real = world.flood.take

        def take(chat: int) -> None:
            if chat == slowed and SystemClock().monotonic() < until:
                raise too_many(2)
            real(chat)

        world.limited, world.flood.take = True, take  # type: ignore[method-assign]
        until = SystemClock().monotonic() + 1.0
        async with engine_of(camp, url, 20):
            await until_done(camp)
        verdict = camp.verdict()
        assert verdict.wrong == len(verdict.unknown) == 0, str(verdict)
        calls = [
            one["chat"]
            for one in world.arrivals.after(0, "sendMessage", "", 10**9)
            if one["code"] == 200
        ]
        assert calls[-1] == slowed
        camp.store.close()
