"""The shape of the store: whether it is up to date, and bringing it there."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

import storage.migrations

HERE = Path(storage.migrations.__file__).parent


class NewerStore(Exception):
    """The store was made by a newer AppealBot. The message says what to do."""


def pending(engine: Engine) -> bool:
    """Whether the store lacks changes that this program needs; NewerStore if it has some that this one lacks."""
    with engine.connect() as connection:
        return bool(_missing(connection))


def empty(engine: Engine) -> bool:
    """Whether the database has no tables at all."""
    with engine.connect() as connection:
        return not inspect(connection).get_table_names()


def migrate(engine: Engine) -> list[str]:
    """Applies what is pending, all or nothing; the names of what was applied, first to last."""
    with engine.begin() as connection:
        missing = _missing(connection)
        if missing:
            _upgrade(connection)
        return missing


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
        raise NewerStore("The store was made by a newer AppealBot: install that version, or restore an older backup.")
    return known[known.index(current) + 1 :]


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - a start with nothing to change does without its memory and time
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
