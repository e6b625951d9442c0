"""Many numbers as one parameter: the statement stays the same, however many there are, and is
compiled once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, Text, bindparam, func, select


def among(name: str) -> Select[Any]:
    """The numbers of a list that is bound under this name as `numbers` writes it (json_each is
    SQLite's).
    """
    return select(func.json_each(bindparam(name, type_=Text)).table_valued("value").c.value)


def numbers(values: Iterable[int]) -> str:
    """The values for `among`."""
    return json.dumps(list(values))
