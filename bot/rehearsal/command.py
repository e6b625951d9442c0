"""`appealbot rehearse`: a local Telegram, people, and the bot as it runs."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.console import Console

from bot.rehearsal.child import ChildControl, ChildFailed
from bot.rehearsal.server import HOST, build, serving
from bot.rehearsal.world import World

PORT = 8765
PEOPLE = (
    ("Hana", "ko", "supporter"),
    ("Emma", "en", "supporter"),
    ("Ming", "zh", "supporter"),
    ("Mina", "en", "owner"),
)


def rehearse(
    port: Annotated[int | None, typer.Option(help=f"Port of the page; {PORT} or the next free one.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the page.")] = False,
    pack: Annotated[Path | None, typer.Option(help="Folder of the campaign; the bundled one without it.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget the last rehearsal first.")] = False,
) -> None:
    """Live through the campaign on this machine: no token, no internet, nobody else."""
    folder = Path(os.environ.get("APPEALBOT_DATA_DIR", "data")).resolve() / "rehearsal"
    if fresh and folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        asyncio.run(
            _run(folder, free_port() if port is None else port, pack and pack.resolve(), browser=not no_browser)
        )
    except ChildFailed as problem:
        typer.echo(str(problem), err=True)
        raise SystemExit(1) from problem


class Server(uvicorn.Server):
    """Leaves signals alone, so that the bot is ended before its Telegram is."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def free_port(first: int = PORT) -> int:
    """The first port from here on that nobody uses on this machine."""
    for port in range(first, first + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise ChildFailed(f"No port from {first} to {first + 99} is free: give one with --port.")


def populate(world: World) -> None:
    """The people of a first rehearsal."""
    found = [world.add_person(name, language, role) for name, language, role in PEOPLE]
    world.add_group("Supporters in Seoul", [person.id for person in found if person.name != "Ming"])


async def _run(folder: Path, port: int, pack: Path | None, *, browser: bool) -> None:
    world = World(folder / "world.json")
    if not world.people:
        populate(world)
    url = f"http://{HOST}:{port}"
    control = ChildControl(world, url, folder, pack)
    server = Server(serving(build(world, control), port))
    task = asyncio.create_task(server.serve())
    stopping = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    try:
        with Console(stderr=True).status("The bot is getting ready ..."):
            while not server.started and not task.done():
                await asyncio.sleep(0.05)
            if task.done():
                raise ChildFailed(f"Port {port} cannot be used: give another one with --port.")
            await control.start()
        welcome(url, control.owner_code)
        if browser:
            webbrowser.open(f"{url}/")
        await stopping.wait()
    finally:
        await control.stop()
        server.should_exit = True
        await task


def welcome(url: str, code: str | None) -> None:
    """Where the page is, and how to become the owner."""
    typer.echo(f"Rehearsal: {url}/")
    if code:
        typer.echo(f"Owner code: {code}")
        typer.echo(f"To lead the campaign, write as Mina: /claim {code}")
    typer.echo("Press Ctrl-C to stop. Everything is kept for next time; --fresh forgets it.")
