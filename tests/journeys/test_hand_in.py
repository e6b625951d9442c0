"""Handing a letter in at the protest: counted once with one's coming, printed, undone with it."""

import pytest

from content.language.i18n import words_for
from content.language.languages import own_name
from storage.people import rsvps, supporters
from tests import desk

LANGUAGES = ("en", "ko", "zh")


async def to_hand_over(chat, language, office=""):
    t = words_for(language).text
    await chat.starts("write_liaoning-seven")
    if office:
        await chat.says(office)
    newest = (await chat.messages())[-1]
    await chat.presses(newest["keyboard"][0][0]["text"])
    for label in (
        own_name(language),
        t("letter.points_done"),
        t("letter.skip_words"),
        t("letter.skip_name"),
    ):
        await chat.presses(label)
    return await chat.presses(t("letter.hand_over"))


def brought(city, chat):
    def count(session):
        me = supporters.find(session, city.app.sealer, chat.chat)
        return [one.letters for one in rsvps.mine(session, me.number)]

    return city.store.read_now(count)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_letter_is_counted_once_and_printed(city, language):
    t = words_for(language).text
    chat = await city.person("A", language)
    await to_hand_over(chat, language)
    await chat.presses(t("bring.button"))
    await chat.presses(t("bring.button"))
    files = [message for message in await chat.messages() if message["document"]]
    assert [message["document"]["name"] for message in files] == ["letter.pdf", "letter.pdf"]
    assert brought(city, chat) == [1]
    assert t("bring.mine", n=1) in await chat.presses(t("message.details"))
    await chat.presses(t("event.stay"))
    assert brought(city, chat) == []
    await chat.presses(t("bring.button"))
    assert brought(city, chat) == [1]
    assert t("letter.thanks_title") in await chat.presses(t("letter.sent"))


async def test_an_office_far_from_any_protest_does_not_offer_it(city):
    chat = await city.person("A", "en")
    await to_hand_over(chat, "en", "Ottawa")
    assert "Hand in at the protest" not in await chat.labels()


async def test_six_people_bring_six_letters_and_the_event_says_that_at_least_five_come(city):
    for at in range(6):
        chat = await city.person(f"A{at}", "en")
        await to_hand_over(chat, "en")
        await chat.presses("Hand in at the protest")
    assert "At least 5 letters will be handed in" in await chat.presses("See the details")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_brings_a_letter_to_a_full_house_hears_that_they_wait(city, language):
    t = words_for(language).text
    now = city.app.clock.now()
    city.store.write_now(
        lambda session: desk.edits(session, "event", "weekly-vigil", {"capacity": 1}, now)
    )
    first, second = await city.person("A", language), await city.person("B", language)
    for chat in (first, second):
        await to_hand_over(chat, language)
        await chat.presses(t("bring.button"))
    assert t("bring.noted") in await first.toasts()
    assert t("event.noted_waiting") in await second.toasts()
    assert any(t("event.you_wait") in message["text"] for message in await second.messages())
