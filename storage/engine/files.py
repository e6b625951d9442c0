"""Files that are written whole or not at all, also when the disk is full or the power goes."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, body: bytes) -> None:
    """Puts the bytes into the file's place, for its owner alone; OSError leaves what was there, and
    nothing beside.
    """
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        with fresh.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def append(path: Path, lines: str) -> None:
    """Adds whole lines to a file for its owner alone, on disk when this returns; OSError leaves
    none of them.

    What a crash left of a line is ended first, so that it does not swallow the next one.
    """
    path.touch(mode=0o600, exist_ok=True)
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        try:
            file.write((_unended(path, size) + lines).encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), size)
            raise


def _unended(path: Path, size: int) -> str:
    with path.open("rb") as file:
        file.seek(max(size - 1, 0))
        return "" if file.read(1) in (b"", b"\n") else "\n"
