"""Who follows a case, kept by person: found with one look instead of two."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_follow_rows"
down_revision = "0008_rsvp_ends"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the table anew with the same rows."""
    op.create_table(
        "follow_new",
        sa.Column("supporter", BIG, nullable=False),
        sa.Column("case_slug", sa.String(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("since", BIG, nullable=False),
        sa.ForeignKeyConstraint(["supporter"], ["supporter.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("supporter", "case_slug"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO follow_new (supporter, case_slug, muted, since) "
        "SELECT supporter, case_slug, muted, since FROM follow ORDER BY supporter, case_slug"
    )
    op.drop_table("follow")
    op.rename_table("follow_new", "follow")
    op.create_index("ix_follow_case", "follow", ["case_slug", "supporter"], unique=False)
