"""The team changes the campaign in the chat: drafts, previews, publishing now and later, two
editors, undo.
"""

from __future__ import annotations

import pytest
from sqlmodel import Session

from content.permissions import Role
from storage.library import published
from storage.people import members, supporters

CASE = "liaoning-seven"


async def member(city, name, language, role, languages=()):
    """A person of the team in a role."""
    chat = await city.person(name, language)
    await chat.starts()

    def seat(session: Session) -> None:
        person = supporters.find(session, city.app.sealer, chat.chat)
        owner = members.everyone(session)[0]
        token = members.invite(session, role, languages, owner, city.app.clock.now())
        assert members.accept(session, person.number, token, city.app.clock.now())

    await city.store.write(seat)
    return chat


async def opens(chat, language, field):
    """The field of the case, by the buttons a member would press."""
    await chat.says(f"/edit case {CASE}")
    await chat.presses(language)
    for _ in range(5):
        if chat.t(f"field.{field}") in await chat.keyboard():
            return await chat.taps(f"field.{field}")
        await chat.taps("edit.more_fields")
    raise AssertionError(field)


async def shown(city, language="en"):
    """What the public title of the case is."""
    found = await city.store.read(published.snapshot)
    return found.case(CASE).texts[language].title


@pytest.mark.parametrize("language", ["en", "ko", "zh"])
async def test_a_title_is_changed_looked_at_and_published(city, language):
    await city.owner()
    mina = await member(city, "M", language, Role.PUBLISHER)
    reader = await city.person("R", "en")
    await reader.starts(f"case_{CASE}")
    assert mina.t("form.line") in await opens(mina, "English", "title")
    assert mina.t("edit.limit", limit=200) in await mina.settled()
    assert "Seven people of Liaoning" in await mina.says("Seven people of Liaoning")
    assert "Seven people of Liaoning" not in await shown(city)
    await mina.taps("edit.keep")
    assert await shown(city) == "Seven North Koreans detained in Liaoning"
    await mina.taps("edit.look")
    await mina.taps("edit.preview")
    await mina.presses("English")
    assert any("Seven people of Liaoning" in text for text in await mina.said())
    await mina.presses("Follow")
    assert mina.t("edit.only_preview") in await mina.toasts()
    await mina.taps("button.back")
    await mina.taps("edit.publish")
    assert await shown(city) == "Seven people of Liaoning"
    assert "Seven people of Liaoning" in await reader.says("/cases")


async def test_what_was_typed_waits_through_another_tap_and_a_restart(city):
    mina = await city.owner()
    await opens(mina, "English", "title")
    await mina.says("A title that must not be lost")
    await mina.says("/cases")
    await mina.says("/cancel")
    await mina.says("not an answer any more")
    await mina.says("/team")
    await city.app.updates.recover()
    assert "A title that must not be lost" in await opens(mina, "English", "title")
    await mina.taps("edit.keep")
    assert "A title that must not be lost" in await mina.says(f"/edit case {CASE}")


async def test_an_edit_of_the_answer_replaces_it_and_cancel_changes_nothing(city):
    mina = await city.owner()
    await opens(mina, "English", "title")
    await mina.says("Wrong words")
    sent = [message for message in await mina.messages() if message["text"] == "Wrong words"][-1]
    assert "Right words" in await mina.edits(sent["id"], "Right words")
    await mina.taps("edit.cancel")
    assert "Right words" not in await opens(mina, "English", "title")


async def test_the_second_of_two_editors_sees_both_versions(city):
    mina = await city.owner()
    jun = await member(city, "J", "ko", Role.EDITOR)
    await opens(mina, "English", "title")
    await opens(jun, "English", "title")
    await mina.says("Mina's title")
    await jun.says("Jun's title")
    await mina.taps("edit.keep")
    both = await jun.taps("edit.keep")
    assert "Mina's title" in both
    assert "Jun's title" in both
    await jun.taps("edit.keep_theirs")
    assert "Mina's title" in await mina.says(f"/edit case {CASE}")
    await opens(jun, "English", "summary")
    await opens(mina, "English", "summary")
    await jun.says("Jun's summary")
    await mina.says("Mina's summary")
    await jun.taps("edit.keep")
    await mina.taps("edit.keep")
    await mina.taps("edit.keep_mine")
    assert "Mina's summary" in await opens(jun, "English", "summary")


