"""A case from its first alarm to its end: what each status means, until when to act, in what words,
by whose report.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from content.cases import Status
from content.language.i18n import date_long, words_for
from content.language.languages import own_name
from content.protection.kept_back import Withheld
from storage.people import supporters
from tests import desk

LANGUAGES = ("en", "ko", "zh")
SLUG = "liaoning-seven"


def case(city):
    return city.store.read_now(city.app.campaign).case(SLUG)


def revises(city, **values):
    """Publishes the case with other values."""
    city.store.write_now(
        lambda session: desk.edits(session, "case", SLUG, values, city.app.clock.now())
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", list(Status))
async def test_each_status_says_what_it_means_and_what_one_can_do(city, language, status):
    chat = await city.person("A", language)
    revises(city, status=status)
    read = await chat.starts(f"case_{SLUG}")
    assert chat.t(f"case.meaning.{status.value}") in read
    # The last report stands beside every status.
    assert date_long(date(2019, 5, 3), language) in read
    open_ = status not in (Status.RELEASED, Status.CLOSED)
    assert (chat.t("case.write") in await chat.keyboard()) == open_
    assert (case(city).texts[language].asks[0] in read) == open_
    if not open_:
        assert chat.t("letter.closed") in await chat.starts(f"write_{SLUG}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("days", "left"),
    [(0, "when.today"), (1, "when.tomorrow"), (12, "when.in_days"), (-1, "case.act_past")],
)
async def test_until_when_to_act_is_counted_in_whole_days(city, language, days, left):
    chat = await city.person("A", language)
    day = city.app.clock.now().date() + timedelta(days=days)
    revises(city, act_before=day)
    read = await chat.starts(f"case_{SLUG}")
    told = {
        "when.in_days": chat.t("when.in_days", 12),
        "case.act_past": chat.t("case.act_past", day=date_long(day, language)),
    }
    assert told.get(left) or chat.t(left) in read
    assert date_long(day, language) in read
    revises(city, act_before=day, status=Status.RELEASED)
    assert date_long(day, language) not in await chat.starts(f"case_{SLUG}")


@pytest.mark.parametrize(("language", "left"), [("ko", "en"), ("zh", "en")])
async def test_words_that_a_language_lacks_come_in_the_next_and_say_so(city, language, left):
    chat = await city.person("A", language)
    texts = case(city).texts
    revises(city, texts={code: text for code, text in texts.items() if code != language})
    line = chat.t("case.fallback", language=own_name(left))
    for shown in (
        await chat.starts(f"case_{SLUG}"),
        await chat.taps("case.full"),
        await chat.taps("case.talk"),
    ):
        assert texts[left].title in shown
        assert line in shown
    await chat.says("/write")
    assert chat.t("letter.mission_title") in await chat.settled()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_sources_whose_address_is_known_are_links(city, language):
    chat = await city.person("A", language)
    address = "https://www.example.org/report"
    sources = case(city).sources
    known = tuple(
        one.model_copy(update={"url": address}) if one.id == "abc" else one for one in sources
    )
    revises(city, sources=known)
    await chat.starts(f"case_{SLUG}")
    await chat.taps("case.full")
    read = await chat.taps("case.timeline")
    links = [one for one in (await chat.newest())["entities"] if one["type"] == "text_link"]
    assert [one["url"] for one in links] == [address]
    named = read.encode("utf-16-le")[
        links[0]["offset"] * 2 : (links[0]["offset"] + links[0]["length"]) * 2
    ].decode("utf-16-le")
    comma = "，" if language == "zh" else ", "
    assert named == f"ABC News{comma}{date_long(date(2019, 5, 3), language)}"
    assert f"Voice of America{comma}“Activists Urge China" in read


async def test_news_stand_in_the_timeline_and_newest_first(city):
    chat = await city.person("A", "en")
    await city.publishes("Something is new")
    await chat.starts(f"case_{SLUG}")
    await chat.taps("case.full")
    read = await chat.taps("case.timeline")
    assert read.index("Something is new en") < read.index("ABC News") < read.index("KBS World")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_figure_in_words_has_its_year_and_its_source(city, language):
    chat = await city.person("A", language)
    await chat.starts(f"case_{SLUG}")
    read = await chat.taps("case.full")
    while chat.t("figures.button") not in await chat.keyboard():
        read = await chat.taps("case.next_page")
    statistic = city.store.read_now(city.app.campaign).statistics[0]
    rows = [
        row
        for row in read.splitlines()
        if row.startswith(tuple(str(one.year) for one in statistic.figures))
    ]
    assert len(rows) == len(statistic.figures)
    reports = {report.id: report.publisher for report in statistic.sources}
    for row, figure in zip(rows, statistic.by_year(), strict=True):
        assert f"{figure.value:,}" in row
        assert reports[figure.source] in row
    assert date_long(statistic.gathered_on, language) in read


async def test_what_a_case_withholds_is_refused_wherever_it_is_published(city):
    city.withholds("Zed Q. Canary")
    texts = case(city).texts
    for field in ("title", "summary", "background"):
        named = texts["ko"].model_copy(update={field: "zed q canary 씨의 이야기"})
        with pytest.raises(Withheld):
            revises(city, texts={**texts, "ko": named})
    assert case(city).texts == texts


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_open_letter_is_told_when_its_case_takes_no_more(city, language):
    chat = await city.person("A", language)
    t = words_for(language).text
    await chat.starts(f"write_{SLUG}")
    await chat.presses(t("letter.write_to", mission="@").replace("@", "").strip())
    revises(city, status=Status.RELEASED)
    await chat.presses(own_name(language))
    assert (await chat.toasts())[-1] == chat.t("letter.closed")
    assert city.store.read_now(lambda session: supporters.letters_sent(session, SLUG)) == 0
