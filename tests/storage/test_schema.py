"""The migrations make exactly what the models describe, from nothing, once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Engine, MetaData, inspect, text
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from storage.engine import schema, tables
from storage.engine.database import connect


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
                    "INSERT INTO supporter(number, seal, language, alerts, digest, digest_hour,"
                    " digest_weekday, digest_seen, quiet_from, quiet_to, created_at, active_at)"
                    f" VALUES ({person})"
                )
            )
            connection.execute(
                text(f"INSERT INTO follow VALUES ({number}, 'case', {number == 9}, 5)")
            )
    assert schema.migrate(engine)[0] == "0009_follow_rows"
    with engine.begin() as connection:
        assert connection.execute(text("SELECT * FROM follow")).all() == [
            (4, "case", 0, 5),
            (9, "case", 1, 5),
        ]
        with pytest.raises(OperationalError, match="rowid"):
            connection.execute(text("SELECT rowid FROM follow"))
        connection.execute(text("DELETE FROM supporter WHERE number = 4"))
        assert connection.execute(text("SELECT supporter FROM follow")).scalars().all() == [9]


def _upgrade_to(engine: Engine, revision: str) -> None:
    Path(str(engine.url.database)).write_bytes(_at(revision))


@cache
def _at(revision: str) -> bytes:
    """The database as the migrations up to this one leave it, made once."""
    config = Config()
    config.set_main_option("script_location", str(schema.HERE))
    with _scratch() as (engine, path):
        with engine.connect() as connection:
            _foreign_keys(connection, "OFF")
            with connection.begin():
                config.attributes["connection"] = connection
                command.upgrade(config, revision)
        engine.dispose()
        return path.read_bytes()


@contextmanager
def _scratch() -> Iterator[tuple[Engine, Path]]:
    """A database that goes again, and its file, which is whole once the engine is disposed of."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        engine = connect(f"sqlite:///{path}")
        yield engine, path
        engine.dispose()


def _foreign_keys(connection: Connection, state: str) -> None:
    database = connection.connection.dbapi_connection
    assert database is not None
    database.execute(f"PRAGMA foreign_keys={state}")


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
    assert schema.names() == [
        script.revision for script in reversed(list(scripts.walk_revisions()))
    ]


def _rows(connection: Connection, known: MetaData) -> dict[str, list[dict[str, Any]]]:
    """Every row of the tables, with the columns that they had then."""
    return {
        table.name: [
            dict(row)
            for row in connection.execute(table.select().order_by(*table.primary_key)).mappings()
        ]
        for table in known.sorted_tables
    }


def _value(column: Column[Any], number: int) -> Any:
    kinds = {
        int: number,
        bool: number == 77,
        str: f"{column.name} {number}",
        bytes: b"sealed %d" % number,
    }
    return kinds[column.type.python_type]


