"""Bots as real processes, forked from one that has imported everything, so that twenty starts take
seconds.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys

FORGE = """
import json, os, signal, socket, sys
from bot import loop
from bot.rehearsal import bot_process
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
line = socket.socket(fileno=0)
line.send(b"warm")
while True:
    asked, fds, _, _ = socket.recv_fds(line, 65536, 2)
    if not asked:
        break
    if child := os.fork():
        line.send(str(child).encode())
        for fd in fds:
            os.close(fd)
        continue
    line.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(fds[0], 0)
    os.dup2(fds[1], 1)
    os.environ.update(json.loads(asked))
    sys.stdin, sys.stdout = open(0), open(1, "w")
    loop.run(bot_process.main())
    os._exit(0)
"""


class Forge:
    """Makes bots: each a process of its own."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair()
        self._program = subprocess.Popen(
            [sys.executable, "-c", FORGE], stdin=theirs, stderr=subprocess.DEVNULL
        )
        theirs.close()
        assert self._line.recv(10) == b"warm"

    def start(self, environment: dict[str, str]) -> tuple[int, int, int]:
        """A new bot's process, its standard input and output."""
        reads, asks = os.pipe()
        tells, writes = os.pipe()
        socket.send_fds(self._line, [json.dumps(environment).encode()], [reads, writes])
        os.close(reads)
        os.close(writes)
        return int(self._line.recv(20)), asks, tells

    def end(self) -> None:
        self._line.close()
        self._program.wait(10)


class Bot:
    """The bot of one rehearsal."""

    owner_code = None

    def __init__(self, forge: Forge, environment: dict[str, str]) -> None:
        self._forge, self._environment = forge, environment
        self.kills = 0

    async def start(self) -> None:
        self._pid, self._asks, self._tells = self._forge.start(self._environment)
        said = await asyncio.to_thread(os.read, self._tells, 1000)
        assert b'"ready": true' in said, said

    async def kill(self) -> None:
        os.kill(self._pid, signal.SIGKILL)
        self.kills += 1
        await self.gone()

    async def terminate(self) -> None:
        """SIGTERM: the bot ends in good order."""
        os.kill(self._pid, signal.SIGTERM)
        await self.gone()

    async def stop(self) -> None:
        os.close(self._asks)
        self._asks = -1
        await self.gone()

    async def gone(self) -> None:
        """Returns when the process is no more: the end of what it says."""
        while await asyncio.to_thread(os.read, self._tells, 1000):
            pass
        os.close(self._tells)
        if self._asks >= 0:
            os.close(self._asks)
