"""A campaign made from an empty store by chat alone, by three people in three languages; its export
is a clean pack.
"""

from __future__ import annotations

import io
import zipfile

from typer.testing import CliRunner

from bot.commands import packs
from content.language.languages import LANGUAGES, own_name
from content.pack import reader, writer
from content.permissions import Role
from storage.library import published
from tests.journeys.test_editing import member

NEW = "harbour-five"
CAMPAIGN = {
    "en": {
        "name": "The five of the harbour",
        "one_sentence": "Five dockers were detained.",
        "what_you_can_do": "Write.",
    },
    "ko": {
        "name": "항구의 다섯 사람",
        "one_sentence": "부두 노동자 다섯 명이 구금되었습니다.",
        "what_you_can_do": "편지를 써 주세요.",
    },
    "zh": {
        "name": "港口五人",
        "one_sentence": "五名码头工人被拘留。",
        "what_you_can_do": "请写信。",
    },
}
CASE = {
    "": {
        "status": "Detained",
        "status_since": "April 2026",
        "last_report": "3 May 2026",
        "country": "Norway",
        "sources": "daily | The Daily | Five detained | 30 April 2026",
        "consents": "The families | 30 April 2026 | The case without names | daily",
        "timeline": "arrest | 29 April 2026 | daily",
    },
    "en": {
        "title": "Five dockers detained",
        "summary": "Five dockers are held.",
        "what_happened": "They were detained.",
        "who_is_at_risk": "Five people.",
        "asks": "Let them go\nLet us see them",
        "background": "They struck.",
        "timeline": "arrest: They were detained.",
    },
    "ko": {
        "title": "구금된 부두 노동자 다섯 명",
        "summary": "다섯 명이 구금되어 있습니다.",
        "what_happened": "구금되었습니다.",
        "who_is_at_risk": "다섯 사람.",
        "asks": "석방해 주십시오\n면회를 허락해 주십시오",
        "background": "파업을 했습니다.",
        "timeline": "arrest: 구금되었습니다.",
    },
    "zh": {
        "title": "五名码头工人被拘留",
        "summary": "五人被关押。",
        "what_happened": "他们被拘留。",
        "who_is_at_risk": "五个人。",
        "asks": "请释放他们\n请允许探视",
        "background": "他们罢工了。",
        "timeline": "arrest: 他们被拘留。",
    },
}
EVENT = {
    "en": {"title": "Vigil at the harbour", "place": "Pier 3", "description": "Bring a candle."},
    "ko": {"title": "항구 촛불 모임", "place": "3번 부두", "description": "초를 가져오세요."},
    "zh": {"title": "港口守夜", "place": "3号码头", "description": "请带蜡烛。"},
}
LETTER = {
    "en": {
        "subjects": "The five dockers\nFive people in your custody",
        "salutations": "Embassy: Your Excellency,",
        "opening": (
            "I write about five dockers.\nMy letter is about five dockers.\n\nI am worried.\nI"
            " worry."
        ),
        "label": "They struck",
        "text": "They only struck.\nTo strike is no crime.",
        "request": "Please let them go.\nI ask you to free them.",
        "closing": "Thank you.\nI thank you.",
        "sign_off": "Yours sincerely,\n{name}\n{date}",
    },
    "ko": {
        "subjects": "부두 노동자 다섯 명에 관하여\n구금된 다섯 사람",
        "salutations": "대사관: 대사님께",
        "opening": (
            "부두 노동자 다섯 명에 관하여 씁니다.\n다섯 노동자의 일로 씁니다.\n\n걱정이"
            " 됩니다.\n염려합니다."
        ),
        "label": "파업",
        "text": "파업을 했을 뿐입니다.\n파업은 죄가 아닙니다.",
        "request": "석방해 주십시오.\n풀어 주시기를 청합니다.",
        "closing": "감사합니다.\n고맙습니다.",
        "sign_off": "{name} 드림\n{date}",
    },
    "zh": {
        "subjects": "关于五名码头工人\n被关押的五个人",
        "salutations": "大使馆：尊敬的大使阁下：",
        "opening": "我为五名码头工人写信。\n此信关于五名码头工人。\n\n我很担心。\n我为他们担忧。",
        "label": "罢工",
        "text": "他们只是罢工。\n罢工不是犯罪。",
        "request": "请释放他们。\n恳请释放他们。",
        "closing": "谢谢。\n感谢您。",
        "sign_off": "此致\n{name}\n{date}",
    },
}


async def opens(chat, kind, slug, section):
    """A language of a part."""
    await chat.says(f"/edit {kind} {slug}")
    if chat.t("edit.look") not in await chat.keyboard():
        await chat.presses(chat.t(f"kind.{kind}") + ":")
    await chat.presses(own_name(section) if section in LANGUAGES else chat.t("edit.common"))


async def fills(chat, kind, slug, section, values):
    """Sends a value for each field and keeps it; goes where the bot leads, or looks the
    field up.
    """
    for name, text in values.items():
        labels = [
            chat.t(key) for key in (f"field.{kind}.{name}", f"field.{name}") if _has(chat, key)
        ]
        await _finds(chat, kind, slug, section, labels)
        shown = await (chat.shares(*text) if isinstance(text, tuple) else chat.says(text))
        assert chat.t("edit.keep") in await chat.keyboard(), shown
        await chat.taps("edit.keep")


