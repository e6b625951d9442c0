"""An index by which those who come to an event are found by its end."""

from __future__ import annotations

from alembic import op

revision = "0008_rsvp_ends"
down_revision = "0007_taking_back"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the index."""
    op.create_index("ix_rsvp_ends", "rsvp", ["ends", "event_slug", "starts", "waiting", "reminded"])
