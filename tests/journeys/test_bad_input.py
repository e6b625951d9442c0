"""Whatever is sent: a sentence with the next step, nothing lost, nothing changed that was not asked
for.
"""

import logging

import pytest

from bot.telegram import polling
from tests.journeys.test_letter_writing import to_words

LANGUAGES = ("en", "ko", "zh")
UNKNOWN = {
    "en": "That was not understood",
    "ko": "무슨 말씀인지 이해하지 못했어요",
    "zh": "没有理解您的意思",
}
NOT_TEXT = {"en": "Only text and buttons", "ko": "글과 버튼만", "zh": "这里只能识别文字和按钮"}
ODD = (
    "/nonsense",
    "/start@another_bot_entirely xyz",
    "/claim",
    "<b>bold</b> & <script>alert(1)</script>",
    "*_`[](",
    "👩‍👩‍👧‍👦" * 50,
    "\u202eمرحبا بالعالم\u202c",
    "שלום",
    "﷽" * 100,
    "e\u0301" * 300,
    "\u200b\u2060",
    "0",
    "%s {title} {0}",
    "x" * 4096,
    "'; DROP TABLE supporter; --",
)
FORGED = (
    *(
        "nonsense",
        "",
        ":::",
        "case",
        "case:a:b:c:d:e",
        "setzone:Mars/Base",
        "digest:hourly",
        "hour:25",
        "day:9",
    ),
    *(
        "pause:99",
        "unstop:2:x",
        "unstop:1:daily:9999999999999",
        "region:x",
        "lang:xx",
        "event:weekly-vigil:1",
    ),
    *(
        "ics:weekly-vigil:0",
        "go:weekly-vigil:99999999999",
        "forget:x",
        "forget:99999999999",
        "new:",
        "new:new:home",
    ),
    "x" * 64,
)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_odd_words_get_help_and_change_nothing(city, language, caplog):
    chat = await city.person("A", language)
    await chat.starts("case_liaoning-seven")
    await chat.taps("case.follow")
    with caplog.at_level(logging.WARNING):
        for odd in ODD:
            before = len(await chat.said())
            shown = await chat.says(odd)
            assert len(await chat.said()) == before + 1, odd
            assert chat.t("error.unexpected") not in shown
            assert "{" not in shown
    assert UNKNOWN[language] in await chat.says("asdf")
    assert chat.t("home.case") in await chat.keyboard()
    assert await city.rows("follow") == await city.rows("supporter") == 1
    assert caplog.records == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_ten_thousand_characters_are_refused_in_a_sentence(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    sender = {"id": chat.person, "is_bot": False, "first_name": "A", "language_code": language}
    told = {
        "message_id": 901,
        "date": 1_700_000_000,
        "from": sender,
        "chat": {"id": chat.chat, "type": "private"},
    }
    city.world.updates.add("message", told | {"text": "가" * 10_000})
    assert (
        await chat.settled()
        == {
            "en": "This message is too long to be read here. Please send a shorter one.",
            "ko": "메시지가 너무 길어요. 짧게 나누어 보내 주세요.",
            "zh": "消息太长。请缩短后再发送。",
        }[language]
    )
    assert chat.t("home.privacy_line") in await chat.taps("button.home")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_stickers_voices_photos_and_files_are_never_fetched(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    for kind in ("sticker", "voice", "photo", "document"):
        assert NOT_TEXT[language] in await chat.sends(kind)
    assert NOT_TEXT[language] in await chat.shares(1.5, 2.5)
    assert chat.t("home.write") in await chat.keyboard()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_sticker_does_not_end_the_open_question(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    await chat.forges("where:daily")
    await chat.sends("sticker")
    await chat.says({"en": "Seoul", "ko": "서울", "zh": "首尔"}[language])
    assert chat.t("updates.digest_daily", hour="09:00", weekday="") in await chat.settled()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_forwarded_or_edited_is_never_a_command(city, language):
    chat = await city.person("A", language)
    await chat.starts("case_liaoning-seven")
    await chat.taps("case.follow")
    for forwarded in ("/stop", "/forgetme", "letter", "/cases"):
        assert UNKNOWN[language] in await chat.forwards(forwarded)
    await chat.says("hello")
    mine = next(
        message for message in reversed(await chat.messages()) if not message["from"]["bot"]
    )
    before = await chat.said()
    await chat.edits(mine["id"], "/stop")
    await chat.edits(mine["id"], "letter")
    assert await chat.said() == before
    assert chat.t("updates.alerts_on") in await chat.says("/updates")


async def test_what_changes_by_itself_is_not_answered(city):
    chat = await city.person("A", "en")
    await chat.starts()
    before = await chat.said()
    sender = {"id": chat.person, "is_bot": False, "first_name": "A", "language_code": "en"}
    told = {
        "message_id": 901,
        "date": 1_700_000_000,
        "from": sender,
        "chat": {"id": chat.chat, "type": "private"},
    }
    city.world.updates.add(
        "edited_message", told | {"edit_date": 5, "location": {"latitude": 1.0, "longitude": 2.0}}
    )
    city.world.updates.add(
        "message", told | {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}}
    )
    await city.settle()
    assert await chat.said() == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_forged_and_foreign_taps_get_a_sentence(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    for forged in FORGED:
        before = await city.rows("supporter")
        await chat.forges(forged)
        assert chat.t("error.unexpected") not in "\n".join(
            [*await chat.said(), *await chat.toasts()]
        ), forged
        assert await city.rows("supporter") == before, forged
    for foreign in ("team", "tp:1:1", "tn:liaoning-seven", "thaw", "burn:1"):
        await chat.forges(foreign)
        refused = {"en": "for the campaign's team", "ko": "캠페인 팀만", "zh": "仅供团队使用"}[
            language
        ]
        assert refused in (await chat.toasts())[-1], foreign


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_command_with_its_words_on_the_next_line_is_read(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    assert chat.t("updates.pause_done") in await chat.says("/pause\n7")
    await chat.says(f"/claim\n{city.code}")
    assert chat.t("team.title") in await chat.says("/TEAM")


async def test_an_update_that_breaks_the_bot_holds_up_nothing_that_comes_after(city, monkeypatch):
    emma = await city.person("Emma", "en")
    await emma.starts()
    whole = polling.respond

    def breaks(session, desk, heard, now, readings):
        if heard.text.text == "break":
            raise ZeroDivisionError
        return whole(session, desk, heard, now, readings)

    monkeypatch.setattr(polling, "respond", breaks)
    sender = {"id": emma.person, "is_bot": False, "first_name": "E", "language_code": "en"}
    for at, words in enumerate(("break", "letter")):
        post = {"message_id": 900 + at, "date": 1_700_000_000, "from": sender, "text": words}
        city.world.updates.add("message", post | {"chat": {"id": emma.chat, "type": "private"}})
    before = len(await emma.said())
    await emma.settled()
    assert len(await emma.said()) > before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_question_that_was_answered_at_length_is_shown_again(city, language):
    emma = await city.person("Emma", language)
    await to_words(emma)
    for _ in range(2):
        await emma.says("because " * 511)  # the answer, then another in its place
        asked = [
            button["callback_data"]
            for message in await emma.messages()
            for row in message["keyboard"] or []
            for button in row
            if button.get("callback_data", "").endswith(":who")
        ]
        assert "because because" in await emma.forges(asked[-1])
