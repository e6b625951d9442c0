"""Names are kept back by chat: the message goes at once, nobody reads the list, and no text may
hold them.
"""

import logging

import pytest
from sqlmodel import delete

from content.pack import zip_file
from storage.engine.tables import Revision
from storage.library import withheld
from storage.queue.kept_back import kept_back
from tests import forms
from tests.journeys.conftest import CASE
from tests.journeys.test_importing import exported, uploads
from tests.journeys.test_packs_by_chat import newest_file

LANGUAGES = ("en", "ko", "zh")
NAMES = ("Zyxwvutsrq Canary", "나다라마바", "阿波茨德鄂")


async def owner(city, language="en"):
    mina = await city.person("Mina", language)
    await mina.says(f"/claim {city.code}")
    return mina


def kept(city):
    return city.store.read_now(lambda session: withheld.count(session, CASE))


async def all_there(chat):
    return "\n".join(message["text"] for message in await chat.messages())


@pytest.mark.parametrize("language", LANGUAGES)
async def test_names_are_added_and_no_word_of_them_stays(city, language, caplog):
    caplog.set_level(logging.DEBUG)
    mina = await owner(city, language)
    assert mina.t("withheld.none") in await mina.says("/withhold")
    await mina.taps("withheld.add")
    said = await mina.says("\n".join(NAMES))
    assert mina.t("withheld.added", n=3) in said
    # A long paste comes in two.
    assert mina.t("withheld.added", n=1) in await mina.says("Second paste Canary")
    assert mina.t("withheld.count", n=4) in await mina.taps("withheld.done")
    there = await all_there(mina) + await mina.says("/audit")
    await city.store.truncate()
    seized = b"".join(path.read_bytes() for path in city.folder.iterdir() if path.name != "key")
    for name in (*NAMES, "Second paste Canary"):
        assert name not in there + caplog.text
        assert [form for form in forms.of_word(name) if len(form) > 3 and form in seized] == []
    assert f"{mina.t('audit.did.withhold')} {CASE} 3" in there
    assert mina.t("error.withheld") in await news(city, mina, f"About {NAMES[0]}")
    assert await city.rows("outbox") == 0


async def news(city, mina, words):
    await mina.forges(f"tn:{CASE}")
    for _ in LANGUAGES:
        await mina.says(f"{words}\nBody.")
    await mina.forges((await mina.newest())["keyboard"][0][0]["callback_data"])
    return (await mina.toasts() or [""])[-1] + await mina.settled()


async def test_what_does_not_fit_is_deleted_too_and_said_by_its_line(city):
    mina = await owner(city)
    await mina.says("/withhold")
    await mina.taps("withheld.add")
    said = await mina.says("Kim Canary\nx\n\n!")
    assert mina.t("withheld.unfit", lines="2, 4", shortest=2, longest=60) in said
    assert "Kim Canary" not in await all_there(mina)
    assert kept(city) == 0
    assert mina.t("withheld.too_many", limit=200) in await mina.says(
        "\n".join(f"name {at}" for at in range(201))
    )
    assert kept(city) == 0


async def test_a_name_typed_after_the_command_is_deleted_and_not_kept(city):
    mina = await owner(city)
    assert mina.t("withheld.not_here") in await mina.says("/withhold Kim Canary")
    assert "Kim Canary" not in await all_there(mina)
    assert kept(city) == 0
    assert mina.t("withheld.none") in await mina.says(f"/withhold {CASE}")


async def test_the_question_ends_after_a_quarter_of_an_hour(city):
    mina = await owner(city)
    await mina.says("/withhold")
    await mina.taps("withheld.add")
    await city.moves(minutes=16)
    assert mina.t("withheld.too_late") in await mina.says("Kim Canary")
    assert "Kim Canary" not in await all_there(mina)
    assert kept(city) == 0


async def own(chat):
    """What the person sent and is still there."""
    return [message for message in await chat.messages() if not message["from"]["bot"]]


async def asks(city, language="en"):
    """An owner whose question for names is open, and how many of their messages are there."""
    mina = await owner(city, language)
    await mina.says("/withhold")
    await mina.taps("withheld.add")
    return mina, len(await own(mina))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_forwarded_list_is_taken_and_deleted(city, language):
    mina, before = await asks(city, language)
    assert mina.t("withheld.added", n=2) in await mina.forwards("Kim Canary\nPark Canary")
    assert len(await own(mina)) == before
    assert kept(city) == 2


