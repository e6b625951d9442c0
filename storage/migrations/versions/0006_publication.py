"""Planned publications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_publication"
down_revision = "0005_sends"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds the table."""
    op.create_table(
        "publication",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "slug"),
    )
    op.create_index("ix_publication_at", "publication", ["at"])
