"""What takes long to read and stays the same until something is published or kept back: read once
for all sessions.

It is known by a word that comes with every change and never again, so that what a transaction read
and then gave up is never taken for what is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlmodel import Session

T = TypeVar("T")
REMEMBERED = "remembered"  # in a session's info: a dictionary that all sessions of a store share


def remembered(session: Session, name: str, version: str, read: Callable[[Session], T]) -> T:
    """What was read under this name and version; without a version it is read each time."""
    known: dict[str, tuple[str, Any]] = session.info.setdefault(REMEMBERED, {})
    found = known.get(name)
    if found is None or not version or found[0] != version:
        found = known[name] = version, read(session)
    value: T = found[1]
    return value
