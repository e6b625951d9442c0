"""Long lists as a supporter uses them: page by page, and by typed words in any language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from content.campaign import Campaign
from content.text.messages import Button, Reply, Screen, Show, Toast
from storage.engine.sealing import new_key, read_key
from tests.handlers.conftest import NOW, Office
from tests.large_campaign import CASE_NAMES, EVENT_NAMES, Sizes, large_campaign, named
from tests.stores import store_with

LISTS = ("cases", "events", "writing")
CASES = 450


@pytest.fixture(scope="module")
def large() -> Campaign:
    return large_campaign(Sizes(cases=CASES, events=60, offices=30, updates=0), ("en", "ko", "zh"))


@pytest.fixture
def counter(tmp_path: Path, large: Campaign) -> Iterator[Office]:
    store = store_with(tmp_path / "store.db", large, NOW)
    yield Office(store, read_key(new_key()), large)
    store.close()


def screen(reply: Reply) -> Screen:
    return next(op.screen for op in reply if isinstance(op, Show))


def toasts(reply: Reply) -> list[str]:
    return [op.text for op in reply if isinstance(op, Toast)]


def buttons(reply: Reply) -> list[Button]:
    return [button for row in screen(reply).rows for button in row]


def leads(reply: Reply) -> list[str | None]:
    return [button.data for button in buttons(reply)]


def fits(reply: Reply) -> bool:
    """Whether a screen keeps to CONVERSATIONS.md: six buttons, two in a row."""
    return len(buttons(reply)) <= 6 and all(len(row) < 3 for row in screen(reply).rows)


@pytest.mark.parametrize("name", LISTS)
def test_pages_lead_through_the_whole_list_and_back(counter: Office, name: str) -> None:
    shown, seen, on = counter.taps(name), [], f"{name}:1"
    while on in leads(shown):
        assert fits(shown)
        seen += leads(shown)
        shown = counter.taps(on)
        on = f"{name}:{int(on.split(':')[1]) + 1}"
    seen += leads(shown)
    kind = {"cases": "case:", "events": "event:", "writing": "write:"}[name]
    found = {one for one in seen if one and one.startswith(kind)}
    assert len(found) == (60 if name == "events" else CASES)
    assert f"{name}:{int(on.split(':')[1]) - 2}" in leads(shown)


@pytest.mark.parametrize("language", ["en", "ko", "zh"])
def test_a_case_is_found_by_part_of_its_title_in_any_language(
    counter: Office, large: Campaign, language: str
) -> None:
    counter.taps("cases:?")
    title = named(CASE_NAMES, language, 400)
    shown = counter.says(title[: title.index("400") + 3])
    assert f"case:{large.cases[399].slug}" in leads(shown)
    assert len([one for one in leads(shown) if one and one.startswith("case:")]) == 1
    assert "cases:0" in leads(shown)
    assert fits(shown)


def test_what_was_found_has_pages_too(counter: Office) -> None:
    counter.taps("cases:?")
    shown = counter.says("사건 40")
    assert "cases:~1" in leads(shown)
    following = counter.taps("cases:~1")
    assert "“사건 40”" in screen(following).text.text
    assert "cases:~0" in leads(following)
    assert fits(following)


def test_an_event_is_found_in_the_list_of_one_case(counter: Office, large: Campaign) -> None:
    slug = large.cases[7].slug
    counter.taps(f"events:{slug}:?")
    shown = counter.says(named(EVENT_NAMES, "zh", 7)[:9])
    assert any(one and one.startswith(f"event:{large.events[6].slug}") for one in leads(shown))
    assert f"events:{slug}:0" in leads(shown)


def test_nothing_found_says_so_and_waits_for_other_words(counter: Office) -> None:
    counter.taps("cases:?")
    shown = counter.says("whales")
    assert "“whales”" in screen(shown).text.text
    assert leads(shown) == ["cases:0"]
    assert "case:" in str(leads(counter.says("border 7")))
    assert "“border 7”" not in screen(counter.says("border 8")).text.text


def test_words_without_letters_find_nothing(counter: Office) -> None:
    counter.taps("cases:?")
    assert leads(counter.says("?!")) == ["cases:0"]


def test_a_screens_name_opens_it_where_no_title_has_it(counter: Office) -> None:
    counter.taps("cases:?")
    assert counter.says("privacy") == counter.says("/privacy")
    assert "“whales”" not in screen(counter.says("whales")).text.text


def test_a_command_is_one_in_a_search_too(counter: Office) -> None:
    counter.taps("cases:?")
    assert "events:1" in leads(counter.says("/events"))
    assert "“whales”" not in screen(counter.says("whales")).text.text


def test_cancel_ends_the_search_and_shows_the_list(counter: Office) -> None:
    counter.taps("events:?")
    assert "events:1" in leads(counter.says("/cancel"))


@pytest.mark.parametrize("end", ["/cancel", "cases:0", "home", "border 7"])
def test_a_letters_question_is_open_again_when_a_search_ends(
    counter: Office, large: Campaign, end: str
) -> None:
    counter.taps(f"write:{large.cases[0].slug}")
    before = counter.says("Nowhere at all")
    counter.taps("cases:?")
    (counter.taps if ":" in end or end == "home" else counter.says)(end)
    assert counter.says("Nowhere at all") == before


def test_a_button_of_a_page_or_a_search_that_is_gone_says_so(counter: Office) -> None:
    for old in ("cases:999", "cases:~2", "events:~1", "writing:9999"):
        reply = counter.taps(old)
        assert toasts(reply) == ["That screen was out of date. Here is the current one."]
        assert f"{old.split(':')[0]}:1" in leads(reply)


def test_a_short_list_has_neither_pages_nor_a_search(counter: Office, large: Campaign) -> None:
    few = replace(counter, campaign=large.model_copy(update={"cases": large.cases[:3]}))
    shown = few.taps("cases")
    assert len(buttons(shown)) == 4
    assert "cases:?" not in leads(shown)


def test_every_office_is_reached_by_pages_and_found_by_its_city(
    counter: Office, large: Campaign
) -> None:
    shown = counter.taps(f"write:{large.cases[0].slug}")
    assert "1 of 10" in screen(shown).text.text
    seen = set(leads(shown))
    shown = counter.taps(next(one for one in leads(shown) if one and one.startswith("lc:")))
    for _ in range(9):
        shown = counter.taps(next(one for one in leads(shown) if one and one.startswith("lo:")))
        assert fits(shown)
        seen |= set(leads(shown))
    offices = {one.split(":")[2] for one in seen if one and one.startswith("lm:")}
    assert len(offices) == 30
    found = counter.says("虚构市23")
    assert any(one and one.endswith(large.missions[22].slug) for one in leads(found))


def test_every_muted_case_can_be_found_and_heard_of_again(counter: Office, large: Campaign) -> None:
    for case in large.cases[:20]:
        counter.taps(f"follow:{case.slug}")
        counter.taps(f"mute:{case.slug}")
    shown = counter.taps("alerts")
    assert "alerts:muted" in leads(shown)
    assert fits(shown)
    first = counter.taps("alerts:muted")
    following = counter.taps("alerts:muted:1")
    assert fits(following)
    assert {"alerts:muted:0", "alerts:muted:2"} <= set(leads(following))
    assert counter.taps("alerts:muted:0") == first
    counter.taps("alerts:muted:?")
    found = counter.says("17:")
    assert [one for one in leads(found) if one and one.startswith("unmute")] == [
        f"unmute:{large.cases[16].slug}"
    ]
    counter.taps(f"unmute:{large.cases[16].slug}")
    counter.taps("alerts:muted:?")
    assert leads(counter.says("17:")) == ["alerts:muted:0"]
