"""What conversations are called: a number that nobody else ever had, and that says nothing about the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlmodel import Session, select

from content.markup import rich
from content.messages import Screen
from storage import contact, supporters
from storage.db import Store
from storage.sealing import Sealer
from storage.tables import ContactWords

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def test_no_conversation_is_called_as_another_was(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> list[int]:
        person = supporters.meet(session, sealer, 7, "en", NOW)[0].number
        called, at = [], NOW
        for _ in range(1500):
            row = contact.open_or_go_on(session, person, at)
            called.append(row.number)
            contact.end(session, row)
            at += timedelta(days=1)
            contact.sweep(session, at)
        return called

    called = store.write_now(act)
    assert len(set(called)) == len(called)
    assert min(called) >= 100_000
    assert called != sorted(called)


def test_a_reply_in_another_group_reaches_nobody_of_the_old_one(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> tuple[bool, bool]:
        contact.set_group(session, sealer, contact.Group(-10, "en"), None, NOW)
        row = contact.open_or_go_on(session, supporters.meet(session, sealer, 7, "en", NOW)[0].number, NOW)
        contact.say(session, sealer, row, Screen(rich("Where is my son?")), NOW, to_team=True)
        contact.passed_on(session, session.exec(select(ContactWords.id)).one() or 0, 12)
        contact.set_group(session, sealer, contact.Group(-10, "ko"), None, NOW)
        before = contact.replied_to(session, 12) is not None
        contact.set_group(session, sealer, contact.Group(-20, "en"), None, NOW)
        return before, contact.replied_to(session, 12) is not None

    assert store.write_now(act) == (True, False)
