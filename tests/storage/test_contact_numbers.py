"""What conversations are called: a number that nobody else ever had, and that says nothing about
the others.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlmodel import Session, select

from content.text.markup import rich
from content.text.messages import Screen
from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.engine.tables import ContactWords
from storage.people import supporters, team_inbox

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def test_no_conversation_is_called_as_another_was(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> list[int]:
        person = supporters.meet(session, sealer, 7, "en", NOW)[0].number
        called, at = [], NOW
        for _ in range(1500):
            row = team_inbox.open_or_go_on(session, person, at)
            called.append(row.number)
            team_inbox.end(session, row)
            at += timedelta(days=1)
            team_inbox.sweep(session, at)
        return called

    called = store.write_now(act)
    assert len(set(called)) == len(called)
    assert min(called) >= 100_000
    assert called != sorted(called)


def test_a_reply_in_another_group_reaches_nobody_of_the_old_one(
    store: Store, sealer: Sealer
) -> None:
    def act(session: Session) -> tuple[bool, bool]:
        team_inbox.set_group(session, sealer, team_inbox.Group(-10, "en"), None, NOW)
        row = team_inbox.open_or_go_on(
            session, supporters.meet(session, sealer, 7, "en", NOW)[0].number, NOW
        )
        team_inbox.say(session, sealer, row, Screen(rich("Where is my son?")), NOW, to_team=True)
        team_inbox.passed_on(session, session.exec(select(ContactWords.id)).one() or 0, 12)
        team_inbox.set_group(session, sealer, team_inbox.Group(-10, "ko"), None, NOW)
        before = team_inbox.replied_to(session, 12) is not None
        team_inbox.set_group(session, sealer, team_inbox.Group(-20, "en"), None, NOW)
        return before, team_inbox.replied_to(session, 12) is not None

    assert store.write_now(act) == (True, False)
