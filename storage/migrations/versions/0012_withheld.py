"""What cases keep back: lists under the store's key, apart from the content; filled when the key is at hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012_withheld"
down_revision = "0011_sent_again"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "withheld",
        sa.Column("case_slug", sa.String(), nullable=False),
        sa.Column("keyed", sa.LargeBinary(), nullable=False),
        sa.Column("form", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_slug", "keyed"),
    )
