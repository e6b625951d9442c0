"""With 500 of everything, every screen fits into Telegram and into what CONVERSATIONS.md says."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from content.campaign import Campaign
from content.notices.broadcasts import MessageState
from content.permissions import Role
from content.text.messages import Keep, Reply, Screen, Show
from handlers import routes
from storage.engine.sealing import new_key, read_key
from storage.engine.states import RevisionState
from storage.engine.tables import (
    Audit,
    Feed,
    Follow,
    Member,
    Message,
    Publication,
    Revision,
    Rsvp,
    Suggestion,
)
from storage.engine.times import seconds
from storage.people import members, supporters
from tests.handlers.conftest import NOW, Office
from tests.large_campaign import Sizes, large_campaign
from tests.stores import store_with

MANY = 500
CHARACTERS, BUTTONS = 4096, 100  # of Telegram: UTF-16 units, buttons
SUPPORTERS_BUTTONS, BUTTONS_IN_A_ROW = 6, 2  # of CONVERSATIONS.md, the desk excepted
EACH = 2  # presses of a route that differ
OWNER, SUPPORTER = 11, 12
# What ends the round for whoever presses it, and files, which are no screens.
LEFT_OUT = (
    *("burn", "forgetme", "forget", "leave", "stop", "freeze", "standdown", "pause_sending"),
    *("exportpack", "exportpo", "auditcsv", "statscsv", "icsall"),
)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    campaign = large_campaign(Sizes(MANY, MANY, MANY, MANY), ("en", "ko"))
    path: Path = tmp_path_factory.mktemp("crowded") / "store.db"
    store, sealer = store_with(path, campaign, NOW), read_key(new_key())
    office = Office(store, sealer, campaign)
    office.says("/start", chat=SUPPORTER)
    code = store.write_now(lambda session: members.new_owner_code(session, NOW))
    office.says(f"/claim {code}", chat=OWNER)

    def fill(session: Session) -> None:
        me = supporters.find(session, sealer, SUPPORTER)
        assert me
        _fill(session, me.number, campaign)
        for n in range(MANY):
            number = supporters.meet(session, sealer, 1000 + n, "en", NOW)[0].number
            session.add(_member(number, n))

    store.write_now(fill)
    yield office
    store.close()


def _fill(session: Session, me: int, campaign: Campaign) -> None:
    """500 rows of each kind that a list shows."""
    at, cases = seconds(NOW), [case.slug for case in campaign.cases]
    for n, slug in enumerate(cases):
        session.add(Follow(supporter=me, case_slug=slug, muted=True, since=at))
        session.add(Publication(kind="case", slug=slug, number=1, at=at + n, zone="UTC", by=1))
        session.add(Feed(url=f"https://n{n}.example.org/feed", next_at=at, added_at=at))
        session.add(Audit(at=at, member=1, action="publish", detail=slug))
        session.add(
            Message(
                kind="send",
                priority=1,
                title=f"Sent {n}",
                audience="all",
                total=9,
                state=MessageState.DONE,
                created_at=at - n,
                created_by=1,
            )
        )
    session.flush()
    english = (Revision.kind == "case", Revision.slug == cases[0], Revision.language == "en")
    first = session.exec(select(Revision).where(*english)).one()
    for n, event in enumerate(campaign.events):
        session.add(Rsvp(supporter=me, event_slug=event.slug, starts=at + 3600, ends=at + 7200))
        session.add(
            Revision(
                kind="case",
                slug=cases[0],
                number=first.number + n + 1,
                state=RevisionState.DRAFT,
                body=first.body,
                created_at=at + n,
                created_by=1,
                field="summary",
                language="en",
            )
        )
        session.add(
            Suggestion(
                feed=1,
                case_slug=cases[n],
                key=str(n),
                title=f"News {n}",
                link="https://n.example.org",
                found_at=at,
            )
        )


def _member(person: int, n: int) -> Member:
    return Member(
        supporter=person,
        role=Role.TRANSLATOR,
        since=seconds(NOW),
        alias=100 + n,
        languages="en ko zh",
    )


def screens(reply: Reply) -> Iterator[Screen]:
    return (op.screen for op in reply if isinstance(op, Show | Keep))


def leads(reply: Reply) -> list[str]:
    return [b.data for one in screens(reply) for row in one.rows for b in row if b.data]


def shown_to(office: Office, chat: int) -> Iterator[tuple[str, Screen]]:
    """What every command and some buttons of each route show, each with what led there."""
    pressed: Counter[str] = Counter()
    seen: set[str] = set()
    for command in (name for name in routes.COMMANDS if name not in LEFT_OUT):
        waiting = deque([f"/{command}"])
        while waiting:
            at = waiting.popleft()
            reply = office.says(at, chat=chat) if at.startswith("/") else office.taps(at, chat=chat)
            yield from ((at, one) for one in screens(reply))
            for data in leads(reply):
                route = data.split(":")[0]
                if data not in seen and pressed[route] < EACH and route not in LEFT_OUT:
                    seen.add(data)
                    pressed[route] += 1
                    waiting.append(data)


def units(screen: Screen) -> int:
    return len(screen.text.text.encode("utf-16-le")) // 2


def is_desks(route: str) -> bool:
    name = route.removeprefix("/").split(":")[0]
    known = routes.COMMANDS if route.startswith("/") else routes.BUTTONS
    return known[name].needs is not None


@pytest.mark.parametrize("chat", [OWNER, SUPPORTER])
def test_every_screen_fits_with_500_of_everything(
    crowded: Office, chat: int, caplog: pytest.LogCaptureFixture
) -> None:
    broken: list[object] = []
    for route, screen in shown_to(crowded, chat):
        buttons = [button for row in screen.rows for button in row]
        free = is_desks(route)
        if (
            units(screen) > CHARACTERS
            or len(buttons) > BUTTONS
            or (not free and len(buttons) > SUPPORTERS_BUTTONS)
            or (not free and any(len(row) > BUTTONS_IN_A_ROW for row in screen.rows))
        ):
            broken.append((route, units(screen), [len(row) for row in screen.rows]))
    assert broken == []
    assert [one.getMessage() for one in caplog.records] == []
