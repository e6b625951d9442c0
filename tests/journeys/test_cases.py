"""The case: its briefing, every section, and following it, in each language."""

import pytest

LANGUAGES = ("en", "ko", "zh")
TITLE = {
    "en": "Seven North Koreans detained in Liaoning",
    "ko": "랴오닝성에서 구금된 북한 주민 7명",
    "zh": "在辽宁省被拘留的七名朝鲜人",
}
STATUS = {
    "en": "Detained in",
    "ko": "구금됨(마지막 보도 2019년 5월 3일)",
    "zh": "被拘留（最后报道：2019年5月3日）",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_briefing_opens_short_and_every_part_leads_back(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    shown = await chat.says("/cases")
    assert TITLE[language] in shown
    assert STATUS[language] in shown
    assert len(shown) < 1200
    parts = [data for data in await buttons(chat) if data.startswith("sec:")]
    assert parts
    for part in parts:
        await chat.presses_in((await chat.newest())["id"], part)
        while chat.t("case.next_page") in await chat.keyboard():
            await chat.taps("case.next_page")
        assert chat.t("error.gone") not in await chat.settled()
        await chat.taps("button.back")
        if STATUS[language] not in await chat.settled():
            await chat.says("/cases")
    assert chat.t("home.privacy_line") in await chat.taps("button.home")


async def buttons(chat):
    return [
        b["callback_data"]
        for row in (await chat.newest())["keyboard"]
        for b in row
        if "callback_data" in b
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_following_and_its_undo(city, language):
    chat = await city.person("A", language)
    await chat.starts("case_liaoning-seven")
    assert chat.t("case.following") in await chat.taps("case.follow")
    assert (await chat.toasts())[-1] == {
        "en": "You follow this case now.", "ko": "이제 이 사건의 소식을 받습니다.", "zh": "已关注此个案。"
    }[language]  # fmt: skip
    assert await city.rows("follow") == 1
    assert chat.t("updates.follows", 1) in await chat.says("/updates")
    await chat.says("/cases")
    assert chat.t("case.following") not in await chat.taps("case.unfollow")
    assert await city.rows("follow") == 0
    assert chat.t("updates.follows_none") in await chat.says("/updates")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_letter_begins_from_the_case(city, language):
    chat = await city.person("A", language)
    await chat.starts("case_liaoning-seven")
    await chat.taps("case.write")
    assert chat.t("letter.near") in await chat.keyboard()


async def test_an_old_button_follows_once_and_undoes_once(city):
    chat = await city.person("A", "en")
    await chat.starts("case_liaoning-seven")
    old = (await chat.newest())["id"]
    await chat.taps("case.follow")
    await chat.forges("follow:liaoning-seven")
    assert await city.rows("follow") == 1
    await chat.presses_in(old, "unfollow:liaoning-seven")
    await chat.forges("unfollow:liaoning-seven")
    assert await city.rows("follow") == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_case_that_is_gone_is_told_in_a_sentence(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    gone = {
        "en": "This is no longer here.",
        "ko": "이 내용은 이제 없어요.",
        "zh": "此内容已不存在。",
    }[language]
    for forged in ("case:no-such", "follow:no-such", "sec:liaoning-seven:poems", "mute:no-such"):
        assert gone in await chat.forges(forged)
        assert chat.t("home.privacy_line") in await chat.taps("button.home")
