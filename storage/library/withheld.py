"""What cases keep back: marks under a key derived from the sealing key, in the store and nowhere
else (SAFETY rule 11).

A case's list can be added to, counted and cleared; nobody can read it, and it leaves by no export.
Without the key the marks are noise, so that burning the key, or a stolen copy of the store, tells
no name.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import inspect
from sqlmodel import Session, col, delete, func, insert, select

from content.errors import UserError
from content.protection.kept_back import LONGEST, SHORTEST, KeptBack, Mark, mark, under_key
from storage.engine.sealed_columns import WITHHELD_SEAL
from storage.engine.sealing import BrokenSeal, Sealer
from storage.engine.states import RevisionState
from storage.engine.tables import Meta, Revision, Withheld
from storage.people import audit
from storage.queue.kept_back import VERSION, open_mark, sealer_of

MOST_ENTRIES = 200  # entries of one case


class TooMany(UserError):
    """A case's list would be longer than it may be."""

    key = "withheld.too_many"


class Unfit(UserError):
    """A line is no name: `lines` are their numbers."""

    key = "withheld.unfit"

    def __init__(self, lines: Sequence[int]) -> None:
        super().__init__(lines=", ".join(map(str, lines)), shortest=SHORTEST, longest=LONGEST)


def add(
    session: Session, sealer: Sealer, case: str, names: Iterable[str], by: int | None, now: datetime
) -> KeptBack:
    """The entries that were new. Empty lines count for nothing; nothing is kept if one line is
    Unfit or TooMany.
    """
    new = _put(session, sealer, case, _marks_of(sealer, names))
    if count(session, case) > MOST_ENTRIES:
        raise TooMany(limit=MOST_ENTRIES)
    audit.note(session, by, "withhold", f"{case} {len(new)}", now)
    return KeptBack(new, sealer.name_mark, frozenset({case}))


def not_yet(session: Session, sealer: Sealer, case: str, names: Iterable[str]) -> KeptBack:
    """What `add` would add; Unfit as there."""
    new = _not_yet(session, case, _marks_of(sealer, names))
    return KeptBack(new, sealer.name_mark, frozenset({case}))


def _marks_of(sealer: Sealer, names: Iterable[str]) -> list[Mark]:
    marks, unfit = [], []
    for number, name in enumerate(names, 1):
        if not name.strip():
            continue
        try:
            marks.append(mark(name, sealer.name_mark))
        except ValueError:
            unfit.append(number)
    if unfit:
        raise Unfit(unfit)
    return marks


def _put(session: Session, sealer: Sealer, case: str, marks: Iterable[Mark]) -> list[Mark]:
    new = _not_yet(session, case, marks)
    rows = [
        {"case_slug": case, "keyed": one.keyed, "form": _form(sealer, case, one)} for one in new
    ]
    if rows:
        session.execute(insert(Withheld), rows)
        _bump(session)
    return new


def _not_yet(session: Session, case: str, marks: Iterable[Mark]) -> list[Mark]:
    known = set(session.exec(select(Withheld.keyed).where(Withheld.case_slug == case)))
    return [one for keyed, one in {one.keyed: one for one in marks}.items() if keyed not in known]


def _bump(session: Session) -> None:
    session.merge(Meta(name=VERSION, value=secrets.token_hex(8)))
    session.flush()


def count(session: Session, case: str) -> int:
    """How many entries a case's list has."""
    return session.exec(
        select(func.count()).select_from(Withheld).where(Withheld.case_slug == case)
    ).one()


def clear(session: Session, case: str, by: int | None, now: datetime) -> int:
    """Empties a case's list; how many entries it had."""
    done = session.exec(delete(Withheld).where(col(Withheld.case_slug) == case)).rowcount
    _bump(session)
    audit.note(session, by, "withhold-cleared", f"{case} {done}", now)
    return done


def opens(session: Session, sealer: Sealer) -> bool:
    """Whether the key is the one that the lists were made with; without lists every key is."""
    row = session.exec(select(Withheld).limit(1)).first() if exist(session) else None
    try:
        return row is None or bool(open_mark(sealer, row).length)
    except BrokenSeal:
        return False


def exist(session: Session) -> bool:
    """Whether any case has a list; a copy of an older store has none."""
    if not inspect(session.connection()).has_table("withheld"):
        return False
    return session.exec(select(Withheld.case_slug).limit(1)).first() is not None


Row = tuple[str, bytes, bytes]  # a case, the keyed hash of what it keeps back, and the sealed form


def rows(session: Session) -> list[Row]:
    """Every entry as it is stored."""
    return [(row.case_slug, row.keyed, row.form) for row in session.exec(select(Withheld))]


def carry(session: Session, sealer: Sealer, entries: Iterable[Row]) -> int:
    """Adds entries of another store with the same key; how many of them the key does not open:
    these are left out.
    """
    unopened = 0
    for case, keyed, form in entries:
        row = Withheld(case_slug=case, keyed=keyed, form=form)
        try:
            open_mark(sealer, row)
        except BrokenSeal:
            unopened += 1
        else:
            session.merge(row)
    _bump(session)
    return unopened


def without(session: Session, case: str, body: dict[str, Any]) -> dict[str, Any]:
    """A case's words without the unkeyed list that older versions kept among them; the list goes
    under the key.
    """
    listed = body.get("withheld")
    if not listed:
        return body
    sealer = sealer_of(session)
    _put(
        session,
        sealer,
        case,
        filter(None, (under_key(entry, sealer.name_mark) for entry in listed)),
    )
    return body | {"withheld": []}


def move(session: Session) -> int:
    """Puts the unkeyed lists of an older store under the key and takes them out of every version;
    how many versions.

    What only an overwritten version withheld was let go of by the team: it is not taken up again.
    """
    old = col(Revision.body).like('%"withheld": ["sha256:%')
    rows = session.exec(
        select(Revision).where(Revision.kind == "case", Revision.language == "", old)
    ).all()
    for row in rows:
        body = json.loads(row.body)
        body = (
            body | {"withheld": []}
            if row.state == RevisionState.SUPERSEDED
            else without(session, row.slug, body)
        )
        row.body = json.dumps(body, ensure_ascii=False)
        session.add(row)
    return len(rows)


def _form(sealer: Sealer, case: str, one: Mark) -> bytes:
    plain = json.dumps([one.shape, one.length, one.head.hex()]).encode()
    return sealer.value(f"{WITHHELD_SEAL}.{case}", plain)
