"""The command line. Every problem ends in a sentence with the next step and exit code 1."""

from __future__ import annotations

import typer
from sqlalchemy.exc import OperationalError

from bot import packs_cli
from bot.clock import SystemClock
from bot.settings import Settings, SettingsProblem, load
from storage import schema, team
from storage.db import Store, UnsupportedDatabase, connect

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(packs_cli.app, name="pack")


def _store(settings: Settings) -> Store:
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Store(connect(settings.database_url))


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
    except (SettingsProblem, UnsupportedDatabase, schema.NewerStore) as problem:
        typer.echo(str(problem), err=True)
    except OperationalError:
        typer.echo(
            "The store is locked or cannot be written: stop the other program, check the folder's mode.", err=True
        )
    except OSError as problem:
        typer.echo(f"{problem.filename} cannot be used: {problem.strerror}. Check APPEALBOT_DATA_DIR.", err=True)
    else:
        return
    raise SystemExit(1)
