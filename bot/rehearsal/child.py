"""The rehearsed bot as a child process: started, ended, killed and told the time."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.rehearsal.bot_process import OFFSET
from bot.rehearsal.world.world import World

CHILD_PATIENCE_SECONDS = 60.0


class ChildFailed(Exception):
    """The bot did not start. The message says why."""


class ChildControl:
    """One bot at a time, with a data folder and a key of its own."""

    def __init__(self, world: World, url: str, folder: Path, pack: Path | None = None) -> None:
        self._world, self._url, self._folder, self._pack = world, url, folder, pack
        self._process: asyncio.subprocess.Process | None = None
        self._talk = asyncio.Lock()
        self._asked = 0
        self._ready = False
        self.owner_code: str | None = None

    @property
    def running(self) -> bool:
        """Whether the bot is alive."""
        return self._process is not None and self._process.returncode is None

    def _environment(self) -> dict[str, str]:
        known = {
            "APPEALBOT_TOKEN": self._world.token,
            "APPEALBOT_TELEGRAM_API_URL": self._url,
            "APPEALBOT_DATA_DIR": str(self._folder),
            "APPEALBOT_DATABASE_URL": f"sqlite:///{self._folder}/appealbot.db",
            "APPEALBOT_KEY_FILE": str(self._folder / "key"),
            "APPEALBOT_KEY": "",
            OFFSET: str(self._world.offset.total_seconds()),
        }
        return (
            dict(os.environ) | known | ({"APPEALBOT_PACK": str(self._pack)} if self._pack else {})
        )

    async def start(self) -> None:
        """Starts the bot and waits until it answers; ChildFailed with its reason."""
        if self.running:
            return
        async with self._talk:  # whoever asks meanwhile must not read what is said here
            await self._begin()

    async def _begin(self) -> None:
        self._ready = False
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.rehearsal.bot_process",
            env=self._environment(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        said = await self._line(self._process)
        if not said.get("ready"):
            raise ChildFailed(str(said.get("problem", "The rehearsed bot did not start.")))
        self.owner_code, self._ready = said["owner_code"], True

    async def stop(self) -> None:
        """Ends the bot in good order, by force after ten seconds."""
        process = self._process
        if process is None or process.stdin is None or process.returncode is not None:
            return
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """Ends the bot at once, as a crash would (SIGKILL)."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def move(self, offset_seconds: float) -> None:
        """Tells the bot how far its clock is ahead of the real one, in all; returns when all that
        was due is done.

        The world's time stops with the bot's at every instant at which something is due, so that
        each message carries the time at which it was sent.
        """
        await self._ask({"move": offset_seconds})

    async def next_due(self) -> datetime | None:
        """The moment at which the bot has something to do next; a code that was used is forgotten
        with it.
        """
        said = await self._ask({"next_due": True})
        due = said.get("next_due")
        if said.get("owned"):
            self.owner_code = None
        return datetime.fromisoformat(due) if due else None

    async def _ask(self, words: dict[str, object]) -> dict[str, Any]:
        """The answer to this question and no other; nothing from a bot that is not there or not
        ready.
        """
        if not self._ready:
            return {}
        async with self._talk:
            process = self._process
            if process is None or process.stdin is None or process.returncode is not None:
                return {}
            self._asked += 1
            number = self._asked
            process.stdin.write(json.dumps(words | {"number": number}).encode() + b"\n")
            while said := await self._line(process):
                if said.get("number") != number:
                    continue  # the answer to a question whose asker has gone
                if "offset" not in said:
                    break
                self._world.offset = timedelta(seconds=said["offset"])
                process.stdin.write(b"{}\n")
            return said

    async def _line(self, process: asyncio.subprocess.Process) -> dict[str, Any]:
        if process.stdout is None:
            return {}
        line = await asyncio.wait_for(process.stdout.readline(), CHILD_PATIENCE_SECONDS)
        said: dict[str, Any] = json.loads(line) if line else {}
        return said
