"""Choosing an office: by country, by name, by place, in three languages; with its source and the
day it was checked.
"""

import pytest

from content.language.i18n import words_for

LANGUAGES = ("en", "ko", "zh")


def offers(language, labels):
    before, after = words_for(language).text("letter.write_to", mission="@").split("@")
    return [label for label in labels if label.startswith(before) and label.endswith(after)]


@pytest.mark.parametrize(
    ("language", "query", "shown"),
    [
        ("en", "the Chinese consulate in Osaka", "Osaka"), ("en", "Tokio", "Tokyo"), ("en", "UK", "London"),
        ("ko", "런던", "영국 주재 중국대사관에"), ("ko", "주일 중국대사관", "일본 주재 중국대사관에"),
        ("ko", "서울", "주한"),
        ("zh", "东京", "致信中国驻日本大使馆"), ("zh", "伦敦", "致信中国驻英国大使馆"), ("zh", "韩国", "韩国"),
    ],
)  # fmt: skip
async def test_an_office_is_found_by_its_name_in_ones_language(city, language, query, shown):
    chat = await city.person("A", language)
    await chat.starts("write_liaoning-seven")
    text = await chat.says(query)
    assert shown in (await chat.messages())[-1]["keyboard"][0][0]["text"]
    assert words_for(language).text("letter.verified", day="@", source="@").split("@")[0] in text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_country_with_many_offices_shows_them_all_page_by_page(city, language):
    t = words_for(language).text
    chat = await city.person("A", language)
    await chat.starts("write_liaoning-seven")
    await chat.says("Japan")
    seen = set()
    for _ in range(3):
        newest = (await chat.messages())[-1]
        seen |= set(
            offers(language, [button["text"] for row in newest["keyboard"] for button in row])
        )
        assert sum(len(row) for row in newest["keyboard"]) <= 6
        await chat.presses(t("office.more"))
    assert len(seen) == 7


async def test_each_office_shows_where_its_address_comes_from(city):
    chat = await city.person("A", "en")
    text = await chat.starts("write_liaoning-seven")
    assert "27 Myeongdong" in text
    assert "23 November 2026" in text
    assert "Wikipedia" in text
    text = await chat.says("Fukuoka")
    assert "No postal address or e-mail is on record" in text
    assert "16 November 2022" in text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_nearest_may_be_a_consulate_and_says_how_far(city, language):
    t = words_for(language).text
    chat = await city.person("A", language)
    await chat.starts("write_liaoning-seven")
    await chat.presses(t("letter.near"))
    await chat._post("location", latitude=34.69, longitude=135.5)
    await chat.settled()
    *_, told, newest = await chat.messages()
    assert told["text"].startswith(t("letter.near_found"))
    assert " km" in told["text"]
    assert "Osaka" in newest["keyboard"][0][0]["text"]


async def test_words_that_name_no_office_say_what_to_try(city):
    chat = await city.person("A", "en")
    await chat.starts("write_liaoning-seven")
    assert "Try the name of a country" in await chat.says("xyzzy")
    assert "Who should get your letter" in await chat.says("Japan")
