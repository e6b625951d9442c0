"""What was taken back in the meantime reaches nobody, and many small sends are one large one."""

import pytest
from sqlmodel import select

from content.language.languages import own_name
from storage.actions import emergency_freeze, publishing, withdrawal
from storage.engine.tables import Message, Outbox, Revision
from storage.library import editing, revisions
from storage.people import members, rsvps, supporters
from tests.journeys.conftest import CASE
from tests.journeys.test_sending import (
    LANGUAGES,
    approval,
    claims,
    publisher,
    readers,
    sends,
    shows,
    supporter,
)

WORDS = "The date moved\nPlease look again."


async def acts(city, action):
    return await city.store.write(lambda session: action(session, city.app.clock.now()))


def owner_of(session):
    return members.everyone(session)[0]


async def prepares(member, audience, languages=LANGUAGES):
    """A message up to its question; the data of the button that sends it."""
    await member.forges(f"sb:{audience}")
    for _ in languages:
        await member.says(WORDS)
    return (await member.newest())["keyboard"][0][0]["callback_data"]


def withdraws(session, now):
    withdrawal.withdraw_case(session, CASE, now, None)


@pytest.mark.parametrize("audience", [f"case:{CASE}", "all"])
async def test_a_send_begun_before_its_case_was_withdrawn_reaches_nobody(city, audience):
    mina = await claims(city)
    reader = await supporter(city, "en")
    go = await prepares(mina, audience)
    await acts(city, withdraws)
    await mina.forges(go)
    assert await mina.settled() == mina.t("error.hidden")
    await city.moves(minutes=2)
    assert not shows(await reader.said(), "The date moved")
    assert await sends(city) == []


async def test_a_send_to_an_event_that_was_unpublished_reaches_nobody(city):
    mina = await claims(city)
    reader = await supporter(city, "en")
    starts = await comes(city, reader)
    go = await prepares(mina, f"event:weekly-vigil:{starts}")
    await acts(
        city,
        lambda session, now: publishing.unpublish(
            session, "event", "weekly-vigil", owner_of(session), now
        ),
    )
    await mina.forges(go)
    await city.moves(minutes=2)
    assert not shows(await reader.said(), "The date moved")


async def comes(city, chat):
    """The person comes to the next vigil; when that starts."""

    def act(session, now):
        person = supporters.find(session, city.app.sealer, chat.chat)
        occurrence = city.app.campaign(session).event("weekly-vigil").next(now)
        rsvps.go(session, person.number, occurrence)
        return occurrence.stamp

    return await acts(city, act)


async def test_what_is_queued_for_an_event_ends_when_it_is_unpublished(city):
    mina = await claims(city)
    reader = await supporter(city, "en")
    starts = await comes(city, reader)
    await mina.forges(await prepares(mina, f"event:weekly-vigil:{starts}"))
    taken = await acts(
        city,
        lambda session, now: publishing.unpublish(
            session, "event", "weekly-vigil", owner_of(session), now
        ),
    )
    await city.moves(days=8)
    assert taken == 1
    assert not shows(await reader.said(), "The date moved")


async def news_of(city, mina, title):
    """News as the team's desk publishes it; its short name."""
    await mina.forges(f"tn:{CASE}")
    for code in LANGUAGES:
        await mina.says(f"{title}\nWords of {title} in {code}.")
    await mina.forges((await mina.newest())["keyboard"][0][0]["callback_data"])
    await city.moves(seconds=1)
    return await city.store.read(
        lambda session: session.exec(select(Revision.slug).where(Revision.kind == "update")).all()[
            -1
        ]
    )


