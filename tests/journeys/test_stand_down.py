"""The team stops the letters about a case: open letters are told why, nothing goes out, the case says what happened."""

import pytest

from content.i18n import NATIVE, words_for

LANGUAGES = ("en", "ko", "zh")
WHY = {"en": "The lawyer asks for quiet.", "ko": "변호사가 조용히 해 달라고 요청했습니다.", "zh": "律师请求暂不声张。"}
COMMAND = "/standdown liaoning-seven\n" + "\n".join(f"{code}: {why}" for code, why in WHY.items())


async def writes(chat, language):
    """A finished letter that is not handed over yet."""
    t = words_for(language).text
    await chat.starts("write_liaoning-seven")
    await chat.presses(t("letter.write_to", mission="@").replace("@", "").strip())
    for label in (NATIVE[language], t("letter.points_done"), t("letter.skip_words"), t("letter.skip_name")):
        await chat.presses(label)


async def count(chat, words):
    return sum(words in message["text"] for message in await chat.messages() if message["from"]["bot"])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_open_letters_are_told_once_and_nothing_goes_out(city, language):
    t = words_for(language).text
    mina = await city.owner()
    writer, other = await city.person("W", language), await city.person("O", language)
    await writes(writer, language)
    await other.starts()
    assert "stopped" in await mina.says(COMMAND)
    assert WHY[language] in await writer.sees(t("stand.title"))
    assert await count(writer, t("stand.title")) == 1
    assert await count(other, t("stand.title")) == 0
    assert WHY[language] in await writer.presses(t("letter.hand_over"))
    assert WHY[language] in await writer.says("/write")
    assert WHY[language] in await other.starts("write_liaoning-seven")
    assert WHY[language] in await other.starts("case_liaoning-seven")
    assert t("case.write") not in [b["text"] for row in (await other.messages())[-1]["keyboard"] for b in row]
    assert await count(writer, t("letter.thanks_title")) == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_undo_lets_the_same_letter_go_on(city, language):
    t = words_for(language).text
    mina = await city.owner()
    writer = await city.person("W", language)
    await writes(writer, language)
    await mina.says(COMMAND)
    await mina.presses("Let letters go on")
    await writer.sees(t("stand.open_title"))
    assert t("letter.preview_title") in await writer.presses(t("home.continue"))
    assert WHY[language] not in await writer.starts("case_liaoning-seven")
    assert "stopped" in await mina.says(COMMAND)


async def test_a_button_to_send_that_was_open_before_is_refused(city):
    mina = await city.owner()
    writer = await city.person("W", "en")
    await writes(writer, "en")
    await writer.presses("Send it")
    await mina.says(COMMAND)
    assert WHY["en"] in await writer.presses("I sent it")
    assert await count(writer, "Thank you for writing") == 0


@pytest.mark.parametrize("told", ["", " nowhere\nen: x", " liaoning-seven", " liaoning-seven\nxx: y"])
async def test_what_is_incomplete_stops_nothing_and_says_how(city, told):
    mina = await city.owner()
    assert "Stop the letters about a case" in await mina.says(f"/standdown{told}")
    writer = await city.person("W", "en")
    assert "Who should get your letter" in await writer.starts("write_liaoning-seven")


async def test_a_stranger_cannot_stop_letters(city):
    stranger = await city.person("X", "en")
    await stranger.says(COMMAND)
    assert "Who should get your letter" in await stranger.starts("write_liaoning-seven")
