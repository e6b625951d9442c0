"""A supporter writes to the embassy in Seoul, in each language; leaves, comes back, changes,
cancels.
"""

import pytest

from content.language.i18n import words_for
from content.language.languages import own_name
from storage.people import supporters

LANGUAGES = ("en", "ko", "zh")


def label(language, key, **values):
    return words_for(language).text(key, **values)


async def to_preview(chat, language, words="", name=""):
    t = words_for(language).text
    await chat.starts("write_liaoning-seven")
    await chat.presses(first_office(await chat.labels(), language))
    await chat.presses(own_name(language))
    await chat.presses(t("letter.points_done"))
    if words:
        await chat.says(words)
    await chat.presses(t("letter.words_done" if words else "letter.skip_words"))
    return await (chat.says(name) if name else chat.presses(t("letter.skip_name")))


def first_office(labels, language):
    stem = label(language, "letter.write_to", mission="@").split("@")
    return next(text for text in labels if text.startswith(stem[0]) and text.endswith(stem[1]))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_letter_goes_out_and_is_forgotten(city, language):
    chat = await city.person("A", language)
    preview = await to_preview(chat, language, "My grandmother fled too.", "Zed Q. Canary")
    assert "My grandmother fled too." in preview
    assert "Zed Q. Canary" in preview
    ways = await chat.presses(label(language, "letter.hand_over"))
    assert "Myeongdong" in ways
    await chat.presses(label(language, "letter.by_mail"))
    await chat.presses(label(language, "letter.mail_draft"))
    documents = [message["document"] for message in await chat.messages() if message["document"]]
    assert documents[-1]["name"] == "letter.eml"
    thanks = await chat.presses(label(language, "letter.sent"))
    assert label(language, "letter.thanks_title") in thanks
    assert (
        city.store.read_now(lambda session: supporters.letters_sent(session, "liaoning-seven")) == 1
    )


async def test_only_taps_write_a_letter(city):
    chat = await city.person("A", "en")
    await chat.starts()
    taps = 0
    home = await chat.labels()
    for press in (
        home[1],
        None,
        "English",
        "Continue",
        "Without own words",
        "Without a name",
        "Send the letter",
        "I sent it",
    ):
        await chat.presses(press or first_office(await chat.labels(), "en"))
        taps += 1
    assert taps <= 8
    await chat.sees("Thank you for writing")


async def test_leaving_and_coming_back_continues(city):
    chat = await city.person("A", "en")
    await chat.starts("write_liaoning-seven")
    await chat.presses(first_office(await chat.labels(), "en"))
    await chat.says("/cases")
    assert "Which language" in await chat.says("/write")


async def test_an_old_button_shows_the_present_state_and_acts_on_nothing(city):
    chat = await city.person("A", "en")
    await to_preview(chat, "en", "Mine.", "Anna")
    old = (await chat.messages())[1]
    button = old["keyboard"][0][0]
    await chat._post("press", message=old["id"], data=button["callback_data"])
    await chat.settled()
    assert any("Your letter" in message["text"] for message in await chat.messages())


async def test_cancel_asks_before_own_words_are_lost(city):
    chat = await city.person("A", "en")
    await to_preview(chat, "en", "Mine.", "Anna")
    assert "Throw your letter away?" in await chat.says("/cancel")
    assert "thrown away" in await chat.presses("Throw the letter away")
    assert (
        "thrown away" in await chat.says("/cancel") or "nothing to cancel" in await chat.settled()
    )


@pytest.mark.parametrize(
    ("query", "shown"),
    [("일본", "Tokyo"), ("日本", "Tokyo"), ("Japan", "Tokyo"), ("canada", "Ottawa")],
)
async def test_a_country_is_found_in_any_language(city, query, shown):
    chat = await city.person("A", "en")
    await chat.starts("write_liaoning-seven")
    await chat.says(query)
    assert any(shown in text for text in await chat.labels())


async def test_a_location_finds_the_nearest_and_is_not_stored(city):
    chat = await city.person("A", "en")
    await chat.starts("write_liaoning-seven")
    await chat.presses("Nearest mission")
    await chat._post("location", latitude=51.5, longitude=-0.12)
    await chat.settled()
    assert "km" in await chat.sees("Nearest to you")


async def test_an_edited_answer_replaces_the_words(city):
    chat = await city.person("A", "en")
    await to_preview(chat, "en", "First words.", "Anna")
    mine = next(message for message in await chat.messages() if message["text"] == "First words.")
    await chat._post("edit", message=mine["id"], text="Second words.")
    assert "Second words." in await chat.settled()
