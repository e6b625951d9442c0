"""The people of the team: invited by a link that works once, known by a pseudonym, changed and
ended at once.
"""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from content.language.i18n import words_for
from storage.engine.tables import Audit, Invite, Member

LANGUAGES = ("en", "ko", "zh")


async def invitation(owner, role):
    """The payload of a fresh invitation's link."""
    await owner.says("/team")
    await owner.presses("People")
    await owner.presses("Invite someone")
    await owner.presses(role)
    if role == "translator":
        await owner.presses("한국어")
        await owner.presses("Go on")
    await owner.presses("Yes, do it")
    shown = [m["text"] for m in await owner.messages() if "start=team_" in m["text"]]
    return re.search(r"start=(team_[A-Za-z0-9_-]+)", shown[-1])[1]


async def joined(city, owner, name, language, role):
    chat = await city.person(name, language)
    await chat.starts(await invitation(owner, role))
    return chat


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_link_lets_one_person_in_and_shows_their_role_and_pseudonym(city, language):
    words = words_for(language)
    mina = await city.owner()
    payload = await invitation(mina, "editor")
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    assert all(
        payload.removeprefix("team_") not in row.digest
        for row in city.store.read_now(all_of(Invite))
    )
    joon = await city.person("Joon", language)
    said = await joon.starts(payload)
    assert words.text("team.role.editor") in said
    assert words.text("people.trees").split("|")[1] in said
    await joon.says("/team")
    await joon.presses(words.text("people.title"))
    assert "Joon" not in await joon.settled()
    assert str(joon.person) not in await joon.settled()
    late = await city.person("Late", language)
    assert words.text("people.link_over") in await late.starts(payload)
    assert words.text("team.title") not in await late.says("/team")


def all_of(table):
    return lambda session: session.exec(select(table)).all()


async def test_a_link_is_over_after_a_day_and_when_it_is_withdrawn(city):
    mina = await city.owner()
    old = await invitation(mina, "editor")
    await city.app.move(city.app.clock.now() + timedelta(hours=24))
    joon = await city.person("Joon", "en")
    assert "used or has run out" in await joon.starts(old)
    new = await invitation(mina, "editor")
    await mina.presses("Withdraw open invitations")
    assert "used or has run out" in await joon.starts(new)


async def test_a_member_who_opens_a_link_keeps_their_role_and_leaves_it_usable(city):
    mina = await city.owner()
    payload = await invitation(mina, "translator")
    assert "already" in await mina.starts(payload)
    joon = await city.person("Joon", "en")
    assert "translator (한국어)" in await joon.starts(payload)


async def test_a_role_ends_at_once_and_its_buttons_with_it(city):
    mina = await city.owner()
    joon = await joined(city, mina, "Joon", "en", "publisher")
    assert "Publish news" in str(await joon.says("/team") and await joon.labels())
    await mina.says("/team")
    await mina.presses("People")
    await mina.presses("Aspen")
    await mina.presses("End their membership")
    assert "Aspen" in await mina.settled()
    await mina.presses("Yes, do it")
    await joon.sees("no longer in the campaign's team")
    await joon.presses("Publish news")
    assert "News in" not in await joon.settled()
    refused = [row for row in city.store.read_now(all_of(Audit)) if not row.allowed]
    assert [(row.member, row.action) for row in refused] == [(None, "news.start")]


async def test_a_changed_role_is_told_and_counts_at_once(city):
    mina = await city.owner()
    joon = await joined(city, mina, "Joon", "ko", "publisher")
    await mina.says("/team")
    await mina.presses("People")
    await mina.presses("Aspen")
    await mina.presses("Change the role")
    await mina.presses("organiser")
    assert "Aspen is publisher now and becomes organiser" in await mina.settled()
    await mina.presses("Yes, do it")
    await joon.sees("집회 담당자")
    await joon.says("/team")
    assert not [label for label in await joon.labels() if "소식 알리기" in label]


async def test_a_question_about_rights_ends_after_two_minutes(city):
    mina = await city.owner()
    await joined(city, mina, "Joon", "en", "editor")
    await mina.says("/team")
    await mina.presses("People")
    await mina.presses("Aspen")
    await mina.presses("End their membership")
    await city.app.move(city.app.clock.now() + timedelta(minutes=3))
    assert "Are you sure" in await mina.presses("Yes, do it")
    assert len(city.store.read_now(all_of(Member))) == 2


async def test_the_last_owner_stays(city):
    mina = await city.owner()
    joon = await joined(city, mina, "Joon", "en", "owner")
    await joon.says("/team")
    await joon.presses("People")
    await joon.presses("Leave the team")
    assert "You have left the team" in await joon.presses("Yes, do it")
    await mina.says("/team")
    await mina.presses("People")
    await mina.presses("Leave the team")
    await mina.presses("Yes, do it")
    assert [row.role for row in city.store.read_now(all_of(Member))] == ["owner"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_audit_shows_allowed_and_refused_and_exports(city, language):
    words = words_for(language)
    mina = await city.owner()
    joon = await joined(city, mina, "Joon", language, "publisher")
    await joon.says("/burn")
    said = await joon.says("/audit")
    assert words.text("audit.title") in said
    assert (
        words.text("audit.line_refused", at="", member="", what=words.text("audit.did.burn")).strip(
            " ·"
        )
        in said
    )
    await joon.presses(words.text("audit.export"))
    assert any(message.get("document") for message in await joon.messages())
