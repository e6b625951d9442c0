"""The audit: only ever added to, under pseudonyms, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.people import audit, members, supporters

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("change", ["DELETE FROM audit", "UPDATE audit SET allowed = 1"])
def test_no_line_can_be_changed_or_deleted(store: Store, change: str) -> None:
    store.write_now(lambda session: audit.note(session, None, "claim", "", NOW, allowed=False))
    with pytest.raises(IntegrityError, match="only ever added to"):
        store.write_now(lambda session: session.connection().execute(text(change)))
    assert [row.allowed for row in store.read_now(audit.lines)] == [False]


def test_a_supporters_number_never_gets_in(store: Store, sealer: Sealer) -> None:
    def act(session):
        person, _ = supporters.meet(session, sealer, 5_000_000_001, "en", NOW)
        audit.note(session, person.number, "tp", "", NOW, allowed=False)
        members.claim(session, person.number, members.new_owner_code(session, NOW), NOW)
        audit.note(session, person.number, "publish", "seven", NOW)
        return [row.member for row in audit.lines(session)]

    assert store.write_now(act) == [0, 0, None, None]


def test_pages_go_back_in_time(store: Store) -> None:
    for number in range(5):
        store.write_now(
            lambda session, number=number: audit.note(session, None, str(number), "", NOW)
        )
    first = store.read_now(lambda session: audit.lines(session, limit=3))
    rest = store.read_now(lambda session: audit.lines(session, before=first[-1].id, limit=3))
    assert [row.action for row in (*first, *rest)] == ["4", "3", "2", "1", "0"]


def test_a_stranger_cannot_bury_the_team_s_lines(store: Store, sealer: Sealer) -> None:
    def act(session):
        person, _ = supporters.meet(session, sealer, 5_000_000_001, "en", NOW)
        for _ in range(3 * audit.STRANGERS):
            audit.note(session, None, "tp", "", NOW, allowed=False)
        members.claim(session, person.number, members.new_owner_code(session, NOW), NOW)
        audit.note(session, person.number, "role", "", NOW, allowed=False)
        before = len(audit.lines(session, limit=1000))
        audit.note(session, None, "tp", "", NOW + timedelta(hours=1), allowed=False)
        return before, len(audit.lines(session, limit=1000))

    assert store.write_now(act) == (audit.STRANGERS + 3, audit.STRANGERS + 4)


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_the_file_is_a_formula(store: Store, formula: str) -> None:
    store.write_now(lambda session: audit.note(session, None, "edit", formula, NOW))
    body = store.read_now(
        lambda session: audit.as_csv(session, ["at", "member", "action", "detail", "allowed"])
    )
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert rows[1][1:] == ["", "edit", f"'{formula}", "yes"]
