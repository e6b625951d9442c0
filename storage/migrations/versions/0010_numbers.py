"""No number is given twice: SQLite remembers the highest number of each of these tables, also when rows are deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_numbers"
down_revision = "0009_follow_rows"
branch_labels = None
depends_on = None

TABLES = (
    "revision", "message", "body", "outbox", "sentmessage", "audit", "feed", "suggestion", "contact", "contactwords",
)  # fmt: skip
# Where numbers stand outside the table itself; foreign keys, which hold, are not among them.
HELD = {"body": "SELECT max(body) FROM sentmessage"}
LEAP = (
    1_000_000  # more than a table has lost: buttons in old chats hold numbers of rows that are gone
)


def upgrade() -> None:
    """Makes the tables anew with the same rows; numbers in a store that was in use go on well above the old ones.

    Foreign keys must be off, else making `message` anew deletes what points to it: storage/schema.py sees to that.
    """
    if op.get_bind().exec_driver_sql("PRAGMA foreign_keys").scalar():
        raise RuntimeError("foreign keys must be off while tables are made anew")
    for table in TABLES:
        _make_anew(table)
    used = op.get_bind().execute(sa.text("SELECT 1 FROM audit LIMIT 1")).scalar()
    for table in TABLES if used else ():
        _leap(table)


def _make_anew(table: str) -> None:
    found = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
    triggers = op.get_bind().execute(found, {"name": table}).scalars().all()
    with op.batch_alter_table(
        table, recreate="always", table_kwargs={"sqlite_autoincrement": True}
    ):
        pass
    for trigger in triggers:  # they went with the old table
        op.execute(trigger)


def _leap(table: str) -> None:
    run = op.get_bind().execute
    own = run(sa.select(sa.func.max(sa.column("id"))).select_from(sa.table(table))).scalar() or 0
    held = run(sa.text(HELD[table])).scalar() or 0 if table in HELD else 0
    run(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table})
    seq = {"name": table, "seq": max(own, held) + LEAP}
    run(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), seq)
