"""Whoever is erased, by whatever way, has left the disk when it is done: the database and
its log.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select, update

from content.campaign import EMPTY
from content.subjects import MANY
from content.text.markup import rich
from content.text.messages import Screen
from storage.actions import emergency_wipe, retention
from storage.engine.database import Store, connect
from storage.engine.sealed_columns import SUPPORTER_SEAL
from storage.engine.sealing import Sealer
from storage.engine.tables import Pause, Supporter
from storage.people import conversation_state, erasure, supporters
from storage.queue import claims, outbox
from storage.queue.claims import Outcome

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CHAT = 7_318_264_905
Way = Callable[[Session, Sealer, int, Path], object]


def _asked(session: Session, _sealer: Sealer, person: int, _ledger: Path) -> object:
    return supporters.erase(session, person)


def _deleted(session: Session, _sealer: Sealer, person: int, _ledger: Path) -> object:
    return session.delete(session.get_one(Supporter, person))


def _idle(session: Session, _sealer: Sealer, person: int, _ledger: Path) -> object:
    mine = col(Supporter.number) == person
    session.exec(update(Supporter).where(mine).values(active_at=0, blocked_at=1))
    return retention.sweep(session, EMPTY, NOW)


def _gone(session: Session, sealer: Sealer, person: int, _ledger: Path) -> object:
    message = outbox.open_message(session, "notice", None, MANY, NOW, title="News", priority=1)
    body = outbox.add_body(session, message, "en", "", Screen(rich("News")))
    outbox.enqueue(session, message, body, [person], NOW)
    (row,) = claims.claim(session, 10, NOW)
    return claims.record(session, sealer, [(row, Outcome("gone"))], NOW)


def _burnt(session: Session, _sealer: Sealer, _person: int, _ledger: Path) -> object:
    return emergency_wipe.forget_everyone(session)


def _replayed(session: Session, sealer: Sealer, _person: int, ledger: Path) -> object:
    erasure.write(ledger, sealer, CHAT, NOW)
    return erasure.replay(session, sealer, ledger)


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in (folder / "store.db", folder / "store.db-wal"))


@pytest.mark.parametrize("others", [0, 3])
@pytest.mark.parametrize("way", [_asked, _deleted, _idle, _gone, _burnt, _replayed])
async def test_nothing_of_them_stays(
    store: Store, sealer: Sealer, tmp_path: Path, way: Way, others: int
) -> None:
    def meet(session: Session) -> int:
        person = supporters.meet(session, sealer, CHAT, "ko", NOW)[0].number
        conversation_state.put(session, sealer, person, "letter", {"name": "Hana"}, NOW)
        return person

    person = store.write_now(meet)
    seal = sealer.id(SUPPORTER_SEAL, CHAT)
    assert seal in _bytes(tmp_path)
    acts = [
        lambda session: way(session, sealer, person, tmp_path / "ledger"),
        *[lambda session: None] * others,
    ]
    await asyncio.gather(*(store.write(act) for act in acts))
    assert store.read_now(lambda session: session.exec(select(Supporter)).all()) == []
    assert seal not in _bytes(tmp_path)


@pytest.mark.parametrize("way", [_asked, _idle, _gone, _burnt, _replayed])
def test_what_telegram_asked_to_wait_for_them_goes_too(
    store: Store, sealer: Sealer, tmp_path: Path, way: Way
) -> None:
    def act(session: Session) -> list[str]:
        person = supporters.meet(session, sealer, CHAT, "ko", NOW)[0].number
        for scope in (str(person), ""):
            outbox.pause(session, scope, NOW + timedelta(hours=1))
        way(session, sealer, person, tmp_path / "ledger")
        return [row.scope for row in session.exec(select(Pause)).all()]

    assert store.write_now(act) == [""]


async def test_what_the_log_held_a_minute_ago_is_whole_without_it(
    store: Store, sealer: Sealer, tmp_path: Path
) -> None:
    store.write_now(lambda session: supporters.meet(session, sealer, CHAT, "ko", NOW))
    await store.truncate()
    shutil.copy(tmp_path / "store.db", tmp_path / "alone.db")
    alone = Store(connect(f"sqlite:///{tmp_path}/alone.db"))
    assert alone.read_now(lambda session: supporters.find(session, sealer, CHAT))
    alone.close()
