"""Texts about protected people are refused where they say how to find somebody, and looked at where
they could hurt.
"""

import json

import pytest
from sqlmodel import select

from content.pack import zip_file
from storage.engine.tables import Outbox, Revision
from tests.journeys.conftest import CASE
from tests.journeys.test_editing import opens, shown
from tests.journeys.test_importing import exported, uploads
from tests.journeys.test_packs_by_chat import newest_file
from tests.journeys.test_withholding import news, owner

LANGUAGES = ("en", "ko", "zh")
HELD = {
    "phone": "０１０－１２３４－５６７８",
    "email": "mina(at)example.org",
    "position": "41.8057, 123.4315",
    "map": "https://maps.app.goo.gl/abc",
    "picture": "https://example.org/girl.jpg",
}


async def drafts(city):
    kept = (Revision.state == "draft",)
    return await city.store.read(
        lambda session: session.exec(select(Revision.body).where(*kept)).all()
    )


@pytest.mark.parametrize("kind", HELD)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_refused_when_it_is_kept(city, language, kind):
    mina = await owner(city, language)
    await opens(mina, "English", "summary")
    await mina.says(f"Write to {HELD[kind]} now")
    told = await mina.taps("edit.keep")
    assert mina.t(f"error.private_{kind}", words="@").split("@")[0] in told
    assert await drafts(city) == []


@pytest.mark.parametrize("kind", HELD)
async def test_news_with_it_reaches_nobody(city, kind):
    mina = await owner(city)
    await news(city, mina, f"Write to {HELD[kind]}")
    assert mina.t(f"error.private_{kind}", words="@").split("@")[0] in "\n".join(await mina.said())
    assert await city.store.read(lambda session: session.exec(select(Outbox.id)).all()) == []
    await mina.forges(f"sb:case:{CASE}")
    told = await mina.says(f"A date\nWrite to {HELD[kind]}")
    assert mina.t(f"error.private_{kind}", words="@").split("@")[0] in told


async def test_a_pack_with_it_is_refused_with_its_line(city):
    mina = await owner(city)
    await exported(city, mina)
    _, body = await newest_file(city, mina)
    files = zip_file.unpack(body)
    place = f"cases/{CASE}/en.md"
    files[place] = files[place].replace(
        b"# background\n\n", f"# background\n\nCall {HELD['phone']}. ".encode()
    )
    await mina.says("/import")
    told = await uploads(city, mina, zip_file.pack_up(files))
    assert f"{place}:" in told
    assert "is a telephone number" in told
    assert await drafts(city) == []


async def test_consent_with_a_day_to_come_is_refused(city):
    mina = await owner(city)
    await opens(mina, mina.t("edit.common"), "consents")
    await mina.says("The mother | 2030-01-01 | To be reported on | voa")
    assert mina.t("error.consent_ahead") in await mina.taps("edit.keep")
    assert await drafts(city) == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_words_to_be_careful_with_are_shown_and_published_after_a_yes(city, language):
    mina = await owner(city, language)
    await opens(mina, "English", "title")
    await mina.says("A pregnant woman and a girl in Dandong")
    await mina.taps("edit.keep")
    told = await mina.says(f"/publish case {CASE}")
    assert mina.t("publish.careful_health", words="pregnant") in told
    assert mina.t("publish.careful_place", words="Dandong") in told
    assert mina.t("edit.publish") not in await mina.keyboard()
    await mina.taps("edit.publish_careful")
    assert await shown(city) == "A pregnant woman and a girl in Dandong"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_news_shows_them_too(city, language):
    mina = await owner(city, language)
    await mina.forges(f"tn:{CASE}")
    for _ in LANGUAGES:
        told = await mina.says("News\nA source inside said that she is pregnant.")
    assert mina.t("publish.careful_health", words="pregnant") in told
    await mina.taps("edit.publish_careful")
    assert await city.rows("outbox") == 0  # nobody follows yet
    assert await city.store.read(
        lambda session: session.exec(select(Revision.id).where(Revision.kind == "update")).all()
    )


async def test_what_an_older_store_shows_can_still_be_mended_field_by_field(city):
    def held(session):
        mine = (Revision.kind == "case", Revision.slug == CASE, Revision.language == "en")
        row = session.exec(select(Revision).where(*mine, Revision.state == "published")).one()
        row.body = json.dumps(json.loads(row.body) | {"summary": f"Call {HELD['phone']}"})
        session.add(row)

    await city.store.write(held)
    mina = await owner(city)
    await opens(mina, "English", "title")
    await mina.says("Another title")
    await mina.taps("edit.keep")
    told = await mina.says(f"/publish case {CASE}")
    assert mina.t("publish.private_phone", words="010-1234-5678") in told
    assert mina.t("edit.publish") not in await mina.keyboard()
    await opens(mina, "English", "summary")
    await mina.says("What happened, in one sentence")
    await mina.taps("edit.keep")
    await mina.says(f"/publish case {CASE}")
    await mina.taps("edit.publish")
    assert await shown(city) == "Another title"