def unpublishes(slug):
    return lambda session, now: publishing.unpublish(
        session, "update", slug, owner_of(session), now
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_news_that_is_unpublished_is_deleted_where_it_arrived_and_other_news_of_that_title_stays(
    city, language
):
    mina = await claims(city)
    reader = await supporter(city, language)
    await city.moves(hours=(9 - city.app.clock.now().hour) % 24)  # nobody's night
    wrong = await news_of(city, mina, "Update")
    await city.moves(minutes=5)
    assert shows(await reader.said(), f"Words of Update in {language}.")
    other = await supporter(city, language, "T")
    await mina.forges(f"tn:{CASE}")
    for code in LANGUAGES:
        await mina.says(f"Update\nSomething else in {code}.")
    await mina.forges((await mina.newest())["keyboard"][0][0]["callback_data"])
    await city.moves(minutes=5)
    await acts(city, unpublishes(wrong))
    await city.moves(minutes=1)
    assert not shows(await reader.said(), "Words of Update")
    assert shows(await reader.said(), f"Something else in {language}.")
    assert shows(await other.said(), f"Something else in {language}.")


def corrects(slug, **titles):
    """The desk changes titles of news and publishes it."""

    def act(session, now):
        owner = owner_of(session)
        for language, title in titles.items():
            seen = revisions.last_number(session, "update", slug)
            editing.change(
                session, "update", slug, language, {"title": title}, seen=seen, by=owner, now=now
            )
        last = revisions.last_number(session, "update", slug)
        return publishing.publish(session, "update", slug, owner, now, number=last)

    return act


@pytest.mark.parametrize("language", LANGUAGES)
async def test_corrected_news_that_is_unpublished_is_deleted_where_it_arrived(city, language):
    mina = await claims(city)
    reader = await supporter(city, language)
    await city.moves(hours=(9 - city.app.clock.now().hour) % 24)  # nobody's night
    wrong = await news_of(city, mina, "A mistake")
    await city.moves(minutes=5)
    assert shows(await reader.said(), f"Words of A mistake in {language}.")
    await acts(city, corrects(wrong, en="Mended", ko="Mended", zh="Mended"))
    await acts(city, unpublishes(wrong))
    await city.moves(minutes=1)
    assert not shows(await reader.said(), "A mistake")


async def test_answers_that_show_what_is_unpublished_are_deleted(city):
    mina = await claims(city)
    wrong = await news_of(city, mina, "A mistake")
    reader = await city.person("Reader", "en")
    await reader.says("/privacy")
    await reader.forges(f"new:sec:{CASE}:timeline")
    assert shows(await reader.said(), "A mistake")
    await acts(city, unpublishes(wrong))
    await city.moves(minutes=1)
    assert not shows(await reader.said(), "A mistake")
    await reader.forges("new:event:weekly-vigil")
    assert shows(await reader.said(), "vigil")
    await acts(
        city,
        lambda session, now: publishing.unpublish(
            session, "event", "weekly-vigil", owner_of(session), now
        ),
    )
    await city.moves(minutes=1)
    assert not shows(await reader.said(), "vigil")


async def test_corrected_news_that_is_unpublished_while_frozen_reaches_nobody(city):
    mina = await claims(city)
    reader = await supporter(city, "en")
    await mina.says("/freeze")
    wrong = await news_of(city, mina, "A mistake")
    await acts(city, corrects(wrong, en="Mended"))
    await acts(city, unpublishes(wrong))
    await acts(city, lambda session, now: emergency_freeze.thaw(session, 1, now))
    await city.moves(days=1)
    assert not shows(await reader.said(), "A mistake")


async def test_news_that_is_unpublished_before_it_went_out_reaches_nobody(city):
    mina = await claims(city)
    reader = await supporter(city, "en")
    await mina.says("/freeze")
    wrong = await news_of(city, mina, "A mistake")
    await acts(city, unpublishes(wrong))
    await acts(city, lambda session, now: emergency_freeze.thaw(session, 1, now))
    await city.moves(days=1)
    assert not shows(await reader.said(), "A mistake")
    states = await city.store.read(
        lambda session: session.exec(select(Message.title, Message.state)).all()
    )
    assert ("A mistake", "cancelled") in states


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_second_person_cannot_approve_what_was_withheld_since(city, language):
    mina, joon = await claims(city, language), await publisher(city, language)
    await approval(city, 5)
    await readers(city, "ko", 6)
    await mina.forges(await prepares(mina, "all"))
    (message,) = await sends(city)

    city.withholds("date moved")
    await joon.forges(f"sy:{message.id}:{int(city.app.clock.now().timestamp())}")
    assert joon.t("error.withheld") in (await joon.toasts())[-1] + await joon.settled()
    assert (await sends(city))[0].total == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_sends_to_each_language_in_turn_are_one_send_to_many(city, language):
    mina = await claims(city, language)
    await publisher(city, language)
    await approval(city, 10)
    for code in ("en", "ko", "zh"):
        await readers(city, code, 6)
    await mina.forges(await prepares(mina, "language:ko", ["ko"]))
    assert [one.state for one in await sends(city)] == ["sending"]
    await prepares(mina, "language:zh", ["zh"])
    assert mina.t("sending.second") in await mina.settled()
    await mina.forges((await mina.newest())["keyboard"][0][0]["callback_data"])
    assert sorted(one.state for one in await sends(city)) == ["asked", "sending"]
    await prepares(mina, "language:ko", ["ko"])  # the same people once more are no more people
    assert mina.t("sending.second") not in await mina.settled()
    await city.moves(hours=25)
    await prepares(mina, "language:zh", ["zh"])
    assert mina.t("sending.second") not in await mina.settled()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_question_does_not_tell_what_the_one_who_comes_reads(city, language):
    mina = await claims(city, language)
    for reads in ("ko", "zh"):
        starts = await comes(city, await supporter(city, reads))
        await mina.forges(f"sb:event:weekly-vigil:{starts}")
        await mina.says(WORDS)
        await mina.forges("sk:ko")
        await mina.forges("sk:zh")
        assert f"{own_name('ko')}, {own_name('zh')}" in await mina.settled()


async def test_nothing_waits_in_the_outbox_for_what_was_refused(city):
    mina = await claims(city)
    await supporter(city, "en")
    go = await prepares(mina, "all")
    await acts(city, withdraws)
    await mina.forges(go)
    assert await city.store.read(lambda session: session.exec(select(Outbox.id)).all()) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("few", "told"), [(1, 5), (5, 10)])
async def test_everybody_less_one_language_does_not_count_the_few_of_the_other(
    city, language, few, told
):
    mina = await claims(city, language)
    others = [code for code in LANGUAGES if code != language]
    await readers(city, language, 7)
    await readers(city, others[0], few)
    await mina.says("/send")
    label = mina.t("sending.audience", audience=mina.t("sending.name_all"), count=told)
    assert label in await mina.keyboard()
    shown = await mina.taps("sending.audience", audience=mina.t("sending.name_all"), count=told)
    assert mina.t("sending.people", n=told) in shown


async def test_who_left_the_team_sees_no_live_count_any_more(city):
    await claims(city)
    joon = await publisher(city)
    await readers(city, "ko", 6)
    await joon.forges(await prepares(joon, "all"))
    live = await joon.newest()

    def ends(session, now):
        owner = owner_of(session)
        members.end(session, owner.alias + 1, owner, now)

    await acts(city, ends)
    await city.moves(minutes=2)
    (shown,) = [message for message in await joon.messages() if message["id"] == live["id"]]
    assert joon.t("sending.counts", sent=0, total=5, left=5, failed=0, unknown=0) in live["text"]
    assert shown["text"] == live["text"]
