"""The team sees how it goes, in counts that single nobody out."""

import csv
import io

import pytest

from content.language.i18n import words_for
from storage.people import supporters

LANGUAGES = ("en", "ko", "zh")


async def crowd(city, language, count, office="embassy-kr-seoul"):
    """People who follow the case and wrote a letter, put straight into the store."""
    now, sealer = city.app.clock.now(), city.app.sealer

    def act(session):
        for at in range(count):
            person, _ = supporters.meet(
                session, sealer, 7_000_000_000 + ord(language[0]) * 1000 + at, language, now
            )
            supporters.follow(session, person.number, "liaoning-seven", now)
            supporters.sent_letter(session, person.number, "liaoning-seven", office, now)

    await city.store.write(act)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_small_counts_are_not_told(city, language):
    t = words_for(language).text
    mina = await city.person("Mina", language)
    await mina.says(f"/claim {city.code}")
    await crowd(city, "ko", 7)
    await crowd(city, "zh", 3)
    shown = await mina.says("/stats")
    assert t("numbers.row", what="한국어", count="5") in shown
    assert "<5" in shown
    assert t("numbers.row", what="简体中文", count="3") not in shown
    assert t("numbers.few") in shown


async def test_the_table_has_the_same_counts_and_no_formula(city):
    mina = await city.owner()
    await crowd(city, "ko", 7)
    await crowd(city, "zh", 3)
    await mina.says("/stats")
    await mina.presses("All numbers as a table")
    sent = [message["document"] for message in await mina.messages() if message["document"]]
    body = (await city.client.get(sent[-1]["url"])).content
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert rows[0] == ["table", "what", "week", "count"]
    assert ["followers", "liaoning-seven", "", "10"] in rows
    assert [row[3] for row in rows if row[:2] == ["languages", "zh"]] == ["<5"]
    assert [row[1] for row in rows if row[0] == "delivery"] == [
        "sent",
        "waiting",
        "failed",
        "unknown",
    ]


async def test_no_sum_of_letters_can_be_subtracted_from_another(city):
    mina = await city.owner()
    await crowd(city, "ko", 12)
    await crowd(city, "zh", 3, "embassy-us-washington")
    shown = await mina.says("/stats")
    weeks, offices = (block for block in shown.split("\n\n") if "Letters" in block)
    assert [line.split(": ")[-1] for line in weeks.splitlines()[1:]] == ["15"]
    assert [line.split(": ")[-1] for line in offices.splitlines()[1:]] == ["10", "<5"]
    await mina.presses("All numbers as a table")
    sent = [message["document"] for message in await mina.messages() if message["document"]]
    rows = csv.reader(
        io.StringIO((await city.client.get(sent[-1]["url"])).content.decode("utf-8-sig"))
    )
    assert [row[3] for row in rows if row[0] == "letters"] == ["10", "<5"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_letters_by_week_come_as_a_picture(city, language):
    mina = await city.person("Mina", language)
    await mina.says(f"/claim {city.code}")
    await mina.says("/stats")
    await mina.presses(words_for(language).text("numbers.chart"))
    assert not any(message["photo"] for message in await mina.messages())
    await crowd(city, "ko", 12)
    await mina.presses(words_for(language).text("numbers.chart"))
    assert any(message["photo"] for message in await mina.messages())


async def test_an_empty_campaign_says_so(city):
    mina = await city.owner()
    assert "Nothing yet." in await mina.says("/stats")


async def test_a_stranger_sees_no_numbers(city):
    stranger = await city.person("X", "en")
    assert "Followers" not in await stranger.says("/stats")
