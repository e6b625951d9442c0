"""The event loop under the running bot: libuv's, which takes a sixth off the work of a message,
where there is one.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any, TypeVar

if sys.platform == "win32":
    from asyncio import new_event_loop
else:
    from uvloop import new_event_loop

__all__ = ["new_event_loop", "run"]
T = TypeVar("T")


def run(main: Coroutine[Any, Any, T]) -> T:
    """What the coroutine returns; as asyncio.run."""
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(main)
