"""Long lists at the team's desk: page by page, and by typed words in any language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from content.campaign import Campaign
from content.permissions import Role
from content.text.messages import Reply, Show
from storage.engine.sealing import new_key, read_key
from storage.engine.tables import Feed, Member, Message, Publication, Suggestion
from storage.people import members, supporters
from tests.handlers.conftest import NOW, Office
from tests.large_campaign import CASE_NAMES, EVENT_NAMES, Sizes, large_campaign, named
from tests.stores import store_with

SIZES = Sizes(cases=40, events=40, offices=40, updates=40)
KINDS = {"c": "case", "e": "event", "m": "office", "u": "update"}


@pytest.fixture(scope="module")
def large() -> Campaign:
    return large_campaign(SIZES, ("en", "ko", "zh"))


@pytest.fixture
def desk(tmp_path: Path, large: Campaign) -> Iterator[Office]:
    store = store_with(tmp_path / "store.db", large, NOW)
    code = store.write_now(lambda session: members.new_owner_code(session, NOW))
    owner = Office(store, read_key(new_key()), large)
    owner.says(f"/claim {code}")
    yield owner
    store.close()


def leads(reply: Reply) -> list[str]:
    screens = [op.screen for op in reply if isinstance(op, Show)]
    return [button.data or "" for row in screens[0].rows for button in row]


@pytest.mark.parametrize("code", KINDS)
def test_every_part_is_reached_by_its_pages(desk: Office, code: str) -> None:
    shown, seen, at = desk.taps(f"el:{code}"), set(), 1
    while f"el:{code}:{at}" in leads(shown):
        assert len(leads(shown)) <= 10
        seen |= set(leads(shown))
        shown = desk.taps(f"el:{code}:{at}")
        at += 1
    seen |= set(leads(shown))
    assert len([one for one in seen if one.startswith("eo:")]) == 40


def test_a_tired_member_finds_an_event_by_part_of_its_title(desk: Office) -> None:
    desk.taps("el:e:?")
    shown = desk.says(named(EVENT_NAMES, "ko", 37)[3:12])
    assert [one for one in leads(shown) if one.startswith("eo:")] == [
        f"eo:e:{desk.campaign.events[36].slug}"
    ]


def test_nothing_found_leads_back_to_the_whole_list(desk: Office) -> None:
    desk.taps("el:c:?")
    assert leads(desk.says("whales")) == ["el:c:0"]


def test_a_new_event_may_belong_to_any_of_many_cases(desk: Office) -> None:
    assert "en:e:1" in leads(desk.taps("en:e"))
    desk.taps("en:e:?")
    title = named(CASE_NAMES, "en", 33)
    shown = desk.says(title[: title.index("33") + 2])
    assert f"en:e:{desk.campaign.cases[32].slug}" in leads(shown)


def test_the_cases_that_keep_names_back_have_pages_and_no_search(desk: Office) -> None:
    shown, seen = leads(desk.says("/withhold")), set()
    for at in range(1, 7):
        assert len(shown) <= 10
        assert f"wl:{at}" in shown
        assert "wl:?" not in shown
        seen |= {one for one in shown if one.startswith("wl:fictional")}
        shown = leads(desk.taps(f"wl:{at}"))
    seen |= {one for one in shown if one.startswith("wl:fictional")}
    assert len(seen) == 40
    case = sorted(seen)[0].removeprefix("wl:")
    assert f"wa:{case}" in leads(desk.taps(f"wl:{case}"))


@pytest.mark.parametrize("word", ["가상시 7", "虚构市7"])
def test_an_office_is_found_by_its_city_in_any_language(desk: Office, word: str) -> None:
    desk.taps("el:m:?")
    assert f"eo:m:{desk.campaign.missions[6].slug}" in leads(desk.says(word))


def test_the_desk_shows_a_few_cases_and_leads_to_the_others(desk: Office) -> None:
    shown = desk.taps("team")
    (screen,) = [op.screen for op in shown if isinstance(op, Show)]
    assert len(screen.text) <= 4096
    assert "35 more cases" in screen.text.text
    assert len([one for one in leads(shown) if one.startswith("tn:")]) == 5
    assert "en:u:1" in leads(desk.taps(next(one for one in leads(shown) if one == "en:u")))


def test_a_member_of_many_is_found_by_their_pseudonym(desk: Office) -> None:
    def join(session: Session) -> None:
        for n in range(40):
            person = supporters.meet(session, desk.sealer, 100 + n, "en", NOW)[0].number
            session.add(Member(supporter=person, role=Role.TRANSLATOR, since=n, alias=100 + n))

    desk.store.write_now(join)
    shown = desk.taps("people:1")
    assert "people:2" in leads(shown)
    assert "people:0" in leads(shown)
    (alias,) = [one for one in leads(shown) if one == "person:110"]
    button = next(
        button
        for op in shown
        if isinstance(op, Show)
        for row in op.screen.rows
        for button in row
        if button.data == alias
    )
    desk.taps("people:?")
    assert [one for one in leads(desk.says(button.label)) if one.startswith("person:")] == [alias]


def test_deliveries_have_pages_forward_and_back(desk: Office) -> None:
    def send(session: Session) -> None:
        for n in range(10):
            session.add(
                Message(kind="send", priority=1, title=f"Sent {n}", audience="all", created_at=n)
            )

    desk.store.write_now(send)
    seen = [one for at in range(3) for one in leads(desk.taps(f"sends:{at}")) if "sd:" in one]
    assert len(set(seen)) == 10
    assert "sends:1" in leads(desk.taps("sends"))
    assert leads(desk.taps("sends:2"))[-1] == "sends:1"


def test_suggestions_are_counted_and_used_whatever_their_number(desk: Office) -> None:
    case = desk.campaign.cases[0].slug

    def suggest(session: Session) -> None:
        session.add(Feed(id=1234, url="https://n.example.org/feed", next_at=0, added_at=0))
        session.add(
            Suggestion(
                id=12345,
                feed=1234,
                case_slug=case,
                key="1",
                title="News",
                link="https://n.example.org",
                found_at=0,
            )
        )

    desk.store.write_now(suggest)
    assert {"suggestions", "feeddrop:1234"} <= set(leads(desk.taps("feeds")))
    assert "feeduse:12345" in leads(desk.taps("suggestions"))
    assert "feeduse:12345" not in leads(desk.taps("feednot:12345"))
    desk.taps("feeddrop:1234")
    assert "feeddrop:1234" not in leads(desk.taps("feeds"))


def test_the_editor_opens_while_something_is_planned(desk: Office) -> None:
    plan = Publication(
        kind="case", slug=desk.campaign.cases[0].slug, number=1, at=0, zone="UTC", by=1
    )
    desk.store.write_now(lambda session: session.add(plan))
    assert "eplans" in leads(desk.taps("edit"))
