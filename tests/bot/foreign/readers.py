"""Readers that misbehave, for the worker process of the tests."""

from __future__ import annotations

import os
import re
import signal
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

from content.errors import UserError
from content.foreign import Foreign


@dataclass(frozen=True)
class Echo(Foreign[str]):
    body: bytes

    def read(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Refusing(Foreign[str]):
    n: int

    def read(self) -> str:
        raise UserError("feeds.too_many", limit=self.n)


@dataclass(frozen=True)
class Failing(Foreign[str]):
    words: str

    def read(self) -> str:
        raise RuntimeError(self.words)


@dataclass(frozen=True)
class Busy(Foreign[str]):
    """A regular expression that goes on for ever: one call in C, the interpreter's lock held."""

    seconds = 1

    def read(self) -> str:
        re.match(r"(a+)+$", "a" * 60 + "b")
        return ""


@dataclass(frozen=True)
class Waiting(Foreign[str]):
    """Uses no processor and never ends."""

    def read(self) -> str:
        signal.pause()
        return ""


@dataclass(frozen=True)
class Hungry(Foreign[int]):
    size: int

    def read(self) -> int:
        return len(zlib.decompress(zlib.compress(bytes(self.size // 2)))) + len(
            [0] * (self.size // 16)
        )


@dataclass(frozen=True)
class Dying(Foreign[str]):
    """Ends the process, the first time only if there is a mark to leave."""

    mark: str

    def read(self) -> str:
        mark = Path(self.mark)
        if self.mark and mark.exists():
            return "at last"
        if self.mark:
            mark.touch()
        os._exit(7)


@dataclass(frozen=True)
class Deep(Foreign[int]):
    def read(self) -> int:
        return self.read() + 1


@dataclass(frozen=True)
class Garbling(Foreign[str]):
    """Says what is no answer."""

    def read(self) -> str:
        for fd in range(3, 20):
            try:
                os.write(fd, b"\x00\x00\x00\x03{x}")
            except OSError:
                continue
        os._exit(0)


@dataclass(frozen=True)
class Known(Foreign[dict[str, str]]):
    """What the process knows: its environment, its open files, its arguments."""

    def read(self) -> dict[str, str]:
        files = {f"fd {one.name}": str(one.resolve()) for one in Path("/proc/self/fd").iterdir()}
        return {**os.environ, **files, "arguments": " ".join(sys.argv)}
