"""The bot as a rehearsal's child process: the same program as `run`, told the time over its
standard input.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import timedelta
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from bot import logs, loop, startup
from bot.app import App
from bot.clock import MovedClock, SystemClock
from bot.settings import load
from storage.people import members

OFFSET = "APPEALBOT_REHEARSAL_OFFSET"


def tell(**words: object) -> None:
    """One JSON line to the parent."""
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


async def listen(app: App) -> None:
    """Does what the parent's lines ask, one after another; each answer has its question's number.
    Ends the bot when the parent is gone.
    """
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while line := await reader.readline():
        asked = json.loads(line)
        number = asked.get("number")
        if "move" in asked:
            stopped = partial(_stopped, reader, number) if number is not None else None
            await app.move(SystemClock().now() + timedelta(seconds=asked["move"]), stopped)
            tell(number=number, moved=app.clock.now().isoformat())
        else:
            due = await app.next_due()
            owned = await app.store.read(members.has_owner)
            tell(number=number, next_due=due.isoformat() if due else None, owned=owned)
    app.stop()


async def _stopped(reader: asyncio.StreamReader, number: int, offset: timedelta) -> None:
    """Tells the parent what time it is now, and waits until it has heard: what is sent next carries
    that time.
    """
    tell(number=number, offset=offset.total_seconds())
    await reader.readline()


async def main() -> None:
    """Runs until the parent closes the line."""
    settings = load(_env_file=None)  # a campaign's own .env must not reach into a rehearsal
    logs.start(settings.data_dir / logs.FOLDER)
    clock = MovedClock(timedelta(seconds=float(os.environ.get(OFFSET, "0"))))
    # Nobody is lost here.
    app, code = startup.open_bot(settings, clock=clock, examples=True, anew=True)
    tell(ready=True, owner_code=code)
    listening = asyncio.create_task(listen(app))
    try:
        await app.run()
    finally:
        listening.cancel()


def fail(words: str) -> None:
    """Says why the rehearsed bot ends."""
    tell(ready=False, problem=words)
    raise SystemExit(1)


if __name__ == "__main__":
    os.umask(0o077)
    try:
        loop.run(main())
    except startup.Problem as problem:
        fail(str(problem))
    except SQLAlchemyError as problem:
        fail(startup.store_trouble(problem))
    except OSError as problem:
        fail(startup.file_trouble(problem))
