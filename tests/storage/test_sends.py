"""Sends to many in the store: whom an audience holds, one statement for all, what a send replaces
and what ends it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session, select

from content.audiences import Audience, read
from content.errors import Gone
from content.language.numbers import Headcount, told
from content.subjects import MANY
from content.text.markup import rich
from content.text.messages import Screen
from storage.actions import broadcasts
from storage.actions.broadcasts import Order
from storage.delivery import audiences, headcounts
from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.engine.tables import Audit, Message, Outbox, Revision, Rsvp, Supporter
from storage.engine.times import FOREVER
from storage.people import members, supporters
from storage.queue import claims, outbox

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SCREENS = {"en": Screen(rich("en")), "ko": Screen(rich("ko"))}


def owner(session: Session, sealer: Sealer) -> members.Colleague:
    person, _ = supporters.meet(session, sealer, 1, "en", NOW)
    assert members.claim(session, person.number, members.new_owner_code(session, NOW), NOW)
    supporters.change(session, person.number, alerts=False)  # so that it is in no audience here
    session.add(Revision(kind="case", slug="seven", body="{}", created_at=0))
    session.flush()
    return members.everyone(session)[0]


def person(
    session: Session, sealer: Sealer, chat: int, language: str = "en", **chosen: object
) -> int:
    number = supporters.meet(session, sealer, chat, language, NOW)[0].number
    supporters.follow(session, number, "seven", NOW)
    for name, value in chosen.items():
        setattr(session.get_one(Supporter, number), name, value)
    session.flush()
    return number


@pytest.mark.parametrize(
    "key",
    [
        "all",
        "case:seven",
        "language:ko",
        "language:zh-Hant",
        "country:KR",
        "event:weekly-vigil:1800000000",
    ],
)
def test_an_audience_is_read_back_as_it_was_written(key: str) -> None:
    assert read(key).key == key


@pytest.mark.parametrize(
    "key",
    ["", "x", "all:1", "case", "case:", "case:A", "language:../x", "country:kr", "event:a", "event:a:x", "event:a:1:2",
        "event::1"],
)  # fmt: skip
def test_anything_else_is_gone(key: str) -> None:
    with pytest.raises(Gone):
        read(key)


def test_each_audience_holds_those_it_names_and_who_takes_messages(
    store: Store, sealer: Sealer
) -> None:
    def act(session: Session) -> None:
        people = [
            person(session, sealer, chat, "ko" if chat % 2 else "en") for chat in range(10, 18)
        ]
        session.get_one(Supporter, people[0]).country = "KR"
        session.add(Rsvp(supporter=people[1], event_slug="vigil", starts=5, ends=9))
        session.add(Rsvp(supporter=people[2], event_slug="vigil", starts=5, ends=9, waiting=1))
        supporters.change(session, people[3], alerts=False)
        supporters.blocked(session, sealer, 14, NOW)
        supporters.change(session, people[5], paused_until=FOREVER)
        supporters.mute(session, people[6], "seven", muted=True)
        session.flush()

        def holds(key: str) -> int:
            return audiences.count(session, read(key), NOW)

        assert holds("all") == 5
        assert holds("case:seven") == 4
        assert holds("case:other") == 0
        assert (holds("language:ko"), holds("language:en")) == (2, 3)
        assert (holds("country:KR"), holds("country:JP")) == (1, 0)
        assert (holds("event:vigil:5"), holds("event:vigil:6")) == (1, 0)
        supporters.change(session, people[1], alerts=False)
        assert holds("event:vigil:5") == 1  # who comes is told of the event whatever else they take

    store.write_now(act)


@settings(max_examples=8)
@given(st.integers(0, 60))
def test_however_many_they_are_it_is_one_statement(store: Store, sealer: Sealer, many: int) -> None:
    asked: list[str] = []
    with Session(store.engine) as session, session.begin() as all_of_it:
        by = owner(session, sealer)
        for chat in range(many):
            person(session, sealer, 100 + chat, zone="Asia/Seoul")
        session.flush()

        def count(_connection, _cursor, statement, *_more) -> None:  # type: ignore[no-untyped-def]
            asked.append(statement)

        event.listen(store.engine, "before_cursor_execute", count)
        number = broadcasts.start(session, Order(Audience("all"), None, "t", SCREENS), NOW, by)
        event.remove(store.engine, "before_cursor_execute", count)
        assert outbox.counts(session, number).total == many
        assert sum("INSERT INTO outbox" in one for one in asked) == 1
        all_of_it.rollback()


def test_one_alert_replaces_the_digests_about_its_case_that_wait(
    store: Store, sealer: Sealer
) -> None:
    def act(session: Session) -> None:
        by = owner(session, sealer)
        told, other = person(session, sealer, 10), person(session, sealer, 11, alerts=False)
        digest = outbox.open_message(session, "digest", None, MANY, NOW)
        mine = outbox.add_body(session, digest, "en", "1", Screen(rich("seven")), case_slug="seven")
        else_ = outbox.add_body(
            session, digest, "en", "2", Screen(rich("another")), case_slug="another"
        )
        third = person(session, sealer, 12)
        outbox.enqueue(session, digest, mine, [told, other], NOW)
        outbox.enqueue(session, digest, else_, [third], NOW)
        broadcasts.start(session, Order(Audience("all"), "seven", "t", SCREENS), NOW, by)
        rows = session.exec(
            select(Outbox.recipient, Outbox.state).where(Outbox.message == digest)
        ).all()
        assert dict(rows) == {told: "cancelled", other: "queued", third: "queued"}

    store.write_now(act)


def test_a_pause_and_the_end_of_a_send_count_exactly(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        by = owner(session, sealer)
        for chat in range(10, 15):
            person(session, sealer, chat)
        number = broadcasts.start(
            session, Order(Audience("all"), "seven", "t", SCREENS, critical=True), NOW, by
        )
        # Ten seconds in which it can be stopped.
        assert claims.claim(session, 2, NOW + timedelta(seconds=9)) == []
        rows = claims.claim(session, 2, NOW + timedelta(seconds=10))
        claims.record(session, sealer, [(row, claims.Outcome("sent", 7)) for row in rows], NOW)
        assert broadcasts.pause(session, number, by.number, NOW)
        assert not broadcasts.pause(session, number, by.number, NOW)
        assert claims.claim(session, 9, NOW + timedelta(minutes=1)) == []
        assert broadcasts.cancel(session, number, by.number, NOW) == 3
        assert broadcasts.cancel(session, number, by.number, NOW) is None
        assert not broadcasts.resume(session, number, by.number, NOW)
        found = outbox.counts(session, number)
        assert (found.sent, found.withdrawn, found.queued, found.total) == (2, 3, 0, 5)

    store.write_now(act)


def test_a_request_sends_nothing_until_somebody_else_says_so(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        by = owner(session, sealer)
        other, _ = supporters.meet(session, sealer, 2, "en", NOW)
        token = members.invite(session, members.Role.PUBLISHER, (), by, NOW)
        second = members.accept(session, other.number, token, NOW)
        assert second
        for chat in range(10, 15):
            person(session, sealer, chat)
        members.set_approval_over(session, 5, by, NOW)
        number = broadcasts.start(session, Order(Audience("all"), "seven", "t", SCREENS), NOW, by)
        assert claims.claim(session, 9, NOW + timedelta(minutes=5)) == []
        with pytest.raises(broadcasts.OwnRequest):
            broadcasts.approve(session, number, by, NOW)
        broadcasts.approve(session, number, second, NOW + timedelta(minutes=5))
        assert session.get_one(Message, number).total == 6
        with pytest.raises(Gone):
            broadcasts.approve(session, number, second, NOW + timedelta(minutes=5))

    store.write_now(act)


def test_a_request_ends_after_a_day_by_itself(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        by = owner(session, sealer)
        other, _ = supporters.meet(session, sealer, 2, "en", NOW)
        second = members.accept(
            session, other.number, members.invite(session, members.Role.PUBLISHER, (), by, NOW), NOW
        )
        assert second
        members.set_approval_over(session, 0, by, NOW)
        number = broadcasts.start(session, Order(Audience("all"), "seven", "t", SCREENS), NOW, by)
        assert broadcasts.expire(session, NOW + timedelta(days=1, seconds=-1)) == 0
        assert broadcasts.expire(session, NOW + timedelta(days=1)) == 1
        session.expire_all()
        assert broadcasts.found(session, number).state == "cancelled"
        with pytest.raises(Gone):
            broadcasts.approve(session, number, second, NOW + timedelta(days=1))

    store.write_now(act)


@pytest.mark.parametrize(
    ("many", "audience"), [(27, "all"), (12, "all"), (27, "case:seven"), (27, "language:en")]
)
def test_totals_are_told_in_steps_of_five_whomever_it_went_to(
    store: Store, sealer: Sealer, many: int, audience: str
) -> None:
    def act(session: Session) -> None:
        by = owner(session, sealer)
        for chat in range(many):
            person(session, sealer, 100 + chat)
        number = broadcasts.start(
            session, Order(read(audience), "seven", "t", SCREENS, critical=True), NOW, by
        )
        assert headcounts.delivery(session, number).total == told(many)
        later = NOW + timedelta(minutes=1)
        rows = claims.claim(session, 99, later)
        claims.record(session, sealer, [(row, claims.Outcome("sent", 7)) for row in rows], later)
        found = headcounts.delivery(session, number)
        assert found.total == found.sent == told(many)
        assert found.left == found.failed == found.unknown == Headcount(0)

    store.write_now(act)


def test_a_narrow_send_that_is_cancelled_leaves_no_number_under_five(
    store: Store, sealer: Sealer
) -> None:
    def act(session: Session) -> None:
        by = owner(session, sealer)
        for chat in range(3):
            person(session, sealer, 100 + chat, "ko")
        number = broadcasts.start(session, Order(read("language:ko"), None, "t", SCREENS), NOW, by)
        broadcasts.cancel(session, number, by.number, NOW)
        found = headcounts.delivery(session, number)
        assert (str(found.total), str(found.withdrawn), str(found.sent)) == ("<5", "<5", "0")
        told_of = [
            row.detail for row in session.exec(select(Audit)).all() if row.action.startswith("send")
        ]
        assert told_of == [f"{number} language:ko <5", f"{number} <5"]

    store.write_now(act)
