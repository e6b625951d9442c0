"""`appealbot rehearse`: a local Telegram, people, and the bot as it runs."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Annotated

import typer

from bot import loop, modes


def rehearse(
    port: Annotated[
        int | None, typer.Option(help="Port of the page; 8765 or the next free one.")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the page.")] = False,
    pack: Annotated[
        Path | None, typer.Option(help="Folder of the campaign; the bundled one without it.")
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Forget the last rehearsal first.")
    ] = False,
) -> None:
    """Live through the campaign on this machine: no token, no internet, nobody else."""
    from bot.rehearsal.child import ChildFailed  # noqa: PLC0415 - the server costs every start 8 MB
    from bot.rehearsal.running import free_port, run  # noqa: PLC0415

    folder = Path(os.environ.get("APPEALBOT_DATA_DIR", "data")).resolve() / modes.REHEARSAL
    if fresh and folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        loop.run(
            run(
                folder,
                free_port() if port is None else port,
                pack and pack.resolve(),
                browser=not no_browser,
            )
        )
    except ChildFailed as problem:
        typer.echo(str(problem), err=True)
        raise SystemExit(1) from problem
