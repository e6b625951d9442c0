"""A name that is kept back from now on goes out with nothing that waits, and the team hears what
was stopped.
"""

from datetime import timedelta

import pytest
from sqlmodel import select

from content.protection.kept_back import Withheld
from content.subjects import Subject
from content.text.markup import rich
from content.text.messages import Screen
from storage.actions import broadcasts, scheduled_publishing
from storage.engine.tables import Message, Outbox, Publication
from storage.library import withheld
from storage.people import members, supporters
from storage.queue import claims as claiming
from storage.queue import outbox
from tests.journeys.conftest import CASE
from tests.journeys.test_editing import opens
from tests.journeys.test_sending import (
    LANGUAGES,
    approval,
    claims,
    publisher,
    readers,
    supporter,
    writes_to_all,
)

NAME = "Kim Canary"


async def keeps_back(mina, *names):
    await mina.says(f"/withhold {CASE}")
    await mina.taps("withheld.add")
    return await mina.says("\n".join(names))


async def states(city):
    return await city.store.read(
        lambda session: session.exec(select(Message.kind, Message.state)).all()
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_send_that_waits_is_stopped_and_nobody_gets_it(city, language):
    mina = await claims(city, language)
    reader = await supporter(city, "en")
    await writes_to_all(mina, f"News\nAbout {NAME}.")
    await mina.taps("sending.go")
    await city.moves(seconds=5)
    told = await keeps_back(mina, NAME)
    assert mina.t("withheld.added", n=1) in told
    assert mina.t("withheld.stopped") in told
    assert "News" in told
    await city.moves(hours=12)
    assert NAME not in "\n".join(await reader.said())
    assert ("alert", "cancelled") in await states(city)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_title_that_names_it_is_told_by_its_kind_only(city, language):
    mina = await claims(city, language)
    await supporter(city, "en")
    await writes_to_all(mina, f"About {NAME}\nBody.")
    await mina.taps("sending.go")
    told = await keeps_back(mina, NAME)
    assert mina.t("withheld.unnamed") in told
    assert NAME not in told


async def test_what_does_not_name_it_goes_on(city):
    mina = await claims(city)
    reader = await supporter(city, "en")
    await writes_to_all(mina)
    await mina.taps("sending.go")
    assert mina.t("withheld.stopped") not in await keeps_back(mina, NAME)
    await city.moves(hours=12)
    assert "The date moved" in "\n".join(await reader.said())


async def test_a_request_that_waits_for_a_second_person_ends(city):
    mina = await claims(city)
    await publisher(city)
    await approval(city, 5)
    await readers(city, "ko", 6)
    await writes_to_all(mina, f"News\nAbout {NAME}.")
    await mina.taps("sending.ask_second")
    assert ("alert", "asked") in await states(city)
    assert mina.t("withheld.stopped") in await keeps_back(mina, NAME)
    assert ("alert", "cancelled") in await states(city)


async def queued(city, reader, *words, kind="notice"):
    """A message that the bot made by itself, a variant per words, and the reader's row for the
    first.
    """
    now = city.app.clock.now()

    def act(session):
        person = supporters.find(session, city.app.sealer, reader.chat)
        message = outbox.open_message(
            session, kind, CASE, Subject("event", kind), now + timedelta(minutes=1), priority=3
        )
        bodies = [
            outbox.add_body(session, message, "en", str(at), Screen(rich(one)))
            for at, one in enumerate(words)
        ]
        outbox.enqueue(session, message, bodies[0], [person.number], now + timedelta(minutes=1))
        return message, person.number, bodies

    return await city.store.write(act)


async def test_of_what_the_bot_made_only_the_variants_that_name_it_are_taken_back(city):
    mina = await claims(city)
    one, two = await supporter(city, "en"), await supporter(city, "en", "T")
    message, _, bodies = await queued(city, one, f"Notice about {NAME}", "A plain notice")

    def other(session):
        person = supporters.find(session, city.app.sealer, two.chat)
        outbox.enqueue(
            session,
            message,
            bodies[1],
            [person.number],
            city.app.clock.now() + timedelta(minutes=1),
        )

    await city.store.write(other)
    told = await keeps_back(mina, NAME)
    assert mina.t("sending.auto_notice") in told
    await city.moves(hours=12)
    assert NAME not in "\n".join(await one.said())
    assert "A plain notice" in "\n".join(await two.said())


async def test_what_comes_back_from_an_attempt_is_not_tried_again(city):
    mina = await claims(city)
    reader = await supporter(city, "en")
    message, person, _ = await queued(city, reader, f"Notice about {NAME}", "A plain notice")
    later = city.app.clock.now() + timedelta(hours=12)
    rows = await city.store.write(lambda session: claiming.claim(session, 9, later))
    await keeps_back(mina, NAME)
    back = [(row, claiming.Outcome("retry", fault=True)) for row in rows if row.message == message]
    assert len(back) == 1
    await city.store.write(lambda session: claiming.record(session, city.app.sealer, back, later))
    mine = (Outbox.message == message, Outbox.recipient == person)
    assert await city.store.read(
        lambda session: session.exec(select(Outbox.state).where(*mine)).all()
    ) == ["cancelled"]


async def test_what_is_paused_and_names_it_is_not_gone_on_with(city):
    await claims(city)
    reader = await supporter(city, "en")
    message, _, _ = await queued(city, reader, f"Notice about {NAME}")

    def act(session):
        session.get_one(Message, message).state = "paused"
        withheld.add(session, city.app.sealer, CASE, [NAME], None, city.app.clock.now())
        by = members.everyone(session)[0]
        with pytest.raises(Withheld):
            broadcasts.resume(session, message, by.number, city.app.clock.now())

    await city.store.write(act)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_plan_ends_and_drafts_that_name_it_are_told(city, language):
    mina = await claims(city, language)
    await opens(mina, "English", "summary")
    await mina.says(f"About {NAME}")
    await mina.taps("edit.keep")

    def act(session):
        by, now = members.everyone(session)[0], city.app.clock.now()
        scheduled_publishing.plan(session, "case", CASE, 2, now + timedelta(days=1), "UTC", by, now)

    await city.store.write(act)
    told = await keeps_back(mina, NAME)
    assert mina.t("withheld.stopped") in told
    assert mina.t("withheld.plan", what="@").split("@")[0] in told
    assert mina.t("withheld.drafts") in told
    assert NAME not in told
    assert await city.store.read(lambda session: session.exec(select(Publication)).all()) == []
