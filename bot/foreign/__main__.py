"""The worker process: reads what it is given, answers with JSON, ends when its parent does. Started
by worker.py.
"""

from __future__ import annotations

import json
import os
from importlib import import_module
from typing import IO, Any, get_type_hints

from pydantic import TypeAdapter

from bot.foreign import frames, limits
from content.errors import UserError
from content.foreign import Foreign


def main() -> None:
    """Answers one question after another until the pipe ends."""
    asks, answers = _pipes()
    limits.begin(int(frames.read(asks)))
    frames.write(answers, b"{}")  # ready: what starting takes is nobody's time
    while True:
        try:
            asked, given = json.loads(frames.read(asks)), frames.read(asks)
        except frames.Broken:
            return
        try:
            told, value = _answer(asked, given)
        except MemoryError:
            os._exit(limits.OUT_OF_MEMORY_STATUS)
        frames.write(answers, json.dumps(told).encode())
        frames.write(answers, value)


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """The two ends of the conversation; whatever else would print goes nowhere near them."""
    asks, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return asks, answers


def _answer(asked: dict[str, Any], given: bytes) -> tuple[dict[str, Any], bytes]:
    """What came of it, and the value as JSON; of a failure its place is told, never its words."""
    limits.allow(asked["seconds"])
    try:
        module, name = asked["reader"].split(":")
        reader: type[Foreign[Any]] = getattr(import_module(module), name)
        value = TypeAdapter(reader).validate_json(given).read()
        return {}, TypeAdapter(get_type_hints(reader.read)["return"]).dump_json(value)
    except UserError as refused:
        return {"refused": refused.key, "values": refused.values}, b""
    except MemoryError:
        raise
    except RecursionError:
        return {"over": True}, b""
    # Whatever it is, the person gets a sentence and the log its place.
    except Exception as failure:  # noqa: BLE001
        return {"failed": _where(failure)}, b""


def _where(failure: Exception) -> str:
    frame = failure.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_globals.get('__name__')}:{frame.tb_lineno}" if frame else "?"
    return f"{type(failure).__name__} at {place}"


if __name__ == "__main__":
    main()
