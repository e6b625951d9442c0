"""The team stops the letters about a case: open letters are told why, nothing goes out, the case
says what happened.
"""

import pytest

from content.language.i18n import words_for
from content.language.languages import own_name
from storage.people import supporters

LANGUAGES = ("en", "ko", "zh")
WHY = {
    "en": "The lawyer asks for quiet.",
    "ko": "변호사가 조용히 해 달라고 요청했습니다.",
    "zh": "律师请求暂不声张。",
}
COMMAND = "/standdown liaoning-seven\n" + "\n".join(f"{code}: {why}" for code, why in WHY.items())


async def writes(chat, language):
    """A finished letter that is not handed over yet."""
    t = words_for(language).text
    await chat.starts("write_liaoning-seven")
    await chat.presses(t("letter.write_to", mission="@").replace("@", "").strip())
    for label in (
        own_name(language),
        t("letter.points_done"),
        t("letter.skip_words"),
        t("letter.skip_name"),
    ):
        await chat.presses(label)


async def stops(mina):
    """The command and its confirmation."""
    await mina.says(COMMAND)
    return await mina.taps("stand.yes")


async def count(chat, words):
    return sum(
        words in message["text"] for message in await chat.messages() if message["from"]["bot"]
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_open_letters_are_told_once_and_nothing_goes_out(city, language):
    t = words_for(language).text
    mina = await city.owner()
    writer, other = await city.person("W", language), await city.person("O", language)
    await writes(writer, language)
    await other.starts()
    assert "stopped" in await stops(mina)
    assert WHY[language] in await writer.sees(t("stand.title"))
    assert await count(writer, t("stand.title")) == 1
    assert await count(other, t("stand.title")) == 0
    assert WHY[language] in await writer.presses(t("letter.hand_over"))
    assert WHY[language] in await writer.says("/write")
    assert WHY[language] in await other.starts("write_liaoning-seven")
    assert WHY[language] in await other.starts("case_liaoning-seven")
    assert t("case.write") not in [
        b["text"] for row in (await other.messages())[-1]["keyboard"] for b in row
    ]
    assert await count(writer, t("letter.thanks_title")) == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_undo_lets_the_same_letter_go_on(city, language):
    t = words_for(language).text
    mina = await city.owner()
    writer = await city.person("W", language)
    await writes(writer, language)
    await stops(mina)
    await mina.presses("Let letters go on")
    await writer.sees(t("stand.open_title"))
    assert t("letter.preview_title") in await writer.presses(t("home.continue"))
    assert WHY[language] not in await writer.starts("case_liaoning-seven")
    assert "stopped" in await stops(mina)


async def test_a_button_to_send_that_was_open_before_is_refused(city):
    mina = await city.owner()
    writer = await city.person("W", "en")
    await writes(writer, "en")
    await writer.presses("Send the letter")
    await stops(mina)
    assert WHY["en"] in await writer.presses("I sent it")
    assert await count(writer, "Thank you for writing") == 0


@pytest.mark.parametrize(
    "told", ["", " nowhere\nen: x", " liaoning-seven", " liaoning-seven\nxx: y"]
)
async def test_what_is_incomplete_stops_nothing_and_says_how(city, told):
    mina = await city.owner()
    assert "Stop the letters about a case" in await mina.says(f"/standdown{told}")
    writer = await city.person("W", "en")
    assert "Who should get your letter" in await writer.starts("write_liaoning-seven")


async def test_a_stranger_cannot_stop_letters(city):
    stranger = await city.person("X", "en")
    await stranger.says(COMMAND)
    assert "Who should get your letter" in await stranger.starts("write_liaoning-seven")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_asks_again_with_numbers_and_the_answer_ends_after_two_minutes(city, language):
    mina = await city.person("Mina", language)
    await mina.says(f"/claim {city.code}")
    writer = await city.person("W", language)
    await writes(writer, language)
    shown = await mina.says(COMMAND)
    assert mina.t("stand.told_few") in shown
    assert mina.t("stand.sends", n=0) in shown
    assert WHY[language] in shown
    await city.moves(minutes=3)
    await mina.taps("stand.yes")
    assert (await mina.toasts())[-1] == mina.t("team.expired")
    assert await count(writer, writer.t("stand.title")) == 0
    await mina.taps("stand.yes")
    await writer.sees(writer.t("stand.title"))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_open_sends_about_it_end_and_who_got_them_is_told_why(city, language):
    mina = await city.owner()
    got, late = await city.person("G", language), await city.person("L", language)
    for chat in (got, late):
        await chat.starts("case_liaoning-seven")
        await chat.taps("case.follow")
    await mina.says("/send")
    await mina.presses("Followers of")
    for _ in LANGUAGES:
        await mina.says("Write today\nPlease.")
    await mina.taps("sending.go")
    await city.moves(seconds=31)
    await got.sees("Write today")
    await mina.says("/send")
    await mina.presses("Followers of")
    for _ in LANGUAGES:
        await mina.says("Write tomorrow\nPlease.")
    await mina.taps("sending.go")
    await stops(mina)
    await city.moves(minutes=2)
    for chat in (got, late):
        assert await count(chat, "Write tomorrow") == 0
        # The first send was over, the second reached nobody.
        assert await count(chat, chat.t("stand.sent_title")) == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_send_that_is_half_out_is_taken_back_and_explained(city, language):
    mina = await city.owner()
    got, asleep = await city.person("G", language), await city.person("A", language)
    for chat in (got, asleep):
        await chat.starts("case_liaoning-seven")
        await chat.taps("case.follow")
    hour = city.app.clock.now().hour
    await city.store.write(lambda session: quiet(city, session, asleep, hour))
    await mina.says("/send")
    await mina.presses("Followers of")
    for _ in LANGUAGES:
        await mina.says("Write today\nPlease.")
    await mina.taps("sending.go")
    await city.moves(seconds=31)
    await got.sees("Write today")
    assert "1 open send about it ends" in await mina.says(COMMAND)
    await mina.taps("stand.yes")
    assert WHY[language] in await got.sees(got.t("stand.sent_title"))
    await city.moves(hours=12)
    assert (
        await count(asleep, "Write today") == await count(asleep, asleep.t("stand.sent_title")) == 0
    )


def quiet(city, session, chat, hour):
    person = supporters.find(session, city.app.sealer, chat.chat)
    supporters.change(
        session, person.number, zone="UTC", quiet_from=(hour - 1) % 24, quiet_to=(hour + 3) % 24
    )
