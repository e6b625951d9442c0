"""The first minute: /start and its links, home, help, words that find a screen, and the
language.
"""

import pytest

LANGUAGES = ("en", "ko", "zh")
CAMPAIGN = {"en": "The seven of Liaoning", "ko": "랴오닝의 일곱 사람", "zh": "辽宁七人"}
HELP = {"en": "What you can do here", "ko": "여기서 할 수 있는 일", "zh": "您可以做什么"}
TYPED = {
    "letter": ("letter", "Write", "편지", "편지 쓰기", "写信", "信"),
    "case": ("case", "사건", "个案"),
    "events": ("protest", "집회", "抗议"),
    "updates": ("updates", "소식", "通知"),
    "language": ("language", "언어", "语言", "한국어", "中文"),
    "privacy": ("privacy", "개인정보", "隐私", "delete my data"),
    "help": ("hello", "안녕하세요", "您好"),
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_start_says_what_happened_and_what_to_do(city, language):
    chat = await city.person("A", language)
    shown = await chat.starts()
    assert shown.startswith(CAMPAIGN[language])
    assert chat.t("home.privacy_line") in shown
    assert {"en": "not end-to-end", "ko": "종단간", "zh": "端到端"}[language] in shown
    assert "/privacy" in shown
    labels = await chat.keyboard()
    assert labels[:3] == [chat.t("home.case"), chat.t("home.write"), chat.t("home.event")]
    assert labels[0] == {"en": "Read the case", "ko": "사건 읽기", "zh": "阅读个案"}[language]
    other = {
        "en": "🌐 한국어 · 简体中文",
        "ko": "🌐 English · 简体中文",
        "zh": "🌐 English · 한국어",
    }[language]
    assert other in labels


@pytest.mark.parametrize("language", LANGUAGES)
async def test_links_land_on_their_target_with_one_line_of_greeting(city, language):
    for payload, target in (
        ("case_liaoning-seven", "case.follow"),
        ("event_weekly-vigil", "event.go"),
        ("event_seoul-embassy-protest", "event.case"),
        ("write_liaoning-seven", "letter.near"),
    ):
        chat = await city.person(payload, language)
        shown = await chat.starts(payload)
        greeting = {
            "en": "This is what your link leads to",
            "ko": "링크로 찾으신 내용",
            "zh": "以下是链接指向的内容",
        }
        assert greeting[language] in shown.splitlines()[0]
        assert chat.t(target) in await chat.keyboard()
        assert len(await chat.said()) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_links_that_lead_nowhere_lead_home(city, language):
    chat = await city.person("A", language)
    for payload in ("case_no-such", "event_no-such", "write_no-such", "case", "event_"):
        assert chat.t("home.link_gone") in await chat.starts(payload)
        assert chat.t("home.case") in await chat.keyboard()
    for payload in ("nonsense", "xyz_1", "_", "CASE_liaoning-seven", "a" * 64):
        assert chat.t("home.link_unknown") in await chat.starts(payload)
        assert chat.t("home.write") in await chat.keyboard()
    assert chat.t("home.link_unknown") not in await chat.starts("group")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_home_help_and_back(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    shown = await chat.says("/help")
    assert HELP[language] in shown
    for command in ("/cases", "/write", "/events", "/updates", "/language", "/privacy"):
        assert command in shown
    assert chat.t("home.privacy_line") in await chat.taps("button.home")
    for way, arrived in (("home.updates", "updates.title"), ("home.privacy", "privacy.title")):
        assert chat.t(arrived) in await chat.taps(way)
        assert chat.t("home.privacy_line") in await chat.taps("button.home")
    assert chat.t("event.list_title") in await chat.taps("home.event")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_moving_about_edits_one_message(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    for way in (
        "home.updates",
        "button.home",
        "home.privacy",
        "button.home",
        "home.event",
        "button.home",
    ):
        await chat.taps(way)
    assert len(await chat.said()) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_open_letter_comes_first_at_home(city, language):
    chat = await city.person("A", language)
    await chat.starts("write_liaoning-seven")
    await chat.starts()
    assert (await chat.keyboard())[0] == chat.t("home.continue")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_typed_words_find_their_screen_in_every_language(city, language):
    arrived = {
        "letter": lambda chat: chat.t("letter.near"),
        "case": lambda chat: chat.t("case.follow"),
        "events": lambda chat: chat.t("event.list_title"),
        "updates": lambda chat: chat.t("updates.title"),
        "language": lambda chat: "English",
        "privacy": lambda chat: chat.t("privacy.title"),
        "help": lambda chat: chat.t("home.help_title"),
    }
    for screen, typed in TYPED.items():
        chat = await city.person(screen, language)
        await chat.starts()
        for word in typed:
            shown = await chat.says(word)
            assert arrived[screen](chat) in "\n".join([shown, *await chat.keyboard()]), word
            await chat.says("/cancel")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_language_changes_at_once_and_stays(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    shown = await chat.says("/language")
    assert {"en": "Language", "ko": "언어", "zh": "语言"}[language] in shown.splitlines()[0]
    assert {"English", "한국어", "简体中文"} <= set(await chat.keyboard())
    chosen = {"en": "ko", "ko": "zh", "zh": "en"}[language]
    name = {"en": "English", "ko": "한국어", "zh": "简体中文"}[chosen]
    await chat.presses(name)
    chat.language = chosen
    assert chat.t("home.privacy_line") in await chat.settled()
    assert chat.t("home.language_set") in await chat.toasts()
    assert chat.t("updates.title") in await chat.says("/updates")
    await chat.starts()
    assert chat.t("home.case") in await chat.keyboard()
    assert await menu(city, chat) == chat.t("command.cases")


async def menu(city, chat, command="cases"):
    """What the command menu of the person's chat says beside a command."""
    state = (await city.client.get("/api/state")).json()
    found = next(one for one in state["chats"] if one["id"] == chat.chat)["commands"]
    return next((one["description"] for one in found if one["command"] == command), None)


async def test_a_language_that_the_bot_does_not_speak_gets_english(city):
    chat = await city.person("A", "en")
    city.world.people[chat.person].language = "fr"
    assert (await chat.starts()).startswith(CAMPAIGN["en"])


async def test_the_menu_is_the_teams_for_the_team_and_follows_the_language(city):
    mina, emma = await city.owner(), await city.person("Emma", "en")
    await emma.starts()
    assert await menu(city, emma, "team") is None
    assert await menu(city, mina, "team") == "The team's desk"
    for chat in (mina, emma):
        await chat.says("/language")
        await chat.presses("한국어")
        assert await menu(city, chat) == "사건 읽기"
    assert await menu(city, emma, "team") is None
    assert await menu(city, mina, "team") == "팀 화면 열기"
    await emma.says("/language")
    await emma.presses("English")
    assert f"chat:{emma.chat}/" not in city.world.profile.commands
    assert await menu(city, emma) == "Read what happened"


async def test_the_teams_menu_is_renewed_at_every_start(city):
    mina = await city.owner()
    await mina.says("/language")
    await mina.presses("简体中文")
    city.world.profile.commands.clear()
    await city.app.introduce()
    assert await menu(city, mina, "team") == "团队工作台"
    assert await menu(city, await city.person("Emma", "en"), "team") is None
