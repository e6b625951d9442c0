"""What was sent about a case can be deleted when the case is withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_taking_back"
down_revision = "0006_publication"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds which body a sent message had, and whether it is to be deleted."""
    op.add_column("sentmessage", sa.Column("body", sa.Integer(), nullable=True))
    op.add_column(
        "sentmessage", sa.Column("unsaid", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index("ix_sentmessage_body", "sentmessage", ["body"])
    op.create_index(
        "ix_sentmessage_unsaid", "sentmessage", ["id"],
        sqlite_where=sa.text("unsaid = 1"), postgresql_where=sa.text("unsaid"),
    )  # fmt: skip
