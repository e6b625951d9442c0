"""Alembic's environment and every change of the tables, in order. storage/schema.py runs them."""
