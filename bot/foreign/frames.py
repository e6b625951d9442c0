"""How the bot and its worker speak over a pipe: four bytes with the length of what follows, then
JSON.
"""

from __future__ import annotations

from typing import IO

FRAME_BYTES = 64 * 1024 * 1024  # bytes; whoever says more is not believed
_LENGTH = 4


class Broken(Exception):
    """The other side ended, or says what is no frame."""


def write(pipe: IO[bytes], body: bytes) -> None:
    """Sends one frame whole; OSError when the other side is gone."""
    pipe.write(len(body).to_bytes(_LENGTH, "big"))
    pipe.write(body)
    pipe.flush()


def read(pipe: IO[bytes]) -> bytes:
    """The next frame; Broken where there is none."""
    length = int.from_bytes(_exactly(pipe, _LENGTH), "big")
    if length > FRAME_BYTES:
        raise Broken
    return _exactly(pipe, length)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    """So many bytes; Broken when they end before."""
    body = pipe.read(size)
    if len(body) < size:
        raise Broken
    return body
