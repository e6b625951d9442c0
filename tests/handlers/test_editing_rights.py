"""What a role may not change it is refused at effect, with a line in the audit; everything else
goes through.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from content.campaign import Campaign
from content.permissions import Role
from content.text.markup import Rich
from handlers.incoming import Incoming
from storage.engine.tables import Revision
from storage.library import editing
from storage.people import conversation_state, supporters
from storage.people.members import Colleague
from tests.handlers.test_routes import (
    CHAT,
    EVERYONE,
    NOW,
    SEALER,
    act,
    button,
    filled,
    refused,
    tried,
)

CASE, EVENT = "liaoning-seven", "weekly-vigil"
STAMP = str(int(NOW.timestamp()))
WRITERS = {Role.OWNER, Role.PUBLISHER, Role.EDITOR}
TEAM = set(Role)
PUBLISHERS = {Role.OWNER, Role.PUBLISHER}
PROTECTED, TITLE = "4", "0"  # places in the lists of a case's fields
__all__ = ["filled"]
# The roles that each press goes through for; the translator's language is Korean.
PRESSES = {
    ("el", "c"): TEAM,
    ("eo", "c", CASE): TEAM,
    ("es", "c", CASE, "-"): TEAM,
    ("ef", "c", CASE, "-", PROTECTED): TEAM,
    ("ec", "c", CASE, "-", PROTECTED, "1"): WRITERS,
    ("ez", "c", CASE, "en", TITLE): WRITERS,
    ("ez", "c", CASE, "ko", TITLE): WRITERS | {Role.TRANSLATOR},
    ("ez", "e", EVENT, "ko", TITLE): WRITERS | {Role.TRANSLATOR},
    ("en", "c"): WRITERS,
    ("en", "e"): WRITERS | {Role.ORGANISER},
    ("en", "u"): WRITERS,
    ("ew", "c", CASE): TEAM,
    ("ev", "c", CASE): TEAM,
    ("ei", "c", CASE, "ko"): TEAM,
    ("eh", "c", CASE): TEAM,
    ("er", "c", CASE, "1"): TEAM,
    ("ep", "c", CASE, "1", STAMP): PUBLISHERS,
    ("eu", "c", CASE): PUBLISHERS,
    ("eu", "c", CASE, STAMP): PUBLISHERS,
    ("et", "c", CASE): PUBLISHERS,
    ("ey", "c", CASE): PUBLISHERS,
    ("eplans",): TEAM,
}


@pytest.fixture
def session(filled: tuple[Engine, Campaign]) -> Iterator[Session]:
    with Session(filled[0], expire_on_commit=False, info={"campaign": filled[1]}) as session:
        yield session
        session.rollback()


@pytest.mark.parametrize("press", PRESSES, ids=":".join)
def test_each_press_as_each_role(session: Session, press: tuple[str, ...]) -> None:
    for role in EVERYONE:
        assert tried(session, button(*press), role) == (role not in PRESSES[press]), role


def _numbers(session: Session) -> int:
    return len(session.exec(select(Revision.id)).all())


@pytest.mark.parametrize("role", EVERYONE)
def test_an_answer_is_refused_to_who_lost_the_right_while_writing(
    session: Session, role: Role | None
) -> None:
    person, _ = supporters.meet(session, SEALER, CHAT, "en", NOW)
    asked = {"kind": "case", "slug": CASE, "language": "en", "field": "title", "seen": 1}
    value = {"answers": {"x": asked}, "open": "x"}
    conversation_state.put(session, SEALER, person.number, "edit", value, NOW, awaiting=True)
    before = _numbers(session)
    reply = act(session, Incoming(1, "text", CHAT, True, CHAT, "en", 1, Rich("Words")), role)
    assert refused(session, reply) == (role not in WRITERS)
    assert _numbers(session) == before  # nothing changes before it is kept


@pytest.mark.parametrize("role", EVERYONE)
def test_keeping_is_refused_to_who_lost_the_right(session: Session, role: Role | None) -> None:
    person, _ = supporters.meet(session, SEALER, CHAT, "en", NOW)
    asked = {
        "kind": "case",
        "slug": CASE,
        "language": "en",
        "field": "title",
        "seen": 1,
        "value": "Words",
    }
    stored = conversation_state.put(
        session, SEALER, person.number, "edit", {"answers": {"x": asked}, "open": "x"}, NOW
    )
    before = _numbers(session)
    assert refused(session, act(session, button("ek", str(stored.revision)), role)) == (
        role not in WRITERS
    )
    assert _numbers(session) == before + (role in WRITERS)


def test_undo_and_restore_stop_at_what_a_translator_may_not_change(session: Session) -> None:
    editor = Colleague(1, 1, Role.EDITOR, (), 0)
    editing.change(session, "case", CASE, "en", {"title": "Other"}, seen=1, by=editor, now=NOW)
    for press in (
        ("ej", "c", CASE, "2"),
        ("eb", "c", CASE, "1", STAMP),
        ("eback", "c", CASE, "1"),
        ("ed", "c", CASE),
    ):
        assert tried(session, button(*press), Role.TRANSLATOR), press
        assert not tried(session, button(*press), Role.EDITOR), press