async def test_undo_takes_back_ones_own_last_change_and_brings_it_back(city):
    mina = await city.owner()
    jun = await member(city, "J", "en", Role.EDITOR)
    await opens(mina, "English", "title")
    await mina.says("Mina's title")
    await mina.taps("edit.keep")
    assert mina.t("edit.undone") in await mina.says("/undo")
    await mina.taps("edit.bring_back")
    assert "Mina's title" in await opens(mina, "English", "title")
    assert jun.t("edit.nothing_to_undo") in await jun.says("/undo")
    await opens(jun, "English", "title")
    await jun.says("Jun's title")
    await jun.taps("edit.keep")
    assert mina.t("edit.not_yours") in await mina.says("/undo")
    await mina.taps("edit.history")
    await mina.taps("edit.more")
    await mina.taps("history.open", n=2)
    await mina.taps("history.restore")
    await mina.taps("history.restore")
    assert "Mina's title" in await opens(mina, "English", "title")


async def test_a_translator_reaches_their_language_and_nothing_else(city):
    await city.owner()
    sora = await member(city, "S", "ko", Role.TRANSLATOR, ("ko",))
    assert sora.t("edit.read_only") in await opens(sora, "English", "title")
    before = await city.rows("revision")
    await sora.says("Not mine to change")
    assert await city.rows("revision") == before
    await opens(sora, "한국어", "title")
    await sora.says("새로운 제목")
    await sora.taps("edit.keep")
    assert await city.rows("revision") == before + 1
    stamp = int(city.app.clock.now().timestamp())
    await sora.forges(f"ep:c:{CASE}:3:{stamp}")
    assert sora.t("error.not_allowed") in await sora.toasts()
    assert await shown(city, "ko") != "새로운 제목"


async def test_errors_block_and_name_the_field(city):
    mina = await city.owner()
    await opens(mina, mina.t("edit.common"), "act_before")
    await mina.says("3 May 2019")
    await mina.taps("edit.keep")
    assert mina.t("publish.past") in await mina.says("/publish")
    await opens(mina, mina.t("edit.common"), "consents")
    await mina.taps("edit.clear")
    found = await mina.says("/publish")
    assert mina.t("publish.empty") in found
    assert mina.t("edit.publish") not in await mina.keyboard()


async def test_photos_and_wrong_values_are_refused_with_a_sentence(city):
    mina = await city.owner()
    await opens(mina, "English", "title")
    assert mina.t("unfit.photo") in await mina.sends("photo")
    assert mina.t("unfit.location") in await mina.shares(37.5, 127.0)
    assert mina.t("unfit.too_long", count=201, limit=200) in await mina.says("x" * 201)
    await opens(mina, mina.t("edit.common"), "last_report")
    assert mina.t("unfit.day", text="some day") in await mina.says("some day")
    assert "3 May 2020" in await mina.says("3 May 2020")
    before = await city.rows("revision")
    await mina.forwards("3 May 2021")
    assert await city.rows("revision") == before


async def test_a_publication_is_planned_moved_and_happens_at_its_moment(city):
    mina = await city.owner()
    await opens(mina, "English", "title")
    await mina.says("A title for tomorrow")
    await mina.taps("edit.keep")
    await mina.says("/publish")
    await mina.taps("edit.later")
    asked = await mina.says("tomorrow 09:00 Seoul")
    assert "09:00 (Asia/Seoul)" in asked
    assert "00:00 (UTC)" in asked
    await mina.says("in 3 hours")
    await mina.taps("plan.keep")
    assert "A title for tomorrow" in await mina.settled()
    await city.moves(hours=2)
    assert await shown(city) != "A title for tomorrow"
    await city.moves(hours=2)
    assert await shown(city) == "A title for tomorrow"
    assert mina.t("plan.done") in await mina.sees(mina.t("plan.done"))


