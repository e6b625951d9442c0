"""What was worked out before a transaction counts only while content is what it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from content.errors import Gone
from content.language.i18n import words_for
from handlers.context import BEFOREHAND_TRIES, Context, Reading, Unread, worked_out
from handlers.incoming import Incoming
from storage.library import published
from storage.library.beforehand import Beforehand, stamp
from storage.library.export_files import CalendarFile, PackFile, TranslationFile

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Version(Beforehand[str]):
    """The content's version, or that there is none."""

    there: bool = True

    def work_out(self, session: Session) -> str:
        if not self.there:
            raise Gone
        return published.version(session)


def asked(office, session: Session, wanted: Version, readings: list[Reading]) -> str:
    words, incoming = words_for("en"), Incoming(1, "text", 1, True, 1)
    known = Context(
        session,
        NOW,
        incoming,
        office.sealer,
        office.campaign,
        words,
        "a_bot",
        bool,
        (),
        readings=readings,
    )
    return known.beforehand(wanted)


@pytest.fixture
def seeded(office):
    office.store.write_now(
        lambda session: published.seed(session, office.campaign, NOW, with_examples=True)
    )
    return office


def test_it_is_worked_out_first_and_taken_then(seeded):
    with pytest.raises(Unread):
        seeded.store.write_now(lambda session: asked(seeded, session, Version(), []))
    known = seeded.store.read_now(lambda session: worked_out(session, Version()))
    assert (
        seeded.store.write_now(lambda session: asked(seeded, session, Version(), [known]))
        == known.value
    )


def test_its_refusal_is_the_answer(seeded):
    known = seeded.store.read_now(lambda session: worked_out(session, Version(there=False)))
    with pytest.raises(Gone):
        seeded.store.write_now(
            lambda session: asked(seeded, session, Version(there=False), [known])
        )


@pytest.mark.parametrize("file", [PackFile(), TranslationFile("ko"), CalendarFile("en", NOW)])
def test_without_a_campaign_there_is_no_file(office, file):
    found = office.store.read_now(lambda session: worked_out(session, file))
    assert isinstance(found.refused, Gone)


def test_after_a_change_it_is_worked_out_anew_and_at_last_in_the_transaction(seeded):
    old = seeded.store.read_now(lambda session: worked_out(session, Version()))
    seeded.store.write_now(published.bump)
    with pytest.raises(Unread):
        seeded.store.write_now(
            lambda session: asked(seeded, session, Version(), [old] * (BEFOREHAND_TRIES - 1))
        )
    found = seeded.store.write_now(
        lambda session: asked(seeded, session, Version(), [old] * BEFOREHAND_TRIES)
    )
    assert found == seeded.store.read_now(published.version) != old.value


def test_every_change_of_content_has_another_stamp(seeded):
    before = seeded.store.read_now(stamp)
    seeded.store.write_now(published.bump)
    assert seeded.store.read_now(stamp) != before