def _fill(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Puts two rows into each table, the second pointing to second rows; what they all
    hold then.
    """
    known = MetaData()
    known.reflect(engine)
    known.remove(known.tables["alembic_version"])
    with engine.begin() as connection:
        for table in known.sorted_tables:
            for number in (41, 77):
                connection.execute(
                    table.insert(), {one.name: _value(one, number) for one in table.columns}
                )
        return _rows(connection, known)


def _triggers(engine: Engine) -> list[tuple[str, str]]:
    asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    with engine.connect() as connection:
        return [(name, sql) for name, sql in connection.exec_driver_sql(asked)]


RENAMED = {("message", "about"): "title"}


@pytest.mark.parametrize("before", schema.names())
def test_nothing_is_lost_on_the_way_from_any_earlier_store(engine: Engine, before: str) -> None:
    _upgrade_to(engine, before)
    kept, triggers = _fill(engine), _triggers(engine)
    assert len(kept) >= 18
    assert all(len(rows) == 2 for rows in kept.values())
    schema.migrate(engine)
    assert _triggers(engine) == triggers
    known = MetaData()
    known.reflect(engine)
    with engine.begin() as connection:
        now = {
            table.name: list(connection.execute(table.select()).mappings())
            for table in known.sorted_tables
        }
        for name, rows in kept.items():
            assert [
                {one: row[RENAMED.get((name, one), one)] for one in rows[0]} for row in now[name]
            ] == rows, name
        connection.execute(text("DELETE FROM supporter WHERE number = 41"))
        left = {
            name: len(list(connection.execute(table.select())))
            for name, table in known.tables.items()
        }
    of_people = {
        "supporter",
        "follow",
        "rsvp",
        "lettersent",
        "draft",
        "outbox",
        "sentmessage",
        "member",
    }
    assert {name for name in kept if left[name] == 1} >= of_people  # foreign keys hold again
    assert left["message"] == left["body"] == 2


def _put(connection: Connection, table: str, **values: Any) -> None:
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)


CASES = {"case": "seven", "event": "vigil", "update": "20261101-1"}
# kind, case, about, audience, variant of the body, words, a button's data -> subject, title, what
# the body tells of
SENT: list[tuple[tuple[Any, ...], tuple[Any, ...], str, set[str]]] = [
    (
        ("alert", "seven", "Old news", "case:seven", "", "x", None),
        ("update", "20261101-1", None),
        "Old news",
        {"case seven", "update 20261101-1"},
    ),
    (
        ("alert", "seven", "A call", "case:seven", "", "x", None),
        ("case", "seven", None),
        "A call",
        {"case seven"},
    ),
    (
        ("notice", "seven", "Come!", "event:vigil:5", "", "x", None),
        ("event", "vigil", None),
        "Come!",
        {"case seven", "event vigil"},
    ),
    (
        ("alert", None, "To all", "all", "", "Of Old seven", None),
        ("", "", None),
        "To all",
        {"case seven"},
    ),
    (
        ("reminder", "seven", "vigil", "", "77", "x", None),
        ("event", "vigil", 77),
        "",
        {"case seven", "event vigil"},
    ),
    (
        ("change", "seven", "vigil", "", "", "x", None),
        ("event", "vigil", None),
        "",
        {"case seven", "event vigil"},
    ),
    (
        ("change", "seven", "stand_down", "", "sent", "x", None),
        ("stand_down", "seven", None),
        "",
        {"case seven"},
    ),
    (("notice", None, "idle", "", "", "x", None), ("idle", "", None), "", set()),
    (
        ("followup", "seven", "china", "", "", "x", None),
        ("mission", "china", None),
        "",
        {"case seven"},
    ),
    (("team", None, "circuit", "", "", "x", None), ("team", "circuit", None), "", set()),
    (
        ("digest", None, "digest", "", "t 1 ", "News: New news.", None),
        ("", "", None),
        "",
        {"case seven", "update 20261101-1"},
    ),
    (
        ("digest", None, "digest", "", "t 1 ", "x", "k:event:vigil:5"),
        ("", "", None),
        "",
        {"case seven", "event vigil"},
    ),
    (
        ("digest", None, "digest", "", "t 1 ", "Nothing of it", "k:updates"),
        ("", "", None),
        "",
        set(),
    ),
]


@pytest.mark.parametrize(("sent", "subject", "title", "told"), SENT)
def test_messages_of_an_earlier_store_get_their_subject(
    engine: Engine, sent: tuple[Any, ...], subject: tuple[Any, ...], title: str, told: set[str]
) -> None:
    _upgrade_to(engine, "0014_aliases")
    kind, case, about, audience, variant, words, data = sent
    button = (
        [[{"label": "b", "data": data, "url": None, "copy": None, "style": None}]] if data else []
    )
    screen = json.dumps({"text": {"text": words, "entities": []}, "rows": button})
    shared = {"state": "published", "created_at": 1, "field": ""}
    with engine.begin() as connection:
        for part, slug in CASES.items():
            head = {"case": {}, "event": {"case": "seven"}, "update": {"case": "seven"}}[part]
            _put(
                connection,
                "revision",
                kind=part,
                slug=slug,
                language="",
                number=1,
                body=json.dumps(head),
                **shared,
            )
            name = "news" if part == "update" else slug
            for number, then, state in (
                (1, f"Old {name}", "superseded"),
                (2, f"New {name}", "published"),
            ):
                row = shared | {"state": state, "body": json.dumps({"title": then})}
                _put(
                    connection,
                    "revision",
                    kind=part,
                    slug=slug,
                    language="en",
                    number=number,
                    **row,
                )
        counts = dict.fromkeys(
            ("critical", "repeat_unknown", "total", "sent", "failed", "withdrawn", "unknown"), 0
        )
        _put(
            connection,
            "message",
            id=1,
            kind=kind,
            priority=1,
            case_slug=case,
            about=about,
            state="sending",
            audience=audience,
            created_at=1,
            **counts,
        )
        _put(
            connection,
            "body",
            id=1,
            message=1,
            language="en",
            variant=variant,
            case_slug="",
            screen=screen,
        )
    schema.migrate(engine)
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT subject_kind, subject_slug, subject_at, title FROM message")
        ).one()
        assert found == (*subject, title)
        assert {
            f"{kind} {slug}"
            for kind, slug in connection.execute(text("SELECT kind, slug FROM told"))
        } == told


# of an audit no row ever goes
COUNTED = [
    name
    for name, table in SQLModel.metadata.tables.items()
    if "id" in table.columns and name != "audit"
]


@cache
def _filled_then_migrated() -> bytes:
    """An earlier store with rows in it, brought up to date, made once."""
    with _scratch() as (engine, path):
        _upgrade_to(engine, "0009_follow_rows")
        _fill(engine)
        with engine.begin() as connection:
            # Its body is gone, and was the newest.
            connection.execute(text("UPDATE sentmessage SET body = 5000000"))
        schema.migrate(engine)
        engine.dispose()
        return path.read_bytes()


@pytest.mark.parametrize("table", COUNTED)
def test_a_migrated_store_gives_no_number_again(engine: Engine, table: str) -> None:
    Path(str(engine.url.database)).write_bytes(_filled_then_migrated())
    known = MetaData()
    known.reflect(engine)
    made = known.tables[table]
    with engine.begin() as connection:
        row = connection.execute(made.select().where(made.c.id == 77)).mappings().one()
        given = []
        for _ in range(3):
            connection.execute(made.delete().where(made.c.id != 41))
            new = {**row, "id": None, "message": 41, "body": 41, "feed": 41, "contact": 41}
            values = {name: value for name, value in new.items() if name in made.columns}
            given.append(
                connection.execute(made.insert().returning(made.c.id), values).scalar_one()
            )
    assert sorted(set(given)) == given
    assert given[0] > (5_000_000 if table == "body" else 77)


def test_a_store_whose_rows_point_nowhere_is_not_touched(engine: Engine) -> None:
    _upgrade_to(engine, "0009_follow_rows")
    _fill(engine)
    with engine.connect() as connection:
        _foreign_keys(connection, "OFF")
        with connection.begin():
            connection.execute(text("DELETE FROM message WHERE id = 41"))
        _foreign_keys(connection, "ON")
    with pytest.raises(
        schema.BrokenStore, match=r"rows of body, outbox point to rows that are gone.*restore"
    ):
        schema.migrate(engine)
    assert schema.pending(engine)
    with engine.begin() as connection:
        assert (
            connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            == "0009_follow_rows"
        )
        assert connection.execute(text("SELECT count(*) FROM body")).scalar() == 2
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