async def test_a_plan_is_cancelled_or_fails_loudly(city):
    mina = await city.owner()
    for _ in range(2):
        await opens(mina, "English", "title")
        await mina.says(f"Another title {_}")
        await mina.taps("edit.keep")
        await mina.says("/publish")
        await mina.taps("edit.later")
        await mina.says("in 3 hours")
        await mina.taps("plan.keep")
        if _ == 0:
            await mina.taps("plan.cancel")
            assert mina.t("plan.none") in await mina.settled()
            await city.moves(hours=4)
            assert "Another" not in await shown(city)
    city.withholds("Another title")
    await city.moves(hours=4)
    assert "Another" not in await shown(city)
    await mina.sees(mina.t("plan.failed"))


async def test_a_case_is_taken_back_and_comes_back(city):
    mina = await city.owner()
    reader = await city.person("R", "en")
    await reader.starts(f"case_{CASE}")
    await mina.says(f"/unpublish case {CASE}")
    await mina.taps("edit.unpublish_sure")
    assert "Seven North Koreans" not in await reader.says("/cases")
    await mina.says(f"/publish case {CASE}")
    await mina.taps("edit.publish")
    assert "Seven North Koreans" in await reader.says("/cases")


async def test_a_confirmation_to_publish_ends_after_two_minutes(city):
    mina = await city.owner()
    await opens(mina, "English", "title")
    await mina.says("Late")
    await mina.taps("edit.keep")
    await mina.says("/publish")
    await city.moves(minutes=3)
    await mina.taps("edit.publish")
    assert await shown(city) != "Late"
    await mina.taps("edit.publish")
    assert await shown(city) == "Late"


async def test_an_organiser_runs_their_own_event_and_no_other(city):
    await city.owner()
    hana = await member(city, "H", "ko", Role.ORGANISER)
    await hana.says("/newevent harbour-vigil")
    await hana.presses(hana.t("edit.common"))
    await hana.taps("field.kind")
    await hana.taps("choice.vigil")
    assert hana.t("edit.kept", field=hana.t("field.kind")) in await hana.settled()
    before = await city.rows("revision")
    await hana.says("/edit event weekly-vigil")
    await hana.presses("한국어")
    await hana.taps("field.title")
    assert hana.t("edit.read_only") in await hana.settled()
    await hana.says("남의 행사")
    stamp = int(city.app.clock.now().timestamp())
    for forged in (
        "ez:e:weekly-vigil:ko:0",
        f"ep:e:harbour-vigil:2:{stamp}",
        "en:c",
        f"eu:e:weekly-vigil:{stamp}",
    ):
        await hana.forges(forged)
    assert (await hana.toasts()).count(hana.t("error.not_allowed")) == 4
    assert await city.rows("revision") == before


async def test_a_preview_shows_each_kind_as_people_will_see_it(city):
    mina = await city.owner()
    for kind, language, expected in (
        ("event weekly-vigil", "한국어", "예시: 매주 열리는 침묵 집회"),
        ("letter", "简体中文", "辽宁"),
        ("statistic", "English", "Arrivals"),
        ("campaign", "한국어", "랴오닝의 일곱 사람"),
        ("mission embassy-kr-seoul", "English", "Seoul"),
    ):
        await mina.says(f"/edit {kind}")
        await mina.taps("edit.look")
        await mina.taps("edit.preview")
        await mina.presses(language)
        told = [
            text
            for text in await mina.said()
            if text.startswith(mina.t("team.preview_title", language=language))
        ]
        assert expected in told[-1]
        assert mina.t("edit.preview_end") == await mina.settled()


async def test_a_text_without_room_in_a_screen_is_shown_in_full_before_it_is_changed(city):
    mina = await city.owner()
    await opens(mina, "English", "background")
    words = " ".join(f"word{number}" for number in range(330))
    assert mina.t("edit.cut") in await mina.says(words)
    await mina.taps("edit.keep")
    assert mina.t("edit.cut") in await opens(mina, "English", "background")
    assert words in await mina.said()
    await opens(mina, mina.t("edit.common"), "sources")
    assert "voa | Voice of America | Activists Urge China" in await mina.settled()
