"""Long lists at the team's desk: page by page, and by typed words in any language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from content.campaign import Campaign
from content.text.messages import Reply, Show
from storage.engine.sealing import new_key, read_key
from storage.people import members
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
