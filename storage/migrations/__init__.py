"""Every change of the tables, in order; engine/schema.py runs them.

env.py     Alembic's environment, given an open connection
versions/  one module a change
"""
