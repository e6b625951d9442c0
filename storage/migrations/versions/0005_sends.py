"""What the team sends: to whom, and whether the night is waited for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_sends"
down_revision = "0004_delivery"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns."""
    op.add_column("message", sa.Column("audience", sa.String(), nullable=False, server_default=""))
    op.add_column(
        "message", sa.Column("critical", sa.Boolean(), nullable=False, server_default=sa.false())
    )
