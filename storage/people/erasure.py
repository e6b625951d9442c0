"""The erasure ledger: keyed hashes of people who asked to be forgotten, kept beside the database,
replayed at start.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlmodel import Session, select

from storage.engine import files
from storage.engine.sealed_columns import SUPPORTER_SEAL
from storage.engine.sealing import Sealer
from storage.engine.tables import Supporter
from storage.engine.times import seconds
from storage.people.supporters import erase

NAME = "erasures.log"
LEDGER_SECONDS = (
    400 * 86400
)  # seconds after which a line ends; no copy as old as OLDEST is put back
OLDEST = 365 * 86400


def write(path: Path, sealer: Sealer, chat_id: int, now: datetime) -> None:
    """Adds a line before the erasure is committed: keyed hash and Unix time, on disk when this
    returns.
    """
    files.append(path, f"{sealer.erasure(chat_id)} {seconds(now)}\n")


def merge(path: Path, other: Path) -> None:
    """Adds the lines of another ledger, such as an old machine's, that this one lacks."""
    known = set(path.read_text(encoding="ascii").splitlines()) if path.exists() else set()
    lines = [line for line in other.read_text(encoding="ascii").splitlines() if line not in known]
    files.append(path, "".join(f"{line}\n" for line in lines))


def prune(path: Path, now: datetime) -> None:
    """Lets lines end that no copy can need any more; the file is replaced whole."""
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    kept = [line for line in lines if not _ended(line, seconds(now) - LEDGER_SECONDS)]
    if kept != lines:
        files.write_whole(path, "".join(f"{line}\n" for line in kept).encode("ascii"))


def _ended(line: str, before: int) -> bool:
    at = line.partition(" ")[2]
    return at.isdigit() and int(at) <= before


def replay(session: Session, sealer: Sealer, path: Path) -> int:
    """Erases people whom an old copy of the store brought back; who came back by themselves later
    stays. How many.
    """
    if not path.exists():
        return 0
    erased: dict[str, int] = {}
    for line in path.read_text(encoding="ascii").splitlines():
        digest, _, at = line.partition(" ")
        if at.isdigit():
            erased[digest] = max(erased.get(digest, 0), int(at))
    count = 0
    for row in session.exec(select(Supporter)).all():
        if row.created_at <= erased.get(
            sealer.erasure(sealer.open_id(SUPPORTER_SEAL, row.seal)), -1
        ):
            erase(session, row.number)
            count += 1
    return count
