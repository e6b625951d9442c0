"""Moments as the store keeps them: whole Unix seconds, UTC."""

from __future__ import annotations

from datetime import datetime

FOREVER = 253_402_300_799  # the last second of 9999: paused until the person comes back


def seconds(moment: datetime) -> int:
    """An aware moment as Unix seconds."""
    return int(moment.timestamp())
