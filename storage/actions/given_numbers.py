"""Numbers that were given stay given, also when an older copy takes the store's place (ARCHITECTURE
decision 22).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, column, func, select, table, text

from storage.people import members

LEAP = 1_000_000  # more than any table counts between a copy and its return
MEMORY = "sqlite_sequence"
ALIASES = 100  # as many people no team takes in between


def highest(session: Session) -> dict[str, int]:
    """The highest number that each table ever gave, and the next pseudonym's under
    team.NEXT_ALIAS.
    """
    there = {*inspect(session.connection()).get_table_names(), *_memory(session)}
    given = (
        dict(iter(session.execute(text("SELECT name, seq FROM sqlite_sequence"))))
        if MEMORY in there
        else {}
    )
    for name in there.intersection(_tables()):  # a store of an older version has fewer
        last = (
            session.execute(select(func.max(column("id"))).select_from(table(name))).scalar() or 0
        )
        given[name] = max(given.get(name, 0), last)
    return given | {members.NEXT_ALIAS: members.next_alias(session)}


def _memory(session: Session) -> list[str]:
    """SQLite's own table of the highest numbers, where there is one: inspection leaves it out."""
    return [MEMORY] if inspect(session.connection()).has_table(MEMORY) else []


def go_on_above(session: Session, before: Mapping[str, int]) -> None:
    """Lets a copy go on well above its own numbers and those of the store before it; empty if that
    is not known.
    """
    own = highest(session)
    for name in _tables():
        session.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
        at = max(own[name], before.get(name, 0)) + LEAP
        session.execute(
            text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :at)"),
            {"name": name, "at": at},
        )
    known = before.get(members.NEXT_ALIAS)
    members.set_next_alias(
        session,
        max(own[members.NEXT_ALIAS], known)
        if known is not None
        else own[members.NEXT_ALIAS] + ALIASES,
    )


def _tables() -> Iterator[str]:
    """The tables whose rows the database counts."""
    return (
        name
        for name, made in SQLModel.metadata.tables.items()
        if made.dialect_options["sqlite"]["autoincrement"]
    )
