"""`appealbot backup` and `appealbot restore`: copies of the store without its key, and the way
back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot import startup
from bot.clock import SystemClock
from bot.settings import Settings, load
from storage.actions import backup as copies
from storage.actions import given_numbers
from storage.engine.database import Store, connect
from storage.engine.sealing import Sealer
from storage.library import published, withheld
from storage.people import erasure, members

T = TypeVar("T")
NO_LEDGER = (
    "There is no list of erasures in {folder}. Whoever asked to be forgotten after this copy was"
    " made would come back. Bring the newest erasures.log from the old data folder and give it with"
    " --ledger, or say --no-ledger if nobody ever asked."
)

SAME_TEAM = (
    "Whoever left the team or changed role since the copy stays as they are. Invitations and plans"
    " ended."
)
OTHER_TEAM = "The team is as it was when the copy was made. Invitations and plans ended."
UNREAD = {
    "withdrawn": (
        "which cases were withdrawn since the copy. They may be public again: look, and withdraw"
        " them again."
    ),
    "roles": (
        "who left the team or changed role since the copy. Look at it first: /team, then People."
    ),
    "suspensions": "who was suspended since the copy. Look at it first: /team, then People.",
    "numbers": "the highest numbers given since the copy. The copy goes on far above its own.",
    "kept": "which names were kept back since the copy. Give them again: /withhold.",
}
UNOPENED = (
    "Names kept back since the copy that this key does not open: {n}. Give them again: /withhold."
)
NEWER = "Take a newer copy, or begin anew: appealbot run --anew with an empty data folder."


def backup(
    file: Annotated[
        Path | None, typer.Argument(help="Where the copy goes; backups/ in the data folder.")
    ] = None,
) -> None:
    """Copy the store, also while the bot runs. The key is never in the copy."""
    settings, now = load(), SystemClock().now()
    store = _file(settings)
    startup.expect_store(settings)
    if not startup.has_store(settings):
        raise startup.Problem(startup.NO_STORE.format(store=store))
    own = settings.data_dir / copies.FOLDER
    target = file or own / f"appealbot-{now:%Y%m%d-%H%M%S}.db"
    try:
        copies.write(store, target)
    except FileExistsError as there:
        raise startup.Problem(f"{target} exists already: give another name.") from there
    typer.echo(f"Copied to {target}. The key is not in it: keep both, in different places.")
    if ended := copies.sweep(own, now):
        typer.echo(f"Older than {copies.COPIES_LIFETIME.days} days and deleted: {ended}.")


def restore(
    file: Annotated[
        Path, typer.Argument(help="A copy that appealbot backup made.", exists=True, dir_okay=False)
    ],
    ledger: Annotated[
        Path | None, typer.Option(help="The newest erasures.log, if it is elsewhere.", exists=True)
    ] = None,
    no_ledger: Annotated[
        bool, typer.Option("--no-ledger", help="Nobody ever asked to be forgotten.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a copy in the store's place. Who was erased since stays erased; nothing overdue goes out
    by itself.
    """
    settings = load()
    store, erasures = _file(settings), settings.data_dir / erasure.NAME
    with startup.alone(settings), copies.prepared(file, store) as working:
        if copies.too_old(working, SystemClock().now()):
            raise startup.Problem(
                f"{file} is older than a year: who was erased since is not known any more. {NEWER}"
            )
        sealer = _key(settings, working)
        if ledger and ledger.resolve() != erasures.resolve():
            erasure.merge(erasures, ledger)
        if not erasures.exists() and not no_ledger:
            raise startup.Problem(NO_LEDGER.format(folder=settings.data_dir))
        if not yes and not typer.confirm(
            f"Put {file} in the place of {store}? What is there now is lost."
        ):
            raise startup.Problem("Nothing was changed.")
        now = _now(store)
        done = copies.restore(
            working, store, sealer, erasures, now.withdrawn, now.seats, now.numbers, now.kept
        )
    if done.applied:
        typer.echo(f"Brought up to date: {', '.join(done.applied)}.")
    typer.echo(
        f"Restored. People who had asked to be forgotten and were erased again: {done.forgotten}."
    )
    typer.echo(SAME_TEAM if now.seats else OTHER_TEAM)
    for sentence in now.unread:
        typer.echo(f"Not read from the store before it: {sentence}")
    if done.unopened:
        typer.echo(UNOPENED.format(n=done.unopened))
    if done.stopped:
        typer.echo(
            f"Messages that will not go out, as they hold a name that is kept back: {done.stopped}."
        )
    typer.echo("What is overdue waits until the team answers. Next: appealbot run")


def _file(settings: Settings) -> Path:
    """The store's file; Problem for a store in memory."""
    connect(settings.database_url).dispose()  # says so when the address is none
    name = make_url(settings.database_url).database
    if not name or name == ":memory:":
        raise startup.Problem("The store lives in memory only: there is nothing to copy.")
    return Path(name)


def _key(settings: Settings, copy: Path) -> Sealer:
    """The key, when it opens the copy; Problem."""
    with Store(connect(f"sqlite:///{copy}")) as store:
        sealer = startup.open_key(settings, create=not store.read_now(startup.is_sealed))
        if not store.read_now(lambda session: startup.opens(session, sealer)):
            raise startup.Problem(startup.WRONG_KEY)
    return sealer


@dataclass(frozen=True)
class _Now:
    """What of the store of now holds for the copy too: cases withdrawn, the team, the highest
    numbers given, names kept back; and what could not be read, as its sentence.
    """

    withdrawn: list[str] = field(default_factory=list)
    seats: dict[int, members.Seat] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    kept: list[withheld.Row] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def _now(store: Path) -> _Now:
    """The same of the store that is there, each by itself: what an older or damaged store does not
    tell takes nothing else with it.
    """
    if not store.exists():
        return _Now(unread=list(UNREAD.values()))
    unread: list[str] = []
    with Store(connect(f"sqlite:///{store}")) as now:
        withdrawn = _read(now, published.hidden_cases, "withdrawn", unread) or []
        roles = _read(now, members.roles, "roles", unread) or {}
        since = _read(now, members.suspensions, "suspensions", unread) or {}
        numbers = _read(now, given_numbers.highest, "numbers", unread) or {}
        kept = _read(now, withheld.rows, "kept", unread) or []
    seats = {
        alias: (role, languages, since.get(alias)) for alias, (role, languages) in roles.items()
    }
    return _Now(withdrawn, seats, numbers, kept, unread)


def _read(now: Store, ask: Callable[[Session], T], what: str, unread: list[str]) -> T | None:
    try:
        return now.read_now(ask)
    except SQLAlchemyError:
        unread.append(UNREAD[what])
        return None
