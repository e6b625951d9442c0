"""Reads what others wrote in a process of its own: begun when needed, ended when idle, replaced
when it dies.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Lock, Timer
from typing import Any, TypeVar, get_type_hints

from pydantic import TypeAdapter, ValidationError

from bot.foreign.worker import Ended, Worker
from content.errors import UserError
from content.foreign import Foreign, TooMuch, Unreadable

log = logging.getLogger(__name__)
T = TypeVar("T")
MOST_WORKERS = (
    2  # processes for one limit of memory: a second one begins only while the first is busy
)
WAITS = 6  # how much longer than its processor time a reading may take in real time
WORKER_IDLE_SECONDS = 60.0


@cache
def _given(reader: type[Foreign[Any]]) -> TypeAdapter[Any]:
    return TypeAdapter(reader)


@cache
def _told(reader: type[Foreign[Any]]) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(reader.read)["return"])


def read_once(foreign: Foreign[T]) -> T:
    """What it says, from a worker of its own: for a command, which reads one thing and ends. Errors
    as `Elsewhere`.
    """
    made = Elsewhere()
    try:
        return made.read_now(foreign)
    finally:
        made.close()


class Elsewhere:
    """The worker processes of one bot. Belongs to no event loop."""

    def __init__(self, most: int = MOST_WORKERS, idle_seconds: float = WORKER_IDLE_SECONDS) -> None:
        self._most, self._idle_seconds = most, idle_seconds
        # By memory: who sets a letter waits for no feed.
        self._threads: dict[int, ThreadPoolExecutor] = {}
        self._lock = Lock()
        self._free: list[Worker] = []
        self._busy: set[Worker] = set()
        self._resting: Timer | None = None
        self._closed = False

    async def read(self, foreign: Foreign[T], seconds: float | None = None) -> T:
        """What it says, after so many seconds at the latest.

        TooMuch over a limit, Unreadable without a worker, other UserErrors as its reader has them.
        """
        threads = self._threads_for(foreign.memory)
        return await asyncio.get_running_loop().run_in_executor(
            threads, self.read_now, foreign, seconds
        )

    def _threads_for(self, memory: int) -> ThreadPoolExecutor:
        if memory not in self._threads:
            self._threads[memory] = ThreadPoolExecutor(self._most, thread_name_prefix="foreign")
        return self._threads[memory]

    def read_now(self, foreign: Foreign[T], seconds: float | None = None) -> T:
        """As `read`, in the calling thread."""
        reader = type(foreign)
        name, given = (
            f"{reader.__module__}:{reader.__qualname__}",
            _given(reader).dump_json(foreign),
        )
        try:
            wait = seconds or WAITS * reader.seconds
            told, value = self._asked(reader.memory, name, given, cpu=reader.seconds, seconds=wait)
            if "over" in told:
                raise TooMuch
            if "refused" in told:
                raise UserError(told["refused"], **told["values"])
            if "failed" in told:
                log.error("%s could not be read: %s", name, told["failed"])
                raise Unreadable
            read: T = _told(reader).validate_json(value)
        except Ended as ended:
            log.warning("%s was not read: the worker ended, %s", name, ended)
            raise (TooMuch if ended.over else Unreadable) from ended
        except (OSError, ValidationError) as failure:
            log.error("%s was not read: %s", name, type(failure).__name__)
            raise Unreadable from failure
        return read

    def _asked(self, memory: int, *question: Any, **limits: Any) -> tuple[dict[str, Any], bytes]:
        """The answer; a worker that died by itself is replaced once."""
        try:
            return self._asked_once(memory, *question, **limits)
        except Ended as ended:
            if ended.over:
                raise
        return self._asked_once(memory, *question, **limits)

    def _asked_once(
        self, memory: int, *question: Any, **limits: Any
    ) -> tuple[dict[str, Any], bytes]:
        worker = self._taken(memory)
        try:
            return worker.ask(*question, **limits)
        finally:
            self._given_back(worker)

    def _taken(self, memory: int) -> Worker:
        """A worker that lives and has so much memory, a new one if none is free."""
        with self._lock:
            if self._closed:
                raise Ended(over=False)
            for dead in [worker for worker in self._free if not worker.alive]:
                self._free.remove(dead)
                dead.end()
            worker = next((worker for worker in self._free if worker.memory == memory), None)
            if worker is not None:
                self._free.remove(worker)
        worker = worker or Worker(memory)
        with self._lock:
            self._busy.add(worker)
        return worker

    def _given_back(self, worker: Worker) -> None:
        with self._lock:
            self._busy.discard(worker)
            if worker.alive and not self._closed:
                self._free.append(worker)
            else:
                worker.end()
            self._rest_later()

    def _rest_later(self) -> None:
        """Ends them when nobody has asked for a while."""
        if self._resting:
            self._resting.cancel()
        if self._free:
            self._resting = Timer(self._idle_seconds, self._rest)
            self._resting.daemon = True
            self._resting.start()

    def _rest(self) -> None:
        with self._lock:
            idle, self._free = self._free, []
        for worker in idle:
            worker.end()

    @property
    def pids(self) -> list[int]:
        """The processes that there are now."""
        with self._lock:
            return [worker.pid for worker in (*self._free, *self._busy)]

    def close(self) -> None:
        """Ends all of them; whoever waits for one gets Unreadable."""
        with self._lock:
            self._closed = True
            busy = list(self._busy)
            if self._resting:
                self._resting.cancel()
        for worker in busy:
            worker.kill()
        self._rest()
        for threads in self._threads.values():
            threads.shutdown(wait=False, cancel_futures=True)
