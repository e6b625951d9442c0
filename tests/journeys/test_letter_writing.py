"""Own words, two languages, the look before it goes out, and every way to the office; in three
languages.
"""

from __future__ import annotations

import email
import io
from email.policy import default
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlmodel import select

from content.language.i18n import words_for
from content.language.languages import own_name
from content.missions.names import short_name
from content.pack import reader
from storage.engine.tables import Draft
from tests.stores import bundled

PACK = Path(reader.__file__).parents[1] / "packs/liaoning-seven"

LANGUAGES = ("en", "ko", "zh")
OWN = {
    "en": ("I teach children in Leeds.", "The girl is as old as my pupils."),
    "ko": ("저는 부산에서 아이들을 가르칩니다.", "그 아이는 제 학생들과 나이가 같습니다."),
    "zh": ("我在伦敦教孩子们读书。", "那个女孩和我的学生同岁。"),
}


def first_office(chat, labels):
    before, after = chat.t("letter.write_to", mission="@").split("@")
    return next(text for text in labels if text.startswith(before) and text.endswith(after))


async def to_words(chat, tongue=None):
    """From /start to the questions: four taps."""
    await chat.starts()
    await chat.taps("home.write")
    await chat.presses(first_office(chat, await chat.keyboard()))
    await chat.presses(tongue or own_name(chat.language))
    return await chat.taps("letter.points_done")


async def to_preview(chat, *words, tongue=None, name=""):
    await to_words(chat, tongue)
    for text in words:
        await chat.says(text)
    await chat.taps("letter.words_done" if words else "letter.skip_words")
    return await (chat.says(name) if name else chat.taps("letter.skip_name"))


def drafts_kept(city):
    return city.store.read_now(lambda session: len(session.exec(select(Draft)).all()))


def offices():
    read = bundled()
    return read.missions


@pytest.mark.parametrize("language", LANGUAGES)
async def test_eight_taps_from_start_to_a_finished_letter(city, language):
    chat = await city.person("A", language)
    await to_preview(chat)  # six taps: write, office, language, points, no words, no name
    ways = await chat.taps("letter.hand_over")  # seven
    assert "chinaemb_kr@mfa.gov.cn" in ways
    await chat.taps("letter.mail_draft")  # eight: the finished letter is in the writer's hands
    name, body = await chat.file()
    assert name == "letter.eml"
    read = email.message_from_bytes(body, policy=default)
    assert read["To"] == "chinaemb_kr@mfa.gov.cn"
    assert {"en": "Your Excellency,", "ko": "대사님께", "zh": "尊敬的大使阁下："}[
        language
    ] in read.get_content()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_two_sentences_of_their_own_take_at_most_ten_steps(city, language):
    chat = await city.person("A", language)
    preview = await to_preview(
        chat, *OWN[language]
    )  # eight steps: write, office, language, points, two texts, on, name
    assert all(text in preview for text in OWN[language])
    assert chat.t("letter.personal.own") in preview
    await chat.taps("letter.hand_over")  # nine
    await chat.taps("letter.by_mail")  # ten
    said = await chat.said()
    assert any("\n\n".join(OWN[language]) in text for text in said)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_questions_are_answered_in_any_order_changed_and_taken_out(city, language):
    chat = await city.person("A", language)
    asked = await to_words(chat)
    assert chat.t("letter.ask.who") in asked
    assert chat.t("letter.ask.want") in await chat.presses(f"○ {chat.t('letter.chip.want')}")
    assert chat.t("letter.ask.who") in await chat.says("My wish.")
    assert chat.t("letter.ask.why") in await chat.presses(f"○ {chat.t('letter.chip.why')}")
    assert chat.t("letter.ask.who") in await chat.says("My reason.")
    back = await chat.presses(f"✓ {chat.t('letter.chip.want')}")
    assert "My wish." in back
    assert "My wish." not in await chat.taps("letter.drop_answer")
    assert chat.t("letter.ask.who") in await chat.says("My other wish.")
    named = await chat.says("It is me.")
    assert chat.t("letter.name_title") in named
    preview = await chat.taps("letter.skip_name")
    assert "It is me.\n\nMy reason.\n\nMy other wish." in preview


