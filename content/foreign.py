"""What others wrote and somebody must read, and what is set in type: left to a worker process
(SAFETY, threat 33).

A reader is a frozen dataclass of plain values with one method, `read`; what it returns goes back as
JSON.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Generic, TypeVar

from pydantic import ConfigDict

from content.errors import UserError

T = TypeVar("T")


class TooMuch(UserError):
    """Reading it takes longer, or more memory, than is allowed."""

    key = "error.too_much_to_read"


class Unreadable(UserError):
    """It could not be read just now: the worker process did not start or ended by itself."""

    key = "error.not_read_now"


class Foreign(ABC, Generic[T]):
    """Something to be read away from everybody else.

    `seconds` is the processor time that reading it may take; `memory` the bytes of its own that the
    process may hold. Readers of different `memory` never share a process.
    """

    seconds: ClassVar[int] = 5
    memory: ClassVar[int] = 42 * 1024 * 1024
    __pydantic_config__ = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    @abstractmethod
    def read(self) -> T:
        """What it says, as a value that JSON can carry; UserError where it cannot be used. Pure, in
        the worker only.
        """
