"""Writes that wait share a commit: each is kept or dropped on its own, in order."""

from __future__ import annotations

import asyncio
import threading

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from storage.engine.database import Store
from storage.engine.tables import Meta


async def _at_once(store: Store, actions: list[object]) -> list[object]:
    """Queues all actions while the writer is held back, so that they wait together."""
    gate = threading.Event()
    held = asyncio.create_task(store.write(lambda session: gate.wait(10)))
    await asyncio.sleep(0)
    tasks = [asyncio.create_task(store.write(action)) for action in actions]  # type: ignore[arg-type]
    await asyncio.sleep(0)
    gate.set()
    assert await held
    return await asyncio.gather(*tasks, return_exceptions=True)


def _keep(name: str) -> object:
    def act(session: Session) -> str:
        session.add(Meta(name=name, value="1"))
        session.flush()
        return name

    return act


async def test_one_that_fails_takes_nothing_of_the_others_with_it(store: Store) -> None:
    def fails(session: Session) -> None:
        session.add(Meta(name="lost", value="1"))
        session.flush()
        raise ValueError("no")

    said = await _at_once(store, [_keep("a"), fails, _keep("b"), _keep("a")])
    assert said[0] == "a"
    assert isinstance(said[1], ValueError)
    assert said[2] == "b"
    assert isinstance(said[3], Exception)
    assert sorted(store.read_now(lambda session: session.exec(select(Meta.name)).all())) == [
        "a",
        "b",
    ]


async def test_trouble_of_the_store_itself_keeps_nothing(store: Store) -> None:
    def full(session: Session) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    said = await _at_once(store, [_keep("a"), full, _keep("b")])
    assert all(isinstance(one, OperationalError) for one in said)
    assert store.read_now(lambda session: session.exec(select(Meta.name)).all()) == []
    assert await store.write(_keep("c")) == "c"  # type: ignore[arg-type]


async def test_who_left_before_their_turn_changes_nothing(store: Store) -> None:
    gate = threading.Event()
    held = asyncio.create_task(store.write(lambda session: gate.wait(10)))
    await asyncio.sleep(0)
    left = asyncio.create_task(store.write(_keep("left")))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    left.cancel()
    await asyncio.sleep(0)
    gate.set()
    await held
    with pytest.raises(asyncio.CancelledError):
        await left
    assert store.read_now(lambda session: session.exec(select(Meta.name)).all()) == []


async def test_one_that_fails_with_a_savepoint_open_takes_nothing_of_the_others_with_it(
    store: Store,
) -> None:
    def fails(session: Session) -> None:
        session.begin_nested()
        session.add(Meta(name="lost", value="1"))
        raise ValueError("no")

    said = await _at_once(store, [_keep("a"), fails, _keep("b")])
    assert (said[0], type(said[1]), said[2]) == ("a", ValueError, "b")
    assert sorted(store.read_now(lambda session: session.exec(select(Meta.name)).all())) == [
        "a",
        "b",
    ]
