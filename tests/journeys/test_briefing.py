"""A case as a supporter reads it: one minute, in full, on the street, and its figures as
a picture.
"""

import struct

import pytest

from content.language.i18n import words_for
from storage.actions.withdrawal import withdraw_case

LANGUAGES = ("en", "ko", "zh")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_minute_says_what_happened_what_it_means_and_what_is_asked(city, language):
    words = words_for(language)
    chat = await city.person("A", language)
    read = await chat.starts("case_liaoning-seven")
    campaign = city.store.read_now(city.app.campaign)
    text = campaign.cases[0].texts[language]
    for part in (text.title, text.summary, words.text("case.meaning.detained"), *text.asks):
        assert part in read
    assert len(read) < 900
    rows = (await chat.messages())[-1]["keyboard"]
    assert sum(map(len, rows)) <= 6
    assert max(map(len, rows)) <= 2


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_full_version_is_read_on_from_section_to_section(city, language):
    words = words_for(language)
    chat = await city.person("A", language)
    await chat.starts("case_liaoning-seven")
    read = [await chat.presses(words.text("case.full"))]
    while any(words.text("case.next_page") in label for label in (await chat.labels())[-6:]):
        read.append(await chat.presses(words.text("case.next_page")))
    for name in ("happened", "risk", "asks", "background", "figures", "timeline"):
        assert any(page.startswith(words.text(f"case.{name}_title")) for page in read), name
    assert "2,914" in "".join(read)
    assert len(await chat.messages()) == 2  # every page came in place of the one before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_timeline_begins_with_what_is_newest_and_names_its_source(city, language):
    words = words_for(language)
    chat = await city.person("A", language)
    await chat.starts("case_liaoning-seven")
    await chat.presses(words.text("case.full"))
    read = await chat.presses(words.text("case.timeline"))
    assert read.index("ABC News") < read.index("Voice of America") < read.index("KBS World")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_there_is_something_to_say_on_the_street(city, language):
    words = words_for(language)
    chat = await city.person("A", language)
    await chat.starts("case_liaoning-seven")
    read = await chat.presses(words.text("case.talk"))
    campaign = city.store.read_now(city.app.campaign)
    assert all(point in read for point in campaign.cases[0].texts[language].talking_points)
    assert "1982" in read


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_figures_come_as_a_picture_in_the_readers_language(city, language):
    words = words_for(language)
    chat = await city.person("A", language)
    await chat.starts("case_liaoning-seven")
    await chat.presses(words.text("case.full"))
    while not any(words.text("figures.button") in label for label in await chat.labels()):
        await chat.presses(words.text("case.next_page"))
    await chat.presses(words.text("figures.button"))
    photo = (await chat.messages())[-1]
    assert words.text("figures.caption") in photo["text"]
    picture = (await city.client.get(photo["photo"]["url"])).content
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24])[0] == 1080
    await chat.presses(words.text("message.read_case"))
    campaign = city.store.read_now(city.app.campaign)
    assert campaign.cases[0].texts[language].title in await chat.settled()


async def test_a_case_leads_to_its_protest(city):
    chat = await city.person("A", "en")
    await chat.starts("case_liaoning-seven")
    read = await chat.presses(words_for("en").text("case.events"))
    assert "weekly vigil" in read


@pytest.mark.parametrize("language", LANGUAGES)
async def test_buttons_of_a_withdrawn_case_say_kindly_that_it_is_no_longer_shown(city, language):
    words = words_for(language)
    chat = await city.person("A", language)
    campaign = city.store.read_now(city.app.campaign)
    title = campaign.cases[0].texts[language].title
    await chat.starts("case_liaoning-seven")
    await chat.starts("event_weekly-vigil")
    withdrawn = await city.store.write(
        lambda s: withdraw_case(s, "liaoning-seven", city.app.clock.now(), None)
    )
    assert withdrawn == 0
    assert await chat.presses(words.text("event.go")) == words.text("error.hidden")
    assert await chat.presses(words.text("case.full")) == words.text("error.hidden")
    assert words.text("error.hidden") in await chat.starts("case_liaoning-seven")
    for command in ("/cases", "/events", "/write", "/start"):
        read = await chat.says(command)
        assert title not in read
        assert campaign.texts[language].one_sentence not in read
