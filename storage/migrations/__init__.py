"""Alembic's environment and every change of the tables, in order. storage/engine/schema.py runs
them.
"""
