"""When Telegram itself fails: one message at a time, after rests that grow to a bound, so that
little is lost in it.
"""

from __future__ import annotations

from secrets import SystemRandom

from storage.engine.states import Ending
from storage.queue.claims import Outcome

MISSES = 3  # failures in a row that are no longer one message's own
FIRST, LONGEST = 0.5, 1.5  # seconds
JITTER = SystemRandom()


class Outage:
    """Counts failures in a row, and says how long to rest. Seconds (monotonic) are an argument."""

    def __init__(self) -> None:
        self._misses, self._until = 0, 0.0

    @property
    def on(self) -> bool:
        """Whether so many failed in a row that the server is the reason."""
        return self._misses >= MISSES

    def landed(self, outcome: Outcome, now: float, *, counted: bool = False) -> Outcome:
        """What became of a message; in an outage its failure uses up none of its tries. `counted`:
        it was missed.
        """
        if outcome.state not in (Ending.UNKNOWN, Ending.RETRY) or outcome.limited:
            self._misses = 0
            return outcome
        if not counted:
            self.missed(now)
        return (
            Outcome(Ending.RETRY, after=outcome.after)
            if self.on and outcome.state == Ending.RETRY
            else outcome
        )

    def missed(self, now: float) -> None:
        """One more failure in a row."""
        self._misses += 1
        if self.on:
            rest = min(FIRST * 2 ** min(self._misses - MISSES, 10), LONGEST)
            self._until = now + rest * JITTER.uniform(0.75, 1.25)

    def rest(self, now: float) -> float:
        """Seconds until the next try."""
        return max(0.0, self._until - now) if self.on else 0.0
