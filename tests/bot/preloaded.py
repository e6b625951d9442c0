"""The program, started from a process in which it is loaded: loading it is four fifths of a command.

`run` is what `subprocess.run` is for a command of the program. A process that has loaded the program
forks for each command; what is forked runs the program to its end as a process of its own, with
folder, environment, umask and files of its own.
"""

from __future__ import annotations

import atexit
import fcntl
import gc
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import termios
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

COMMAND = str(Path(sys.executable).parent / "appealbot")
# Without these two powers even root keeps to the modes of files (capabilities 1 and 2).
HUMBLE = (
    "import ctypes, os, sys; [ctypes.CDLL(None).prctl(24, n) for n in (1, 2)];"
    " os.execv(sys.argv[1], sys.argv[1:])"
)


class Command:
    """A command that was begun, and its process."""

    def __init__(self, answers: socket.socket) -> None:
        self._answers, self._lines = answers, answers.makefile()
        self.pid = int(self._lines.readline())

    def ends(self, seconds: float = 90) -> int:
        """The exit code, as `subprocess` gives it. Who lasts longer is killed: TimeoutError."""
        self._answers.settimeout(seconds)
        try:
            status = int(self._lines.readline())
        except TimeoutError:
            os.kill(self.pid, signal.SIGKILL)
            raise
        finally:
            self._lines.close()
            self._answers.close()
        return os.waitstatus_to_exitcode(status)


def begin(
    words: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    standard: Sequence[int],
    *,
    umask: int = -1,
    limit: int | None = None,
    terminal: bool = False,
) -> Command:
    """A command that has begun, with these three files as input, output and error output.

    `limit`: no file can become larger than so many bytes. `terminal`: the input is one, and the
    command's own.
    """
    asked = {
        "argv": [COMMAND, *words],
        "folder": str(folder),
        "environment": dict(environment),
        "umask": umask,
        "limit": limit,
        "terminal": terminal,
    }
    mine, theirs = socket.socketpair()
    with theirs, tempfile.TemporaryFile() as request:
        request.write(json.dumps(asked).encode())
        request.seek(0)
        socket.send_fds(_loaded(), [b"r"], [theirs.fileno(), request.fileno(), *standard])
    return Command(mine)


def run(
    words: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    *,
    typed: str = "",
    **more: Any,
) -> subprocess.CompletedProcess[str]:
    """What came of a command that is told this through a pipe; `more` is for `begin`."""
    with tempfile.TemporaryFile() as stdin, ThreadPoolExecutor(2) as readers:
        stdin.write(typed.encode())
        stdin.seek(0)
        pipes = [os.pipe(), os.pipe()]  # which no limit of files ends
        files = [stdin.fileno(), *(write for _, write in pipes)]
        command = begin(words, folder, environment, files, **more)
        for _, write in pipes:
            os.close(write)
        said = [readers.submit(_read, read) for read, _ in pipes]
        code = command.ends()
    return subprocess.CompletedProcess([COMMAND, *words], code, *(part.result() for part in said))


def _read(pipe: int) -> str:
    with open(pipe, encoding="utf-8") as opened:
        return opened.read()


@cache
def _loaded() -> socket.socket:
    """Where commands are asked for, from a process that was started at the first."""
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    serving = f"from tests.bot import preloaded; preloaded.serve({theirs.fileno()})"
    process = subprocess.Popen(
        [sys.executable, "-c", HUMBLE, sys.executable, "-c", serving],
        pass_fds=[theirs.fileno()],
        cwd=Path(__file__).parents[2],
    )
    theirs.close()
    atexit.register(process.kill)
    return mine


def serve(number: int) -> None:
    """Forks for every request that comes from this socket; each fork becomes a command."""
    main = import_module("bot.__main__").main
    import_module("bot.commands.cli")
    gc.freeze()
    sys.path.remove("")  # the folder of the tests, which a command does not look into
    requests = socket.socket(fileno=number)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who waits for a command is waited for by nobody
    while True:
        _, files, _, _ = socket.recv_fds(requests, 1, 5)
        if os.fork() == 0:
            break
        for file in files:
            os.close(file)
    requests.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    answers, request, *standard = files
    _become(answers, standard, json.loads(Path(f"/dev/fd/{request}").read_bytes()))
    main()


def _become(answers: int, standard: Sequence[int], asked: Mapping[str, Any]) -> None:
    """Comes back in a fork, which is the command; this process tells how that ended."""
    command = os.fork()
    if command:
        os.write(answers, b"%d\n" % command)
        _, status = os.waitpid(command, 0)
        os.write(answers, b"%d\n" % status)
        os._exit(0)
    os.close(answers)
    for place, file in enumerate(standard):
        os.dup2(file, place)
        os.close(file)
    if asked["terminal"]:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        # Tests that run in the background ignore it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    if asked["umask"] >= 0:
        os.umask(asked["umask"])
    if asked["limit"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked["limit"],) * 2)
    sys.argv = asked["argv"]
    sys.stdin = sys.__stdin__ = _stream(0, "r")
    sys.stdout = sys.__stdout__ = _stream(1, "w")
    sys.stderr = sys.__stderr__ = _stream(2, "w")


def _stream(number: int, mode: str) -> Any:
    """A standard stream as Python makes it at its start."""
    by_line = 1 if number == 2 or os.isatty(number) else -1
    encoding = os.environ.get("PYTHONIOENCODING")
    return open(number, mode, by_line, encoding, closefd=False)
