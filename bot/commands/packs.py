"""`appealbot pack check` and `pack new`."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from bot import startup
from bot.clock import SystemClock
from content.campaign import Campaign
from content.pack import reader
from content.pack.part_files import quietly

T = TypeVar("T")
app = typer.Typer(no_args_is_help=True, help="Check a campaign pack, or begin a new one.")
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The pack's folder.")]


@app.command()
def check(folder: Folder) -> None:
    """Print everything that is wrong with the pack in DIR, and which languages are complete."""
    console = Console(soft_wrap=True, highlight=False)
    each = partial(_shown, console) if console.is_terminal else quietly
    pack: reader.Pack | None = None
    try:
        pack = reader.Pack(reader.load(folder), SystemClock().now().date(), each=each)
        problems = pack.problems
    except reader.PackError as error:
        problems = error.problems
    except OSError as reason:
        console.print(
            f"{escape(str(reason.filename or folder))} cannot be read ({reason.strerror}). Check"
            " its mode."
        )
        raise typer.Exit(1) from reason
    for problem in problems:
        console.print(escape(str(problem)))
    if pack is None or pack.campaign is None:
        if pack and (part := pack.readable()):
            console.print(
                _table(reader.coverage(part), "Languages, as far as the files could be read"),
                soft_wrap=False,
            )
        console.print(
            f"\n{_count(len(problems), 'problem')} in {escape(str(folder))}. Put it right and run"
            " this again."
        )
        raise typer.Exit(1)
    remarks = pack.remarks()
    console.print(_table(reader.coverage(pack.campaign)), soft_wrap=False)
    for remark in remarks:
        console.print(escape(f"Look at this: {remark}"))
    console.print(escape(_verdict(pack.campaign)))


def _shown(console: Console, some: Sequence[T], name: str) -> Iterable[T]:
    """Goes through them with a bar that shows how far it is."""
    return track(some, f"{name:8}", console=console, transient=True)


@app.command()
def new(folder: Folder) -> None:
    """Write a commented starter pack into DIR, which must be empty or not there yet."""
    console = Console(soft_wrap=True, highlight=False)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            console.print(
                f"{escape(str(folder))} is not an empty folder. Name one that is empty or not there"
                " yet."
            )
            raise typer.Exit(1)
        _write(folder)
    except OSError as reason:
        told = startup.file_trouble(reason, "Name a folder that you may write to.")
        console.print(escape(f"Nothing was written to {folder}. {told}"))
        raise typer.Exit(1) from reason
    console.print(
        f"Wrote a starter pack to {escape(str(folder))}. Replace what begins with EXAMPLE, then"
        " run:"
    )
    console.print(f"  appealbot pack check {escape(str(folder))}")


def _write(folder: Path) -> None:
    """Writes the starter pack whole: what was begun is removed if it cannot be ended."""
    there = folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for name, body in reader.starter().items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
    except OSError:
        for path in list(folder.iterdir()) if there else [folder]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _table(coverage: reader.Coverage, title: str = "Languages") -> Table:
    table = Table("content", "", *coverage.languages, title=title)
    for row in coverage.rows:
        table.add_row(
            row.kind, row.slug, *(str(row.cells[language]) for language in coverage.languages)
        )
    return table


def _verdict(campaign: Campaign) -> str:
    coverage = reader.coverage(campaign)
    unreviewed = [language for language in campaign.languages if not campaign.reviewed[language]]
    cases, addressees = (
        _count(len(campaign.cases), "case"),
        _count(len(campaign.missions), "addressee"),
    )
    said = [f"The pack {campaign.slug} is clean: {cases}, {addressees}."]
    said.append(
        "Every language is complete."
        if coverage.complete
        else "Some languages are incomplete: see the table."
    )
    if unreviewed:
        said.append(f"No native reader has approved yet: {', '.join(unreviewed)}.")
    if examples := [event.slug for event in campaign.events if event.example]:
        said.append(f"Marked as an example, shown in rehearsal only: {', '.join(examples)}.")
    return "\n".join(said)
