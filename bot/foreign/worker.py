"""One worker process, as the bot has it: begun clean, asked one thing at a time, ended at a
deadline.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import Any

from bot.foreign import frames, limits

ROOT = Path(__file__).parents[2]
PARTING_SECONDS = 1.0  # until one that has nothing more to do is ended by force
START_SECONDS = 20.0  # until a process that was begun must say that it is ready
MOST_ASKED = 50  # questions; what libraries keep of each adds up
KEPT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # what Python needs to start at all


class Ended(Exception):
    """The process is gone; `over` says whether it was for a limit: the deadline, processor time or
    memory.
    """

    def __init__(self, *, over: bool) -> None:
        self.over = over
        super().__init__("over a limit" if over else "gone")


class Worker:
    """One process. It knows no token, key or store: its environment is made anew and no file is
    handed down.

    Not for two threads at once, except `kill`.
    """

    def __init__(self, memory: int) -> None:
        """Starts it, with so many bytes of its own; Ended or OSError where it does not come up."""
        self.memory = memory
        self._late, self._asked = False, 0
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "bot.foreign"], env=_environment(), close_fds=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with self._deadline(START_SECONDS):
            self._say(str(memory).encode())
            self._hear()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked: it lives, and it has not answered so often that another one
        takes its place.
        """
        return self._process.poll() is None and not self._late and self._asked < MOST_ASKED

    def ask(
        self, reader: str, given: bytes, *, cpu: int, seconds: float
    ) -> tuple[dict[str, Any], bytes]:
        """What came of a question, and its value as JSON; Ended over a limit, or when it went by
        itself.
        """
        self._asked += 1
        with self._deadline(seconds):
            self._say(json.dumps({"reader": reader, "seconds": cpu}).encode())
            self._say(given)
            told: dict[str, Any] = json.loads(self._hear())
            return told, self._hear()

    def _say(self, body: bytes) -> None:
        assert self._process.stdin
        frames.write(self._process.stdin, body)

    def _hear(self) -> bytes:
        assert self._process.stdout
        return frames.read(self._process.stdout)

    @contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        """Kills the process when the time is over: whoever waits for it goes on with Ended."""
        timer = Timer(seconds, self._out_of_time)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (OSError, ValueError, frames.Broken) as gone:
            raise Ended(over=self._over()) from gone
        finally:
            timer.cancel()

    def _out_of_time(self) -> None:
        self._late = True
        self._process.kill()

    def _over(self) -> bool:
        """Whether it ended for having used too much; it is gone afterwards."""
        self.end()
        return self._late or self._process.returncode in (
            limits.OUT_OF_MEMORY_STATUS,
            -getattr(signal, "SIGXCPU", 0),
        )

    def end(self) -> None:
        """Lets it go, by force when it does not hear."""
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was not said yet needs nobody
                if pipe:
                    pipe.close()
        try:
            self._process.wait(PARTING_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """Ends it at once, whatever it is at."""
        self._process.kill()
        self._process.wait()


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    alone = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "TZ": "UTC"}
    return {**kept, **alone, "MALLOC_ARENA_MAX": "1", "RAYON_NUM_THREADS": "1"}
