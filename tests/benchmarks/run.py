"""One measurement in a process of its own, on one core: `python -m tests.benchmarks.run NAME
ARGUMENTS`; JSON out.
"""

from __future__ import annotations

import gc
import json
import logging
import sys
from collections.abc import Callable
from typing import Any

from bot import loop
from tests.benchmarks import bulk, memory, paced, stored

MEASURES: dict[str, Callable[..., Any]] = {
    "bulk": lambda url, people: loop.run(bulk.ours(url, int(people))),
    "limit": lambda url, rate, seconds: loop.run(paced.limit(url, int(rate), int(seconds))),
    "updates": lambda url, count, people, *program: paced.updates(
        url, int(count), int(people), *program
    ),
    "answer": lambda url: loop.run(paced.answer(url)),
    "start": paced.start,
    "enqueue": lambda people: stored.enqueue(int(people)),
    "tick": lambda people: stored.tick(int(people)),
    "memory": lambda *counts: loop.run(memory.grown(*map(int, counts))),
    "cost": lambda few, many: stored.cost(int(few), int(many)),
}

if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    gc.freeze()  # as the program's door does
    sys.stdout.write("\n" + json.dumps(MEASURES[sys.argv[1]](*sys.argv[2:])) + "\n")
