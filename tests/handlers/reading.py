"""What the running bot does when an answer needs something to be read elsewhere: reads it, and asks
again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from content.errors import UserError
from content.foreign import Foreign
from handlers.context import Reading, Unread
from storage.library.beforehand import Beforehand

T = TypeVar("T")


def read_first(
    asked: Callable[[Sequence[Reading]], T], work_out: Callable[[Beforehand[Any]], Reading]
) -> T:
    """What was asked, once everything that it needs was read or worked out."""
    readings: list[Reading] = []
    while True:
        try:
            return asked(readings)
        except Unread as unread:
            wanted = unread.wanted
            readings.append(work_out(wanted) if isinstance(wanted, Beforehand) else _read(wanted))


def _read(foreign: Foreign[Any]) -> Reading:
    try:
        return Reading(foreign, value=foreign.read())
    except UserError as refused:
        return Reading(foreign, refused=refused)
