"""Who a message goes to: a value that fits a button."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil
from typing import Literal, get_args

from content.errors import Gone

Kind = Literal["case", "language", "country", "event", "news", "all"]
PER_SECOND = 30  # messages that Telegram lets a bot send (Bot FAQ, "broadcasting")
_WHAT = {
    "case": r"[a-z0-9-]{1,32}",
    "language": r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*",
    "country": r"[A-Z]{2}",
    "event": r"[a-z0-9-]{1,32}",
    "news": r"[a-z0-9-]{1,48}",
    "all": "",
}


@dataclass(frozen=True)
class Audience:
    """The followers of a case, the readers of a language, people of a country, those who come to an
    event, those who got a piece of news, or all.

    `starts` is an event's occurrence (Unix seconds).
    """

    kind: Kind
    what: str = ""
    starts: int = 0

    @property
    def key(self) -> str:
        """As one word, for the store: `read` reads it back."""
        return ":".join(filter(None, (self.kind, self.what, str(self.starts or ""))))


def read(key: str) -> Audience:
    """What `Audience.key` wrote; Gone for anything else."""
    kind, _, rest = key.partition(":")
    what, _, starts = rest.partition(":")
    known = kind in get_args(Kind) and re.fullmatch(_WHAT[kind], what)
    if not known or not re.fullmatch(r"\d{1,11}" if kind == "event" else "", starts):
        raise Gone
    return Audience(kind, what, int(starts or 0))  # type: ignore[arg-type]  # looked up above


def minutes_for(messages: int) -> int:
    """How many minutes as many messages take at Telegram's limit, rounded up."""
    return ceil(messages / PER_SECOND / 60)
