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
from handlers.menus import TEAM
from handlers.routes import ANSWERS, BUTTONS, COMMANDS, EDITS, GROUP
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
COMMAND_TABLE = {
    "team": P.DESK,
    "stats": P.DESK,
    "feeds": P.WRITE,
    "export": P.DRAFT,
    "audit": P.AUDIT,
    "freeze": P.FREEZE,
    "thaw": P.PUBLISH,
    "burn": P.BURN,
    "standdown": P.PUBLISH,
    "send": P.PUBLISH,
    "pause_sending": P.FREEZE,
    "edit": P.DRAFT,
    "newcase": P.WRITE,
    "newevent": P.ORGANISE,
    "newupdate": P.WRITE,
    "publish": P.PUBLISH,
    "unpublish": P.PUBLISH,
    "undo": P.DRAFT,
    "import": P.DRAFT,
    "upcoming": P.DESK,
    "withhold": P.WRITE,
}
BUTTON_TABLE = {
    "sz": P.PUBLISH,
    "wl": P.WRITE,
    "wa": P.WRITE,
    "wc": P.PUBLISH,
    "edit": P.DRAFT,
    "el": P.DRAFT,
    "eo": P.DRAFT,
    "es": P.DRAFT,
    "ef": P.DRAFT,
    "ec": P.DRAFT,
    "ez": P.DRAFT,
    "ek": P.DRAFT,
    "eq": P.DRAFT,
    "ex": P.DRAFT,
    "en": P.ORGANISE,
    "ew": P.DRAFT,
    "ev": P.DRAFT,
    "ei": P.DRAFT,
    "enone": P.DRAFT,
    "ep": P.PUBLISH,
    "eu": P.PUBLISH,
    "et": P.PUBLISH,
    "nk": P.PUBLISH,
    "ny": P.PUBLISH,
    "eg": P.PUBLISH,
    "ey": P.PUBLISH,
    "eplans": P.DRAFT,
    "eh": P.DRAFT,
    "er": P.DRAFT,
    "eb": P.DRAFT,
    "ej": P.DRAFT,
    "eback": P.DRAFT,
    "ed": P.DRAFT,
    "team": P.DESK,
    "stats": P.DESK,
    "statscsv": P.DESK,
    "statspng": P.DESK,
    "export": P.DRAFT,
    "exportpack": P.PUBLISH,
    "exportpo": P.DRAFT,
    "feeds": P.WRITE,
    "feedadd": P.WRITE,
    "feeddrop": P.WRITE,
    "suggestions": P.WRITE,
    "feeduse": P.WRITE,
    "feednot": P.WRITE,
    "people": P.DESK,
    "leave": P.DESK,
    "person": P.DESK,
    "suspend": P.DESK,
    "reinstate": P.PUBLISH,
    "role": P.PEOPLE,
    "end": P.PEOPLE,
    "invite": P.PEOPLE,
    "uninvite": P.PEOPLE,
    "approval": P.PEOPLE,
    "audit": P.AUDIT,
    "auditcsv": P.AUDIT,
    "tn": P.WRITE,
    "tw": P.WRITE,
    "tk": P.WRITE,
    "tx": P.WRITE,
    "tp": P.PUBLISH,
    "tls": P.PUBLISH,
    "tlo": P.PUBLISH,
    "thaw": P.PUBLISH,
    "thawdrop": P.PUBLISH,
    "burn": P.BURN,
    **dict.fromkeys(
        ("send", "sa", "sb", "sw", "sk", "sl", "so", "sc", "st", "sg", "sx"), P.PUBLISH
    ),
    **dict.fromkeys(("sends", "sd", "upcoming", "uo"), P.DESK),
    **dict.fromkeys(("sr", "sq", "sv", "sy", "sn", "sz"), P.PUBLISH),
    "sp": P.FREEZE,
    **dict.fromkeys(("import", "importgo", "importno"), P.DRAFT),
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
    [(COMMANDS, COMMAND_TABLE), (BUTTONS, BUTTON_TABLE), (ANSWERS, ANSWER_TABLE), (EDITS, EDIT_TABLE),
        (GROUP, GROUP_TABLE)]
)  # fmt: skip
def test_the_table_is_the_routes(routes, table) -> None:
    assert {name: route.needs for name, route in routes.items() if route.needs is not None} == table


def test_roles_hold_what_the_table_says() -> None:
    assert {role: set(held) for role, held in HOLDS.items()} == HELD


def test_a_commands_menu_offers_what_its_route_allows() -> None:
    assert {name: COMMANDS[name].needs for name in TEAM} == TEAM


@pytest.mark.parametrize("name", COMMANDS)
def test_commands(session: Session, name: str) -> None:
    needs = COMMAND_TABLE.get(name)
    for role in EVERYONE:
        assert tried(session, command(name), role) == (not allowed(role, needs)), role


@pytest.mark.parametrize("name", BUTTONS)
def test_buttons(session: Session, name: str) -> None:
    needs = BUTTON_TABLE.get(name)
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
