"""The team sends to many: numbers first, seen as people get it, confirmed in time, watched, paused,
cancelled.
"""

from datetime import timedelta

import pytest
from sqlmodel import select, update

from content.language.i18n import words_for
from content.language.languages import own_name
from content.subjects import Subject
from content.text.markup import rich
from content.text.messages import Screen
from storage.actions import emergency_freeze
from storage.delivery import incidents
from storage.engine.tables import Audit, Message, Outbox
from storage.library import published
from storage.people import members, supporters
from storage.queue import claims as claiming
from storage.queue import outbox
from tests.journeys.conftest import CASE

LANGUAGES = ("en", "ko", "zh")


async def claims(city, language="en"):
    mina = await city.person("Mina", language)
    await mina.starts()
    await mina.says(f"/claim {city.code}")
    return mina


async def publisher(city, language="en"):
    """A second person of the team who may send."""
    chat = await city.person("Joon", language)
    await chat.starts()
    link = await city.store.write(
        lambda session: members.invite(
            session, members.Role.PUBLISHER, (), members.everyone(session)[0], city.app.clock.now()
        )
    )
    await chat.starts(f"team_{link}")
    return chat


async def readers(city, language, count, **chosen):
    """People who use the bot, put straight into the store; nobody of them is on the rehearsal's
    Telegram.
    """
    now, sealer = city.app.clock.now(), city.app.sealer

    def act(session):
        for at in range(count):
            person, _ = supporters.meet(
                session, sealer, 8_000_000_000 + ord(language[0]) * 1000 + at, language, now
            )
            supporters.follow(session, person.number, CASE, now)
            if chosen:
                supporters.change(session, person.number, **chosen)

    await city.store.write(act)


async def supporter(city, language, name="S"):
    chat = await city.person(name, language)
    await chat.starts("case_liaoning-seven")
    await chat.taps("case.follow")
    return chat


async def writes_to_all(mina, words="The date moved\nPlease look again."):
    """A message to everybody up to its question."""
    await mina.says("/send")
    await mina.presses(mina.t("sending.name_all"))
    for _ in LANGUAGES:
        await mina.says(words)


async def sends(city):
    return await city.store.read(
        lambda session: session.exec(select(Message).where(Message.audience != "")).all()
    )


async def audited(city):
    return await city.store.read(
        lambda s: [(row.action, row.allowed) for row in s.exec(select(Audit)).all()]
    )


def shows(message, words):
    return [one for one in message if words in one]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_numbers_first_then_exactly_what_people_get_then_a_live_count(city, language):
    mina = await claims(city, language)
    people = {code: await supporter(city, code) for code in LANGUAGES}
    await mina.says("/send")
    assert mina.t("sending.people_few") in await mina.presses(mina.t("sending.name_all"))
    assert mina.t("sending.takes", time=mina.t("sending.a_minute")) in await mina.settled()
    for code in LANGUAGES:
        shown = await mina.says(f"Headline {code}\nBody {code}.")
    assert mina.t("sending.confirm_title") in shown
    previews = shows(await mina.said(), "Headline ko\n\nBody ko.")
    assert words_for("ko").text("sending.why_all") in previews[-1]
    await mina.taps("sending.test")
    assert previews[-1].split("\n", 1)[1] in await mina.said()
    for chat in people.values():
        assert not shows(await chat.said(), "Headline")
    assert mina.t("sending.title", title="Headline en") in await mina.taps("sending.go")
    await city.moves(seconds=31)
    for code, chat in people.items():
        assert f"Headline {code}" in (await chat.newest())["text"]
    await city.app.jobs.visit()
    assert mina.t("sending.done_title", title="Headline en") in "\n".join(await mina.said())
    counts = mina.t("sending.counts", sent="<5", total="<5", left=0, failed=0, unknown=0)
    assert counts in "\n".join(await mina.said())
    assert ("send", True) in await audited(city)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_confirmation_ends_after_two_minutes_and_sends_nothing(city, language):
    mina = await claims(city, language)
    reader = await supporter(city, "en")
    await writes_to_all(mina)
    await city.moves(minutes=3)
    await mina.taps("sending.go")
    assert (await mina.toasts())[-1] == mina.t("team.expired")
    await city.moves(minutes=3)
    assert not shows(await reader.said(), "The date moved")
    await mina.taps("sending.go")  # the question was asked anew with the toast, and is over again
    assert await sends(city) == []


