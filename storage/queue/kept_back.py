"""The names that nothing that goes out may hold, as every text is checked against them (SAFETY rule
11). library/withheld.py keeps the lists.
"""

from __future__ import annotations

import json

from sqlmodel import Session, select

from content.protection.kept_back import NOTHING, KeptBack, Mark
from storage.engine.database import SEALER
from storage.engine.remembered import remembered
from storage.engine.sealed_columns import WITHHELD_SEAL
from storage.engine.sealing import Sealer
from storage.engine.tables import Meta, Withheld

VERSION = "withheld_version"


class NoKey(Exception):
    """The store was opened without its key: nothing can be checked, so nothing is let through."""


def kept_back(session: Session) -> KeptBack:
    """What any case keeps back, hidden cases too; NoKey where there is something and the key is not
    at hand.
    """
    marks, cases = remembered(session, "withheld", version(session), _marks)
    return KeptBack(marks, sealer_of(session).name_mark, cases) if marks else NOTHING


def _marks(session: Session) -> tuple[list[Mark], frozenset[str]]:
    """Every entry, and the cases that have any."""
    rows = session.exec(select(Withheld)).all()
    sealer = sealer_of(session) if rows else None
    return [open_mark(sealer, row) for row in rows if sealer], frozenset(
        row.case_slug for row in rows
    )


def version(session: Session) -> str:
    """A word that is another one after every change of a list, and never the same again; '' at
    first.
    """
    row = session.get(Meta, VERSION)
    return row.value if row else ""


def sealer_of(session: Session) -> Sealer:
    sealer = session.info.get(SEALER)
    if not isinstance(sealer, Sealer):
        raise NoKey("the store was opened without its key")
    return sealer


def open_mark(sealer: Sealer, row: Withheld) -> Mark:
    shape, length, head = json.loads(
        sealer.open_value(f"{WITHHELD_SEAL}.{row.case_slug}", row.form)
    )
    return Mark(shape, length, row.keyed, bytes.fromhex(head))
