"""Logs without a token and without people: redacted at every level, kept for 14 days."""

from __future__ import annotations

import logging
import re
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path

TOKEN = re.compile(r"\d{5,20}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)  # in an address, quoted, too
LOGIN = re.compile(r"(?<=://)[^\s/?#]*@")  # user and password in an address: a proxy's
DAYS = 14  # SAFETY rule 6
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Redacted(logging.Formatter):
    """Formats a record with everything taken out that looks like a bot's token or a user and password in an
    address, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return LOGIN.sub("<user>@", TOKEN.sub("<token>", super().format(record)))


def start(folder: Path) -> None:
    """Logs to the terminal and to a file a day in the folder; libraries that log addresses only from WARNING on."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    logging.raiseExceptions = False  # on a full disk lines are lost; a traceback for each would help nobody
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    file = TimedRotatingFileHandler(folder / "appealbot.log", when="midnight", backupCount=DAYS, utc=True, delay=True)
    for handler in (logging.StreamHandler(), file):
        handler.setFormatter(Redacted(FORMAT))
        root.addHandler(handler)
    for name in ("httpx", "httpcore", "apscheduler", "alembic", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)
