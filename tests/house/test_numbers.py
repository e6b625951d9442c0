"""No number is given twice: buttons, logs, caches and other rows may hold the number of a row that
is gone.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Integer, Table
from sqlmodel import SQLModel

from storage.engine import schema, tables
from storage.engine.database import connect

RANDOM = {"supporter"}  # 62 bits that nobody chooses twice
NATURAL = {"inbox"}  # Telegram's own numbers


def _counted(table: Table) -> bool:
    """Whether the database counts the table's rows up by itself."""
    key = list(table.primary_key)
    whole = len(key) == 1 and issubclass(key[0].type._type_affinity, Integer)
    return whole and not key[0].foreign_keys and table.name not in RANDOM | NATURAL


def test_every_number_that_the_store_gives_is_given_once(tmp_path: Path) -> None:
    assert tables.Meta.metadata is SQLModel.metadata
    counted = {name for name, table in SQLModel.metadata.tables.items() if _counted(table)}
    described = {
        name
        for name, table in SQLModel.metadata.tables.items()
        if table.dialect_options["sqlite"]["autoincrement"]
    }
    engine = connect(f"sqlite:///{tmp_path}/store.db")
    schema.migrate(engine)
    with engine.connect() as connection:
        asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
        migrated = set(connection.exec_driver_sql(asked).scalars())
    engine.dispose()
    assert {"message", "body", "outbox", "revision", "contact"} <= counted
    assert counted == described == migrated
