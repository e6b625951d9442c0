"""The real clocks of the rehearsal server: the moment now, and seconds that never move."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def wall() -> datetime:
    """The real moment, in UTC."""
    return datetime.now(UTC)


def steady() -> float:
    """Seconds for limits and time-outs; they go on evenly whatever is done to the clock."""
    return time.monotonic()
