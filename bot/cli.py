"""The command line. Every problem ends in a sentence with the next step and exit code 1."""

from __future__ import annotations

import asyncio
from pathlib import Path

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import OperationalError
from telegram.error import Conflict, InvalidToken, NetworkError

from bot import checkup, logs, missions_cli, packs_cli, startup
from bot.clock import SystemClock
from bot.rehearsal import command
from bot.settings import Settings, SettingsProblem, load
from storage import schema, team
from storage.db import Store, UnsupportedDatabase, connect

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(packs_cli.app, name="pack")
app.add_typer(missions_cli.app, name="missions")
app.command()(command.rehearse)


def _store(settings: Settings) -> Store:
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Store(connect(settings.database_url))


@app.command()
def run() -> None:
    """Run the bot until it is stopped with Ctrl-C or SIGTERM."""
    settings = load()
    logs.start(settings.data_dir / "logs")
    bot, code = startup.open_bot(settings, clock=SystemClock(), examples=False)
    if code:
        typer.echo(f"Owner code: {code}", color=False)
    typer.echo("Events marked as examples are left out. Press Ctrl-C to stop.")
    asyncio.run(bot.run())


@app.command()
def init() -> None:
    """Ask for what is needed and write it to .env."""
    target = Path(".env")
    if target.exists() and not typer.confirm(f"{target} exists. Write it anew?"):
        return
    token = typer.prompt("Token from @BotFather", hide_input=True).strip()
    folder = typer.prompt("Folder for the store", default="data").strip()
    Settings(token=token, data_dir=folder, _env_file=None)
    target.touch(mode=0o600)
    target.chmod(0o600)
    target.write_text(f"APPEALBOT_TOKEN={token}\nAPPEALBOT_DATA_DIR={folder}\n", encoding="utf-8")
    typer.echo(f"Written to {target}. Next: appealbot doctor")


@app.command()
def doctor() -> None:
    """Check token, store, key, migrations, pack, fonts and clock, and say what to do."""
    checks = asyncio.run(checkup.all_checks(load()))
    table = Table("", "check", "what was found, what to do")
    for check in checks:
        table.add_row("ok" if check.ok else "!", check.name, check.words)
    Console().print(table)
    if not all(check.ok for check in checks):
        raise SystemExit(1)


@app.command()
def migrate() -> None:
    """Bring the store up to date."""
    names = schema.migrate(_store(load()).engine)
    typer.echo(f"Applied: {', '.join(names)}." if names else "The store is up to date.")


@app.command("owner-code")
def owner_code() -> None:
    """Print a new one-time code by which an owner gets in; older codes end."""
    store = _store(load())
    if schema.pending(store.engine):
        raise SettingsProblem("The store is not up to date. Run: appealbot migrate")
    code = store.write_now(lambda session: team.new_owner_code(session, SystemClock().now()))
    typer.echo(f"Owner code: {code}")


def main() -> None:
    """Runs a command; known problems are told without a traceback."""
    try:
        app()
    except (SettingsProblem, UnsupportedDatabase, schema.NewerStore, startup.Problem) as problem:
        typer.echo(str(problem), err=True)
    except ValidationError:
        typer.echo(
            "This is not a token. Copy the line that @BotFather sent, like 123456789:AAF..., and try again.", err=True
        )
    except InvalidToken:
        typer.echo(
            "Telegram does not know this token. Ask @BotFather for the current one, then run: appealbot init", err=True
        )
    except Conflict:
        typer.echo("Another program answers for this bot. Stop it, or ask @BotFather for a new token.", err=True)
    except NetworkError:
        typer.echo(
            "Telegram cannot be reached. Check the network and APPEALBOT_TELEGRAM_API_URL, then try again.", err=True
        )
    except OperationalError:
        typer.echo(
            "The store is locked or cannot be written: stop the other program, check the folder's mode.", err=True
        )
    except OSError as problem:
        typer.echo(f"{problem.filename} cannot be used: {problem.strerror}. Check APPEALBOT_DATA_DIR.", err=True)
    else:
        return
    raise SystemExit(1)