async def test_two_taps_send_once(city):
    mina = await claims(city)
    reader = await supporter(city, "en")
    await writes_to_all(mina)
    message = await mina.newest()
    data = message["keyboard"][0][0]["callback_data"]
    await mina.presses_in(message["id"], data)
    await mina.forges(data)
    await city.moves(minutes=1)
    assert len(shows(await reader.said(), "The date moved")) == 1
    assert len(await sends(city)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_half_a_minute_in_which_it_can_be_cancelled_before_anybody_has_it(city, language):
    mina = await claims(city, language)
    reader = await supporter(city, language)
    await writes_to_all(mina)
    await mina.taps("sending.go")
    assert mina.t("sending.cancel_help", left="<5", sent=0) in await mina.taps("sending.cancel")
    await city.app.jobs.progress()  # the live count goes on and does not take the question's place
    await mina.taps("sending.cancel_yes")
    await city.moves(minutes=2)
    assert not shows(await reader.said(), "The date moved")
    assert mina.t("sending.cancelled_title", title="The date moved") in "\n".join(await mina.said())
    assert ("send-cancelled", True) in await audited(city)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_pause_from_the_command_and_go_on(city, language):
    mina = await claims(city, language)
    reader = await supporter(city, language)
    await writes_to_all(mina)
    await mina.taps("sending.go")
    await mina.says("/pause_sending")
    assert mina.t("sending.paused_all", n=1) in await mina.said()
    await city.moves(minutes=2)
    assert not shows(await reader.said(), "The date moved")
    await mina.presses(mina.t("sending.open", title="The date moved"))
    await mina.taps("sending.resume")
    await city.settle()
    assert len(shows(await reader.said(), "The date moved")) == 1
    await mina.says("/pause_sending")
    assert mina.t("sending.paused_all", n=0) in await mina.said()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_narrow_counts_are_not_told_exactly_and_others_get_nothing(city, language):
    mina = await claims(city, language)
    await readers(city, "ko", 7)
    await readers(city, "zh", 3, country="JP")
    other = await supporter(city, "en")
    await mina.says("/send")
    await mina.taps("sending.narrow")
    await mina.taps("sending.kind_language")
    labels = await mina.keyboard()
    assert any(label.startswith(own_name("ko")) and "<5" not in label for label in labels)
    assert any(label.startswith(own_name("zh")) and "<5" in label for label in labels)
    await mina.taps("button.back")
    await mina.taps("sending.narrow")
    await mina.taps("sending.kind_country")
    assert all("<5" in label for label in (await mina.keyboard())[:1])
    await mina.presses("<5")
    assert mina.t("sending.people_few") in await mina.settled()
    assert not any("3" in line for line in (await mina.settled()).splitlines() if "JP" in line)
    for _ in LANGUAGES:
        await mina.says("To Japan\nOnly.")
    await mina.taps("sending.go")
    await city.moves(minutes=1)
    assert not shows(await other.said(), "To Japan")
    (message,) = await sends(city)
    assert (message.audience, message.total) == ("country:JP", 3)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_those_who_come_to_an_event_get_it_and_nobody_else(city, language):
    mina = await claims(city, language)
    comer, other = await supporter(city, language, "C"), await supporter(city, language, "O")
    await comer.starts("event_weekly-vigil")
    await comer.taps("event.go")
    await mina.says("/send")
    await mina.taps("sending.narrow")
    await mina.taps("sending.kind_event")
    await mina.presses("<5")
    for _ in LANGUAGES:
        await mina.says("The gate is closed\nCome to the other side.")
    await mina.taps("sending.how")
    await mina.taps("sending.critical")
    await mina.taps("button.back")
    assert mina.t("sending.at_once") in await mina.settled()
    await mina.taps("sending.go")
    await city.moves(seconds=11)
    assert comer.t("message.why_going") in shows(await comer.said(), "The gate is closed")[-1]
    assert not shows(await other.said(), "The gate is closed")


@pytest.mark.parametrize("critical", [False, True])
async def test_quiet_hours_are_waited_for_unless_it_is_critical(city, critical):
    mina = await claims(city)
    now = city.app.clock.now()
    await readers(
        city, "ko", 6, zone="UTC", quiet_from=(now.hour - 1) % 24, quiet_to=(now.hour + 3) % 24
    )
    # So that what is queued can be looked at.
    await city.store.write(lambda session: emergency_freeze.freeze(session, 0, now))
    await writes_to_all(mina)
    if critical:
        await mina.taps("sending.how")
        await mina.taps("sending.critical")
        assert mina.t("sending.critical_help") in await mina.presses(mina.t("sending.twice"))
        await mina.taps("button.back")
        assert mina.t("sending.twice_on") in await mina.settled()
    await mina.taps("sending.go")
    (message,) = await sends(city)
    assert (message.critical, message.repeat_unknown) == (critical, critical)
    due = await city.store.read(
        lambda s: s.exec(select(Outbox.due_at).order_by(Outbox.due_at)).all()
    )
    late = [at for at in due if at > now.timestamp() + 3600]
    assert len(late) == (0 if critical else 6)
    assert len(due) == 7
    assert all(at <= now.timestamp() + 60 for at in due if at not in late)


async def approval(city, over):
    await city.store.write(
        lambda session: members.set_approval_over(
            session, over, members.everyone(session)[0], city.app.clock.now()
        )
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_second_person_must_approve_a_send_to_many(city, language):
    mina, joon = await claims(city, language), await publisher(city, language)
    await approval(city, 5)
    await readers(city, "ko", 6)
    await writes_to_all(mina)
    assert mina.t("sending.second") in await mina.settled()
    assert mina.t("sending.asked_title", title="The date moved") in await mina.taps(
        "sending.ask_second"
    )
    await city.moves(minutes=5)
    assert (await sends(city))[0].total == 0
    (message,) = await sends(city)
    await mina.forges(f"sy:{message.id}:{int(city.app.clock.now().timestamp())}")
    assert (await mina.toasts())[-1] == mina.t("sending.own_request")
    await joon.sees(joon.t("sending.approve_title", title="The date moved"))
    shown = await joon.taps("sending.review")
    assert joon.t("sending.people", n=5) in shown
    assert shows(await joon.said(), "Please look again.")
    await city.moves(minutes=3)
    await joon.taps("sending.approve")
    assert (await joon.toasts())[-1] == joon.t("team.expired")
    assert (await sends(city))[0].total == 0
    await joon.taps("sending.approve")
    assert (await sends(city))[0].total == 8
    assert [one for one, _ in await audited(city) if one.startswith("send")] == [
        "send-asked",
        "send",
    ]


async def test_nothing_waits_for_a_second_person_who_is_not_there(city):
    mina = await claims(city)
    await city.store.write(
        lambda session: members.set_approval_over(
            session, 5, members.everyone(session)[0], city.app.clock.now()
        )
    )
    await readers(city, "ko", 6)
    await writes_to_all(mina)
    await mina.taps("sending.ask_second")
    assert "second person" in (await mina.toasts())[-1] + await mina.settled()
    assert await sends(city) == []


async def test_a_request_ends_with_its_authors_rights_and_after_a_day(city):
    mina, joon = await claims(city), await publisher(city)
    await approval(city, 5)
    await readers(city, "ko", 6)
    await writes_to_all(joon)
    await joon.taps("sending.ask_second")
    await mina.sees("wants to send this")
    await mina.taps("sending.review")

    def end(session):
        owner = members.everyone(session)[0]
        members.end(session, owner.alias + 1, owner, city.app.clock.now())

    await city.store.write(end)
    await mina.taps("sending.approve")
    (message,) = await sends(city)
    assert (message.state, message.total) == ("asked", 0)


async def test_whoever_left_the_team_confirms_nothing(city):
    """SAFETY 15: the confirmation was asked while they were in the team; the right is checked at
    the effect.
    """
    mina, joon = await claims(city), await publisher(city)
    reader = await supporter(city, "en")
    await writes_to_all(joon)
    message = await joon.newest()
    data = message["keyboard"][0][0]["callback_data"]

    def end(session):
        owner = members.everyone(session)[0]
        members.end(session, owner.alias + 1, owner, city.app.clock.now())

    await city.store.write(end)
    await joon.presses_in(message["id"], data)
    assert joon.t("error.not_allowed") in (await joon.toasts())[-1]
    await city.moves(minutes=2)
    assert await sends(city) == []
    assert not shows(await reader.said(), "The date moved")
    assert ("send.go", False) in await audited(city)
    assert mina.t("team.title") in await mina.says("/team")


async def test_news_needs_the_second_person_too(city):
    mina, joon = await claims(city), await publisher(city)
    await approval(city, 5)
    await readers(city, "ko", 6)
    reader = await supporter(city, "en")
    await mina.says("/team")
    await mina.presses("Publish news")
    for _ in LANGUAGES:
        await mina.says("A word from the minister\nDiplomats were asked.")
    await mina.presses("Publish and send")
    await city.moves(minutes=2)
    assert not shows(await reader.said(), "A word from the minister")
    await joon.sees("wants to send this")
    await joon.taps("sending.review")
    await joon.taps("sending.approve")
    await city.moves(minutes=1)
    assert shows(await reader.said(), "A word from the minister")


async def test_a_protected_name_is_refused_before_anything_is_kept(city):
    mina = await claims(city)
    await mina.says("/send")
    await mina.presses("Everybody")
    city.withholds("Kim Secret")
    assert mina.t("error.withheld") in await mina.says("News\nAbout Kim Secret.")
    assert "Message in English" in "\n".join(await mina.said())


@pytest.mark.parametrize("wrong", ["", "  \n ", "x" * 3000, "x" * 201 + "\nbody"])
async def test_words_that_do_not_fit_are_asked_for_again(city, wrong):
    mina = await claims(city)
    await mina.says("/send")
    await mina.presses("Everybody")
    if wrong.strip():
        assert "Please" in await mina.says(wrong)
    else:
        await mina.sends("sticker")
    for _ in LANGUAGES:
        shown = await mina.says("Fine\nNow.")
    assert mina.t("sending.confirm_title") in shown


FORGED = (
    *(
        "sb:all:x",
        "sb:language:../..",
        "sb:event:weekly-vigil:99999999999999",
        "sb:case:nope",
        "sd:1",
        "sd:x",
    ),
    *("sq:99", "sy:1:1", "sv:7", "so:other", "sg:1:x", "sw:xx", "sk:xx"),
)


@pytest.mark.parametrize("forged", FORGED)
async def test_forged_taps_send_nothing(city, forged):
    mina = await claims(city)
    await mina.forges(forged)
    assert await sends(city) == []
    assert mina.t("error.unexpected") not in "\n".join(await mina.said())


async def test_a_request_that_waits_for_days_is_over(city):
    mina, joon = await claims(city), await publisher(city)
    await approval(city, 5)
    await readers(city, "ko", 6)
    await writes_to_all(mina)
    await mina.taps("sending.ask_second")
    await joon.sees("wants to send this")
    city.app.clock.move_to(city.app.clock.now() + timedelta(days=1, minutes=1))
    await joon.taps("sending.review")
    await joon.taps("sending.approve")
    assert (await sends(city))[0].total == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_the_engine_paused_by_itself_is_listed_and_gone_on_with(city, language):
    mina = await claims(city, language)
    reader = await supporter(city, language)
    now = city.app.clock.now()

    def refused(session):
        person = supporters.find(session, city.app.sealer, reader.chat)
        message = outbox.open_message(
            session, "notice", CASE, Subject("event", "weekly-vigil"), now, priority=2
        )
        body = outbox.add_body(session, message, language, "", Screen(rich("Do not forget")))
        outbox.enqueue(session, message, body, [person.number], now)
        assert incidents.refused(session, message, 9, 10, now)

    await city.store.write(refused)
    await mina.forges("sends")
    await mina.presses(mina.t("sending.open", title=mina.t("sending.auto_notice")))
    await mina.taps("sending.resume")
    await reader.sees("Do not forget")


async def killed_on_the_way_to(city, reader):
    """The bot was killed when this reader's message had been claimed."""

    def act(session):
        person = supporters.find(session, city.app.sealer, reader.chat)
        mine = (Outbox.recipient == person.number, Outbox.state == "queued")
        session.exec(update(Outbox).where(*mine).values(state="claimed"))
        assert claiming.recover(session, ahead=2) == 1

    await city.store.write(act)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_news_goes_once_more_to_those_who_may_not_have_got_it_when_the_team_says_so(
    city, language
):
    mina = await claims(city, language)
    lucky, reader = await supporter(city, "en"), await supporter(city, "ko")
    await writes_to_all(mina)
    await mina.taps("sending.go")
    await killed_on_the_way_to(city, reader)
    await city.moves(seconds=31)
    await city.app.jobs.visit()
    final = "\n".join(await mina.said())
    assert mina.t("sending.counts", sent="<5", total="<5", left=0, failed=0, unknown="<5") in final
    assert mina.t("sending.unsent_few") in final
    assert not shows(await reader.said(), "The date moved")
    assert mina.t("sending.again_help_few") in await mina.presses(mina.t("sending.again_few"))
    assert not shows(await reader.said(), "The date moved")
    await mina.taps("sending.again_yes")
    assert mina.t("sending.again_done") in await mina.toasts()
    await city.settle()
    await city.app.jobs.visit()
    assert (
        len(shows(await reader.said(), "The date moved"))
        == len(shows(await lucky.said(), "The date moved"))
        == 1
    )
    assert mina.t(
        "sending.counts", sent="<5", total="<5", left=0, failed=0, unknown=0
    ) in "\n".join(await mina.said())
    assert ("send-again", True) in await audited(city)
    (send,) = await sends(city)
    await mina.forges(f"sz:{send.id}")
    assert mina.t("sending.over") in await mina.toasts()
    assert mina.t("sending.again_few") not in await mina.keyboard()


async def test_what_was_withdrawn_is_not_sent_again(city):
    mina = await claims(city)
    reader = await supporter(city, "en")
    await mina.says("/send")
    await mina.presses(mina.t("sending.name_case", case="Seven North Koreans detained in Liaoning"))
    for _ in LANGUAGES:
        await mina.says("News\nBody.")
    await mina.taps("sending.go")
    await killed_on_the_way_to(city, reader)
    await city.moves(seconds=31)
    await city.store.write(lambda session: published.withdraw(session, CASE))
    (send,) = await sends(city)
    await mina.forges(f"sz:{send.id}:{int(city.app.clock.now().timestamp())}")
    assert not shows(await reader.said(), "News\n\nBody")
    (send,) = await sends(city)
    assert (send.state, send.unknown) == ("done", 1)