@pytest.mark.parametrize("what", ["photo", "sticker", "voice", "document", "location"])
async def test_whatever_is_no_text_is_deleted_and_said(city, what):
    mina, before = await asks(city)
    if what == "location":
        told = await mina.shares(41.8, 123.4)
    elif what == "document":
        told = await uploads(city, mina, b"Kim Canary", "Kim Canary.txt")
    else:
        told = await mina.sends(what)
    assert mina.t("withheld.not_text") in told
    assert len(await own(mina)) == before
    assert mina.t("withheld.added", n=1) in await mina.says("Kim Canary")


@pytest.mark.parametrize("words", ["/kim canary", "/team Kim Canary", "/withhold Kim Canary"])
async def test_a_name_after_any_command_goes_while_the_question_is_open(city, words):
    mina, before = await asks(city)
    await mina.says(words)
    assert len(await own(mina)) == before


async def test_an_edit_that_answers_nothing_goes_too(city):
    mina, before = await asks(city)
    edited = (await own(mina))[-1]["id"]
    assert mina.t("withheld.not_text") in await mina.edits(edited, "Kim Canary")
    assert len(await own(mina)) == before - 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_done_says_that_messages_stay_from_now_on(city, language):
    mina, before = await asks(city, language)
    assert mina.t("withheld.closed") in await mina.taps("withheld.done")
    await mina.says("Kim Canary")
    assert len(await own(mina)) == before + 1


async def test_a_case_that_went_in_the_meantime_leaves_no_name_in_the_chat(city):
    mina, before = await asks(city)
    await city.store.write(
        lambda session: session.exec(delete(Revision).where(Revision.kind == "case"))
    )
    assert mina.t("withheld.too_late") in await mina.says("Kim Canary")
    assert len(await own(mina)) == before


async def test_clearing_asks_first_and_is_written_down(city):
    mina = await owner(city)
    city.withholds("Kim Secret", "Park Secret")
    await mina.says("/withhold")
    assert mina.t("withheld.clear_title") in await mina.taps("withheld.clear")
    assert kept(city) == 2
    await mina.taps("withheld.clear_sure")
    assert kept(city) == 0
    assert f"{mina.t('audit.did.withhold-cleared')} {CASE} 2" in await mina.says("/audit")


async def test_a_name_that_is_public_already_is_said_with_its_place(city):
    mina = await owner(city)
    await mina.says("/withhold")
    await mina.taps("withheld.add")
    said = await mina.says("Seven North Koreans")
    assert mina.t("withheld.public") in said
    assert CASE in said


async def test_the_field_of_the_case_leads_there_and_shows_a_number_only(city):
    mina = await owner(city)
    city.withholds("Kim Secret")
    await mina.says(f"/edit case {CASE}")
    await mina.presses(mina.t("edit.common"))
    for _ in range(5):
        if mina.t("field.withheld") in await mina.keyboard():
            break
        await mina.taps("edit.more_fields")
    assert mina.t("withheld.count", n=1) in await mina.taps("field.withheld")


async def test_an_export_holds_nothing_of_the_lists(city):
    mina = await owner(city)
    city.withholds(*NAMES)
    await exported(city, mina)
    _, body = await newest_file(city, mina)
    held = b"".join(zip_file.unpack(body).values())
    marks = [one.keyed for one in city.store.read_now(kept_back).marks]
    looked_for = [form for name in NAMES for form in forms.of_word(name) if len(form) > 3]
    assert b"withheld" not in held
    assert [
        form
        for form in [*looked_for, *marks, *(mark.hex().encode() for mark in marks)]
        if form in held
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_names_in_a_pack_are_left_out_and_said(city, language):
    mina = await owner(city, language)
    await exported(city, mina)
    _, body = await newest_file(city, mina)
    files = zip_file.unpack(body)
    place = f"cases/{CASE}/case.yaml"
    files[place] = files[place].replace(
        b"protected: true", b"protected: true\nwithheld: [Kim Canary]"
    )
    await mina.says("/import")
    assert mina.t("packs.only_lists") in await uploads(city, mina, zip_file.pack_up(files))
    files[place] = files[place].replace(b"status: detained", b"status: at_risk")
    assert mina.t("packs.lists", n=1) in await uploads(city, mina, zip_file.pack_up(files))
    await mina.taps("packs.apply")
    assert kept(city) == 0
    assert "Canary" not in await all_there(mina)
