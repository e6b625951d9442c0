"""Statements of the path that every update takes: compiled once, run by the driver alone, a tenth
of the ORM's time.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import BindParameter, Dialect, ReturnsRows
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session


class Compiled:
    """A statement that is compiled once and then run by the driver, as a constant of its module.

    It sees what the session has written, but gives back plain rows, never entities. A list of
    values is one parameter (id_lists.py): IN would be compiled anew for each length.
    """

    def __init__(self, statement: ReturnsRows) -> None:
        self._statement = statement
        self._ready: dict[str, _Ready] = {}

    def all(self, session: Session, **values: Any) -> list[Any]:
        """Named tuples of columns, none for what is no query. `values` are the statement's open
        parameters.
        """
        ready, connection = self._for(session)
        return ready.run(connection, values)

    def first(self, session: Session, **values: Any) -> Any:
        """The first of them, or None."""
        found = self.all(session, **values)
        return found[0] if found else None

    def many(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Runs it for each of the rows, which hold the statement's open parameters."""
        ready, connection = self._for(session)
        ready.run_many(connection, rows)

    def _for(self, session: Session) -> tuple[_Ready, Any]:
        session.flush()
        connection = session.connection()
        dialect = connection.dialect
        ready = self._ready.get(dialect.name) or self._ready.setdefault(
            dialect.name, _Ready(self._statement, dialect)
        )
        return ready, connection.connection


def _stored(bind: BindParameter[Any], value: Any, dialect: Dialect) -> Any:
    """A constant of the statement as the driver gets it."""
    processor = bind.type.dialect_impl(dialect).bind_processor(dialect)
    return processor(value) if processor and not bind.required else value


def _row_of(names: list[str]) -> Any:
    return namedtuple("_Row", names)


class _Ready:
    """A statement in the words of one kind of database."""

    def __init__(self, statement: ReturnsRows, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self._words, self._dialect = str(compiled), dialect
        self._given = {
            name: _stored(compiled.binds[name], value, dialect)
            for name, value in compiled.params.items()
        }
        self._open = {name for name, bind in compiled.binds.items() if bind.required}
        self._places: list[str] | None = compiled.positiontup
        columns: Any = list(statement.exported_columns)
        self._row = _row_of([str(column.key) for column in columns])
        processors = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ]
        self._processors: list[tuple[int, Callable[[Any], Any]]] = [
            (at, processor) for at, processor in enumerate(processors) if processor
        ]

    def run(self, connection: Any, values: Mapping[str, Any]) -> list[Any]:
        """The rows that it gives back."""
        with self._cursor(connection) as cursor:
            cursor.execute(self._words, self._placed(values))
            return [self._made(row) for row in cursor.fetchall()] if cursor.description else []

    def run_many(self, connection: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        """Runs it for each."""
        with self._cursor(connection) as cursor:
            cursor.executemany(self._words, [self._placed(row) for row in rows])

    def _placed(self, values: Mapping[str, Any]) -> Any:
        if values.keys() != self._open:
            raise TypeError(f"asked for {sorted(self._open)}, given {sorted(values)}")
        named = {**self._given, **values}
        return named if self._places is None else [named[name] for name in self._places]

    @contextmanager
    def _cursor(self, connection: Any) -> Iterator[Any]:
        """The driver's cursor; its errors come as SQLAlchemy's, without the parameters."""
        cursor = connection.cursor()
        try:
            yield cursor
        except self._dialect.loaded_dbapi.Error as failure:
            raise DBAPIError.instance(
                self._words, None, failure, self._dialect.loaded_dbapi.Error, hide_parameters=True,
                dialect=self._dialect,
            ) from failure  # fmt: skip
        finally:
            cursor.close()

    def _made(self, row: Any) -> Any:
        if not self._processors:
            return self._row._make(row)
        found = list(row)
        for at, processor in self._processors:
            found[at] = processor(found[at])
        return self._row._make(found)
