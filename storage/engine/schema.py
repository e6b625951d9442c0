"""The shape of the store: whether it is up to date, and bringing it there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

import storage.migrations

HERE = Path(storage.migrations.__file__).parent


class NewerStore(Exception):
    """The store was made by a newer AppealBot. The message says what to do."""


class BrokenStore(Exception):
    """Rows point to rows that are gone. The message says what to do."""


def pending(engine: Engine) -> bool:
    """Whether the store lacks changes that this program needs; NewerStore if it has some that this
    one lacks.
    """
    with engine.connect() as connection:
        return bool(_missing(connection))


def empty(engine: Engine) -> bool:
    """Whether the database has no tables at all."""
    with engine.connect() as connection:
        return not inspect(connection).get_table_names()


def migrate(engine: Engine) -> list[str]:
    """Applies what is pending, all or nothing; the names of what was applied, first to last.

    BrokenStore if rows point to rows that are not there then; nothing is changed.
    """
    with engine.connect() as connection, _without_foreign_keys(connection), connection.begin():
        missing = _missing(connection)
        if missing:
            _upgrade(connection)
            _check(connection)
        return missing


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Lets tables be made anew without deleting what points to them; inside a transaction the
    PRAGMA does nothing.
    """
    database = connection.connection.dbapi_connection
    assert database is not None
    database.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        database.execute("PRAGMA foreign_keys=ON")


def _check(connection: Connection) -> None:
    broken = {row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
    if broken:
        raise BrokenStore(
            f"Nothing was changed: rows of {', '.join(sorted(broken))} point to rows that are gone."
            " Put the newest copy back with: appealbot restore FILE"
        )


def names() -> list[str]:
    """The migrations by name, first to last: each is named as its file."""
    return sorted(path.stem for path in (HERE / "versions").glob("[0-9]*.py"))


def _missing(connection: Connection) -> list[str]:
    current = None
    if inspect(connection).has_table("alembic_version"):
        current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    known = names()
    if current is None:
        return known
    if current not in known:
        raise NewerStore(
            "The store was made by a newer AppealBot: install that version, or restore an older"
            " backup."
        )
    return known[known.index(current) + 1 :]


def _upgrade(connection: Connection) -> None:
    # A start with nothing to change does without its memory and time.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
