"""`appealbot withhold`: names that no text may hold, typed unseen on the machine, never as words of
a command.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

import typer
from sqlmodel import Session

from bot import startup
from bot.clock import SystemClock
from bot.settings import Settings, load
from content.errors import UserError
from content.language.i18n import words_for
from content.language.languages import DEFAULT
from storage.actions import withheld_names
from storage.actions.withheld_names import Standing
from storage.engine import schema
from storage.engine.database import Store, connect
from storage.engine.sealing import Sealer
from storage.library import withheld
from storage.library.part_index import PartIndex

Case = Annotated[
    str,
    typer.Argument(
        metavar="[CASE]", help="The case's short name; may be left out if there is one."
    ),
]


def withhold(
    case: Case = "",
    count: Annotated[
        bool, typer.Option("--count", help="Say how many names the case keeps back, and end.")
    ] = False,
    clear: Annotated[
        bool, typer.Option("--clear", help="Empty the case's list, after asking.")
    ] = False,
) -> None:
    """Keep names and details of a case back: one a line, unseen while you type, or read from a
    pipe.
    """
    settings = load()
    with Store(connect(settings.database_url)) as store:
        sealer = _unlocked(store, settings)
        slug = store.read_now(lambda session: _case(session, case))
        if clear:
            _clear(store, slug)
        elif not count:
            _add(store, sealer, slug)
        kept = store.read_now(lambda session: withheld.count(session, slug))
        typer.echo(f"{slug} keeps back {kept} names and details. Nobody can read them.")


def _unlocked(store: Store, settings: Settings) -> Sealer:
    """The key, once the store has it; Problem where one of them is not there or does not fit."""
    if schema.empty(store.engine):
        raise startup.Problem("There is no store yet: start the bot first, with appealbot run.")
    if schema.pending(store.engine):
        raise startup.Problem("The store is not up to date. Run: appealbot migrate")
    sealer = startup.open_key(settings, create=False)
    if not store.read_now(lambda session: startup.opens(session, sealer)):
        raise startup.Problem(startup.WRONG_KEY)
    store.unlock(sealer)
    if store.write_now(withheld.move):
        store.truncate_now()
    return sealer


def _case(session: Session, named: str) -> str:
    known = [one.slug for one in PartIndex(("case",)).work_out(session)]
    if named in known:
        return named
    if not named and len(known) == 1:
        return known[0]
    if not known:
        raise startup.Problem("The campaign has no case yet.")
    raise startup.Problem(f"Name the case, and nothing else: {', '.join(known)}")


def _add(store: Store, sealer: Sealer, slug: str) -> None:
    names, now = list(_typed()), SystemClock().now()
    try:
        stands = store.read_now(Standing(sealer, slug, tuple(names)).work_out)
        found = store.write_now(
            lambda session: withheld_names.keep_back(session, sealer, slug, names, None, now)
        )
    except UserError as refused:
        raise startup.Problem(
            words_for(DEFAULT).text(refused.key, None, **refused.values)
        ) from refused
    typer.echo(f"Added: {len(found.added.marks)}.")
    for told, named in (
        ("Stopped, as it names what you gave", (*found.messages, *found.plans)),
        ("A draft, and names what you gave", stands.drafts),
    ):
        for one in named:
            typer.echo(f"{told}: {one.kind}{f' {one.title}' if one.title else ''}.")
    if stands.public:
        typer.echo(
            f"Public already, and names what you gave: {', '.join(stands.public)}. Change it or"
            " take it down."
        )


def _typed() -> Iterator[str]:
    """Lines from a pipe, or typed without being shown, up to an empty one."""
    if not sys.stdin.isatty():
        yield from sys.stdin.read().splitlines()
        return
    typer.echo("One name or detail a line. It is not shown while you type; an empty line ends.")
    while line := typer.prompt("Name", default="", hide_input=True, show_default=False):
        yield line


def _clear(store: Store, slug: str) -> None:
    if not typer.confirm(f"Empty the list of {slug}? Texts may name everybody on it from then on."):
        raise startup.Problem("Nothing was changed.")
    now = SystemClock().now()
    store.write_now(lambda session: withheld.clear(session, slug, None, now))
