"""States are types: no bare word of a state stands where one is stored, compared or given."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.engine import tables
from storage.engine.states import Stored

ROOT = Path(__file__).parents[2]
SOURCES = [
    path
    for package in ("storage", "handlers", "bot")
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts and path != ROOT / "storage/engine/states.py"
]
COLUMNS = [
    column
    for table in tables.SQLModel.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, Stored)
]
WORDS = {state.value for column in COLUMNS for state in column.type.states} - {""}
NAMES = {column.name for column in COLUMNS}
# These mean a state and nothing else, wherever they stand.
PLAIN = {
    "queued",
    "claimed",
    "retry",
    "rejected",
    "cancelled",
    "superseded",
    "published",
    "sending",
    "settled",
}
# An event keeps under this word how often it was published.
ELSEWHERE = {("storage/library/published.py", "published")}


def words(node: ast.AST) -> Iterator[ast.Constant]:
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value in WORDS:
            yield one


def of_a_state(node: ast.AST) -> bool:
    named = {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
    named |= {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return not named.isdisjoint(NAMES)


def bare(tree: ast.AST) -> Iterator[ast.Constant]:
    """Words of states beside the name of one: compared, assigned, given, or looked for in
    a column.
    """
    for node in ast.walk(tree):
        match node:
            case ast.Compare() | ast.Call(func=ast.Attribute(attr="in_" | "not_in")) if of_a_state(
                node
            ):
                yield from words(node)
            case ast.Assign(targets=[target]) if of_a_state(target):
                yield from words(node.value)
            case ast.AnnAssign(value=ast.AST()) if of_a_state(node.target):
                yield from words(node.value)
            case ast.keyword(arg=name) if name in NAMES:
                yield from words(node.value)
            case ast.Dict():
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value in NAMES:
                        yield from words(value)
            case ast.Match() if of_a_state(node.subject):
                yield from (one for case in node.cases for one in words(case.pattern))
            case ast.Call(func=ast.Name(id="Outcome" | "move")):
                yield from words(node)
            case ast.Constant() if node.value in PLAIN:
                yield node


@pytest.mark.parametrize("path", SOURCES, ids=[str(path.relative_to(ROOT)) for path in SOURCES])
def test_no_bare_word_of_a_state(path: Path) -> None:
    known = {word for place, word in ELSEWHERE if path == ROOT / place}
    found = {(one.lineno, one.value) for one in bare(ast.parse(path.read_text("utf-8")))}
    assert sorted(one for one in found if one[1] not in known) == []


def test_it_finds_them() -> None:
    tried = ast.parse(
        "row.state = 'draft'\n"
        "col(Message.state).in_(('asked', 'done'))\n"
        "{'state': 'new'}\n"
        "f(state='begun')\n"
        "x.digest == 'off'\n"
        "move(session, which, 'unknown')\n"
    )
    assert {one.value for one in bare(tried)} == {
        "draft",
        "asked",
        "done",
        "new",
        "begun",
        "off",
        "unknown",
    }


def test_every_column_called_state_has_its_type() -> None:
    columns = [
        table.columns["state"] for table in tables.SQLModel.metadata.sorted_tables
        if "state" in table.columns
    ]  # fmt: skip
    assert {type(column.type) for column in columns} == {Stored}
