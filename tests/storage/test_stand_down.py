"""Stopping letters and letting them go on: published as revisions, told once, audited, questions
taken back.
"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from content.cases import StandDown
from content.notices.letter_stops import REASON_LIMIT, reasons
from content.pack import reader
from content.pack.writer import write
from content.protection.kept_back import Withheld
from storage.actions import letter_stops
from storage.delivery import followups
from storage.engine.tables import Audit, Body, Outbox
from storage.library import published as contents
from storage.library import withheld
from storage.people import conversation_state, supporters
from tests.stores import bundled

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CASE = "liaoning-seven"
WHY = {"en": "The lawyer asks for quiet.", "ko": "변호사의 요청입니다."}
CAMPAIGN = bundled()


@pytest.fixture
def filled(store):
    store.write_now(lambda session: contents.seed(session, CAMPAIGN, NOW, with_examples=False))
    return store


def writer(session, sealer, chat, case=CASE, at=NOW, kind="letter"):
    person, _ = supporters.meet(session, sealer, chat, "ko", NOW)
    conversation_state.put(session, sealer, person.number, kind, {"case": case, "answers": {}}, at)
    return person.number


def test_only_open_letters_about_the_case_are_told(filled, sealer):
    def play(session):
        mine = writer(session, sealer, 1)
        writer(session, sealer, 2, case="another")
        writer(session, sealer, 3, at=NOW - timedelta(days=8))
        writer(session, sealer, 4, kind="zone")
        supporters.blocked(session, sealer, 5, NOW)
        assert letter_stops.stand_down(session, sealer, CASE, WHY, NOW, None) == 1
        assert session.exec(select(Outbox.recipient)).all() == [mine]
        said = session.exec(select(Body.screen).join(Outbox, Outbox.body == Body.id)).one()
        assert WHY["ko"] in said

    filled.write_now(play)


def test_the_case_is_closed_and_opened_as_often_as_it_takes(filled, sealer):
    def play(session):
        versions = [contents.version(session)]
        for _ in range(3):
            assert letter_stops.stand_down(session, sealer, CASE, WHY, NOW, None) == 0
            found = contents.snapshot(session).case(CASE)
            assert not found.open_for_letters
            assert found.stood_down.texts == WHY
            assert letter_stops.stand_down(session, sealer, CASE, WHY, NOW, None) is None
            assert letter_stops.reopen(session, sealer, CASE, NOW, None) == 0
            assert contents.snapshot(session).case(CASE).open_for_letters
            assert letter_stops.reopen(session, sealer, CASE, NOW, None) is None
            versions.append(contents.version(session))
        assert len(set(versions)) == len(versions) == 4
        told = [row.action for row in session.exec(select(Audit))]
        assert told == ["stand-down", "stand-down-undone"] * 3
        assert contents.snapshot(session).model_copy(update={"events": ()}) == CAMPAIGN.model_copy(
            update={"events": ()}
        )

    filled.write_now(play)


def test_questions_about_replies_are_taken_back(filled, sealer):
    def play(session):
        me = writer(session, sealer, 1)
        supporters.sent_letter(session, me, CASE, "embassy-kr-seoul", NOW)
        followups.plan(session, me, CASE, CAMPAIGN.mission("embassy-kr-seoul"), None, NOW)
        due = datetime.fromtimestamp(followups.next_followup(session), UTC)
        followups.queue_followups(session, CAMPAIGN, due)
        assert followups.next_followup(session) is not None
        letter_stops.stand_down(session, sealer, CASE, WHY, NOW, None)
        assert followups.next_followup(session) is None
        assert sorted(session.exec(select(Outbox.state))) == ["cancelled", "queued"]

    filled.write_now(play)


def test_a_notice_that_was_not_sent_is_taken_back_when_letters_go_on(filled, sealer):
    def play(session):
        writer(session, sealer, 1)
        letter_stops.stand_down(session, sealer, CASE, WHY, NOW, None)
        assert letter_stops.reopen(session, sealer, CASE, NOW, None) == 1
        rows = session.exec(
            select(Outbox.state, Body.screen).join(Body, Body.id == Outbox.body)
        ).all()
        assert {(state, WHY["ko"] in screen) for state, screen in rows} == {
            ("cancelled", True),
            ("queued", False),
        }

    filled.write_now(play)


def test_reasons_that_name_what_is_withheld_are_refused(filled, sealer):
    def play(session):
        withheld.add(session, sealer, CASE, ["Zed Canary"], None, NOW)
        with pytest.raises(Withheld):
            letter_stops.stand_down(
                session, sealer, CASE, {"en": "Zed Canary asks for quiet."}, NOW, None
            )

    filled.unlock(sealer)
    filled.write_now(play)


def test_a_pack_that_was_stopped_elsewhere_can_be_opened_here(store, sealer):
    def play(session):
        stopped = CAMPAIGN.cases[0].model_copy(
            update={"stood_down": StandDown(since=NOW.date(), texts=WHY)}
        )
        there = CAMPAIGN.model_copy(update={"cases": (stopped,)})
        read, problems = reader.read(write(there))
        assert problems == []
        assert read.cases == (stopped,)
        contents.seed(session, read, NOW, with_examples=False)
        assert not contents.snapshot(session).case(CASE).open_for_letters
        assert letter_stops.reopen(session, sealer, CASE, NOW, None) == 0
        assert contents.snapshot(session).case(CASE).open_for_letters

    store.write_now(play)


def test_an_unknown_case_is_not_stopped(filled, sealer):
    assert (
        filled.write_now(
            lambda session: letter_stops.stand_down(session, sealer, "x", WHY, NOW, None)
        )
        is None
    )


PLAIN = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=REASON_LIMIT)


@given(st.dictionaries(st.sampled_from(("en", "ko", "zh")), PLAIN, min_size=1))
def test_reasons_are_read_as_they_are_written(given_reasons):
    lines = [f"{code}: {why}" for code, why in given_reasons.items()]
    assert reasons(lines, ("en", "ko", "zh")) == given_reasons
    assert reasons([*lines, "nonsense"], ("en", "ko", "zh")) is None


@pytest.mark.parametrize(
    "line", ["en: " + "x" * (REASON_LIMIT + 1), "xx: why", "en:", "en: one\nen: two"]
)
def test_what_is_no_reason_is_refused(line):
    assert reasons(line.splitlines(), ("en", "ko", "zh")) is None
