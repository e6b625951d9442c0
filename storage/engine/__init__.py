"""The store itself: its file, tables, seals and statements.

database.py        engine, pragmas, the writer thread and the readers
files.py           files that are written whole or not at all
id_lists.py        many numbers as one parameter
remembered.py      what takes long to read and stays the same until something is published or kept
                   back: read once for all sessions
schema.py          the shape of the store: whether it is up to date, and bringing it there
sealed_columns.py  the names that seals are bound to, "table.column"
sealing.py         AES-SIV seals for everything that points at a person
states.py          the states that rows go through, as types
statements.py      statements of the path that every update takes
tables.py          every table
times.py           moments as the store keeps them: whole Unix seconds, UTC
"""
