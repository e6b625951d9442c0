"""How many of what is unknown probably never left, and how much went out once more by itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_sent_again"
down_revision = "0010_numbers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the two counts to messages; of older ones nothing is known."""
    for name in ("unsent", "again"):
        op.add_column(
            "message", sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
