"""The measurement of every route leaves none out."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks import routes


def test_the_walk_gets_into_every_command_and_button(tmp_path: Path) -> None:
    walk = routes.walked(tmp_path, cases=3)
    assert walk.lacking() == []
    named = {f"{table} {name}" for table, known in routes.TABLES.items() for name in known}
    assert set(walk.costs) == named
