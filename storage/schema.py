"""The shape of the store: whether it is up to date, and bringing it there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

import storage.migrations

HERE = Path(storage.migrations.__file__).parent


class NewerStore(Exception):
    """The store was made by a newer AppealBot. The message says what to do."""


def pending(engine: Engine) -> bool:
    """Whether the store lacks changes that this program needs; NewerStore if it has some that this one lacks."""
    with engine.connect() as connection:
        return bool(_missing(_scripts(), connection))


def empty(engine: Engine) -> bool:
    """Whether the database has no tables at all."""
    with engine.connect() as connection:
        return not inspect(connection).get_table_names()


def migrate(engine: Engine) -> list[str]:
    """Applies what is pending, all or nothing; the names of what was applied, first to last."""
    with engine.begin() as connection:
        names = _missing(_scripts(), connection)
        if names:
            _upgrade(connection)
        return names


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(HERE))


def _missing(scripts: ScriptDirectory, connection: Connection) -> list[str]:
    current = MigrationContext.configure(connection).get_current_revision()
    names = [script.revision for script in reversed(list(scripts.walk_revisions()))]
    if current is None:
        return names
    if current not in names:
        raise NewerStore("The store was made by a newer AppealBot: install that version, or restore an older backup.")
    return names[names.index(current) + 1 :]


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
