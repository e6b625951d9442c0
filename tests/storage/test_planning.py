"""Planned publications happen at their moment or the team hears why not; people hear what an edit
changed for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, col, delete, select

from content.errors import NotAllowed
from content.publishing import Finding
from content.subjects import Subject
from content.text.messages import load_screen
from storage.actions import emergency_freeze, publishing, scheduled_publishing
from storage.engine.tables import Audit, Body, Member, Message, Outbox, Publication, Revision
from storage.library import editing, revisions
from storage.library import published as contents
from storage.people import rsvps
from storage.queue import outbox
from tests.storage.test_drafting import EDITOR, NOW, OWNER, PUBLISHER, _engine, _title, small_store

LATER = NOW + timedelta(hours=3)


engine = pytest.fixture(scope="module", autouse=True)(small_store)


@pytest.fixture
def session() -> Iterator[Session]:
    with Session(_engine()) as session:
        yield session
        session.rollback()


@pytest.fixture
def number(session: Session) -> int:
    """The version of a draft with another title, planned for later."""
    work = editing.change(
        session, "event", "protest", "en", {"title": "March"}, seen=1, by=EDITOR, now=NOW
    )
    scheduled_publishing.plan(
        session, "event", "protest", work.number, LATER, "Asia/Seoul", PUBLISHER, NOW
    )
    return work.number


def _notices(session: Session) -> list[str]:
    return [
        load_screen(one).text.text for one in session.exec(select(Body.screen).join(Message)).all()
    ]


def test_it_happens_once_at_its_moment(session: Session, number: int) -> None:
    assert scheduled_publishing.next_due(session) == int(LATER.timestamp())
    assert scheduled_publishing.publish_next(session, LATER - timedelta(seconds=1)) is False
    assert _title(session) == "Vigil"
    assert scheduled_publishing.publish_next(session, LATER) is True
    assert _title(session) == "March"
    assert scheduled_publishing.publish_next(session, LATER) is False
    assert "Published as planned" in _notices(session)[0]


def test_later_changes_do_not_go_with_it(session: Session, number: int) -> None:
    editing.change(
        session, "event", "protest", "en", {"title": "Unread"}, seen=number, by=EDITOR, now=NOW
    )
    scheduled_publishing.publish_next(session, LATER)
    assert _title(session) == "March"
    assert revisions.work(session, "event", "protest").changed == ("en",)


def test_a_new_plan_takes_the_place_of_the_old_one(session: Session, number: int) -> None:
    scheduled_publishing.plan(
        session, "event", "protest", number, LATER + timedelta(days=1), "UTC", OWNER, NOW
    )
    assert [row.at for row in scheduled_publishing.planned(session)] == [
        int((LATER + timedelta(days=1)).timestamp())
    ]
    assert scheduled_publishing.cancel(session, "event", "protest", OWNER, NOW)
    assert not scheduled_publishing.cancel(session, "event", "protest", OWNER, NOW)
    assert scheduled_publishing.next_due(session) is None


def test_only_who_may_publish_plans_and_only_ahead(session: Session, number: int) -> None:
    with pytest.raises(NotAllowed):
        scheduled_publishing.plan(session, "event", "protest", number, LATER, "UTC", EDITOR, NOW)
    with pytest.raises(NotAllowed):
        scheduled_publishing.cancel(session, "event", "protest", EDITOR, NOW)
    with pytest.raises(scheduled_publishing.TooLate):
        scheduled_publishing.plan(session, "event", "protest", number, NOW, "UTC", OWNER, NOW)


def test_who_lost_the_right_publishes_nothing(session: Session, number: int) -> None:
    session.exec(delete(Member).where(col(Member.alias) == PUBLISHER.alias))
    session.expire_all()
    scheduled_publishing.publish_next(session, LATER)
    assert _title(session) == "Vigil"
    refused = session.exec(select(Audit).where(Audit.action == "plan-failed")).one()
    assert not refused.allowed
    assert "did not happen" in _notices(session)[0]


def test_a_consent_that_was_withdrawn_stops_it(session: Session) -> None:
    work = editing.change(
        session, "case", "seven", "en", {"title": "Eight"}, seen=1, by=EDITOR, now=NOW
    )
    scheduled_publishing.plan(session, "case", "seven", work.number, LATER, "UTC", OWNER, NOW)
    gone = contents.snapshot(session).case("seven").model_dump(mode="json")["consents"]
    changed = [one | {"withdrawn_on": "2026-11-24"} for one in gone]
    newer = editing.change(
        session, "case", "seven", "", {"consents": changed}, seen=work.number, by=OWNER, now=NOW
    )
    scheduled_publishing.plan(session, "case", "seven", newer.number, LATER, "UTC", OWNER, NOW)
    scheduled_publishing.publish_next(session, LATER)
    assert contents.snapshot(session).case("seven").texts["en"].title == "Seven people"
    assert "No consent is on record" in _notices(session)[0]


def test_plans_wait_while_everything_is_frozen(session: Session, number: int) -> None:
    emergency_freeze.freeze(session, OWNER.number, NOW)
    assert scheduled_publishing.next_due(session) is None
    assert scheduled_publishing.publish_next(session, LATER) is False
    assert session.get(Publication, ("event", "protest")) is not None


def test_those_who_come_are_told_what_an_edit_changed(session: Session) -> None:
    event = contents.snapshot(session).event("protest")
    first = event.next(NOW)
    rsvps.go(session, EDITOR.number, first)
    work = editing.change(
        session, "event", "protest", "en", {"title": "March"}, seen=1, by=EDITOR, now=NOW
    )
    publishing.publish(session, "event", "protest", OWNER, NOW, number=work.number)
    assert _notices(session) == []
    values = {"address": "1 Harbour Road", "minutes": 90}
    work = editing.change(
        session, "event", "protest", "", values, seen=work.number, by=EDITOR, now=NOW
    )
    publishing.publish(session, "event", "protest", OWNER, NOW, number=work.number)
    assert "1 Harbour Road" in _notices(session)[0]
    values = {"cancelled": [event.starts.isoformat()]}
    work = editing.change(
        session, "event", "protest", "", values, seen=work.number, by=EDITOR, now=NOW
    )
    publishing.publish(session, "event", "protest", OWNER, NOW, number=work.number)
    assert len(_notices(session)) == 2
    assert session.exec(select(Outbox.recipient)).all() == [EDITOR.number] * 2


def test_a_single_event_that_moves_takes_its_people_along(session: Session) -> None:
    work = editing.change(
        session, "event", "protest", "", {"rule": None}, seen=1, by=EDITOR, now=NOW
    )
    publishing.publish(session, "event", "protest", OWNER, NOW, number=work.number)
    rsvps.go(session, EDITOR.number, contents.snapshot(session).event("protest").next(NOW))
    values = {"starts": "2026-12-03T18:30:00"}
    work = editing.change(
        session, "event", "protest", "", values, seen=work.number, by=EDITOR, now=NOW
    )
    publishing.publish(session, "event", "protest", OWNER, NOW, number=work.number)
    moved = contents.snapshot(session).event("protest").next(NOW)
    assert rsvps.coming(session, EDITOR.number, moved) is not None
    assert len(_notices(session)) == 1


def test_an_event_that_is_taken_back_is_hidden_and_its_messages_do_not_go(session: Session) -> None:
    message = outbox.open_message(session, "reminder", None, Subject("event", "protest"), NOW)
    event = contents.snapshot(session).event("protest")
    rsvps.go(session, EDITOR.number, event.next(NOW))
    values = {"address": "1 Harbour Road"}
    work = editing.change(session, "event", "protest", "", values, seen=1, by=EDITOR, now=NOW)
    publishing.publish(session, "event", "protest", OWNER, NOW, number=work.number)
    publishing.unpublish(session, "event", "protest", OWNER, NOW)
    assert contents.snapshot(session).is_hidden("event", "protest")
    assert {state for (state,) in session.execute(select(Outbox.state)).all()} == {"cancelled"}
    assert message


def test_what_was_examined_counts_while_content_is_what_it_was(
    session: Session, number: int
) -> None:
    examined = scheduled_publishing.examine_next(session, LATER)
    assert examined is not None
    blocked = replace(examined, findings=[Finding("publish.no_words", blocking=True)])
    assert scheduled_publishing.publish_next(session, LATER, blocked) is True
    assert _title(session) == "Vigil"


def test_what_was_examined_before_a_change_is_examined_anew(session: Session, number: int) -> None:
    examined = scheduled_publishing.examine_next(session, LATER)
    assert examined is not None
    blocked = replace(examined, findings=[Finding("publish.no_words", blocking=True)])
    contents.bump(session)
    assert scheduled_publishing.publish_next(session, LATER, blocked) is True
    assert _title(session) == "March"


def test_nothing_due_or_a_version_that_is_gone_is_not_examined(
    session: Session, number: int
) -> None:
    assert scheduled_publishing.examine_next(session, NOW) is None
    session.exec(delete(Revision).where(Revision.kind == "event"))
    assert scheduled_publishing.examine_next(session, LATER) is None
