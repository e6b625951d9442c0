"""What Alembic runs: the connection comes from storage/engine/schema.py, never from a file."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from storage.engine import tables

assert tables.Meta.metadata is SQLModel.metadata
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
