"""From settings to a bot that can run: lock, key, store, pack. What stands in the way is a Problem with a sentence."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlmodel import Session, select

from bot.app import App, build
from bot.clock import Clock
from bot.settings import Settings
from content import pack
from content.campaign import Campaign
from storage import campaign, schema, team
from storage.db import Store, connect
from storage.sealing import BrokenSeal, KeyProblem, Sealer, load_key, read_key
from storage.supporters import PLACE
from storage.tables import Supporter

WRONG_KEY = "This key is not the one that the store was sealed with: put your copy of that key in its place."


class Problem(Exception):
    """Something that a person has to put right first; the message says how."""


def open_bot(settings: Settings, *, clock: Clock, examples: bool) -> tuple[App, str | None]:
    """The bot, ready to run, and a new owner code while it has no owner. An empty store is made and filled."""
    with ExitStack() as opened:  # what was opened is closed again if there is a Problem
        lock = alone(settings)
        opened.callback(lock.release)
        store = opened.enter_context(Store(connect(settings.database_url)))
        sealer, code = _prepared(store, settings, clock, examples=examples)
        app = build(settings, clock=clock, sealer=sealer, store=store)
        app.lock = lock
        opened.pop_all()
    return app, code


def _prepared(store: Store, settings: Settings, clock: Clock, *, examples: bool) -> tuple[Sealer, str | None]:
    """The key, and a new owner code while there is no owner, once the store is up to date and filled."""
    fresh = schema.empty(store.engine)
    if not fresh and schema.pending(store.engine):
        raise Problem("The store is not up to date. Run: appealbot migrate")
    sealer = open_key(settings, create=fresh or not store.read_now(has_people))
    if not fresh and not store.read_now(lambda session: opens(session, sealer)):
        raise Problem(WRONG_KEY)
    schema.migrate(store.engine)
    if settings.pack is not None and store.read_now(campaign.snapshot) is None:
        read = read_pack(settings.pack)
        store.write_now(lambda session: campaign.seed(session, read, clock.now(), with_examples=examples))
    code = None
    if not store.read_now(team.has_owner):
        code = store.write_now(lambda session: team.new_owner_code(session, clock.now()))
    return sealer, code


def alone(settings: Settings) -> FileLock:
    """The lock of the data folder, taken; Problem while another bot runs there."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(settings.data_dir / "appealbot.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as taken:
        raise Problem(f"Another AppealBot runs in {settings.data_dir}: stop it first.") from taken
    return lock


def has_people(session: Session) -> bool:
    """Whether anyone is sealed in the store."""
    return session.exec(select(Supporter.number).limit(1)).first() is not None


def opens(session: Session, sealer: Sealer) -> bool:
    """Whether the key opens what is sealed in the store; an empty store suits every key."""
    seal = session.exec(select(Supporter.seal).limit(1)).first()
    try:
        return seal is None or bool(sealer.open_id(PLACE, seal))
    except BrokenSeal:
        return False


def store_trouble(problem: SQLAlchemyError) -> str:
    """What is wrong with the store and what to do, for an error of the database."""
    if isinstance(problem, ArgumentError):
        return "APPEALBOT_DATABASE_URL: write a SQLite address such as sqlite:///data/appealbot.db."
    words = str(problem.__cause__ or "").lower()
    if "locked" in words:
        return "The store is locked by another program: stop that program, then try again."
    if "readonly" in words or "unable to open" in words:
        return "The store cannot be written: check the owner and mode of its file and folder (APPEALBOT_DATA_DIR)."
    if "disk is full" in words:
        return "The disk is full: make room, then try again."
    return "The store is damaged or is no SQLite database. Put the newest copy back with: appealbot restore FILE"


def open_key(settings: Settings, *, create: bool) -> Sealer:
    """The sealing key from the environment or its file; with `create` a missing file is made."""
    try:
        return read_key(settings.key.get_secret_value()) if settings.key else load_key(settings.key_file, create=create)
    except KeyProblem as problem:
        raise Problem(str(problem)) from problem


def read_pack(folder: Path) -> Campaign:
    """The campaign of the pack in a folder."""
    try:
        read, problems = pack.read(pack.load(folder))
    except pack.PackError as broken:
        problems, read = broken.problems, None
    if read is None:
        told = "\n".join(map(str, problems))
        raise Problem(f"{told}\nThe pack {folder} has problems. Mend them, then run: appealbot pack check {folder}")
    return read
