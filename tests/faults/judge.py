"""The judge of a delivery: what Telegram's record says arrived, against the outbox. Knows nothing
of the engine.

It reads the store as a stranger would, with SQL and the key, and counts. A row that is `unknown`
may have arrived or not; everything else has to be true.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.engine.sealing import Sealer

OPEN = ("queued", "retry", "claimed")
Key = tuple[int, int]  # message and chat


@dataclass(frozen=True)
class Row:
    """One row of the outbox: the message, the chat it is for, how it ended."""

    message: int
    chat: int
    state: str


@dataclass
class Verdict:
    """What is wrong, each by message and chat; and how many may have arrived or not."""

    lost: list[Key] = field(default_factory=list)  # said to be sent, and never arrived
    twice: list[Key] = field(default_factory=list)
    open: list[Key] = field(default_factory=list)  # nobody said what became of it
    # Arrived, and nobody asked for it or was told that it did.
    stray: list[Key] = field(default_factory=list)
    unknown: list[Key] = field(default_factory=list)
    arrived: int = 0

    @property
    def wrong(self) -> int:
        """How many deliveries are not as they should be."""
        return len(self.lost) + len(self.twice) + len(self.open) + len(self.stray)

    def __str__(self) -> str:
        return (
            f"arrived {self.arrived}, lost {len(self.lost)}, twice {len(self.twice)}, open"
            f" {len(self.open)}, stray {len(self.stray)}, unknown {len(self.unknown)}"
        )


def judge(rows: Iterable[Row], arrivals: Mapping[Key, int], waiting: Iterable[int] = ()) -> Verdict:
    """Compares the outbox with how often each message arrived in each chat.

    Messages that are `waiting` (paused, or their hour has not come) may have open rows.
    """
    verdict, known, held = Verdict(arrived=sum(arrivals.values())), set(), set(waiting)
    for row in rows:
        key, times = (row.message, row.chat), arrivals.get((row.message, row.chat), 0)
        known.add(key)
        if times > 1:
            verdict.twice.append(key)
        if row.state == "sent" and not times:
            verdict.lost.append(key)
        elif row.state == "unknown":
            verdict.unknown.append(key)
        elif row.state != "sent" and times:
            verdict.stray.append(key)
        elif row.state in OPEN and row.message not in held:
            verdict.open.append(key)
    verdict.stray += [key for key in arrivals if key not in known]
    return verdict


def rows_of(store: Path, sealer: Sealer) -> list[Row]:
    """The outbox as it lies on disk."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as opened:
        found = opened.execute(
            "SELECT o.message, s.seal, o.state FROM outbox o JOIN supporter s ON s.number ="
            " o.recipient"
        ).fetchall()
    return [
        Row(message, sealer.open_id("supporter.seal", seal), state)
        for message, seal, state in found
    ]


def arrivals_of(record: Iterable[Mapping[str, Any]], texts: Mapping[str, int]) -> Counter[Key]:
    """How often each message came to each chat, from the rehearsal server's record; `texts`: words
    to message.
    """
    return Counter(
        (texts[one["text"]], int(one["chat"]))
        for one in record
        if one["method"].lower() == "sendmessage" and one["message"] and one["text"] in texts
    )
