"""Drafts: one per kind, one open question, gone after 7 days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.people import conversation_state, supporters

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def test_a_draft_lives_for_seven_days(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        person = supporters.meet(session, sealer, 5_000_000_001, "en", NOW)[0].number
        conversation_state.put(
            session, sealer, person, "letter", {"name": "민수"}, NOW, awaiting=True
        )
        almost, over = NOW + timedelta(days=7, seconds=-1), NOW + timedelta(days=7)
        found = conversation_state.get(session, sealer, person, "letter", almost)
        assert found is not None
        assert found.value == {"name": "민수"}
        assert conversation_state.awaiting(session, sealer, person, almost) == found
        assert conversation_state.get(session, sealer, person, "letter", over) is None
        assert conversation_state.awaiting(session, sealer, person, over) is None

    store.write_now(act)


def test_only_one_question_is_open(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        person = supporters.meet(session, sealer, 5_000_000_001, "en", NOW)[0].number
        first = conversation_state.put(session, sealer, person, "letter", {}, NOW, awaiting=True)
        conversation_state.put(session, sealer, person, "news", {}, NOW, awaiting=True)
        again = conversation_state.put(session, sealer, person, "letter", {"a": 1}, NOW)
        assert again.revision == first.revision + 1
        found = conversation_state.awaiting(session, sealer, person, NOW)
        assert found is not None
        assert found.kind == "news"
        assert conversation_state.drop(session, person)
        assert not conversation_state.drop(session, person)

    store.write_now(act)
