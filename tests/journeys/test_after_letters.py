"""After a letter: thanks, two weeks later the question, and the ladder when the office stays
silent.
"""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from content.language.i18n import country, words_for
from content.language.languages import own_name
from content.notices.followups import tag as tag_of
from storage.people import supporters
from tests.stores import bundled

LANGUAGES = ("en", "ko", "zh")
CAMPAIGN = bundled()
# How a second letter begins.
AGAIN = {code: text.again["before"] for code, text in CAMPAIGN.letters[0].texts.items()}


async def sends_a_letter(chat, language):
    """Writes to the first office with taps only; the words of the thank-you."""
    t = words_for(language).text
    await chat.starts("write_liaoning-seven")
    for label in (t("letter.write_to", mission="@").replace("@", "").strip(), own_name(language)):
        await chat.presses(label)
    await chat.presses(t("letter.points_done"))
    await chat.presses(t("letter.skip_words"))
    await chat.presses(t("letter.skip_name"))
    await chat.presses(t("letter.hand_over"))
    return await chat.presses(t("letter.sent"))


async def two_weeks_later(city):
    await city.app.move(city.app.clock.now() + timedelta(days=15))


async def asked(chat, language):
    title = words_for(language).text("followup.ask_title")
    return [
        message
        for message in await chat.messages()
        if message["from"]["bot"] and title in message["text"]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_thanks_say_what_happens_next_and_share_without_a_trace(city, language):
    chat = await city.person("A", language)
    thanks = await sends_a_letter(chat, language)
    assert words_for(language).text("followup.next") in thanks
    newest = (await chat.messages())[-1]
    urls = [button["url"] for row in newest["keyboard"] for button in row if "url" in button]
    shared = parse_qs(urlsplit(urls[0]).query)
    assert urls[0].startswith("https://t.me/share/url?")
    assert shared["url"][0].endswith("?start=case_liaoning-seven")
    assert str(chat.person) not in urls[0]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_reply_leads_up_the_ladder(city, language):
    t = words_for(language).text
    chat = await city.person("A", language)
    await sends_a_letter(chat, language)
    await two_weeks_later(city)
    assert len(await asked(chat, language)) == 1
    assert t("followup.no_title") in await chat.presses(t("followup.no"))
    second = await chat.presses(t("followup.chaser"))
    assert t("letter.preview_title") in second
    assert any(words in second for words in AGAIN[language])
    await chat.presses(t("letter.hand_over"))
    await chat.presses(t("letter.sent"))
    await chat.presses(t("followup.ministry"))
    letter = await chat.presses(country("GB", language))
    assert t("letter.preview_title") in letter
    assert country("GB", language) in letter
    await chat.presses(t("followup.no"))
    letter = await chat.presses(t("followup.un"))
    assert t("mission.un_high_commissioner") in letter
    # Beside the writer's language, the one that is read there.
    assert "Dear High Commissioner," in letter
    assert len(await asked(chat, language)) == 1  # the question stays where it was


async def test_silence_is_asked_about_once_more_and_never_again(city):
    chat = await city.person("A", "en")
    await sends_a_letter(chat, "en")
    for days, times in ((15, 1), (8, 2), (60, 2)):
        await city.app.move(city.app.clock.now() + timedelta(days=days))
        assert len(await asked(chat, "en")) == times
    assert "last time" in (await asked(chat, "en"))[-1]["text"]


@pytest.mark.parametrize("quiet", ["/stop", "Do not ask me"])
async def test_who_wants_quiet_is_not_asked(city, quiet):
    chat = await city.person("A", "en")
    await sends_a_letter(chat, "en")
    await (chat.says(quiet) if quiet.startswith("/") else chat.presses(quiet))
    await two_weeks_later(city)
    assert await asked(chat, "en") == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_letters_that_come_back_are_offered_another_way_and_told_to_the_team(city, language):
    t = words_for(language).text
    mina = await city.owner()
    writers = [await city.person(f"W{at}", language) for at in range(3)]
    for chat in writers:
        await sends_a_letter(chat, language)
    await two_weeks_later(city)
    for chat in writers:
        assert t("followup.unreached_title") in await chat.presses(t("followup.bounced"))
        assert t("followup.by_post") in await chat.labels()
    assert "Letters may not arrive" in await mina.sees("Seoul")
    assert not any(
        "3" in message["text"].split("Checked")[0] for message in (await mina.messages())[-1:]
    )
    assert t("letter.preview_title") in await writers[0].presses(t("followup.by_post"))


async def test_an_answer_can_be_changed(city):
    chat = await city.person("A", "en")
    await sends_a_letter(chat, "en")
    await two_weeks_later(city)
    await chat.presses("No reply")
    assert "answered" in await chat.presses("They replied")
    replies = city.store.read_now(
        lambda session: supporters.my_letters(session, _number(city, session, chat))
    )
    assert [reply for *_, reply, _ in replies] == ["yes"]


def _number(city, session, chat):
    return supporters.find(session, city.app.sealer, chat.chat).number


@pytest.mark.parametrize(
    "forged", ["lr:00000000:yes", "lr:{tag}:maybe", "lu:{tag}:nowhere", "la:00000000", "lq:x"]
)
async def test_a_button_of_someone_else_or_nobody_does_nothing(city, forged):
    anna, bert = await city.person("A", "en"), await city.person("B", "en")
    await sends_a_letter(anna, "en")
    tag = tag_of("liaoning-seven", "embassy-kr-seoul")
    await bert.starts()
    sender = {"id": bert.person, "is_bot": False, "first_name": "B"}
    shown = {"message_id": 2, "date": 1, "chat": {"id": bert.chat, "type": "private"}, "text": "x"}
    pressed = {
        "id": "77",
        "from": sender,
        "message": shown,
        "chat_instance": "1",
        "data": forged.format(tag=tag),
    }
    city.world.updates.add("callback_query", pressed)
    assert words_for("en").text("error.gone") in await bert.settled()
    kept = city.store.read_now(
        lambda session: supporters.my_letters(session, _number(city, session, anna))
    )
    assert [reply for *_, reply, _ in kept] == [""]
