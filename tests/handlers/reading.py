"""What the running bot does when an answer needs something to be read elsewhere: reads it, and asks again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from content.errors import UserError
from handlers.context import Reading, Unread

T = TypeVar("T")


def read_first(asked: Callable[[Sequence[Reading]], T]) -> T:
    """What was asked, once everything that it needs was read."""
    readings: list[Reading] = []
    while True:
        try:
            return asked(readings)
        except Unread as unread:
            readings.append(_read(unread))


def _read(unread: Unread) -> Reading:
    try:
        return Reading(unread.foreign, value=unread.foreign.read())
    except UserError as refused:
        return Reading(unread.foreign, refused=refused)
