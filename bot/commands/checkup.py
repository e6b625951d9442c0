"""The doctor's checks: what was found and what to do, one line each."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import TelegramError

from bot import modes, startup
from bot.clock import SystemClock
from bot.foreign.elsewhere import Elsewhere
from bot.settings import PAID, Settings, SettingsProblem
from bot.telegram import webhooks
from bot.telegram.complaints import complaint
from bot.telegram.connections import Dated
from bot.telegram.proxies import proxy_for
from bot.telegram.transport import PoolRequest, Telegram, at
from content.documents import pdf
from content.errors import UserError
from content.language.languages import DEFAULT, LANGUAGES
from content.letters.composer import Letter, Paragraph
from content.pack import reader
from content.pack.withheld import left_out
from storage.engine import schema
from storage.engine.database import Store, UnsupportedDatabase, connect

SKEW_SECONDS = 60
FREE_BYTES = 200_000_000
SHOWN_FILES = 3  # files named in one line


@dataclass(frozen=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    words: str


async def all_checks(settings: Settings) -> list[Check]:
    """Everything `run` needs, looked at without changing anything."""
    local = {
        "store": _store,
        "modes": _modes,
        "key": _key,
        "migrations": _migrations,
        "pack": _pack,
        "fonts": _fonts,
    }
    paid = [Check("paid", True, PAID)] if settings.paid_broadcast else []
    here = [_guarded(name, check, settings) for name, check in local.items()]
    return [*await network(settings), *paid, *here]


async def network(settings: Settings) -> list[Check]:
    """The way to Telegram, and what answers there."""
    try:
        proxy = proxy_for(settings.telegram_api_url)
    except SettingsProblem as problem:
        return [Check("proxy", False, str(problem))]
    way = "None is set for Telegram: it is reached directly."
    if proxy is not None:
        way = f"Telegram is reached through {proxy}. Feeds are read directly, not through it."
    return [Check("proxy", True, way), *await _telegram(settings)]


def _guarded(name: str, check: Callable[[Settings], Check], settings: Settings) -> Check:
    try:
        return check(settings)
    except SQLAlchemyError as problem:
        return Check(name, False, startup.store_trouble(problem))
    except OSError as problem:
        what = problem.filename or "A file"
        return Check(
            name, False, f"{what} cannot be used: {problem.strerror}. Check its owner and mode."
        )
    except (
        startup.Problem,
        schema.NewerStore,
        UnsupportedDatabase,
        ModuleNotFoundError,
        RuntimeError,
    ) as problem:
        return Check(name, False, str(problem))
    # Whatever it is, the doctor names it and looks at the rest.
    except Exception as problem:  # noqa: BLE001
        return Check(
            name, False, f"This cannot be used ({type(problem).__name__}): check its setting."
        )


async def _telegram(settings: Settings) -> list[Check]:
    heard: list[str] = []
    request = PoolRequest(settings.telegram_api_url, 1, partial(Dated, heard.append))
    bot = at(settings.telegram_api_url, settings.token.get_secret_value(), request, request)
    try:
        await bot.initialize()
        return [
            Check("token", True, f"The bot is @{bot.username}."),
            await _webhook(bot),
            _clock(heard),
        ]
    except SettingsProblem as problem:
        return [Check("token", False, str(problem))]
    except TelegramError as failure:
        return [Check("token", False, complaint(failure)), _clock(heard)]
    finally:
        await bot.shutdown()


async def _webhook(bot: Telegram) -> Check:
    try:
        host = await webhooks.host_of(bot)
    except TelegramError as failure:
        return Check("webhook", False, complaint(failure))
    return (
        Check("webhook", False, webhooks.left(host))
        if host
        else Check("webhook", True, "None is set.")
    )


def _clock(told: list[str]) -> Check:
    """Compares with the time that the server told, if it told one."""
    try:
        there = parsedate_to_datetime(told[-1]).astimezone(UTC)
    except (IndexError, ValueError, OverflowError):
        return Check("clock", True, "Not compared: no server told the time.")
    apart = abs((SystemClock().now() - there).total_seconds())
    if apart > SKEW_SECONDS:
        return Check(
            "clock", False, f"The clock is {apart:.0f} seconds off: turn on time synchronisation."
        )
    return Check("clock", True, "Right to within a minute.")


def _store(settings: Settings) -> Check:
    connect(settings.database_url).dispose()  # says so when the address is none
    folder = settings.data_dir
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if shutil.disk_usage(there).free < FREE_BYTES:
        return Check("store", False, f"The disk of {folder} is nearly full: make room.")
    if not folder.exists():
        startup.expect_store(settings)
        return _not_there(folder, there)
    probe = folder / ".writable"
    probe.touch()
    probe.unlink()
    startup.expect_store(settings)
    return Check("store", True, f"{folder} can be written.")


def _not_there(folder: Path, there: Path) -> Check:
    """Whether a folder can be made below the one that is there."""
    if not there.is_dir():
        return Check(
            "store",
            False,
            f"{folder} cannot be made, as {there} is a file. Check APPEALBOT_DATA_DIR.",
        )
    if not os.access(there, os.W_OK | os.X_OK):
        words = (
            f"{folder} cannot be made: {there} cannot be written. Check its owner and mode, or"
            " APPEALBOT_DATA_DIR."
        )
        return Check("store", False, words)
    return Check("store", True, f"{folder} will be made at the first start.")


def _modes(settings: Settings) -> Check:
    found = [str(path) for path in modes.open_to_others(settings)]
    if not found:
        return Check("modes", True, "What the bot keeps can be read by you alone.")
    more = f" and {len(found) - SHOWN_FILES} more" if len(found) > SHOWN_FILES else ""
    told = ", ".join(found[:SHOWN_FILES])
    return Check(
        "modes",
        False,
        f"Others can get at {told}{more}. Run: chmod -R go-rwx {' '.join(found[:SHOWN_FILES])}",
    )


def _key(settings: Settings) -> Check:
    with _opened(settings) as store:
        people = store is not None and _is_up_to_date(store) and store.read_now(startup.is_sealed)
        if not people and not settings.key and not settings.key_file.exists():
            words = (
                f"{settings.key_file} will be made at the first start. Then keep a copy elsewhere."
            )
            return Check("key", True, words)
        sealer = startup.open_key(settings, create=False)
        if store and people and not store.read_now(lambda session: startup.opens(session, sealer)):
            return Check("key", False, startup.WRONG_KEY)
    if settings.key:
        return Check(
            "key", True, "Taken from APPEALBOT_KEY. Keep a copy off this machine, not in a backup."
        )
    mode = stat.S_IMODE(settings.key_file.stat().st_mode)
    if mode & 0o077:
        return Check(
            "key", False, f"Others can read {settings.key_file}: run chmod 600 {settings.key_file}"
        )
    return Check(
        "key",
        True,
        f"{settings.key_file}, readable by you alone. Keep a copy off this machine, not in a"
        " backup.",
    )


def _is_up_to_date(store: Store) -> bool:
    return not schema.empty(store.engine) and not schema.pending(store.engine)


def _opened(settings: Settings) -> AbstractContextManager[Store | None]:
    """The store, to be closed again; None before the first start."""
    return Store(connect(settings.database_url)) if startup.has_store(settings) else nullcontext()


def _migrations(settings: Settings) -> Check:
    with _opened(settings) as store:
        if store is None or schema.empty(store.engine):
            return Check("migrations", True, "The store is empty; the first start makes it.")
        if schema.pending(store.engine):
            return Check("migrations", False, "The store is not up to date. Run: appealbot migrate")
    return Check("migrations", True, "The store is up to date.")


def _pack(settings: Settings) -> Check:
    if settings.pack is None:
        return Check("pack", True, "None: the team builds the campaign in the chat.")
    read, _ = startup.read_pack(settings.pack, SystemClock().now().date())
    lists = "".join(f" {remark}." for remark in left_out(reader.load(settings.pack)))
    return Check("pack", True, f"{read.slug} in {', '.join(read.languages)}.{lists}")


def _fonts(_settings: Settings) -> Check:
    """A page with every language's name in its script, made as the running bot makes it: in a
    process of its own.
    """
    names = ", ".join(language.name for language in LANGUAGES.values())
    made = Letter(DEFAULT, "Letter", (Paragraph("opening", names),))
    elsewhere = Elsewhere()
    try:
        page = elsewhere.read_now(pdf.letter(made, pdf.Outside({})))
    except UserError:
        return Check(
            "fonts", False, "No letter can be printed: install the program and its fonts anew."
        )
    finally:
        elsewhere.close()
    if page.missing:
        return Check("fonts", False, f"No font of the program has these signs: {page.missing}")
    return Check("fonts", page.content.startswith(b"%PDF"), f"Letters can be printed: {names}.")
