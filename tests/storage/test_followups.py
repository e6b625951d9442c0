"""Questions whether an office replied: once, once more, then never; not to those who want quiet;
set by set.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import select

from content.notices import followups as asking
from storage.delivery import followups
from storage.engine.tables import Body, Meta, Outbox
from storage.engine.tables import Message as Bulk
from storage.engine.times import FOREVER
from storage.people import members, supporters
from tests.stores import bundled

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CASE, SEOUL, LONDON = "liaoning-seven", "embassy-kr-seoul", "embassy-gb-london"
DAY = timedelta(days=1)
CAMPAIGN = bundled()


def writer(session, sealer, chat, *missions, zone="Asia/Seoul", language="ko"):
    person, _ = supporters.meet(session, sealer, chat, language, NOW)
    for slug in missions or (SEOUL,):
        assert supporters.sent_letter(session, person.number, CASE, slug, NOW)
        followups.plan(session, person.number, CASE, CAMPAIGN.mission(slug), zone, NOW)
    return person.number


def tick(session, now):
    """All ticks of one moment; the recipients with the office each is asked about."""
    before = {row.id for row in session.exec(select(Bulk))}
    while (
        followups.next_followup(session) is not None
        and followups.next_followup(session) <= now.timestamp()
    ):
        followups.queue_followups(session, CAMPAIGN, now)
    rows = session.exec(select(Outbox.recipient, Bulk).join(Bulk, Bulk.id == Outbox.message))
    return sorted((number, row.subject_slug) for number, row in rows if row.id not in before)


def due(session):
    return datetime.fromtimestamp(followups.next_followup(session), UTC)


def test_asked_after_14_days_late_in_the_morning_then_once_more_then_never(store, sealer):
    def play(session):
        me = writer(session, sealer, 1)
        assert due(session) == datetime(2026, 12, 8, 2, 0, tzinfo=UTC)  # 11:00 in Seoul
        assert tick(session, due(session) - timedelta(seconds=1)) == []
        first = due(session)
        assert tick(session, first) == [(me, SEOUL)]
        assert due(session) == first + 7 * DAY
        assert tick(session, due(session)) == [(me, SEOUL)]
        assert followups.next_followup(session) is None

    store.write_now(play)


@pytest.mark.parametrize("answer", asking.REPLIES)
def test_an_answer_ends_the_questions(store, sealer, answer):
    def play(session):
        me = writer(session, sealer, 1)
        tick(session, due(session))
        followups.answer(session, me, followups.mine(session, me, asking.tag(CASE, SEOUL)), answer)
        assert followups.next_followup(session) is None
        assert supporters.my_letters(session, me)[0][3] == answer

    store.write_now(play)


def test_quiet_people_are_not_asked(store, sealer):
    def play(session):
        stopped, _, muted, loud = (writer(session, sealer, chat) for chat in range(4))
        supporters.change(session, stopped, paused_until=FOREVER)
        supporters.blocked(session, sealer, 1, NOW)
        for number in (muted, loud):
            supporters.follow(session, number, CASE, NOW)
        session.flush()
        supporters.mute(session, muted, CASE, muted=True)
        assert tick(session, due(session)) == [(loud, SEOUL)]
        assert due(session) > NOW + 20 * DAY

    store.write_now(play)


def test_a_pause_puts_the_question_off_to_the_same_hour_after_it(store, sealer):
    def play(session):
        me = writer(session, sealer, 1)
        first = due(session)
        supporters.change(session, me, paused_until=int((first + 3 * DAY).timestamp()))
        assert tick(session, first) == []
        assert due(session) == first + 4 * DAY
        assert tick(session, due(session)) == [(me, SEOUL)]

    store.write_now(play)


def test_what_is_late_waits_for_daylight(store, sealer):
    def play(session):
        me = writer(session, sealer, 1)
        first = due(session)
        assert tick(session, first + timedelta(hours=13)) == []
        assert due(session) == first + DAY
        assert tick(session, due(session) + timedelta(hours=1)) == [(me, SEOUL)]

    store.write_now(play)


def test_one_question_to_a_person_a_day(store, sealer):
    def play(session):
        me = writer(session, sealer, 1, SEOUL, LONDON, "embassy-ca-ottawa")
        asked = [found for day in range(14, 17) if (found := tick(session, NOW + day * DAY))]
        assert [len(found) for found in asked] == [1, 1, 1]
        assert {office for found in asked for _, office in found} == {
            SEOUL,
            LONDON,
            "embassy-ca-ottawa",
        }
        assert {number for found in asked for number, _ in found} == {me}

    store.write_now(play)


def test_a_case_that_takes_no_letters_is_not_asked_about(store, sealer):
    def play(session):
        writer(session, sealer, 1)
        closed = CAMPAIGN.cases[0].model_copy(update={"letters": False})
        campaign = CAMPAIGN.model_copy(update={"cases": (closed,)})
        followups.queue_followups(session, campaign, due(session))
        assert followups.next_followup(session) is None
        assert session.exec(select(Outbox)).all() == []

    store.write_now(play)


def test_three_different_people_flag_an_address_to_the_team_once(store, sealer):
    def play(session):
        code = members.new_owner_code(session, NOW)
        owner, _ = supporters.meet(session, sealer, 99, "en", NOW)
        assert members.claim(session, owner.number, code, NOW)
        office = CAMPAIGN.mission(SEOUL).model_copy(update={"verified_on": NOW.date() - DAY})
        told = []
        for chat, reply in enumerate(("bounced", "no", "moved", "bounced", "bounced")):
            me = writer(session, sealer, chat)
            followups.answer(
                session, me, followups.mine(session, me, asking.tag(CASE, SEOUL)), reply
            )
            told.append(followups.report(session, office, NOW))
        assert told == [False, False, False, True, False]
        assert followups.doubtful(session, office)
        notice = session.exec(select(Bulk).where(Bulk.kind == "team")).one()
        assert session.exec(select(Outbox.recipient).where(Outbox.message == notice.id)).all() == [
            owner.number
        ]
        assert "Seoul" in session.exec(select(Body.screen).where(Body.message == notice.id)).one()
        checked_again = office.model_copy(update={"verified_on": NOW.date()})
        assert not followups.doubtful(session, checked_again)
        assert not any(str(3) == row.value for row in session.exec(select(Meta)))

    store.write_now(play)


def test_a_thousand_writers_take_few_statements_and_the_index(store, sealer):
    def play(session):
        for chat in range(1000):
            writer(session, sealer, chat, language=("en", "ko", "zh")[chat % 3])
        session.flush()
        seen = []
        event.listen(
            session.get_bind(), "before_cursor_execute", lambda *given: seen.append(given[2])
        )
        moment = due(session)
        seen.clear()
        assert followups.queue_followups(session, CAMPAIGN, moment) == 1000
        assert len(seen) < 30

    store.write_now(play)


def test_no_question_of_the_scheduler_reads_all_letters(store, sealer):
    def play(session):
        me = writer(session, sealer, 1)
        seen = []
        event.listen(
            session.get_bind(), "before_cursor_execute", lambda *given: seen.append(given[2:4])
        )
        tick(session, due(session))
        followups.answer(
            session, me, followups.mine(session, me, asking.tag(CASE, SEOUL)), "bounced"
        )
        followups.report(session, CAMPAIGN.mission(SEOUL), NOW)
        asked = [(words, values) for words, values in seen if "lettersent" in words]
        assert len(asked) > 8
        connection = session.connection().connection
        for words, values in asked:
            plan = connection.execute(f"EXPLAIN QUERY PLAN {words}", values).fetchall()
            assert not any("SCAN lettersent" in step[3] for step in plan), (words, plan)

    store.write_now(play)


@given(
    st.integers(0, 15 * 365 * 24).map(
        lambda hours: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    ),
    st.sampled_from(
        ("Asia/Seoul", "America/New_York", "Australia/Sydney", "Europe/London", "America/Sao_Paulo")
    ),
)
def test_the_question_comes_at_eleven_about_14_days_later(sent, zone):
    from zoneinfo import ZoneInfo

    found = asking.ask_at(sent, zone, None)
    assert found.astimezone(ZoneInfo(zone)).hour == 11
    assert timedelta(days=13) < found - sent < timedelta(days=15)


@given(st.floats(-180, 180))
def test_without_a_zone_the_office_tells_the_time_of_day(longitude):
    found = asking.ask_at(NOW, None, longitude)
    local = found + timedelta(hours=longitude / 15)
    assert 10 <= local.hour + local.minute / 60 <= 12


def test_tags_of_the_pack_are_different():
    tags = {asking.tag(CASE, mission.slug) for mission in CAMPAIGN.missions}
    assert len(tags) == len(CAMPAIGN.missions)
