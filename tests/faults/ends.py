"""What should have ended by itself and has not: the tables of a store and the folders beside it, by
SAFETY rule 6.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

from bot import logs
from storage.actions import backup

STORE = "appealbot.db"
DAY = 86_400
SLACK = DAY  # the sweep comes every ten minutes, in a long run every twelve hours
SILENT = (
    "SELECT count(*) FROM supporter WHERE active_at < ? AND number NOT IN (SELECT supporter FROM"
    " member)"
)
ENDS = {
    "draft": ("SELECT count(*) FROM draft WHERE updated_at < ?", 7 * DAY),
    "RSVP": ("SELECT count(*) FROM rsvp WHERE ends < ?", 7 * DAY),
    "id of a message sent": ("SELECT count(*) FROM sentmessage WHERE sent_at < ?", 2 * DAY),
    "message to many": ("SELECT count(*) FROM message WHERE created_at < ?", 30 * DAY),
    "conversation with the team": ("SELECT count(*) FROM contact WHERE touched_at < ?", 30 * DAY),
    "update received": ("SELECT count(*) FROM inbox WHERE received_at < ?", 2 * DAY),
    "code for an owner": ("SELECT count(*) FROM ownercode WHERE expires_at < ?", 0),
    "silent person": (SILENT, 120 * DAY),
}
LOGS, COPIES = 14, 30  # days


def leave(folder: Path, now: datetime) -> None:
    """A log and a copy of the store of this day, named and dated as the bot's own."""
    log = folder / logs.FOLDER / f"appealbot.log.{now:%Y-%m-%d}"
    copy = folder / backup.FOLDER / f"{now:%Y-%m-%d}.db"
    for file in (log, copy):
        file.parent.mkdir(exist_ok=True)
        file.touch()
        os.utime(file, (now.timestamp(), now.timestamp()))


def overdue(folder: Path, now: datetime) -> list[str]:
    """What is beyond its end, and how many there are of it."""
    with closing(sqlite3.connect(f"file:{folder / STORE}?mode=ro", uri=True)) as opened:
        asked = {
            name: (query, int(now.timestamp()) - age - SLACK) for name, (query, age) in ENDS.items()
        }
        left = {
            name: opened.execute(query, (before,)).fetchone()[0]
            for name, (query, before) in asked.items()
        }
    days = [
        date.fromisoformat(file.suffix[1:])
        for file in (folder / logs.FOLDER).glob("appealbot.log.*")
    ]
    left["log"] = sum(now.date() - day >= timedelta(days=LOGS) for day in days)
    made = [file.stat().st_mtime for file in (folder / backup.FOLDER).glob("*.db")]
    left["copy of the store"] = sum(at < now.timestamp() - COPIES * DAY - SLACK for at in made)
    return [f"{name}: {count}" for name, count in left.items() if count]
