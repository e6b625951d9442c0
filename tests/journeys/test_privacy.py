"""What a person can see and end: the privacy page, their data in a file, erasure, blocking and
coming back.
"""

import os

import pytest

from storage.actions import backup
from storage.engine.times import FOREVER

LANGUAGES = ("en", "ko", "zh")
CASE = {
    "en": "Seven North Koreans detained in Liaoning",
    "ko": "랴오닝성에서 구금된 북한 주민 7명",
    "zh": "在辽宁省被拘留的七名朝鲜人",
}
VIGIL = {"en": "Example: weekly vigil", "ko": "예시: 매주 열리는 침묵 집회", "zh": "示例：每周守夜"}
PERSONAL = ("supporter", "follow", "rsvp", "lettersent", "draft", "sentmessage", "member")
CANARY = "Zyxwvutsrq"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_tells_the_truth_and_leads_on(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    shown = await chat.says("/privacy")
    truth = {
        "en": "not end-to-end encrypted",
        "ko": "종단간 암호화되지 않습니다",
        "zh": "没有端到端加密",
    }
    assert truth[language] in shown
    assert {"en": "120 days", "ko": "120일", "zh": "120天"}[language] in shown
    assert not any(word in shown.lower() for word in ("anonymous", "익명", "匿名"))
    assert chat.t("privacy.forget_title") in await chat.taps("privacy.forget")
    assert chat.t("privacy.title") in await chat.taps("button.back")
    await chat.taps("privacy.export")
    assert (await chat.file())[0] == "my-data.txt"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_file_holds_everything_in_the_persons_language(city, language):
    chat = await city.person("A", language)
    await settled_in(chat)
    await chat.says("/mydata")
    assert chat.t("privacy.export_help") in await chat.settled()
    told = (await chat.file())[1].decode()
    assert told.startswith(
        {"en": "What is stored about you", "ko": "저장된 내 정보", "zh": "为您保存的数据"}[language]
    )
    assert str(chat.person) in told
    for stored in (
        CASE[language],
        VIGIL[language],
        CANARY,
        "Asia/Seoul",
        {"en": "English", "ko": "한국어", "zh": "简体中文"}[language],
    ):
        assert stored in told, stored
    assert chat.t("mydata.drafts.answers") in told
    assert f"{chat.t('mydata.digest')}: {chat.t('updates.set_weekly')}, 09:00" in told


async def settled_in(chat):
    """Follows, comes to the vigil, gets a weekly digest, and has a letter with words of
    their own.
    """
    await chat.starts("case_liaoning-seven")
    await chat.taps("case.follow")
    await chat.starts("event_weekly-vigil")
    await chat.taps("event.go")
    await chat.forges("setzone:Asia/Seoul:weekly")
    await chat.starts("write_liaoning-seven")
    await chat.presses(
        next(
            text
            for text in await chat.keyboard()
            if {"en": "Seoul", "ko": "서울", "zh": "首尔"}[chat.language] in text
            or "주한" in text
            or "韩国" in text
        )
    )
    await chat.presses({"en": "English", "ko": "한국어", "zh": "简体中文"}[chat.language])
    await chat.taps("letter.points_done")
    await chat.says(CANARY)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_erasure_asks_once_and_leaves_nothing(city, language):
    chat = await city.person("A", language)
    await settled_in(chat)
    shown = await chat.says("/forgetme")
    assert {"en": "cannot be undone", "ko": "되돌릴 수 없습니다", "zh": "无法恢复"}[
        language
    ] in shown
    assert await city.rows("supporter") == 1
    gone = await chat.taps("privacy.forget_yes")
    assert {
        "en": "Everything about you is deleted",
        "ko": "모든 정보를 삭제했습니다",
        "zh": "您的全部数据已删除",
    }[language] in gone
    for table in PERSONAL:
        assert await city.rows(table) == 0, table
    assert await chat.said() == [gone]
    assert await city.app.next_due() is None
    await city.publishes("News")
    assert await chat.said() == [gone]
    await chat.starts()
    assert chat.t("updates.follows_none") in await chat.says("/updates")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_confirmation_that_is_an_hour_old_asks_again(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    await chat.says("/forgetme")
    await city.moves(hours=1, seconds=5)
    assert chat.t("privacy.forget_title") in await chat.taps("privacy.forget_yes")
    assert chat.t("toast.updated") in await chat.toasts()
    assert await city.rows("supporter") == 1
    await chat.taps("privacy.forget_yes")
    assert await city.rows("supporter") == 0


async def test_erasure_takes_the_menu_of_the_chat_with_it(city):
    mina = await city.owner()
    assert "team" in await commands(city, mina)
    await mina.says("/forgetme")
    await mina.taps("privacy.forget_yes")
    assert "team" not in await commands(city, mina)
    assert await city.rows("member") == 0


async def commands(city, chat):
    state = (await city.client.get("/api/state")).json()
    return [
        one["command"]
        for one in next(one for one in state["chats"] if one["id"] == chat.chat)["commands"]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_blocking_ends_messages_and_coming_back_keeps_choices(city, language):
    chat = await city.person("A", language)
    await chat.starts("case_liaoning-seven")
    await chat.taps("case.follow")
    await chat.forges("setzone:Asia/Seoul:daily")
    await chat.blocks()
    await city.publishes("While away")
    await city.moves(days=2)
    assert not any("While away" in text for text in await chat.said())
    await chat.starts()
    shown = await chat.says("/updates")
    assert chat.t("updates.follows", 1) in shown
    assert chat.t("updates.digest_daily", hour="09:00", weekday="") in shown
    await city.publishes("Back again")
    await chat.sees(f"Back again {language}")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_was_forgotten_and_blocked_the_bot_is_met_anew(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    await chat.says("/forgetme")
    await chat.taps("privacy.forget_yes")
    await chat.blocks()
    await chat.blocks(False)
    assert await city.rows("supporter") == 0
    assert chat.t("home.privacy_line") in await chat.starts()


async def test_forever_is_told_in_words(city):
    chat = await city.person("A", "en")
    await chat.starts()
    await chat.forges("pause:0")
    await chat.says("/mydata")
    told = (await chat.file())[1].decode()
    assert "Paused until: Paused until you come back." in told
    assert str(FOREVER) not in told


async def test_copies_of_the_store_end_by_themselves(city):
    folder = city.folder / backup.FOLDER
    folder.mkdir()
    made = city.app.clock.now().timestamp()
    for name in ("appealbot-1.db", "notes.txt"):
        (folder / name).write_text("x")
        os.utime(folder / name, (made, made))
    await city.moves(days=29)
    assert len(list(folder.iterdir())) == 2
    await city.moves(days=2)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
