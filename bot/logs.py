"""Logs without a token and without people: redacted at every level, kept for 14 days."""

from __future__ import annotations

import logging
import os
import re
import sys
from datetime import UTC, datetime, timedelta
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

# In an address, quoted, too.
TOKEN = re.compile(r"\d{5,20}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
LOGIN = re.compile(r"(?<=://)[^\s/?#]*@")  # user and password in an address: a proxy's
FOLDER, DAYS = "logs", 14  # SAFETY rule 6
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Redacted(logging.Formatter):
    """Formats a record with everything taken out that looks like a bot's token or a user and
    password in an address, tracebacks included.
    """

    def format(self, record: logging.LogRecord) -> str:
        return LOGIN.sub("<user>@", TOKEN.sub("<token>", super().format(record)))


def start(folder: Path) -> None:
    """Logs to the terminal and to a file a day in the folder, what ends the program too; libraries
    that log addresses only from WARNING on. systemd's journal gets nothing: it would keep it beyond
    the days promised.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # On a full disk lines are lost; a traceback for each would help nobody.
    logging.raiseExceptions = False
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    file = TimedRotatingFileHandler(
        folder / "appealbot.log", when="midnight", backupCount=DAYS, utc=True, delay=True
    )
    shown: list[logging.Handler] = [] if to_journal(sys.stderr) else [logging.StreamHandler()]
    for handler in (*shown, file):
        handler.setFormatter(Redacted(FORMAT))
        root.addHandler(handler)
    for name in ("httpx", "httpcore", "apscheduler", "alembic", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _ended


def end_old(folder: Path, now: datetime) -> None:
    """Deletes what was logged on days 14 days ago or longer (`now` aware): the handler itself
    counts files, so that a bot with little to say, or one that was off, would keep them for longer.
    """
    for handler in logging.getLogger().handlers:
        if isinstance(handler, TimedRotatingFileHandler):
            _turn(handler)
    last = (now.astimezone(UTC) - timedelta(days=DAYS)).date().isoformat()
    for file in folder.glob("appealbot.log.*-*-*"):
        if file.suffix[1:] <= last:
            file.unlink(missing_ok=True)


def _turn(handler: TimedRotatingFileHandler) -> None:
    """Begins a new file when the day of the present one is over, as the next line would."""
    handler.acquire()
    try:
        if handler.shouldRollover(logging.makeLogRecord({})):
            handler.doRollover()
    finally:
        handler.release()


def to_journal(stream: TextIO) -> bool:
    """Whether what is written there goes to systemd's journal (systemd.exec, $JOURNAL_STREAM)."""
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError):  # it is closed, or no file
        return False
    return os.environ.get("JOURNAL_STREAM") == f"{found.st_dev}:{found.st_ino}"


def _ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Writes down, redacted, what nobody foresaw; where the log is not seen, a sentence says where
    it lies.
    """
    logging.getLogger(__name__).critical("the program ended", exc_info=(kind, error, trace))
    if to_journal(sys.stderr):
        sys.stderr.write(
            f"AppealBot ended unexpectedly ({kind.__name__}): the newest log in its folder says"
            " why.\n"
        )
