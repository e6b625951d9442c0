"""The migrations make exactly what the models describe, from nothing, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from storage import schema, tables
from storage.db import connect


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = connect(f"sqlite:///{tmp_path}/100%.db")
    yield engine
    engine.dispose()


def test_an_empty_database_is_brought_up_to_date_once(engine: Engine) -> None:
    assert schema.empty(engine)
    assert schema.pending(engine)
    assert schema.migrate(engine)[0] == "0001_start"
    assert not schema.empty(engine)
    assert not schema.pending(engine)
    assert schema.migrate(engine) == []


def test_models_and_migrations_agree(engine: Engine) -> None:
    assert tables.Meta.metadata is SQLModel.metadata
    schema.migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_migrated_tables_delete_a_person_with_everything_of_theirs(engine: Engine) -> None:
    schema.migrate(engine)
    made = inspect(engine)
    pointing = [key for table in made.get_table_names() for key in made.get_foreign_keys(table)]
    assert pointing
    assert all(key["options"] == {"ondelete": "CASCADE"} for key in pointing)


def test_what_people_follow_is_kept_when_its_rows_are_laid_by_person(engine: Engine) -> None:
    before = schema.names()[: schema.names().index("0009_follow_rows")]
    _upgrade_to(engine, before[-1])
    with engine.begin() as connection:
        for number in (9, 4):
            person = f"{number}, x'0{number}', 'en', 1, 'off', 9, 0, 0, 22, 7, 1, 1"
            connection.execute(
                text(
                    "INSERT INTO supporter(number, seal, language, alerts, digest, digest_hour, digest_weekday, "
                    f"digest_seen, quiet_from, quiet_to, created_at, active_at) VALUES ({person})"
                )
            )
            connection.execute(text(f"INSERT INTO follow VALUES ({number}, 'case', {number == 9}, 5)"))
    assert schema.migrate(engine)[0] == "0009_follow_rows"
    with engine.begin() as connection:
        assert connection.execute(text("SELECT * FROM follow")).all() == [(4, "case", 0, 5), (9, "case", 1, 5)]
        with pytest.raises(OperationalError, match="rowid"):
            connection.execute(text("SELECT rowid FROM follow"))
        connection.execute(text("DELETE FROM supporter WHERE number = 4"))
        assert connection.execute(text("SELECT supporter FROM follow")).scalars().all() == [9]


def _upgrade_to(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.HERE))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def test_a_failing_migration_leaves_nothing_behind(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE supporter (number INTEGER)"))
    with pytest.raises(Exception, match="supporter"):
        schema.migrate(engine)
    assert inspect(engine).get_table_names() == ["supporter"]


def test_a_store_from_a_newer_program_is_not_touched(engine: Engine) -> None:
    schema.migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_future'"))
    with pytest.raises(schema.NewerStore, match="newer AppealBot"):
        schema.pending(engine)


def test_each_migration_is_named_as_its_file_in_one_row() -> None:
    scripts = ScriptDirectory(str(schema.HERE))
    assert schema.names() == [script.revision for script in reversed(list(scripts.walk_revisions()))]
