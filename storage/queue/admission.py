"""Whether a message may reach a person now: asked when its row is claimed, whatever was so when it
was queued.

What holds which kind of message back stands in storage/message_kinds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, ColumnElement, Integer, String, and_, bindparam, false, func, or_
from sqlmodel import col

from content.notices.digests import after_quiet
from storage.engine.tables import Supporter
from storage.queue.message_kinds import RULES, rule_of, wanted

MINUTE = 60
kind = bindparam("kind", type_=String)


def reached(at: Any) -> ColumnElement[bool]:
    """Of supporters: those who did not block the bot and have not paused it at this moment (Unix
    seconds).
    """
    return and_(
        col(Supporter.blocked_at).is_(None), func.coalesce(col(Supporter.paused_until), 0) <= at
    )


UNBLOCKED = col(Supporter.blocked_at).is_(None)
COMES_PAUSED = or_(
    false(), *(kind == known for known, rule in RULES.items() if rule.many and not rule.pausable)
)
# Over a row with its Supporter and, where there is one, their Follow of the message's case. `own`:
# for the team alone.
WANTED: ColumnElement[bool] = or_(
    and_(bindparam("own", type_=Boolean), UNBLOCKED),
    and_(or_(reached(bindparam("at", type_=Integer)), and_(COMES_PAUSED, UNBLOCKED)), wanted(kind)),
)


@lru_cache(maxsize=8192)
def _morning(zone: str, begins: int, ends: int, minute: int) -> int | None:
    now = datetime.fromtimestamp(minute * MINUTE, UTC)
    end = after_quiet(begins, ends, zone, now)
    return int(end.timestamp()) if end > now else None


@lru_cache(maxsize=2048)
def _hour(zone: str, minute: int) -> int:
    return datetime.fromtimestamp(minute * MINUTE, ZoneInfo(zone)).hour


def morning(zone: str | None, begins: int, ends: int, at: int) -> int | None:
    """The end of the quiet hours (Unix seconds) that lie around the moment `at`; None if it lies in
    none.

    Quiet hours begin and end with whole local hours, so the minute decides. Of somebody without a
    zone nobody knows when it is night.
    """
    return _morning(zone, begins, ends, at // MINUTE) if zone else None


@dataclass
class Sorted:
    """Due rows by what becomes of them: they go now, wait until a moment (Unix seconds), or are
    taken back.
    """

    now: list[Any] = field(default_factory=list)
    later: dict[int, list[int]] = field(default_factory=dict)
    never: list[int] = field(default_factory=list)


def sort(rows: Iterable[Any], at: int, *, kind: str, waits: bool, expires: int | None) -> Sorted:
    """Decides about rows that have `wanted` and the person's zone and hours.

    `waits`: the night is waited for, but by what is over before its end (`expires`). A digest comes
    at the hour that its reader chose, also if that is one of their quiet hours.
    """
    found, chosen = Sorted(), rule_of(kind).at_chosen_hour
    for row in rows:
        end = morning(row.zone, row.quiet_from, row.quiet_to, at) if waits else None
        if end is not None and chosen and _hour(row.zone, at // MINUTE) == row.digest_hour:
            end = None
        if not row.wanted or (end is not None and expires is not None and expires <= end):
            found.never.append(row.id)
        elif end is None:
            found.now.append(row)
        else:
            found.later.setdefault(end, []).append(row.id)
    return found
