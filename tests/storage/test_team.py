"""The owner's code: once, in time, by whoever is first; everything leaves a line in the audit."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from content.permissions import Role
from storage.engine.database import Store
from storage.engine.sealing import new_key, read_key
from storage.engine.tables import Audit, OwnerCode
from storage.people import members, second_person, supporters
from tests.stores import new_store

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SEALER = read_key(new_key())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path / "store.db")
    yield store
    store.close()


def _person(store: Store, chat: int) -> int:
    return store.write_now(
        lambda session: supporters.meet(session, SEALER, chat, "en", NOW)[0].number
    )


def _code(store: Store) -> str:
    return store.write_now(lambda session: members.new_owner_code(session, NOW))


def _claim(store: Store, person: int, code: str, now: datetime = NOW) -> bool:
    return store.write_now(lambda session: members.claim(session, person, code, now))


def test_the_code_is_readable_strong_and_not_stored(store: Store) -> None:
    code = _code(store)
    assert re.fullmatch(r"([A-Z2-7]{4}-){6}[A-Z2-7]{2}", code)
    assert _code(store) != code
    rows = store.read_now(lambda session: session.exec(select(OwnerCode)).all())
    assert len(rows) == 1
    assert code.replace("-", "") not in rows[0].digest


def test_the_right_code_makes_an_owner(store: Store) -> None:
    mina = _person(store, 5_000_000_001)
    assert not store.read_now(members.has_owner)
    assert _claim(store, mina, _code(store))
    assert store.read_now(members.has_owner)
    assert store.read_now(members.members_count) == 1
    assert store.read_now(lambda session: members.role(session, mina)) is Role.OWNER


def test_it_may_be_typed_without_care(store: Store) -> None:
    code = _code(store).lower().replace("-", " ")
    assert _claim(store, _person(store, 1), f" {code} ")


@pytest.mark.parametrize("typed", ["", "ABCD-EFGH", "😀", "A" * 10_000])
def test_a_wrong_code_is_refused_and_noted(store: Store, typed: str) -> None:
    _code(store)
    person = _person(store, 1)
    assert not _claim(store, person, typed)
    assert store.read_now(lambda session: members.role(session, person)) is None
    refused = store.read_now(
        lambda session: session.exec(select(Audit).where(Audit.action == "claim")).all()
    )
    assert [(row.member, row.allowed, row.detail) for row in refused] == [(None, False, "")]


def test_a_code_ends_after_a_day_and_when_a_newer_one_is_made(store: Store) -> None:
    person = _person(store, 1)
    old = _code(store)
    assert not _claim(store, person, old, NOW + timedelta(hours=24))
    new = _code(store)
    assert not _claim(store, person, old)
    assert _claim(store, person, new, NOW + timedelta(hours=23, minutes=59))


def test_of_two_who_race_with_one_code_one_wins(store: Store) -> None:
    people, code = [_person(store, chat) for chat in (1, 2)], _code(store)
    start, won = threading.Barrier(2), []

    def run(person: int) -> None:
        start.wait()
        won.append(_claim(store, person, code))

    racers = [threading.Thread(target=run, args=(person,)) for person in people]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(won) == [False, True]
    assert store.read_now(members.members_count) == 1


def test_an_owner_who_is_erased_owns_nothing(store: Store) -> None:
    person = _person(store, 1)
    _claim(store, person, _code(store))

    def forget(session: Session) -> bool:
        supporters.erase(session, person)
        return members.has_owner(session)

    assert not store.write_now(forget)


def _join(session: Session, chat: int, role: Role) -> members.Colleague:
    owner, person = (
        members.everyone(session)[0],
        supporters.meet(session, SEALER, chat, "en", NOW)[0],
    )
    joined = members.accept(
        session, person.number, members.invite(session, role, (), owner, NOW), NOW
    )
    assert joined
    return joined


def _two(session: Session) -> tuple[members.Colleague, members.Colleague]:
    owner = supporters.meet(session, SEALER, 1, "en", NOW)[0].number
    assert members.claim(session, owner, members.new_owner_code(session, NOW), NOW)
    return members.everyone(session)[0], _join(session, 2, Role.PUBLISHER)


LOST = {
    "ended": lambda session, other, by: members.end(session, other.alias, by, NOW),
    "demoted": lambda session, other, by: members.assign(
        session, other.alias, Role.EDITOR, (), by, NOW
    ),
    "suspended and erased": lambda session, other, by: (
        members.suspend(session, other.alias, by, NOW),
        supporters.erase(session, other.number),
    ),
}


@pytest.mark.parametrize("lost", LOST)
def test_who_takes_the_right_from_the_others_decides_alone_only_after_a_day(
    store: Store, lost: str
) -> None:
    def act(session: Session) -> None:
        owner, other = _two(session)
        LOST[lost](session, other, owner)
        soon = NOW + timedelta(hours=23, minutes=59)
        assert members.approval_over(session, soon) == members.DEFAULT_OVER
        with pytest.raises(second_person.NobodyElse):
            second_person.agreed(session, "thaw", owner, soon)
        after = NOW + timedelta(days=1)
        assert members.approval_over(session, after) is None
        assert second_person.agreed(session, "thaw", owner, after)

    store.write_now(act)


def test_who_is_suspended_counts_among_those_who_can_approve_for_as_long_as_it_lasts(
    store: Store,
) -> None:
    def act(session: Session) -> None:
        owner, other = _two(session)
        members.suspend(session, owner.alias, other, NOW)
        later = NOW + timedelta(days=400)
        assert members.approval_over(session, later) == members.DEFAULT_OVER
        with pytest.raises(second_person.NobodyElse):
            second_person.agreed(session, "thaw", other, later)
        assert second_person.others(session, other) == []
        # The way out.
        assert members.claim(session, owner.number, members.new_owner_code(session, later), later)
        assert not second_person.agreed(session, "thaw", other, later)
        assert second_person.agreed(session, "thaw", owner, later)

    store.write_now(act)


def test_who_stays_when_the_other_leaves_and_who_was_always_alone_need_nobody(store: Store) -> None:
    def act(session: Session) -> None:
        owner, other = _two(session)
        members.end(session, other.alias, other, NOW)
        assert members.approval_over(session, NOW) is None
        editor = _join(session, 3, Role.EDITOR)
        members.suspend(session, editor.alias, owner, NOW)
        members.end(session, editor.alias, owner, NOW)
        assert members.approval_over(session, NOW) is None
        assert second_person.agreed(session, "thaw", owner, NOW)

    store.write_now(act)
