"""A store with the bundled campaign in it, and a way to hand updates straight to the handlers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from content.campaign import Campaign
from content.text.markup import Entity, Rich
from content.text.messages import Reply
from handlers.context import Reading, worked_out
from handlers.dispatch import Dependencies, respond
from handlers.incoming import Incoming
from storage.engine.database import Store
from storage.engine.sealing import Sealer, new_key, read_key
from tests.handlers.reading import read_first
from tests.stores import bundled, new_store

PACK = Path(__file__).parents[2] / "content/packs/liaoning-seven"
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@dataclass
class Office:
    """The handlers behind a counter: what is handed in comes back as a reply."""

    store: Store
    sealer: Sealer
    campaign: Campaign
    now: datetime = NOW
    erased: list[int] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def hands(
        self, kind: Any, chat: int = 7_318_264_905, *, private: bool = True, **more: Any
    ) -> Reply:
        update = Incoming(
            next(self.numbers),
            kind,
            chat,
            private,
            more.pop("user", chat),
            **({"language": "en"} | more),
        )
        desk = Dependencies(
            self.sealer,
            self.campaign,
            "a_bot",
            lambda who, _: self.erased.append(who),
            lambda: True,
        )

        def asked(readings: Sequence[Reading]) -> Reply:
            return self.store.write_now(
                lambda session: respond(session, desk, update, self.now, readings)
            )

        return read_first(
            asked, lambda wanted: self.store.read_now(lambda session: worked_out(session, wanted))
        )

    def taps_all(self, payloads: list[str], chat: int = 7_318_264_905) -> None:
        """Many taps, one after the other, in one transaction."""
        desk = Dependencies(
            self.sealer,
            self.campaign,
            "a_bot",
            lambda who, _: self.erased.append(who),
            lambda: True,
        )

        def act(session: Session) -> None:
            for data in payloads:
                update = Incoming(
                    next(self.numbers),
                    "button",
                    chat,
                    True,
                    chat,
                    "en",
                    1,
                    callback_id="1",
                    data=data,
                )
                read_first(
                    partial(respond, session, desk, update, self.now), partial(worked_out, session)
                )

        self.store.write_now(act)

    def says(self, words: str, **more: Any) -> Reply:
        length = (
            len(words.split(maxsplit=1)[0].encode("utf-16-le")) // 2 if words.startswith("/") else 0
        )
        marks = (Entity("bot_command", 0, length),) if length else ()
        return self.hands("text", text=Rich(words, marks), **more)

    def taps(self, data: str, **more: Any) -> Reply:
        return self.hands("button", data=data, callback_id="1", message_id=1, **more)

    def tables(self, *left_out: str) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""

        def read(session: Any) -> dict[str, list[tuple[Any, ...]]]:
            names = (
                session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
                .scalars()
                .all()
            )
            kept = [name for name in names if name not in left_out]
            return {
                name: [tuple(row) for row in session.execute(text(f"SELECT * FROM {name}"))]
                for name in kept
            }

        return self.store.read_now(read)


@pytest.fixture(scope="session")
def known() -> Campaign:
    return bundled()


@pytest.fixture
def office(tmp_path: Path, known: Campaign) -> Iterator[Office]:
    store = new_store(tmp_path / "store.db")
    yield Office(store, read_key(new_key()), known)
    store.close()
