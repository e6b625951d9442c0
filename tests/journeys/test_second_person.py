"""One person stops, two let it go on; news and its alert wait for a second person together; a name
leads to one yes.
"""

import pytest
from sqlmodel import select

from storage.engine.tables import Audit, Member, Revision
from storage.people import members
from storage.queue import freeze
from tests.journeys.conftest import CASE
from tests.journeys.test_sending import (
    LANGUAGES,
    claims,
    publisher,
    readers,
    sends,
    supporter,
    writes_to_all,
)


async def audited(city):
    return await city.store.read(
        lambda session: [row.action for row in session.exec(select(Audit)).all()]
    )


async def frozen(city):
    return await city.store.read(freeze.frozen_since) is not None


async def test_above_twenty_a_second_person_approves_once_there_are_two(city):
    mina = await claims(city)
    await readers(city, "ko", 21)
    await writes_to_all(mina)
    assert mina.t("sending.second") not in await mina.settled()
    await mina.taps("team.drop")
    await publisher(city)
    await writes_to_all(mina)
    assert mina.t("sending.second") in await mina.settled()
    await mina.taps("sending.how")
    await mina.taps("sending.critical")
    await mina.taps("button.back")
    await mina.taps("sending.ask_second")
    assert [one.state for one in await sends(city)] == ["asked"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_news_is_public_with_its_alert_and_stays_a_draft_when_it_is_declined(city, language):
    mina, joon = await claims(city, language), await publisher(city, language)
    await readers(city, "ko", 22)
    for headline, decide in (("Refused", "decline"), ("Approved", "approve")):
        await mina.says("/team")
        await mina.presses(mina.t("team.new_update", title="").rstrip())
        for _ in LANGUAGES:
            await mina.says(f"{headline} news\nWords.")
        await mina.taps("team.publish")
        assert mina.t("sending.news_waits") in "\n".join(await mina.said())
        assert await states(city, headline) == {"draft"}
        await joon.sees(joon.t("sending.approve_title", title=f"{headline} news"))
        await joon.taps("sending.review")
        await joon.taps(f"sending.{decide}")
        assert await states(city, headline) == {"published" if decide == "approve" else "draft"}


async def states(city, headline):
    def read(session):
        rows = session.exec(select(Revision).where(Revision.kind == "update")).all()
        mine = {row.slug for row in rows if headline in row.body}
        return {row.state for row in rows if row.slug in mine}

    return await city.store.read(read)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_two_let_frozen_messages_go(city, language):
    mina, joon = await claims(city, language), await publisher(city, language)
    await joon.says("/freeze")
    await joon.taps("safety.thaw")
    await joon.taps("safety.thaw_yes")
    assert joon.t("second.noted") in await joon.settled()
    await joon.says("/thaw")
    await joon.taps("safety.thaw_yes")  # the same person twice is one person
    assert await frozen(city)
    await mina.sees(mina.t("second.wanted_help"))
    await mina.taps("second.look")
    await mina.taps("safety.thaw_yes")
    assert not await frozen(city)


async def test_who_is_alone_lets_it_go_on_and_is_told_so(city):
    mina = await claims(city)
    await mina.says("/freeze")
    assert mina.t("second.alone") in await mina.taps("safety.thaw")
    await mina.taps("safety.thaw_yes")
    assert not await frozen(city)


async def test_two_let_a_paused_send_go_on(city):
    mina, joon = await claims(city), await publisher(city)
    await supporter(city, "en")
    await writes_to_all(mina)
    await mina.taps("sending.go")
    await mina.taps("sending.pause")
    await mina.taps("sending.resume")
    assert [one.state for one in await sends(city)] == ["paused"]
    await joon.sees(joon.t("second.wanted_help"))
    await joon.taps("second.look")
    await joon.taps("sending.resume")
    assert [one.state for one in await sends(city)] != ["paused"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_any_member_suspends_any_other_and_two_lift_it(city, language):
    mina, joon = await claims(city, language), await publisher(city, language)
    third = await city.person("Third", language)
    await third.starts(f"team_{await invitation(city, members.Role.TRANSLATOR)}")
    fourth = await city.person("Fourth", language)
    await fourth.starts(f"team_{await invitation(city, members.Role.PUBLISHER)}")
    await third.forges("person:0")
    await third.taps("people.suspend")
    await third.taps("people.yes")  # a translator suspends the owner
    await mina.sees(mina.t("people.suspended"))
    assert mina.t("people.suspended") in await mina.says("/team")
    assert mina.t("people.suspended") in await mina.says("/freeze")
    assert not await frozen(city)
    await mina.says(
        "/claim"
        f" {await city.store.write(lambda s: members.new_owner_code(s, city.app.clock.now()))}"
    )
    assert mina.t("team.title") in await mina.says("/team")
    await joon.forges("person:0")
    await joon.taps("people.suspend")
    await joon.taps("people.yes")
    await joon.forges("person:0")
    await joon.taps("people.reinstate")
    await joon.taps("people.yes")
    assert await suspended(city) == [0]
    await fourth.forges("person:0")
    await fourth.taps("people.reinstate")
    await fourth.taps("people.yes")
    assert await suspended(city) == []
    assert {"suspended", "first-yes", "reinstated"} <= set(await audited(city))


async def invitation(city, role):
    def act(session):
        owner = members.everyone(session)[0]
        return members.invite(session, role, ("ko",), owner, city.app.clock.now())

    return await city.store.write(act)


async def suspended(city):
    def read(session):
        return [
            row.alias for row in session.exec(select(Member)).all() if row.suspended_at is not None
        ]

    return await city.store.read(read)


async def test_lowering_the_guard_needs_two(city):
    mina, _ = await claims(city), await publisher(city)
    await mina.forges("approval")
    await mina.taps("people.over_off")
    await mina.taps("people.yes")
    assert (
        await city.store.read(lambda session: members.approval_over(session, city.app.clock.now()))
        == 20
    )
    await mina.forges("approval:37")
    await mina.forges(f"approval:37:{int(city.app.clock.now().timestamp())}")
    assert (
        await city.store.read(lambda session: members.approval_over(session, city.app.clock.now()))
        == 20
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_name_leads_to_the_one_confirmation(city, language):
    mina = await claims(city, language)
    for name in (CASE, "weekly-vigil", "weekly-vigil ".upper()):
        asked = await mina.says(f"/unpublish {name}")
        assert mina.t("edit.unpublish_title") in asked, name
    unknown = await mina.says("/unpublish no-such-thing")
    assert mina.t("edit.not_found_public", words="no-such-thing") in unknown
    assert len(await mina.keyboard()) > 2
    await mina.says(f"/unpublish {CASE}")
    await mina.taps("edit.unpublish_sure")
    assert "withdraw" in await audited(city)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_suspends_all_others_decides_nothing_alone(city, language):
    mina, joon = await claims(city, language), await publisher(city, language)
    await readers(city, "ko", 21)
    await mina.says("/freeze")
    await joon.forges("person:0")
    await joon.taps("people.suspend")
    await joon.taps("people.yes")
    now = int(city.app.clock.now().timestamp())
    await joon.says("/thaw")
    assert joon.t("second.nobody") in await joon.settled()
    await joon.taps("safety.thaw_yes")
    assert joon.t("second.nobody") in await joon.settled()
    assert await frozen(city)
    await joon.forges(f"reinstate:0:{now}")
    assert await suspended(city) == [0]
    await writes_to_all(joon)
    assert joon.t("second.nobody") in await joon.settled()
    await joon.taps("sending.ask_second")
    assert joon.t("second.nobody") in await joon.settled()
    assert await sends(city) == []
