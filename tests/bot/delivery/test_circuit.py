"""A message that Telegram keeps refusing is paused and the team told; failures of the server are no
reason.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from bot.clock import FixedClock
from bot.delivery import lanes
from bot.delivery.circuit import ENOUGH_SENDINGS, SHARE, WINDOW, Circuit
from bot.delivery.engine import Engine
from bot.delivery.lanes import Lanes
from bot.delivery.sender import MemorySender
from content.audiences import Audience
from content.language.i18n import words_for
from content.language.languages import LANGUAGES
from content.subjects import MANY
from content.text.markup import rich
from content.text.messages import Screen
from storage.delivery import audiences
from storage.engine.sealing import new_key, read_key
from storage.engine.tables import Member, Message, Outbox
from storage.people import supporters
from storage.queue import outbox
from storage.queue.claims import Outcome
from tests.stores import new_store

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@given(
    st.lists(
        st.sampled_from(["sent", "blocked", "gone", "rejected", "retry", "unknown", "queued"]),
        max_size=400,
    )
)
def test_it_trips_exactly_when_the_share_is_passed(states: list[str]) -> None:
    circuit = Circuit()
    counted: list[bool] = []
    for state in states:
        if state in ("sent", "blocked", "gone", "rejected"):
            counted = [*counted, state == "rejected"][-WINDOW:]
        expected = len(counted) >= ENOUGH_SENDINGS and sum(counted) > SHARE * len(counted)
        tripped = circuit.note([(7, state), (8, "sent")])
        assert [(one.message, one.failed, one.of) for one in tripped] == (
            [(7, sum(counted), len(counted))] if expected else []
        )
        counted = [] if expected else counted


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_refused_alert_stops_and_its_publisher_reads_why(
    tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "SECOND", 0.001)
    sealer = read_key(new_key())
    store, sender = new_store(tmp_path / "store.db"), MemorySender()
    people = 3 * ENOUGH_SENDINGS

    def begin(session: Session) -> int:
        owner = supporters.meet(session, sealer, 9, language, NOW)[0].number
        session.add(Member(supporter=owner, role="owner", since=0, alias=1))
        for chat in range(100, 100 + people):
            supporters.follow(
                session, supporters.meet(session, sealer, chat, "en", NOW)[0].number, "seven", NOW
            )
            sender.outcomes[chat] = Outcome("rejected")
        message = outbox.open_message(session, "alert", "seven", MANY, NOW, title="The news")
        outbox.add_body(session, message, "en", "", Screen(rich("broken")))
        audiences.enqueue(session, message, Audience("case", "seven"), NOW)
        return message

    message = store.write_now(begin)
    await Engine(store, sealer, sender, Lanes(), FixedClock(NOW)).drain()
    states = store.read_now(
        lambda session: session.exec(select(Outbox.state).where(Outbox.message == message)).all()
    )
    assert store.read_now(lambda session: session.get_one(Message, message).state) == "paused"
    assert 0 < states.count("queued") <= people - ENOUGH_SENDINGS
    told = [screen.text.text for chat, screen in sender.sent if chat == 9]
    assert len(told) == 1
    assert words_for(language).text("circuit.title") in told[0]
    assert "The news" in told[0]
    assert (
        store.read_now(
            lambda session: session.exec(
                select(Message.id).where(col(Message.state) == "sending")
            ).all()
        )
        == []
    )
    store.close()