async def _finds(chat, kind, slug, section, labels):
    """Opens a field by one of its labels."""
    for one in await chat.keyboard():
        if one.split(" (")[0] in [chat.t("edit.next", field=label) for label in labels]:
            await chat.presses(one)
            return
    await opens(chat, kind, slug, section)
    for _ in range(6):
        for one in await chat.keyboard():
            if one.split(" (")[0] in labels:
                await chat.presses(one)
                return
        await chat.taps("edit.more_fields")
    raise AssertionError((labels, await chat.keyboard()))


def _has(chat, key):
    try:
        return bool(chat.t(key))
    except KeyError:
        return False


async def publishes(chat, kind, slug):
    """Looks at it, then makes it public."""
    shown = await chat.says(f"/publish {kind} {slug}")
    careful = chat.t("edit.publish_careful") in await chat.keyboard()
    assert careful or chat.t("edit.publish") in await chat.keyboard(), shown
    assert chat.t("edit.published") in await chat.taps(
        "edit.publish_careful" if careful else "edit.publish"
    )


async def campaign_begins(team):
    """The campaign itself, its words by three people."""
    mina = team["en"]
    await mina.says("/edit")
    await mina.taps("edit.begin_campaign")
    await mina.says("Harbour Five")
    for code in LANGUAGES:
        await fills(team[code], "campaign", NEW, code, CAMPAIGN[code])
    await publishes(mina, "campaign", NEW)


async def case_and_event_follow(team):
    """A case and an event of it."""
    mina = team["en"]
    await mina.says("/newcase dockers")
    for code in ("", *LANGUAGES):
        await fills(team[code or "en"], "case", "dockers", code, CASE[code])
    await publishes(mina, "case", "dockers")
    await mina.says("/newevent harbour-vigil")
    common = {
        "starts": "2 December 2027 18:30",
        "zone": "Oslo",
        "city": "English: Oslo\n한국어: 오슬로\n简体中文: 奥斯陆",
        "address": "Pier 3",
        "position": (59.9, 10.7),
        "rule": "every week",
    }
    await fills(mina, "event", "harbour-vigil", "", common)
    for code in LANGUAGES:
        await fills(team[code], "event", "harbour-vigil", code, EVENT[code])
    await publishes(mina, "event", "harbour-vigil")


async def office_and_letter_follow(team):
    """Whom to write to, and what."""
    mina = team["en"]
    await mina.says("/edit")
    await mina.taps("kind.mission.many")
    await mina.taps("kind.mission.new")
    await mina.says("oslo-embassy")
    office = {
        "country": "Norway",
        "city": "Oslo",
        "email": "office@example.org",
        "verified_on": "today",
    }
    await fills(mina, "mission", "oslo-embassy", "", office | {"source": "Its own page"})
    await publishes(mina, "mission", "oslo-embassy")
    await mina.says("/edit")
    await mina.taps("kind.letter.many")
    await mina.taps("kind.letter.new")
    await fills(mina, "letter", "dockers", "", {"points": "strike"})
    for code in LANGUAGES:
        await fills(team[code], "letter", "dockers", code, LETTER[code])
    await mina.says("/edit letter dockers")
    await mina.taps("edit.look")
    await mina.taps("edit.preview")
    await mina.presses("English")
    assert any(
        "They only struck." in text or "To strike is no crime." in text
        for text in await mina.said()
    )
    await publishes(mina, "letter", "dockers")


async def test_a_campaign_from_nothing_in_three_languages(empty_city, tmp_path):
    city = empty_city
    people = {code: await city.person(f"X {code}", code) for code in LANGUAGES}
    for chat in people.values():
        assert await chat.starts() == chat.t("home.setting_up")
        assert chat.t("case.none") in await chat.says("/cases")
    team = {"en": await city.owner()}
    for code, name in (("ko", "J"), ("zh", "L")):
        team[code] = await member(city, name, code, Role.EDITOR)
    await campaign_begins(team)
    await case_and_event_follow(team)
    await office_and_letter_follow(team)
    for code, chat in people.items():
        assert CASE[code]["title"] in await chat.says("/cases")
        await chat.taps("case.follow")
        assert chat.t("case.write") in await chat.keyboard()
    mina = team["en"]
    await mina.says("/newupdate")
    for code in LANGUAGES:
        await mina.says(f"News in {code}\nA word about it.")
    await mina.presses("Publish and send")
    await empty_city.moves(seconds=11)
    for code, chat in people.items():
        await chat.sees(f"News in {code}")
    await mina.says("/export")
    await mina.taps("packs.whole")
    await is_clean(city, (await mina.file())[1], tmp_path)


async def is_clean(city, body, tmp_path):
    """The export passes the check and is what the store holds."""
    zipfile.ZipFile(io.BytesIO(body)).extractall(tmp_path / "pack")
    folder = next(path.parent for path in (tmp_path / "pack").rglob("campaign.yaml"))
    checked = CliRunner().invoke(packs.app, ["check", str(folder)])
    assert checked.exit_code == 0, checked.output
    read, _ = reader.read(reader.load(folder))
    stored = await city.store.read(published.snapshot)
    assert writer.write(read) == writer.write(stored)
