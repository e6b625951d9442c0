"""Live counts are shown until they are final, also when Telegram fails for a while; a beat that has
begun ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from sqlmodel import Session, select
from telegram.error import NetworkError

from bot import jobs as jobs_module
from bot.clock import FixedClock
from bot.jobs import EDIT_TRIES, Jobs
from bot.telegram.transport import Telegram
from content.audiences import Audience
from content.subjects import MANY
from storage.delivery import audiences
from storage.engine.database import Store
from storage.engine.sealing import Sealer, new_key, read_key
from storage.engine.tables import Message
from storage.people import members, supporters
from storage.queue import outbox
from tests.stores import new_store

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


class Screenless:
    """A Telegram that fails to edit so many times."""

    def __init__(self, failures: int) -> None:
        self.failures, self.edits = failures, 0

    async def call(self, method: str, params: Any) -> Any:
        self.edits += 1
        if self.edits <= self.failures:
            raise NetworkError("Internal Server Error (500)")
        return True


@pytest.fixture
def sealer() -> Sealer:
    return read_key(new_key())


@pytest.fixture
def store(tmp_path: Path, sealer: Sealer) -> Iterator[Store]:
    store = new_store(tmp_path / "store.db")

    def begin(session: Session) -> None:
        who = supporters.meet(session, sealer, 1, "en", NOW)[0].number
        members.claim(session, who, members.new_owner_code(session, NOW), NOW)
        owner = members.member(session, who)
        assert owner
        message = outbox.open_message(
            session, "alert", "seven", MANY, NOW, title="news", by=owner.alias
        )
        outbox.watch(session, sealer, message, 1, 7)
        audiences.enqueue(session, message, Audience("case", "seven"), NOW)

    store.write_now(begin)
    yield store
    store.close()


@pytest.mark.parametrize(("failures", "edits"), [(0, 1), (3, 4), (100, EDIT_TRIES)])
async def test_the_last_count_is_tried_again_and_not_for_ever(
    store: Store, sealer: Sealer, failures: int, edits: int
) -> None:
    bot = Screenless(failures)
    jobs = Jobs(
        store, sealer, FixedClock(NOW), cast("Any", None), cast("Telegram", bot), cast("Any", None)
    )
    for _ in range(EDIT_TRIES + 4):
        await jobs.progress()
    assert bot.edits == edits
    assert (
        store.read_now(lambda session: session.exec(select(Message.progress_message)).one()) is None
    )


@pytest.mark.parametrize("patient", [True, False])
async def test_a_beat_under_way_ends_before_the_bot_does_and_is_left_only_when_it_takes_long(
    store: Store,
    sealer: Sealer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    patient: bool,
) -> None:
    begun, goes_on, became = asyncio.Event(), asyncio.Event(), list[str]()

    async def work() -> None:
        became.append("left")
        begun.set()
        await goes_on.wait()
        became[-1] = "ended"

    monkeypatch.setattr(jobs_module, "ENDING", 60.0 if patient else 0.0)
    jobs = Jobs(
        store, sealer, FixedClock(NOW), cast("Any", None), cast("Telegram", None), cast("Any", None)
    )
    jobs.table = (("work", 1, work),)
    jobs.start()
    await begun.wait()
    stopping = asyncio.create_task(jobs.stop())
    if patient:
        await asyncio.sleep(0)
        assert not stopping.done()
        goes_on.set()
    await stopping
    await jobs.stop()  # once more does no harm
    assert became == ["ended" if patient else "left"]
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []
