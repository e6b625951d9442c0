"""Conversations under way: one sealed draft per person and kind, ended by finishing, cancelling or
7 days.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select, update

from storage.engine.sealed_columns import DRAFT_SEAL
from storage.engine.sealing import Sealer
from storage.engine.statements import Compiled
from storage.engine.tables import Draft
from storage.engine.times import seconds

FIRST = 1_000_000_000  # a draft's first revision lies below
STATE_SECONDS = 7 * 86400


@dataclass(frozen=True)
class Stored:
    """A draft as it was left: what has been learnt, and the revision its buttons must carry."""

    kind: str
    revision: int
    value: dict[str, Any]


COLUMNS = columns_of(
    col(Draft.supporter), col(Draft.kind), col(Draft.sealed), col(Draft.revision)
).where(col(Draft.supporter) == bindparam("person"), col(Draft.updated_at) > bindparam("after"))
OF_KIND = Compiled(COLUMNS.where(col(Draft.kind) == bindparam("kind")))
AWAITING = Compiled(COLUMNS.where(col(Draft.awaiting)))
OF_PERSON = Compiled(COLUMNS.order_by(col(Draft.kind)))


def _open(sealer: Sealer, row: Any) -> Stored:
    return Stored(
        row.kind,
        row.revision,
        json.loads(sealer.open_value(f"{DRAFT_SEAL}.{row.supporter}", row.sealed)),
    )


def get(session: Session, sealer: Sealer, person: int, kind: str, now: datetime) -> Stored | None:
    """The person's draft of this kind if it is younger than 7 days."""
    row = OF_KIND.first(session, person=person, kind=kind, after=seconds(now) - STATE_SECONDS)
    return _open(sealer, row) if row else None


def all_of(session: Session, sealer: Sealer, person: int, now: datetime) -> list[Stored]:
    """Every draft of the person that is younger than 7 days, by kind."""
    rows = OF_PERSON.all(session, person=person, after=seconds(now) - STATE_SECONDS)
    return [_open(sealer, row) for row in rows]


def awaiting(session: Session, sealer: Sealer, person: int, now: datetime) -> Stored | None:
    """The draft whose open question the next text answers, or None."""
    row = AWAITING.first(session, person=person, after=seconds(now) - STATE_SECONDS)
    return _open(sealer, row) if row else None


def put(
    session: Session,
    sealer: Sealer,
    person: int,
    kind: str,
    value: dict[str, Any],
    now: datetime,
    *,
    awaiting: bool = False,
) -> Stored:
    """Stores the draft under the next revision. With `awaiting`, the next text goes to it and to no
    other draft.
    """
    if awaiting:
        quiet(session, person)
    row = session.get(Draft, (person, kind), populate_existing=True)
    sealed = sealer.value(f"{DRAFT_SEAL}.{person}", json.dumps(value, ensure_ascii=False).encode())
    if row is None:
        # Begins anywhere: a button of an earlier draft that was kept in the chat must not fit this
        # one.
        row = Draft(
            supporter=person,
            kind=kind,
            sealed=sealed,
            revision=secrets.randbelow(FIRST),
            updated_at=0,
        )
    row.sealed, row.awaiting, row.revision, row.updated_at = (
        sealed,
        awaiting,
        row.revision + 1,
        seconds(now),
    )
    session.add(row)
    session.flush()
    return Stored(kind, row.revision, value)


def quiet(session: Session, person: int) -> None:
    """No open question any more: the next text is not taken for an answer. The drafts stay."""
    session.exec(update(Draft).where(col(Draft.supporter) == person).values(awaiting=False))


def ask_again(session: Session, person: int, kind: str) -> None:
    """The question of this draft is the open one again; none is where there is no such draft."""
    quiet(session, person)
    mine = (col(Draft.supporter) == person) & (col(Draft.kind) == kind)
    session.exec(update(Draft).where(mine).values(awaiting=True))


def holders(
    session: Session, sealer: Sealer, kind: str, field: str, value: str, now: datetime
) -> list[int]:
    """People whose draft of this kind has this value in a field; nothing else of a draft is looked
    at.
    """
    rows = session.exec(
        select(Draft).where(
            Draft.kind == kind, col(Draft.updated_at) > seconds(now) - STATE_SECONDS
        )
    )
    return [row.supporter for row in rows if _open(sealer, row).value.get(field) == value]


def drop(
    session: Session, person: int, kind: str | None = None, *, but: Collection[str] = ()
) -> bool:
    """Throws away the draft of this kind (all of them without one, `but` these); False if there was
    none.
    """
    mine = (col(Draft.supporter) == person) & col(Draft.kind).not_in(but)
    done = session.exec(
        delete(Draft).where(mine if kind is None else mine & (col(Draft.kind) == kind))
    )
    return done.rowcount > 0