async def test_free_words_replace_the_answers_and_the_answers_are_still_there(city):
    chat = await city.person("A", "en")
    await to_words(chat)
    await chat.says("I am a nurse.")
    await chat.presses("○ Write freely")
    await chat.says("First part.\n\nSecond part.")
    preview = await chat.taps("letter.skip_name")
    assert "First part.\n\nSecond part." in preview
    assert "I am a nurse." not in preview
    await chat.taps("letter.change_words")
    await chat.presses("✓ Write freely")
    await chat.taps("letter.drop_answer")
    assert "I am a nurse." in await chat.taps("letter.words_done")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_words_typed_below_the_letter_stand_in_it(city, language):
    chat = await city.person("A", language)
    assert chat.t("letter.more.who") in await to_preview(chat)
    assert OWN[language][0] in await chat.says(OWN[language][0])
    preview = await chat.says(OWN[language][1])
    assert "\n\n".join(OWN[language]) in preview
    await chat.says("Third.")
    preview = await chat.says("Fourth.")
    assert "\n\n".join([*OWN[language], "Third.", "Fourth."]) in preview


@pytest.mark.parametrize(
    ("language", "typed"), [("en", "chinese"), ("ko", "중국어"), ("zh", "中文"), ("en", "简体中文")]
)
async def test_a_language_may_be_typed(city, language, typed):
    chat = await city.person("A", language)
    await chat.starts("write_liaoning-seven")
    await chat.presses(first_office(chat, await chat.keyboard()))
    assert chat.t("letter.no_language", query="Klingon") in await chat.says("Klingon")
    assert chat.t("letter.points_title") in await chat.says(typed)


async def test_words_wait_when_the_writer_leaves(city):
    chat = await city.person("A", "en")
    await to_words(chat)
    await chat.says("I am a nurse.")
    await chat.says("/cases")
    await chat.says("/language")
    again = await chat.says("/write")
    assert "Why does this case move you?" in again
    assert "✓ Who you are" in await chat.keyboard()


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_a_letter_for_the_office_is_shown_beside_its_meaning(city, language):
    chat = await city.person("A", language)
    preview = await to_preview(chat, OWN[language][0], tongue=own_name("zh"))
    assert "尊敬的大使阁下：" in preview
    assert {"en": "Your Excellency,", "ko": "대사님께"}[language] in preview
    assert preview.count(OWN[language][0]) == 1
    assert chat.t("letter.beside_help") in preview
    await chat.taps("letter.hand_over")
    await chat.taps("letter.by_mail")
    letter = (await chat.said())[-1]
    assert "尊敬的大使阁下：" in letter
    assert {"en": "Your Excellency,", "ko": "대사님께"}[language] not in letter


async def test_both_languages_go_out_together_and_own_words_stand_once(city):
    chat = await city.person("A", "ko")
    await to_preview(chat, OWN["ko"][0], tongue=f"{own_name('ko')} + {own_name('zh')}")
    await chat.taps("letter.hand_over")
    await chat.taps("letter.by_mail")
    letter = (await chat.said())[-1]
    assert "대사님께" in letter
    assert "尊敬的大使阁下：" in letter
    assert letter.count(OWN["ko"][0]) == 1
    await chat.taps("letter.pdf")
    _, body = await chat.file()
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    assert len(pages) == 2
    assert "주한 중국대사님께" in pages[0]
    assert "中华人民共和国驻大韩民国大使馆" in pages[1]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_found_leads_to_its_place_and_may_stay(city, language):
    bad = {
        "en": "You will pay for this.",
        "ko": "반드시 후회하게 될 것입니다.",
        "zh": "你们一定会后悔的。",
    }[language]
    chat = await city.person("A", language)
    await to_preview(chat, OWN[language][0], bad)
    looked = await chat.taps("letter.hand_over")
    assert chat.t("check.threat") in looked
    assert bad.rstrip(".。")[:10] in looked
    change = chat.t("check.change", part=chat.t("letter.chip.why"))
    assert chat.t("letter.ask.why") in await chat.presses(change)
    assert OWN[language][1] in await chat.says(OWN[language][1])  # back at the letter
    assert chat.t("letter.hand_over_title") in await chat.taps("letter.hand_over")


