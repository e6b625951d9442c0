"""The campaign leaves the chat as a pack that checks clean, and each language as a translator's
catalogue.
"""

import pytest

from content.language.i18n import words_for
from content.pack import po, reader, writer, zip_file

LANGUAGES = ("en", "ko", "zh")


async def newest_file(city, chat):
    found = [message["document"] for message in await chat.messages() if message["document"]]
    return found[-1]["name"], (await city.client.get(found[-1]["url"])).content


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_exported_checks_clean_and_is_the_campaign(city, language):
    t = words_for(language).text
    mina = await city.person("Mina", language)
    await mina.says(f"/claim {city.code}")
    assert t("packs.export_title") in await mina.says("/export")
    await mina.presses(t("packs.whole"))
    name, body = await newest_file(city, mina)
    assert name == "liaoning-seven.zip"
    again, problems = reader.read(zip_file.unpack(body))
    assert problems == []
    assert again
    assert zip_file.pack_up(writer.write(again)) == body


async def test_a_language_is_exported_for_translators(city):
    mina = await city.owner()
    await mina.says("/export")
    await mina.presses("한국어")
    name, body = await newest_file(city, mina)
    assert name == "liaoning-seven.ko.po"
    campaign = city.store.read_now(city.app.campaign)
    assert po.from_po(body, campaign)[1] == campaign


async def test_a_stranger_exports_nothing(city):
    stranger = await city.person("X", "en")
    await stranger.says("/export")
    assert not any(message["document"] for message in await stranger.messages())
