"""Who may read what the bot keeps: its owner alone (SAFETY, threat 36)."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

from bot import logs
from bot.settings import Settings
from storage.actions import backup
from storage.people import erasure

log = logging.getLogger(__name__)
OTHERS = 0o077  # the rights of everybody but the owner
LOCK, REHEARSAL = "appealbot.lock", "rehearsal"
ENV = Path(".env")  # holds the token
# The store and what lies around it.
FILES_AROUND = ("", "-wal", "-shm", "-journal", backup.SUFFIX, backup.FRESH_SUFFIX)


def mend(settings: Settings) -> None:
    """Takes the rights of others off what was made before; what cannot be mended is named in the
    log.
    """
    for path in open_to_others(settings):
        try:
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)
        except OSError as trouble:
            log.warning(
                "Others can read %s, and its mode cannot be changed (%s).", path, trouble.strerror
            )


def open_to_others(settings: Settings) -> list[Path]:
    """What the bot keeps that others may read, write or look into. Links are not followed inside
    the data folder.
    """
    return [path for path in _kept(settings) if path.exists() and path.stat().st_mode & OTHERS]


def _kept(settings: Settings) -> Iterator[Path]:
    data = settings.data_dir
    yield data
    yield from (data / name for name in (LOCK, erasure.NAME, f"{erasure.NAME}.new"))
    for folder in (data / backup.FOLDER, data / logs.FOLDER, data / REHEARSAL):
        yield from (path for path in (folder, *sorted(folder.rglob("*"))) if not path.is_symlink())
    if (store := settings.store_file) is not None:
        yield from (Path(f"{store}{end}") for end in FILES_AROUND)
    yield from (settings.key_file, ENV)
