"""Quiet hours of a person, the end of a message, the only case of a digest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_delivery"
down_revision = "0003_contact"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds the columns."""
    op.add_column(
        "supporter", sa.Column("quiet_from", sa.Integer(), nullable=False, server_default="22")
    )
    op.add_column(
        "supporter", sa.Column("quiet_to", sa.Integer(), nullable=False, server_default="7")
    )
    op.add_column("message", sa.Column("expires_at", BIG, nullable=True))
    op.add_column("body", sa.Column("case_slug", sa.String(), nullable=False, server_default=""))
