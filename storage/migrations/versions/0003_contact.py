"""Supporters' questions to the team."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_contact"
down_revision = "0002_feeds"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds the tables."""
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supporter", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("touched_at", BIG, nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["supporter"], ["supporter.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_contact_supporter", "contact", ["supporter"])
    op.create_index("ix_contact_touched_at", "contact", ["touched_at"])
    op.create_table(
        "contactwords",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact", sa.Integer(), nullable=False),
        sa.Column("to_team", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["contact"], ["contact.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_contactwords_contact", "contactwords", ["contact"])
    op.create_index("ix_contactwords_message", "contactwords", ["message_id"])
    op.create_index(
        "ix_contactwords_waiting",
        "contactwords",
        ["id"],
        sqlite_where=sa.text("sealed IS NOT NULL"),
        postgresql_where=sa.text("sealed IS NOT NULL"),
    )
