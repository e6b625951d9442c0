"""The write-ahead log is lost after a kill: what is older than a minute is in the
database itself.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

from .conftest import City


async def test_a_lost_log_costs_a_minute_at_most(city: City) -> None:
    lena = await city.person("Lena", "en")
    await lena.starts()
    every, checkpoint = next(
        (seconds, work) for name, seconds, work in city.app.jobs.table if name == "checkpoint"
    )
    assert every <= 60
    await checkpoint()
    # As a kill and a deleted log leave it.
    shutil.copy(city.folder / "appealbot.db", city.folder / "alone.db")
    with closing(sqlite3.connect(city.folder / "alone.db")) as alone:
        assert alone.execute("SELECT count(*) FROM supporter").fetchone() == (1,)
