"""The command line. Every problem ends in a sentence with the next step and exit code 1."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import TelegramError

from bot import logs, loop, startup
from bot.app import App
from bot.clock import SystemClock
from bot.commands import checkup, copies, missions, packs, withhold
from bot.rehearsal import command
from bot.settings import TOKEN, Settings, SettingsProblem, load
from bot.telegram import webhooks
from bot.telegram.complaints import complaint
from storage.actions.backup import NoCopy
from storage.engine import files, schema
from storage.engine.database import Store, UnsupportedDatabase, connect
from storage.people import members

START_AGAIN = 75  # EX_TEMPFAIL (sysexits.h)
MISSHAPEN = (
    "This is not a token. Copy the line that @BotFather sent, like 123456789:AAF..., and try again."
)

TOLD = (
    SettingsProblem,
    UnsupportedDatabase,
    schema.NewerStore,
    schema.BrokenStore,
    startup.Problem,
    NoCopy,
)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(packs.app, name="pack")
app.add_typer(missions.app, name="missions")
app.command()(command.rehearse)
app.command()(copies.backup)
app.command()(copies.restore)
app.command()(withhold.withhold)


def _store(settings: Settings) -> Store:
    startup.folder(settings)
    startup.expect_store(settings)
    return Store(connect(settings.database_url))


@app.command()
def run(
    take_over: Annotated[
        bool,
        typer.Option("--take-over", help="Remove a webhook that another program set for this bot."),
    ] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Begin with an empty store although a bot ran here.")
    ] = False,
) -> None:
    """Run the bot until it is stopped with Ctrl-C or SIGTERM."""
    settings = load()
    logs.start(settings.data_dir / logs.FOLDER)
    bot, code = startup.open_bot(settings, clock=SystemClock(), examples=False, anew=anew)
    if code and logs.to_journal(sys.stdout):  # which keeps it for months
        typer.echo("The bot has no owner yet. For a code, run: appealbot owner-code")
    elif code:
        typer.echo(f"Owner code: {code}", color=False)
    typer.echo("Events marked as examples are left out. Press Ctrl-C to stop.")
    loop.run(_run(bot, take_over=take_over))


async def _run(bot: App, *, take_over: bool) -> None:
    """Runs the bot; Problem where another program's webhook would leave it without updates,
    SystemExit where it has grown too large and wants to be started again.
    """
    host = await bot.webhook()
    if host and not (take_over or _agrees(host)):
        await bot.close()
        raise startup.Problem(webhooks.left(host))
    if host:
        await bot.take_over()
        typer.echo(f"The webhook at {host} is removed.")
    await bot.run()
    if bot.outgrown:
        raise SystemExit(START_AGAIN)


def _agrees(host: str) -> bool:
    """What somebody at the terminal says; no where nobody is."""
    if not sys.stdin.isatty():
        return False
    return typer.confirm(
        f"A webhook of another program, at {host}, takes this bot's updates. Remove it?"
    )


@app.command()
def init() -> None:
    """Ask for what is needed and write it to .env."""
    target = Path(".env")
    if target.exists() and not typer.confirm(f"{target} exists. Write it anew?"):
        typer.echo(f"{target} stays as it is.")
        return
    token = _asked("Token from @BotFather (it is not shown while you type)", _token, hidden=True)
    folder = _asked("Folder for the store", _folder, default="data")
    files.write_whole(target, f"APPEALBOT_TOKEN={token}\nAPPEALBOT_DATA_DIR='{folder}'\n".encode())
    typer.echo(f"Written to {target}, readable by you alone. Next: appealbot doctor")


def _asked(
    question: str, check: Callable[[str], str], *, default: str | None = None, hidden: bool = False
) -> str:
    """The first answer that passes the check; what was wrong with the others is said."""
    while True:
        given: str = typer.prompt(question, default=default, hide_input=hidden).strip()
        try:
            return check(given)
        except ValueError as wrong:
            typer.echo(str(wrong))


def _token(given: str) -> str:
    if not TOKEN.fullmatch(given):
        raise ValueError(MISSHAPEN)
    return given


def _folder(given: str) -> str:
    if "'" in given or "\\" in given:
        raise ValueError("Give a folder without quotation marks and backslashes in its name.")
    try:
        Path(given).mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        raise ValueError(
            f"{given} cannot be used: {problem.strerror}. Give another folder."
        ) from problem
    return given


@app.command()
def doctor() -> None:
    """Check token, store, key, migrations, pack, fonts and clock, and say what to do."""
    checks = asyncio.run(checkup.all_checks(load()))
    table = Table("", "check", "what was found, what to do")
    for check in checks:
        table.add_row("ok" if check.ok else "!", check.name, check.words)
    Console(markup=False, emoji=False).print(table)
    if not all(check.ok for check in checks):
        raise SystemExit(1)


@app.command()
def migrate() -> None:
    """Bring the store up to date."""
    with _store(load()) as store:
        names = schema.migrate(store.engine)
    typer.echo(f"Applied: {', '.join(names)}." if names else "The store is up to date.")


@app.command("owner-code")
def owner_code() -> None:
    """Print a new one-time code by which an owner gets in; older codes end."""
    settings = load()
    if not startup.has_store(settings) and settings.store_file:
        startup.expect_store(settings)
        raise startup.Problem(startup.NO_STORE.format(store=settings.store_file))
    with _store(settings) as store:
        if schema.pending(store.engine):
            raise SettingsProblem("The store is not up to date. Run: appealbot migrate")
        code = store.write_now(lambda session: members.new_owner_code(session, SystemClock().now()))
    typer.echo(f"Owner code: {code}")


def main() -> None:
    """Runs a command; known problems are told without a traceback, in whatever letters the terminal
    has.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        _command()
    except (
        SettingsProblem,
        UnsupportedDatabase,
        schema.NewerStore,
        schema.BrokenStore,
        startup.Problem,
        NoCopy,
    ) as problem:
        _complain(str(problem))
    except TelegramError as failure:
        _complain(complaint(failure))
    except (SQLAlchemyError, sqlite3.Error) as problem:
        _complain(startup.store_trouble(problem))
    except OSError as problem:
        _complain(startup.file_trouble(problem))


def _command() -> None:
    """Runs a command and sees its last words out; OSError where they cannot be written."""
    try:
        app()
    finally:
        try:
            sys.stdout.flush()
        except OSError:
            # Else Python tries again at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise


def _complain(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise SystemExit(1)
