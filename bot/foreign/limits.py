"""What the worker may use: processor seconds for one reading, memory in all; and that it ends with
its parent.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path

try:
    import resource
except ImportError:  # Windows has none: there the parent's deadline holds alone
    resource = None  # type: ignore[assignment]

SHARED_BYTES = 22 * 1024 * 1024  # bytes that it holds but shares with the bot (libraries' code)
OUT_OF_MEMORY_STATUS = 3  # the exit status that says: out of memory
_LOOKS = 0.05  # seconds between two looks at the parent and the memory
_STACK = 256 * 1024
_STATM = Path("/proc/self/statm")


def begin(memory: int) -> None:
    """Once, at the start: so many bytes of its own, no core file, no interruption from the
    keyboard, an eye on the parent, and on what it holds where the system does not see to that.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's: it ends this one
    threading.stack_size(_STACK)
    if resource:
        with suppress(OSError):  # a system that forbids it reads as well, only not as politely
            os.nice(5)  # people's answers come first, also on one core
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    threading.Thread(
        target=partial(_watch, os.getppid(), memory + SHARED_BYTES), daemon=True
    ).start()


def allow(seconds: int) -> None:
    """So many processor seconds from now on; then the system ends the process (SIGXCPU)."""
    if resource:
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _watch(parent: int, most: int) -> None:
    """Ends the process when its parent is gone, or when it holds too much where the system does not
    see to that.
    """
    waiting = threading.Event()
    while not waiting.wait(_LOOKS):
        if resource and os.getppid() != parent:
            os._exit(0)
        if resource and resident() > most:
            os._exit(OUT_OF_MEMORY_STATUS)


def resident() -> int:
    """How many bytes this process holds; the most that it ever held where the system does not say
    more (macOS), and nothing where it does not even say that (Windows).
    """
    if resource is None:
        return 0
    if _STATM.exists():
        return int(_STATM.read_text().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
