"""From settings to a bot that can run: lock, key, store, pack. What stands in the way is a Problem
with a sentence.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlmodel import Session, select

from bot import modes
from bot.app import App, build
from bot.clock import Clock
from bot.settings import Settings
from content.campaign import Campaign
from content.pack import reader
from storage.actions import backup
from storage.engine import schema
from storage.engine.database import Store, connect
from storage.engine.sealed_columns import SUPPORTER_SEAL
from storage.engine.sealing import BrokenSeal, KeyProblem, Sealer, load_key, read_key
from storage.engine.tables import Supporter
from storage.library import published, withheld
from storage.people import erasure, members

log = logging.getLogger(__name__)
WRONG_KEY = (
    "This key is not the one that the store was sealed with: put your copy of that key in its"
    " place."
)


LOST = (
    "There is no store at {store}, or it is empty, but a bot ran here before: {traces}. "
    "Put its newest copy back with: appealbot restore FILE. "
    "To begin anew, with nobody in it and a new owner code: appealbot run --anew"
)
SHARED = (
    "There is no store at {store}, or it is empty, but a key lies at {key}, where every bot of this"
    " account looks. If the store of this data folder was lost, put its newest copy back with:"
    " appealbot restore FILE. If another data folder uses that key, give this one its own place for"
    " a key: APPEALBOT_KEY_FILE. To begin anew with that key: appealbot run --anew"
)
NO_STORE = "There is no store at {store} yet: start the bot first, with appealbot run."
DISK_FULL = "The disk is full: make room, then try again."


class Problem(Exception):
    """Something that a person has to put right first; the message says how."""


def open_bot(
    settings: Settings, *, clock: Clock, examples: bool, anew: bool = False
) -> tuple[App, str | None]:
    """The bot, ready to run, and a new owner code while it has no owner. An empty store is made and
    filled; beside what an earlier bot left only with `anew`.
    """
    with ExitStack() as opened:  # what was opened is closed again if there is a Problem
        lock = alone(settings)
        opened.callback(lock.release)
        if not anew:
            expect_store(settings)
        store = opened.enter_context(Store(connect(settings.database_url)))
        sealer, code = _prepared(store, settings, clock, examples=examples)
        app = build(settings, clock=clock, sealer=sealer, store=store)
        app.lock = lock
        opened.pop_all()
    return app, code


def _prepared(
    store: Store, settings: Settings, clock: Clock, *, examples: bool
) -> tuple[Sealer, str | None]:
    """The key, and a new owner code while there is no owner, once the store is up to date and
    filled.
    """
    fresh = schema.empty(store.engine)
    if not fresh and schema.pending(store.engine):
        raise Problem("The store is not up to date. Run: appealbot migrate")
    schema.migrate(store.engine)  # before the key: a key without a store says that a store was lost
    sealer = open_key(settings, create=not store.read_now(is_sealed))
    if not store.read_now(lambda session: opens(session, sealer)):
        raise Problem(WRONG_KEY)
    store.unlock(sealer)
    if store.write_now(withheld.move):
        store.truncate_now()
    if settings.pack is not None and store.read_now(published.snapshot) is None:
        read, pack = read_pack(settings.pack, clock.now().date())
        for remark in pack.remarks():
            log.warning("%s", remark)
        store.write_now(
            lambda session: published.seed(session, read, clock.now(), with_examples=examples)
        )
    code = None
    if not store.read_now(members.has_owner):
        code = store.write_now(lambda session: members.new_owner_code(session, clock.now()))
    store.truncate_now()  # from here on the file is a whole store without its log
    return sealer, code


def folder(settings: Settings) -> Path:
    """The data folder, made if need be, with all that the bot keeps closed to others."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    modes.mend(settings)
    return settings.data_dir


