"""A campaign in a language that the bot does not speak: its texts come in it, the bot's own words
in another.
"""

import pytest

from content.language.languages import own_name
from tests.journeys.conftest import CASE
from tests.stores import bundled

NAME, TITLE, SUBJECT, EVENT = (
    "遼寧の七人",
    "遼寧で拘束された七人",
    "七人の件について",
    "大使館前の集会",
)
ORDER = ("ko", "ja", "en", "zh")  # Korean stands in for Japanese, which the bot does not speak


def in_japanese(part, **words):
    """The part with a Japanese text like its English one, but for these words."""
    return part.model_copy(
        update={"texts": part.texts | {"ja": part.texts["en"].model_copy(update=words)}}
    )


@pytest.fixture
def content():
    whole = in_japanese(bundled(), name=NAME)
    return whole.model_copy(update={
        "languages": ORDER,
        "reviewed": dict.fromkeys(ORDER, False),
        "cases": tuple(in_japanese(case, title=TITLE) for case in whole.cases),
        "letters": tuple(in_japanese(letter, subjects=(SUBJECT,)) for letter in whole.letters),
        "events": tuple(in_japanese(event, title=EVENT) for event in whole.events),
    })  # fmt: skip


async def hanako(city):
    """Somebody whose telephone is Japanese; the bot's words that they get are Korean."""
    chat = await city.person("Hanako", "ja")
    chat.language = "ko"
    return chat


async def test_who_comes_with_such_a_language_reads_it_and_is_told_once_what_the_bot_speaks(
    city_of, content
):
    chat = await hanako(await city_of(content))
    shown = await chat.starts()
    told = chat.t("home.words_in", language="日本語")
    assert shown.startswith(told)
    assert NAME in shown
    assert chat.t("home.write") in await chat.keyboard()
    again = await chat.starts()
    assert NAME in again
    assert told not in again


async def test_a_link_greets_tells_it_once_and_shows_the_case_in_the_language(city_of, content):
    chat = await hanako(await city_of(content))
    shown = await chat.starts(f"case_{CASE}")
    assert chat.t("home.words_in", language="日本語") in shown
    assert TITLE in shown
    assert chat.t("case.fallback", language="日本語") not in shown
    assert chat.t("home.words_in", language="日本語") not in await chat.starts(f"case_{CASE}")


async def test_it_is_chosen_by_its_own_name_and_left_again(city_of, content):
    chat = await (await city_of(content)).person("Emma", "en")
    await chat.starts()
    await chat.says("/language")
    assert await chat.keyboard() == [
        "English",
        "한국어",
        "日本語",
        "简体中文",
        chat.t("button.back"),
    ]
    shown = await chat.presses("日本語")
    chat.language = "ko"
    assert shown.startswith(chat.t("home.words_in", language="日本語"))
    assert NAME in shown
    now = await chat.says("/language")
    assert chat.t("home.language_now", language="日本語") in now
    assert (await chat.keyboard())[0] == "日本語"
    await chat.says("/mydata")
    assert "日本語" in " ".join(await chat.said())
    await chat.says("/language")
    await chat.presses("简体中文")
    chat.language = "zh"
    assert (await chat.toasts())[-1] == chat.t("home.language_set")


async def test_events_letters_and_their_files_come_in_it(city_of, content):
    chat = await hanako(await city_of(content))
    await chat.starts()
    assert EVENT in " ".join([await chat.taps("home.event"), *await chat.keyboard()])
    await chat.starts()
    await chat.taps("home.write")
    start = chat.t("letter.write_to", mission="@").split("@")[0]
    await chat.presses(next(label for label in await chat.keyboard() if label.startswith(start)))
    assert (await chat.keyboard())[0] == "日本語"
    await chat.presses("日本語")
    for key in ("letter.points_done", "letter.skip_words", "letter.skip_name"):
        shown = await chat.taps(key)
    assert SUBJECT in shown


async def test_alerts_and_digests_come_in_it_with_the_words_of_the_fallback(city_of, content):
    city = await city_of(content)
    chat = await hanako(city)
    await chat.starts(f"case_{CASE}")
    await chat.taps("case.follow")
    await city.publishes("Verdict")
    alert = await chat.newest()
    assert TITLE in alert["text"]
    assert "Verdict ja" in alert["text"]
    assert chat.t("message.write") in await chat.keyboard()
    await chat.says("/updates")
    await chat.taps("updates.digest")
    await chat.taps("updates.set_daily")
    await chat.taps("updates.region.east_asia")
    await chat.presses("도쿄")
    await city.publishes("Second")
    await city.moves(days=1, hours=12)
    digest = next(
        text
        for text in reversed(await chat.said())
        if "Verdict" not in text and "Second ja" in text
    )
    assert digest
    assert "Second ko" not in digest


async def test_the_team_writes_it_and_sees_how_it_will_look(city_of, content):
    city = await city_of(content)
    chat = await hanako(city)
    await chat.starts(f"case_{CASE}")
    await chat.taps("case.follow")
    mina = await city.owner()
    await mina.says("/team")
    await mina.presses("Publish news")
    await mina.says("소식\n본문")
    assert own_name("ja") in await mina.settled()
    await mina.says("知らせ\n本文")
    await mina.says("News\nBody")
    assert "知らせ" in " ".join([await mina.says("消息\n正文"), *await mina.said()])
    await mina.presses("Publish and send")
    await city.moves(seconds=11)
    assert "知らせ" in (await chat.newest())["text"]
