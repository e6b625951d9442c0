"""What a reply in somebody's chat speaks of, for the 48 hours in which it can be deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013_sent_about"
down_revision = "0012_withheld"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; what was sent before is known by nothing and ends within 48 hours."""
    op.add_column("sentmessage", sa.Column("about", sa.String(), nullable=False, server_default=""))
