"""Members are suspended; news waits with its alert; the rows of people leave what the team did; few are told as few."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0014_aliases"
down_revision = "0013_sent_about"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTED = ("send", "send-cancelled", "drop")  # lines of the audit that end with a count of people
STEP = 5
ALIASES = 1_000_000  # no team has as many; the rows of people have random numbers of 62 bits


def upgrade() -> None:
    """Adds the columns; a member's row number becomes their alias, or nothing where they have left."""
    op.add_column("member", sa.Column("suspended_at", BIG, nullable=True))
    op.add_column("message", sa.Column("news", sa.String(), nullable=True))
    for table, where in (
        ("message", "created_by IS NOT NULL"),
        ("revision", f"created_by > {ALIASES}"),
    ):
        held = sa.table(table, sa.column("created_by"))
        member = sa.table("member", sa.column("alias"), sa.column("supporter"))
        alias = (
            sa.select(member.c.alias)
            .where(member.c.supporter == held.c.created_by)
            .scalar_subquery()
        )
        op.execute(sa.update(held).where(sa.text(where)).values(created_by=alias))
    _tell_few()


def _tell_few() -> None:
    run = op.get_bind().execute
    found = run(
        sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'")
    ).all()
    for name, _ in found:
        op.execute(f'DROP TRIGGER "{name}"')
    rows = sa.text("SELECT id, detail FROM audit WHERE action IN :actions").bindparams(
        sa.bindparam("actions", COUNTED, expanding=True)
    )
    for number, detail in run(rows).all():
        run(
            sa.text("UPDATE audit SET detail = :detail WHERE id = :id"),
            {"id": number, "detail": _in_steps(detail)},
        )
    for _, words in found:
        op.execute(words)


def _in_steps(detail: str) -> str:
    return re.sub(r"\d+$", lambda count: _told(int(count[0])), detail)


def _told(count: int) -> str:
    return str(count - count % STEP) if count >= STEP else f"<{STEP}"
