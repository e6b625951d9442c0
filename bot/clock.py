"""The only wall clock and the only sleep."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the program knows of time: the moment (aware, UTC), even seconds for limits, and
    waiting.
    """

    def now(self) -> datetime:
        """The moment, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds that go on evenly, whatever is done to the moment."""

    def skew(self) -> float:
        """Seconds by which the moment runs ahead of even time, on top of a rehearsal's own moves:
        changes when the machine's clock is moved.
        """

    async def sleep(self, seconds: float) -> None:
        """Waits in real time."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def skew(self) -> float:
        return SystemClock.now(self).timestamp() - self.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class MovedClock(SystemClock):
    """A rehearsal's clock: real time plus an offset that only grows."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        return super().now() + self.offset

    def move_to(self, moment: datetime) -> None:
        """Moves forward so that it is this moment now; a moment in the past changes nothing."""
        self.offset = max(self.offset, moment - super().now())


class FixedClock(SystemClock):
    """A clock that stands still, for tests; waiting moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        await asyncio.sleep(0)