async def test_the_writer_may_send_it_as_it_is(city):
    chat = await city.person("A", "en")
    await to_preview(chat, "Shame on you.")
    assert "insult" in await chat.taps("letter.hand_over")
    assert chat.t("letter.hand_over_title") in await chat.taps("check.anyway")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_protected_name_blocks_every_way_out(city, language):
    named = {
        "en": "The girl's name is Example.",
        "ko": "그 아이의 이름은 가나다입니다.",
        "zh": "那个女孩名叫某某某。",
    }[language]
    chat = await city.person("A", language)
    await to_preview(chat, named)
    looked = await chat.taps("letter.hand_over")
    assert chat.t("check.title_blocked") in looked
    assert chat.t("check.anyway") not in await chat.keyboard()
    revision = next(
        button["callback_data"].split(":")[1]
        for row in (await chat.newest())["keyboard"]
        for button in row
        if button["callback_data"].startswith("l:")
    )
    for way in ("lh", "lt", "le", "lf"):
        choice = ":anyway" if way == "lh" else ""
        assert chat.t("check.title_blocked") in await chat.forges(f"{way}:{revision}{choice}")
    assert not [message for message in await chat.messages() if message["document"]]


@pytest.mark.parametrize(
    ("language", "place"),
    [("en", "shen-yang"), ("en", "SHENYANG"), ("ko", "선양에서"), ("zh", "沈阳"), ("zh", "瀋陽")],
)
async def test_a_place_that_the_case_withholds_blocks_and_is_not_told(city, language, place):
    chat = await city.person("A", language)
    await to_preview(chat, f"{OWN[language][0]} {place}")
    looked = await chat.taps("letter.hand_over")
    assert chat.t("check.protected") in looked
    await chat.presses(chat.t("check.change", part=chat.t("letter.chip.who")))
    await chat.says(OWN[language][0])
    assert chat.t("letter.hand_over_title") in await chat.taps("letter.hand_over")


async def test_a_letter_longer_than_a_page_says_so_and_nothing_typed_is_lost(city):
    chat = await city.person("A", "en")
    long = "Every evening my children light a candle for them. " * 60
    preview = await to_preview(chat, long.strip())
    assert "…" in preview
    await chat.taps("letter.read_whole")
    said = "".join("".join(text.split()) for text in await chat.said())
    assert "".join(long.split()) in said
    await chat.taps("letter.hand_over")
    assert any("longer than a page" in text for text in await chat.said())
    await chat.taps("check.anyway")
    await chat.taps("letter.by_mail")
    assert "".join(long.split()) in "".join(
        "".join(text.split()) for text in (await chat.said())[-3:]
    )


async def test_an_office_without_mail_is_reached_by_post_on_its_own_paper(city):
    chat = await city.person("A", "en")
    await chat.starts("write_liaoning-seven")
    await chat.says("Ottawa")
    await chat.presses("Ottawa")
    await chat.presses("English")
    await chat.taps("letter.points_done")
    await chat.taps("letter.skip_words")
    await chat.says("Zed Q. Canary, Toronto")
    ways = await chat.taps("letter.hand_over")
    assert chat.t("letter.ways.post") in ways
    assert chat.t("letter.mail_draft") not in await chat.keyboard()
    await chat.taps("letter.pdf")
    page = PdfReader(io.BytesIO((await chat.file())[1])).pages[0]
    assert round(float(page.mediabox.width)) == 612
    text = page.extract_text()
    assert text.startswith("Zed Q. Canary, Toronto")
    assert "515 St. Patrick Street" in text
    await chat.taps("letter.paper.a4")
    page = PdfReader(io.BytesIO((await chat.file())[1])).pages[0]
    assert round(float(page.mediabox.width)) == 595


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_office_with_a_telephone_only_gets_a_short_script(city, language):
    def phone_only(mission):
        return mission.phone and not (mission.email or mission.address) and mission.kind.is_mission

    office = next(mission for mission in offices() if phone_only(mission))
    chat = await city.person("A", language)
    await chat.starts("write_liaoning-seven")
    await chat.says(office.city)
    await chat.taps("letter.write_to", mission=short_name(words_for(language), office))
    await chat.presses(own_name(language))
    await chat.taps("letter.points_done")
    await chat.taps("letter.skip_words")
    await chat.taps("letter.skip_name")
    assert chat.t("letter.ways.phone") in await chat.taps("letter.hand_over")
    script = await chat.taps("letter.call")
    assert office.phone in script
    assert {"en": "Good day.", "ko": "안녕하십니까.", "zh": "您好。"}[language] in script


async def test_everything_is_gone_when_it_is_finished(city):
    chat = await city.person("A", "en")
    await to_preview(chat, "I teach CANARYWORDS.", name="Canary Name")
    await chat.taps("letter.hand_over")
    await chat.taps("letter.sent")
    for path in city.folder.rglob("*"):
        if path.is_file():
            body = path.read_bytes()
            assert b"CANARYWORDS" not in body, path
            assert b"Canary Name" not in body, path
    assert drafts_kept(city) == 0
