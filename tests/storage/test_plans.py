"""A plan publishes what was planned as it was meant: never what was taken back since, or what
somebody may not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from storage.actions import publishing, scheduled_publishing
from storage.actions.withdrawal import withdraw_case
from storage.engine.tables import Audit, Publication
from storage.library import editing, revisions
from storage.library import published as contents
from storage.people import members
from tests.storage.test_drafting import EDITOR, NOW, OWNER, PUBLISHER, _engine, _title, small_store

SOON = NOW + timedelta(hours=1)


engine = pytest.fixture(scope="module", autouse=True)(small_store)


@pytest.fixture
def session() -> Iterator[Session]:
    with Session(_engine()) as session:
        yield session
        session.rollback()


def planned(session: Session, title: str = "March") -> int:
    """A draft of the event with this title, planned for an hour from now."""
    seen = revisions.work(session, "event", "protest").number
    work = editing.change(
        session, "event", "protest", "en", {"title": title}, seen=seen, by=EDITOR, now=NOW
    )
    scheduled_publishing.plan(session, "event", "protest", work.number, SOON, "UTC", PUBLISHER, NOW)
    return work.number


def passes(session: Session) -> None:
    scheduled_publishing.publish_next(session, SOON)


def plans(session: Session) -> list[tuple[str, str]]:
    return list(session.exec(select(Publication.kind, Publication.slug)))


def test_what_was_planned_becomes_public(session: Session) -> None:
    planned(session)
    passes(session)
    assert _title(session) == "March"


@pytest.mark.parametrize("how", ["undo", "discard"])
def test_a_planned_change_that_was_taken_back_stays_away(session: Session, how: str) -> None:
    planned(session)
    if how == "undo":
        editing.undo(session, "event", "protest", PUBLISHER, NOW)
    else:
        editing.discard(session, "event", "protest", PUBLISHER, NOW)
    passes(session)
    assert (_title(session), plans(session)) == ("Vigil", [])
    assert "plan-cancelled" in session.exec(select(Audit.action)).all()


def test_an_older_plan_outlives_the_undo_of_a_later_change(session: Session) -> None:
    seen = planned(session)
    editing.change(
        session, "event", "protest", "en", {"title": "Walk"}, seen=seen, by=EDITOR, now=NOW
    )
    editing.undo(session, "event", "protest", PUBLISHER, NOW)
    passes(session)
    assert _title(session) == "March"


def test_a_plan_does_not_bring_back_a_case_that_was_withdrawn(session: Session) -> None:
    slug = contents.snapshot(session).cases[0].slug
    number = revisions.work(session, "case", slug).number
    scheduled_publishing.plan(session, "case", slug, number, SOON, "UTC", PUBLISHER, NOW)
    withdraw_case(session, slug, NOW, OWNER.number)
    passes(session)
    assert contents.hidden_cases(session) == [slug]
    assert plans(session) == []


def test_a_plan_does_not_bring_back_an_event_that_was_unpublished(session: Session) -> None:
    planned(session)
    publishing.unpublish(session, "event", "protest", OWNER, NOW)
    passes(session)
    assert contents.snapshot(session).event("protest") is None


def test_a_plan_ends_with_its_planners_rights(session: Session) -> None:
    planned(session)
    members.assign(session, PUBLISHER.alias, members.Role.EDITOR, (), OWNER, NOW)
    passes(session)
    assert _title(session) == "Vigil"
    refused = select(Audit.action).where(col(Audit.allowed).is_(False))
    assert session.exec(refused).all() == ["plan-failed"]
