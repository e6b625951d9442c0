"""Statements that the driver runs by itself: typed columns, what the session holds, the errors of
SQLAlchemy.
"""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, insert, literal_column, table, update
from sqlalchemy import select as columns_of
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import col

from storage.engine.database import Store
from storage.engine.statements import Compiled
from storage.engine.tables import Follow, Meta, Supporter

VALUE = Compiled(
    columns_of(col(Meta.name), col(Meta.value)).where(col(Meta.name) == bindparam("name"))
)
SET = Compiled(update(Meta).where(col(Meta.name) == bindparam("one")).values(value=bindparam("to")))
ADD = Compiled(insert(Meta))


def test_it_sees_what_the_session_holds_and_gives_named_columns(store: Store) -> None:
    def act(session: object) -> None:
        session.add(Meta(name="a", value="1"))  # type: ignore[attr-defined]
        assert VALUE.first(session, name="a").value == "1"  # type: ignore[arg-type]
        assert SET.all(session, one="a", to="2") == []  # type: ignore[arg-type]

    store.write_now(act)
    assert store.read_now(lambda session: VALUE.all(session, name="a")) == [("a", "2")]
    assert store.read_now(lambda session: VALUE.first(session, name="b")) is None


def test_truth_stays_truth(store: Store) -> None:
    asked = Compiled(columns_of(col(Supporter.alerts), col(Follow.muted)))
    person = Supporter(number=1, seal=b"1", language="en", created_at=0, active_at=0)
    store.write_now(lambda session: session.add(person))
    store.write_now(lambda session: session.add(Follow(supporter=1, case_slug="a", since=0)))
    found = store.read_now(asked.first)
    assert (found.alerts, found.muted) == (True, False)
    assert isinstance(found.alerts, bool)


def test_parameters_that_are_missing_or_unknown_are_refused(store: Store) -> None:
    for given in ({}, {"nom": "a"}, {"name": "a", "more": 1}):
        with pytest.raises(TypeError):
            store.read_now(lambda session, given=given: VALUE.all(session, **given))


def test_failures_are_sqlalchemys_and_say_no_values(store: Store) -> None:
    store.write_now(lambda session: ADD.all(session, name="a", value="canary"))
    with pytest.raises(IntegrityError) as failed:
        store.write_now(lambda session: ADD.all(session, name="a", value="canary"))
    assert "canary" not in str(failed.value)
    with pytest.raises(OperationalError, match="no such table"):
        store.read_now(
            Compiled(columns_of(literal_column("1").label("one")).select_from(table("nowhere"))).all
        )