def alone(settings: Settings) -> FileLock:
    """The lock of the data folder, taken; Problem while another bot runs there."""
    lock = FileLock(folder(settings) / modes.LOCK, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout as taken:
        raise Problem(f"Another AppealBot runs in {settings.data_dir}: stop it first.") from taken
    except NotImplementedError as unlocked:
        raise Problem(
            f"{settings.data_dir} is on a disk without file locks: set APPEALBOT_DATA_DIR."
        ) from unlocked
    return lock


def has_store(settings: Settings) -> bool:
    """Whether there is a store with tables in it; looking makes none."""
    file = settings.store_file
    if file is None or not file.exists() or file.stat().st_size == 0:
        return False
    with Store(connect(settings.database_url)) as store:
        return not schema.empty(store.engine)


def expect_store(settings: Settings) -> None:
    """Problem where there is no store though a bot ran here before: nobody must be lost without a
    word.
    """
    found = _traces(settings)
    if found and not has_store(settings):
        raise Problem(LOST.format(store=settings.store_file, traces=", ".join(found)))
    if _has_key(settings) and not has_store(settings):
        raise Problem(SHARED.format(store=settings.store_file, key=settings.key_file))


def _traces(settings: Settings) -> list[str]:
    """What only a bot that ran before leaves beside its store."""
    file, ledger, copies = (
        settings.store_file,
        settings.data_dir / erasure.NAME,
        settings.data_dir / backup.FOLDER,
    )
    if file is None:
        return []
    left = {
        f"copies in {copies}": any(copies.glob("*.db")),
        f"the list of erasures {ledger}": _filled(ledger),
        f"the key {settings.key_file}": _has_key(settings) and not _shared_key(settings),
        f"the log of a store {file}-wal": _filled(Path(f"{file}-wal")),
    }
    return [name for name, is_there in left.items() if is_there]


def _has_key(settings: Settings) -> bool:
    return settings.store_file is not None and settings.key is None and _filled(settings.key_file)


def _shared_key(settings: Settings) -> bool:
    """Whether the key's place is the usual one of this person, where the bots of all their data
    folders look.
    """
    inside = settings.key_file.resolve().is_relative_to(settings.data_dir.resolve())
    return "key_file" not in settings.model_fields_set and not inside


def _filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def is_sealed(session: Session) -> bool:
    """Whether the store holds anything that only its key opens: a person, or names that a case
    keeps back.
    """
    return session.exec(select(Supporter.number).limit(1)).first() is not None or withheld.exist(
        session
    )


def opens(session: Session, sealer: Sealer) -> bool:
    """Whether the key opens what is sealed in the store; an empty store suits every key."""
    seal = session.exec(select(Supporter.seal).limit(1)).first()
    try:
        return (seal is None or bool(sealer.open_id(SUPPORTER_SEAL, seal))) and withheld.opens(
            session, sealer
        )
    except BrokenSeal:
        return False


def store_trouble(problem: SQLAlchemyError | sqlite3.Error) -> str:
    """What is wrong with the store and what to do, for an error of the database."""
    if isinstance(problem, ArgumentError):
        return "APPEALBOT_DATABASE_URL: write a SQLite address such as sqlite:///data/appealbot.db."
    words = str(problem.__cause__ or problem).lower()
    if "locked" in words:
        return "The store is locked by another program: stop that program, then try again."
    if "readonly" in words or "unable to open" in words:
        return (
            "The store cannot be written: check the owner and mode of its file and folder"
            " (APPEALBOT_DATA_DIR)."
        )
    if "disk is full" in words:
        return DISK_FULL
    if "disk i/o error" in words:
        return (
            "The disk of the store could not be read or written: look whether it is full or broken,"
            " then try again."
        )
    return (
        "The store is damaged or is no SQLite database. Put the newest copy back with: appealbot"
        " restore FILE"
    )


def file_trouble(
    problem: OSError, otherwise: str = "Check APPEALBOT_DATA_DIR and its mode."
) -> str:
    """What is wrong with a file and what to do."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DISK_FULL
    return (
        f"{problem.filename or 'A file'} cannot be used: {problem.strerror or problem}. {otherwise}"
    )


def open_key(settings: Settings, *, create: bool) -> Sealer:
    """The sealing key from the environment or its file; with `create` a missing file is made."""
    try:
        return (
            read_key(settings.key.get_secret_value())
            if settings.key
            else load_key(settings.key_file, create=create)
        )
    except KeyProblem as problem:
        raise Problem(str(problem)) from problem


def read_pack(folder: Path, today: date) -> tuple[Campaign, reader.Pack]:
    """The campaign of the pack in a folder, and the pack; Problem says what is wrong with it."""
    pack: reader.Pack | None = None
    try:
        pack = reader.Pack(reader.load(folder), today)
        problems = pack.problems
    except reader.PackError as broken:
        problems = broken.problems
    if pack is None or pack.campaign is None:
        told = "\n".join(map(str, problems))
        raise Problem(
            f"{told}\nThe pack {folder} has problems. Mend them, then run: appealbot pack check"
            f" {folder}"
        )
    return pack.campaign, pack
