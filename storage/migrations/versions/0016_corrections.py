"""Corrected news is corrected where it stands: which body takes the place of another, and how many
messages were edited; and who watches that.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016_corrections"
down_revision = "0015_subjects"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns; nothing was corrected before."""
    op.add_column("body", sa.Column("corrected", sa.Integer(), nullable=True))
    op.add_column("message", sa.Column("watched_by", sa.Integer(), nullable=True))
    for name in ("edited", "unedited"):
        op.add_column("message", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
