"""`appealbot missions import`: the open database of embassies, compared with a pack before anything
is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.foreign.elsewhere import read_once
from bot.settings import BUNDLED
from bot.startup import file_trouble
from content.campaign import Campaign
from content.errors import UserError
from content.language.i18n import words_for
from content.language.languages import DEFAULT
from content.missions import open_database
from content.missions.database_diff import Change, Diff, compare
from content.pack import reader
from content.pack.writer import missions_csv
from storage.engine import files

app = typer.Typer(no_args_is_help=True, help="Keep the addresses of a pack's offices up to date.")
SHOWN_ROWS = 40  # rows of one list; the rest is counted
SIZE = 20_000_000  # bytes


@app.callback()
def missions() -> None:
    """Keep the addresses of a pack's offices up to date."""


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="database_of_embassies.csv, as it was downloaded."),
    ],
    pack_folder: Annotated[
        Path,
        typer.Option("--pack", metavar="DIR", envvar="APPEALBOT_PACK", help="The pack's folder."),
    ] = BUNDLED,
    day: Annotated[
        str,
        typer.Option(
            "--day",
            help="The day of this version, like 2022-11-16; else the one in the file's name.",
        ),
    ] = "",
    operator: Annotated[
        str, typer.Option(help="The state's QID, like Q148, for a pack that has no QIDs yet.")
    ] = "",
) -> None:
    """Show what FILE would change in a pack's offices, ask, and write missions.csv. Nothing is
    fetched.
    """
    console = Console(soft_wrap=True, highlight=False)
    campaign, version = _campaign(console, pack_folder), _day(console, day, file)
    found = _rows(console, file)
    state = operator or open_database.operator(found, campaign.missions)
    if not state:
        _refuse(
            console,
            "No office of the pack has a QID that the file knows. Name the state, like: --operator"
            " Q148",
        )
    mine = sum(row.operator == state for row in found)
    if not mine:
        _refuse(console, f"The file has no missions of {state}.")
    console.print(
        f"{len(found):,} missions in the file, {mine} of them of {state}. Version of {version}."
    )
    with console.status("Comparing with the pack"):
        diff = compare(found, state, campaign.missions, version, campaign.no_letters_in)
    _show(console, diff)
    if diff.empty:
        console.print("The pack stays as it is.")
    elif typer.confirm(f"Write {pack_folder / 'missions.csv'}?"):
        _write(console, pack_folder, diff)
    else:
        console.print("Nothing was written.")


def _refuse(console: Console, sentence: str) -> NoReturn:
    console.print(escape(sentence))
    raise typer.Exit(1)


def _campaign(console: Console, folder: Path) -> Campaign:
    try:
        campaign, problems = reader.read(reader.load(folder))
    except reader.PackError as error:
        campaign, problems = None, error.problems
    if campaign is None:
        console.print(escape("\n".join(map(str, problems))))
        console.print(escape(f"Put the pack right first: appealbot pack check {folder}"))
        raise typer.Exit(1)
    return campaign


def _day(console: Console, given: str, file: Path) -> date:
    named = given or next(iter(re.findall(r"\d{4}-\d{2}-\d{2}", file.name)), "")
    try:
        return date.fromisoformat(named)
    except ValueError:
        _refuse(
            console,
            "The file's name has no day in it. Say when it was downloaded, like: --day 2022-11-16",
        )


def _rows(console: Console, file: Path) -> list[open_database.Row]:
    try:
        if file.stat().st_size > SIZE:
            _refuse(console, f"{file} is over 20 MB: this is not the database of embassies.")
        with console.status("Reading"):
            found = read_once(open_database.DatabaseFile(file.read_bytes()))
    except OSError as reason:
        _refuse(console, f"{file} cannot be read: {reason.strerror}.")
    except UserError as refused:
        _refuse(console, f"{file} is not read. {words_for(DEFAULT).text(refused.key)}")
    if found.refused:
        _refuse(console, f"{file} is not the database of embassies. {found.refused}")
    for name in found.missing:
        console.print(f"Warning: the file has no column {name}; the pack keeps what it has.")
    return list(found.rows)


def _show(console: Console, diff: Diff) -> None:
    _list(
        console,
        "New",
        (f"{one.slug}: {one.kind.value}, {one.city}, {one.country}" for one in diff.new),
    )
    _changes(console, "Changed", diff.changes)
    _changes(console, "Different in the file, kept: the pack was checked later", diff.kept)
    _list(console, "Gone from the file, kept in the pack", (one.slug for one in diff.vanished))
    _list(
        console,
        "Left out",
        (f"{row.qid} {row.city} ({row.country}): {reason}" for row, reason in diff.left_out),
    )
    _list(console, "Warnings", diff.warnings)


def _list(console: Console, title: str, entries: Iterable[str]) -> None:
    told = list(entries)
    if told:
        console.print(f"\n[bold]{title}: {len(told)}[/bold]")
        console.print(escape("\n".join(f"  {one}" for one in told[:SHOWN_ROWS])))
    if len(told) > SHOWN_ROWS:
        console.print(f"  and {len(told) - SHOWN_ROWS} more")


def _changes(console: Console, title: str, changes: list[Change]) -> None:
    if changes:
        table = Table(
            "office",
            "field",
            "in the pack",
            "in the file",
            title=f"{title}: {len(changes)}",
            title_justify="left",
        )
        for change in changes[:SHOWN_ROWS]:
            table.add_row(*map(escape, (change.slug, change.field, change.before, change.after)))
        console.print(table, soft_wrap=False)


def _write(console: Console, folder: Path, diff: Diff) -> None:
    body = missions_csv(tuple(diff.missions)).encode()
    read, problems = reader.read({**reader.load(folder), "missions.csv": body})
    if read is None:
        _refuse(
            console,
            "\n".join(["Nothing was written: the pack would have problems.", *map(str, problems)]),
        )
    target = folder / "missions.csv"
    try:
        files.write_whole(target, body)
    except OSError as reason:
        _refuse(
            console, f"Nothing was written. {file_trouble(reason, 'Check its owner and mode.')}"
        )
    console.print(escape(f"Wrote {target}. Look at it, then run: appealbot pack check {folder}"))
