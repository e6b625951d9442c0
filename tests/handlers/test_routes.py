"""Every route with the permission it needs, tried as every role and as a stranger: allowed or
refused, nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from content.campaign import Campaign
from content.language.i18n import words_for
from content.permissions import HOLDS, NOT_PEOPLE, Permission, Role, allowed, may_change
from content.text.markup import Entity, Rich
from content.text.messages import (
    AskLocation,
    Delete,
    File,
    Keep,
    Menu,
    Photo,
    Reply,
    Show,
    Toast,
)
from handlers.context import worked_out
from handlers.dispatch import Dependencies, respond
from handlers.incoming import Incoming
from handlers.routes import ANSWERS, BUTTONS, COMMANDS, EDITS, GROUP, ROUTES
from storage.engine import schema
from storage.engine.database import connect
from storage.engine.sealing import new_key, read_key
from storage.engine.tables import Audit, Member
from storage.library import published
from storage.people import conversation_state, members, supporters
from tests.handlers.reading import read_first
from tests.stores import bundled

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PACK = Path(__file__).parents[2] / "content/packs/liaoning-seven"
SEALER = read_key(new_key())
CHAT = 5_000_000_001
P = Permission
RIGHTS = {
    "team.desk": P.DESK,
    "send.who": P.PUBLISH,
    "send.audience": P.PUBLISH,
    "send.begin": P.PUBLISH,
    "send.write": P.PUBLISH,
    "send.skip": P.PUBLISH,
    "send.change": P.PUBLISH,
    "send.how": P.PUBLISH,
    "send.ask": P.PUBLISH,
    "send.test": P.PUBLISH,
    "send.go": P.PUBLISH,
    "send.discard": P.PUBLISH,
    "delivery.list": P.DESK,
    "delivery.show": P.DESK,
    "delivery.pause": P.FREEZE,
    "delivery.resume": P.PUBLISH,
    "delivery.cancel": P.PUBLISH,
    "delivery.again": P.PUBLISH,
    "delivery.review": P.PUBLISH,
    "delivery.approve": P.PUBLISH,
    "delivery.decline": P.PUBLISH,
    "delivery.pause_all": P.FREEZE,
    "upcoming.list": P.DESK,
    "upcoming.show": P.DESK,
    "edit.show": P.DRAFT,
    "edit.new_case": P.WRITE,
    "edit.new_event": P.ORGANISE,
    "edit.new_update": P.WRITE,
    "edit.publish_named": P.PUBLISH,
    "edit.unpublish_named": P.PUBLISH,
    "edit.parts": P.DRAFT,
    "edit.part": P.DRAFT,
    "edit.section": P.DRAFT,
    "edit.field": P.DRAFT,
    "edit.choose": P.DRAFT,
    "edit.clear": P.DRAFT,
    "edit.keep": P.DRAFT,
    "edit.overwrite": P.DRAFT,
    "edit.cancel": P.DRAFT,
    "edit.begin": P.ORGANISE,
    "edit.look": P.DRAFT,
    "edit.preview": P.DRAFT,
    "edit.show_preview": P.DRAFT,
    "edit.inert": P.DRAFT,
    "edit.publish": P.PUBLISH,
    "edit.unpublish": P.PUBLISH,
    "history.list": P.DRAFT,
    "history.version": P.DRAFT,
    "history.restore": P.DRAFT,
    "history.undo": P.DRAFT,
    "history.bring_back": P.DRAFT,
    "history.discard": P.DRAFT,
    "history.undo_mine": P.DRAFT,
    "plan.ask": P.PUBLISH,
    "plan.keep": P.PUBLISH,
    "plan.withdraw": P.PUBLISH,
    "plan.list": P.DRAFT,
    "correction.ask": P.PUBLISH,
    "correction.correct": P.PUBLISH,
    "withheld.show": P.WRITE,
    "withheld.ask": P.WRITE,
    "withheld.clear": P.PUBLISH,
    "withheld.withhold": P.WRITE,
    "numbers.show": P.DESK,
    "numbers.table": P.DESK,
    "numbers.picture": P.DESK,
    "feed.list": P.WRITE,
    "feed.add": P.WRITE,
    "feed.drop": P.WRITE,
    "feed.suggestions": P.WRITE,
    "feed.use": P.WRITE,
    "feed.refuse": P.WRITE,
    "pack.export": P.DRAFT,
    "pack.export_whole": P.PUBLISH,
    "pack.export_language": P.DRAFT,
    "import.start": P.DRAFT,
    "import.apply": P.DRAFT,
    "import.discard": P.DRAFT,
    "audit.show": P.AUDIT,
    "audit.export": P.AUDIT,
    "stand_down.confirm": P.PUBLISH,
    "stand_down.undo": P.PUBLISH,
    "stand_down.stop": P.PUBLISH,
    "safety.thaw": P.PUBLISH,
    "safety.drop": P.PUBLISH,
    "safety.burn": P.BURN,
    "safety.freeze": P.FREEZE,
    "news.start": P.WRITE,
    "news.write": P.WRITE,
    "news.skip": P.WRITE,
    "news.discard": P.WRITE,
    "news.publish": P.PUBLISH,
    "people.list": P.DESK,
    "people.leave": P.DESK,
    "people.show": P.DESK,
    "people.suspend": P.DESK,
    "people.reinstate": P.PUBLISH,
    "people.role": P.PEOPLE,
    "people.end": P.PEOPLE,
    "people.invite": P.PEOPLE,
    "people.withdraw": P.PEOPLE,
    "people.approval": P.PEOPLE,
}
ANSWER_TABLE = {
    "withhold": P.WRITE,
    "update": P.WRITE,
    "feed": P.WRITE,
    "send": P.PUBLISH,
    "import": P.DRAFT,
    "edit": P.DRAFT,
}
EDIT_TABLE = {"update": P.WRITE, "send": P.PUBLISH, "edit": P.DRAFT}
GROUP_TABLE = {"teamgroup": P.PEOPLE, "cend": P.DESK, "cagain": P.DESK, "reply": P.DESK}
HELD = {
    Role.OWNER: set(P),
    Role.PUBLISHER: {P.DESK, P.DRAFT, P.ORGANISE, P.WRITE, P.PUBLISH, P.AUDIT, P.FREEZE},
    Role.EDITOR: {P.DESK, P.DRAFT, P.ORGANISE, P.WRITE, P.FREEZE},
    Role.TRANSLATOR: {P.DESK, P.DRAFT},
    Role.ORGANISER: {P.DESK, P.DRAFT, P.ORGANISE},
}
EVERYONE = [None, *Role]
ARGUMENTS = [(), ("liaoning-seven",), ("7",), ("7", "owner"), ("x", "1", "2", "3", "4")]
# As an editor's buttons name a part; what a role may not change in it, it is refused at effect.
PARTS = [
    ("c", "liaoning-seven"),
    ("c", "liaoning-seven", "ko"),
    ("c", "liaoning-seven", "ko", "0"),
    ("g",),
]


@pytest.fixture(scope="module")
def filled() -> Iterator[tuple[Engine, Campaign]]:
    engine = connect("sqlite://")
    schema.migrate(engine)
    read = bundled()
    with Session(engine) as session, session.begin():
        published.seed(session, read, NOW, with_examples=True)
    yield engine, read
    engine.dispose()


@pytest.fixture
def session(filled: tuple[Engine, Campaign]) -> Iterator[Session]:
    with Session(filled[0], expire_on_commit=False, info={"campaign": filled[1]}) as session:
        yield session
        session.rollback()


def act(session: Session, incoming: Incoming, role: Role | None) -> Reply:
    """What this person, in this role, gets back."""
    person, _ = supporters.meet(session, SEALER, incoming.chat_id, "en", NOW)
    if role:
        session.merge(
            Member(supporter=person.number, role=role.value, since=0, alias=7, languages="ko")
        )
        session.flush()
    desk = Dependencies(
        SEALER, session.info["campaign"], "bot", lambda _chat, _now: None, lambda: False
    )
    answer = partial(respond, session, desk, incoming, NOW)
    return read_first(answer, partial(worked_out, session))


def tried(session: Session, incoming: Incoming, role: Role | None) -> bool:
    """Whether it was refused to this role; nothing of it stays."""
    with session.begin_nested() as all_of_it:
        found = refused(session, act(session, incoming, role))
        all_of_it.rollback()
    session.expire_all()
    return found


def command(name: str, user: int = CHAT) -> Incoming:
    text = Rich(f"/{name}", (Entity("bot_command", 0, len(name) + 1),))
    return Incoming(1, "text", user, True, user, "en", 1, text)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_words_after_a_command_that_takes_none_change_nothing(session: Session, name: str) -> None:
    text = Rich(f"/{name} please", (Entity("bot_command", 0, len(name) + 1),))
    heard = Incoming(1, "text", CHAT, True, CHAT, "en", 1, text)
    said = words(act(session, heard, Role.OWNER))
    assert said
    assert words_for("en").text("error.gone") not in said


def button(name: str, *arguments: str, user: int = CHAT) -> Incoming:
    return Incoming(
        1, "button", user, True, user, "en", 1, callback_id="1", data=":".join((name, *arguments))
    )


def words(reply: Reply) -> list[str]:
    """Every text of a reply."""
    found = []
    for op in reply:
        match op:
            case Show(screen) | Keep(screen):
                found.append(screen.text.text)
            case Toast(text):
                found.append(text)
            case File() | AskLocation() | Delete() | Photo():
                found.append(op.op)
            case _:
                pass
    return found


def refused(session: Session, reply: Reply) -> bool:
    """Whether it was refused, with a line in the audit; an AssertionError for anything but yes and
    no.
    """
    texts = words(reply)
    assert texts
    assert words_for("en").text("error.unexpected") not in texts
    newest = session.exec(select(Audit).order_by(col(Audit.id).desc())).first()
    noted = newest is not None and not newest.allowed and newest.action != "join"
    said = words_for("en").text("error.not_allowed") in texts
    assert said == noted
    return said


@pytest.mark.parametrize(
    ("routes", "table"),
    [(ROUTES, RIGHTS), (ANSWERS, ANSWER_TABLE), (EDITS, EDIT_TABLE),
        (GROUP, GROUP_TABLE)]
)  # fmt: skip
def test_the_table_is_the_routes(routes, table) -> None:
    assert {name: route.needs for name, route in routes.items() if route.needs is not None} == table


def test_roles_hold_what_the_table_says() -> None:
    assert {role: set(held) for role, held in HOLDS.items()} == HELD


@pytest.mark.parametrize("name", COMMANDS)
def test_commands(session: Session, name: str) -> None:
    needs = RIGHTS.get(COMMANDS[name].name)
    for role in EVERYONE:
        assert tried(session, command(name), role) == (not allowed(role, needs)), role


@pytest.mark.parametrize("name", BUTTONS)
def test_buttons(session: Session, name: str) -> None:
    needs = RIGHTS.get(BUTTONS[name].name)
    for role in EVERYONE:
        for arguments in ARGUMENTS:
            assert tried(session, button(name, *arguments), role) == (not allowed(role, needs)), (
                role,
                arguments,
            )


@pytest.mark.parametrize("role", EVERYONE)
@pytest.mark.parametrize("kind", ANSWERS)
def test_answers(session: Session, kind: str, role: Role | None) -> None:
    person, _ = supporters.meet(session, SEALER, CHAT, "en", NOW)
    conversation_state.put(session, SEALER, person.number, kind, {}, NOW, awaiting=True)
    said = Incoming(1, "text", CHAT, True, CHAT, "en", 1, Rich("words"))
    if allowed(role, ANSWER_TABLE.get(kind)):
        return  # what an answer does is its own conversation's test
    assert refused(session, act(session, said, role))


@pytest.mark.parametrize("stand_in", sorted(NOT_PEOPLE))
@pytest.mark.parametrize("make", [command, button])
def test_stand_ins_of_telegram_never_have_a_right(
    session: Session, stand_in: int, make: Callable[..., Incoming]
) -> None:
    assert refused(session, act(session, make("team", user=stand_in), Role.OWNER))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_nobody_but_an_owner_changes_anyones_rights(session: Session, role: Role) -> None:
    for name in ("role", "end", "invite", "approval"):
        asked = str(int(NOW.timestamp()))
        assert refused(session, act(session, button(name, "7", "owner", "-", asked), role))
    assert members.everyone(session)[0].role is role


def test_who_left_loses_the_teams_menu_at_the_next_tap(session: Session) -> None:
    menus = [op for op in act(session, button("team"), None) if isinstance(op, Menu)]
    assert menus
    assert "team" not in dict(menus[0].commands)


@pytest.mark.parametrize(
    ("role", "kind", "language", "own", "may"),
    [
        (None, "case", "en", True, False),
        (Role.TRANSLATOR, "case", "ko", False, True),
        (Role.TRANSLATOR, "case", "en", True, False),
        (Role.TRANSLATOR, "case", "", True, False),
        (Role.ORGANISER, "event", "en", True, True),
        (Role.ORGANISER, "event", "", False, False),
        (Role.ORGANISER, "case", "en", True, False),
        (Role.EDITOR, "case", "", False, True),
    ],
)
def test_translators_reach_their_languages_and_organisers_their_events(
    role, kind, language, own, may
) -> None:
    assert may_change(role, ("ko",), kind, language, own=own) is may
