"""One rehearsal from its first moment to Ctrl-C: the Telegram, its people, the page and the bot as
a child.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
import uvicorn
from rich.console import Console

from bot.rehearsal.child import ChildControl, ChildFailed
from bot.rehearsal.server import HOST, build, serving
from bot.rehearsal.world.world import World

PORT = 8765
PEOPLE = (
    ("Hana", "ko", "supporter"),
    ("Emma", "en", "supporter"),
    ("Ming", "zh", "supporter"),
    ("Mina", "en", "owner"),
)


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


async def run(folder: Path, port: int, pack: Path | None, *, browser: bool) -> None:
    """Runs it at a port until Ctrl-C or SIGTERM; ChildFailed when something does not start."""
    world = World(folder / "world.json")
    if not world.people:
        populate(world)
        world.save()  # before the bot keeps anything that belongs to it
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
