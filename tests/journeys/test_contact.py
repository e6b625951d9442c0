"""A supporter asks, the team's group answers, and neither learns more of the other than a
number.
"""

import asyncio
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from sqlmodel import func, select
from telegram.error import RetryAfter, TimedOut

from bot import contact as relay
from bot.clock import SystemClock
from content.language.i18n import words_for
from content.notices import contact as screens
from content.text.markup import Entity, Rich
from storage.engine.tables import Inbox
from storage.people import team_inbox

LANGUAGES = ("en", "ko", "zh")
SECRET = "My cousin asks how to help"


class Room:
    """A group, as one of its members uses it."""

    def __init__(self, city, chat, person):
        self.city, self.chat, self.person = city, chat, person

    async def says(self, text, reply_to=None):
        await self.city.post(
            f"/api/chats/{self.chat}/send", person=self.person, text=text, reply_to=reply_to
        )
        await passed(self.city)

    async def messages(self):
        answer = await self.city.client.get(
            f"/api/chats/{self.chat}/messages", params={"person": self.person}
        )
        return [message for message in answer.json()["messages"] if message["from"]["bot"]]

    async def last(self):
        return (await self.messages())[-1]

    async def presses(self, message):
        data = message["keyboard"][0][0]["callback_data"]
        await self.city.post(
            f"/api/chats/{self.chat}/press", person=self.person, message=message["id"], data=data
        )
        await passed(self.city)


async def passed(city):
    await city.settle()
    await city.app.jobs.visit()
    await city.settle()


async def group_of(city, owner, *others):
    members = [owner.person, *(other.person for other in others)]
    group = await city.post("/api/groups", title="Team", members=members)
    room = Room(city, group["id"], owner.person)
    await room.says("/teamgroup")
    return room


async def asks(city, chat, language, words=SECRET):
    t = words_for(language).text
    await chat.says("/contact")
    answer = await chat.says(words)
    assert t("contact.passed_on") in answer
    await passed(city)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_question_is_answered_under_a_number(city, language):
    t = words_for(language).text
    mina = await city.owner()
    room = await group_of(city, mina)
    emma = await city.person("Emma", language)
    await asks(city, emma, language)
    question = await room.last()
    assert SECRET in question["text"]
    assert "Emma" not in question["text"] and str(emma.person) not in question["text"]
    await room.says("Write to the embassy.", reply_to=question["id"])
    assert t("contact.from_team") in await emma.sees("Write to the embassy.")
    assert t("contact.help") in await emma.presses(t("contact.answer"))
    await emma.says("Thank you, I will.")
    await passed(city)
    again = await room.last()
    assert "Thank you, I will." in again["text"]
    assert again["text"].splitlines()[0] == question["text"].splitlines()[0]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_either_side_can_end_it(city, language):
    t = words_for(language).text
    room = await group_of(city, await city.owner())
    emma = await city.person("Emma", language)
    await asks(city, emma, language)
    question = await room.last()
    assert t("contact.ended") in await emma.presses(t("contact.end"))
    await passed(city)
    assert "ended the conversation" in (await room.last())["text"]
    await room.says("Too late", reply_to=question["id"])
    assert "over" in (await room.last())["text"]
    await asks(city, emma, language)
    await room.presses(await room.last())
    await emma.sees(t("contact.team_ended"))
    assert not any("Too late" in message["text"] for message in await emma.messages())


async def test_words_are_only_passed_on_when_they_were_asked_for(city):
    room = await group_of(city, await city.owner())
    emma = await city.person("Emma", "en")
    await emma.says("/contact")
    assert "Nothing was sent" in await emma.presses("Send nothing")
    await emma.says(SECRET)
    await asks(city, emma, "en", "A question")
    await emma.says(SECRET)
    await passed(city)
    assert not any(SECRET in message["text"] for message in await room.messages())


async def test_a_member_of_the_group_who_is_not_of_the_team_answers_nobody(city):
    mina, guest = await city.owner(), await city.person("Guest", "en")
    await guest.starts()
    room = await group_of(city, mina, guest)
    emma = await city.person("Emma", "en")
    await asks(city, emma, "en")
    question = await room.last()
    stranger = Room(city, room.chat, guest.person)
    await stranger.says("I am the team", reply_to=question["id"])
    await stranger.presses(question)
    await stranger.says("/teamgroup")
    assert not any("I am the team" in message["text"] for message in await emma.messages())
    await room.says("Still open", reply_to=question["id"])
    await emma.sees("Still open")


async def test_another_group_takes_no_questions(city):
    guest = await city.person("Guest", "en")
    await guest.starts()
    other = await city.post("/api/groups", title="Other", members=[guest.person])
    await Room(city, other["id"], guest.person).says("/teamgroup")
    emma = await city.person("Emma", "en")
    assert "does not take questions" in await emma.says("/contact")


async def test_nobody_can_end_what_is_not_theirs(city):
    room = await group_of(city, await city.owner())
    emma, other = await city.person("Emma", "en"), await city.person("Other", "en")
    await asks(city, emma, "en")
    question = await room.last()
    thread = question["keyboard"][0][0]["callback_data"].split(":")[1]
    await other.says("/contact")
    chat = {"id": other.chat, "type": "private"}
    forged = {
        "id": "78",
        "from": {"id": other.person, "is_bot": False, "first_name": "O"},
        "message": {
            "message_id": (await other.messages())[-1]["id"],
            "date": 1,
            "chat": chat,
            "text": "x",
        },
        "chat_instance": "1",
        "data": f"contactend:{thread}",
    }
    city.world.updates.add("callback_query", forged)
    await passed(city)
    await room.says("Still open", reply_to=question["id"])
    await emma.sees("Still open")


async def test_words_leave_nothing_in_the_store_once_they_are_passed_on(city):
    room = await group_of(city, await city.owner())
    emma = await city.person("Emma", "en")
    await asks(city, emma, "en")
    await room.says("A plain answer", reply_to=(await room.last())["id"])
    with city.store.engine.connect() as connection:
        assert (
            connection.exec_driver_sql(
                "SELECT count(*) FROM contactwords WHERE sealed IS NOT NULL"
            ).scalar()
            == 0
        )
    seized = b"".join(path.read_bytes() for path in city.folder.glob("appealbot.db*"))
    for words in (SECRET, "A plain answer"):
        assert words.encode() not in seized


async def test_a_conversation_is_forgotten_after_thirty_days(city):
    await group_of(city, await city.owner())
    emma = await city.person("Emma", "en")
    await asks(city, emma, "en")
    now = city.app.clock.now()
    assert (
        city.store.write_now(lambda session: team_inbox.sweep(session, now + timedelta(days=29)))
        == 0
    )
    assert (
        city.store.write_now(lambda session: team_inbox.sweep(session, now + timedelta(days=31)))
        == 1
    )


async def test_a_group_that_is_gone_keeps_the_questions_and_tells_the_owner(city):
    mina = await city.owner()
    await group_of(city, mina)
    emma = await city.person("Emma", "en")
    await emma.says("/contact")
    now, sealer = city.app.clock.now(), city.app.sealer
    gone = team_inbox.Group(-100987654321, "en")
    city.store.write_now(lambda session: team_inbox.set_group(session, sealer, gone, None, now))
    await asks(city, emma, "en")
    await mina.sees("cannot reach the team's group")
    room = await group_of(city, mina)
    await passed(city)
    assert SECRET in (await room.last())["text"]


async def test_too_long_a_question_says_how_long_it_may_be(city):
    await group_of(city, await city.owner())
    emma = await city.person("Emma", "en")
    await emma.says("/contact")
    assert "3,000" in await emma.says("x" * 3100)
    assert "is with the team" in await emma.says("Short.")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_forged_tap_in_the_teams_group_is_handled_and_changes_nothing(city, language):
    mina = await city.owner()
    room = await group_of(city, mina)
    hana = await city.person("Hana", language)
    await hana.starts()
    await asks(city, hana, language)
    question = await room.last()
    sender = {"id": mina.person, "is_bot": False, "first_name": "M", "language_code": "en"}
    shown = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": room.chat, "type": "group", "title": "T"},
        "text": "x",
    }
    for at, data in enumerate(("cend:x", "cend:1:2:3", "cend", "teamgroup:1:2", "reply:1")):
        told = {
            "id": f"7{at}",
            "from": sender,
            "message": shown,
            "chat_instance": "1",
            "data": data,
        }
        city.world.queries[f"7{at}"] = mina.person
        city.world.updates.add("callback_query", told)
    await passed(city)
    open_ones = select(func.count()).select_from(Inbox).where(Inbox.state != "done")
    assert await city.store.read(lambda session: session.exec(open_ones).one()) == 0
    await room.says("The answer.", reply_to=question["id"])
    assert "The answer." in "\n".join(await hana.said())


def crash(*given, **named):
    raise RuntimeError("the bot ended between sending and writing it down")


@contextmanager
def ends_before(step, city, monkeypatch):
    """The bot ends before a step of storage.people.team_inbox."""
    with monkeypatch.context() as broken, suppress(RuntimeError):
        broken.setattr(team_inbox, step, crash)
        yield


@pytest.mark.parametrize("language", LANGUAGES)
async def test_words_that_were_leaving_at_a_crash_come_once_and_again_only_when_asked_for(
    city, language, monkeypatch
):
    t = words_for(language).text
    mina, hana = await city.person("Mina", language), await city.person("Hana", language)
    await mina.starts()
    await mina.says(f"/claim {city.code}")
    await hana.starts()
    room = await group_of(city, mina, hana)
    await hana.says("/contact")
    with ends_before("passed_on", city, monkeypatch):
        await hana.says(SECRET)
        await passed(city)
    for _ in range(3):
        await passed(city)
    assert [SECRET in message["text"] for message in await room.messages()].count(True) == 1
    assert t("contact.show") in str((await room.last())["keyboard"])
    await room.presses(await room.last())
    question = await room.last()
    assert SECRET in question["text"]
    with ends_before("passed_on", city, monkeypatch):
        await room.says("Write to the embassy", reply_to=question["id"])
        await passed(city)
    for _ in range(3):
        await passed(city)
    assert len([text for text in await hana.said() if "Write to the embassy" in text]) == 1
    await hana.taps("contact.show")
    await passed(city)
    assert len([text for text in await hana.said() if "Write to the embassy" in text]) == 2
    assert await city.rows("contactwords WHERE sealed IS NOT NULL") == 0


async def test_words_that_surely_did_not_leave_are_passed_on_by_themselves(city):
    mina, hana = await city.person("Mina", "en"), await city.person("Hana", "en")
    await mina.starts()
    await mina.says(f"/claim {city.code}")
    await hana.starts()
    room = await group_of(city, mina, hana)
    await hana.says("/contact")
    await city.post("/api/trouble", answer=500, seconds=60, methods=["sendMessage"])
    asking = asyncio.create_task(hana.says(SECRET))
    while not await city.rows("contactwords"):
        await asyncio.sleep(0.05)
    await city.app.jobs.visit()
    await city.post("/api/trouble", answer=0)
    await asking
    await passed(city)
    assert [SECRET in message["text"] for message in await room.messages()].count(True) == 1
    assert await city.rows("contactwords WHERE sealed IS NOT NULL") == 0


async def test_a_refused_link_in_somebodys_words_does_not_cost_the_team_its_group(city):
    mina, hana = await city.person("Mina", "en"), await city.person("Hana", "en")
    await mina.starts()
    await mina.says(f"/claim {city.code}")
    await hana.starts()
    room = await group_of(city, mina, hana)
    await asks(city, hana, "en")
    asked = await room.last()
    row = await city.store.read(lambda session: team_inbox.replied_to(session, asked["id"]))
    link = Rich("Look here", (Entity("text_link", 0, 4, "https://a.org:0"),))
    screen = screens.for_team(words_for("en"), row.number, row.id, link)
    now = city.app.clock.now()
    await city.store.write(
        lambda session: team_inbox.say(session, city.app.sealer, row, screen, now, to_team=True)
    )
    await passed(city)
    assert "Look (https://a.org:0) here" in (await room.last())["text"]
    assert await city.store.read(lambda session: team_inbox.group(session, city.app.sealer))


async def test_two_visits_at_a_time_pass_words_on_once(city):
    mina, hana = await city.person("Mina", "en"), await city.person("Hana", "en")
    await mina.starts()
    await mina.says(f"/claim {city.code}")
    await hana.starts()
    room = await group_of(city, mina, hana)
    await hana.says("/contact")
    await hana.says(SECRET)
    await asyncio.gather(*(city.app.jobs.visit() for _ in range(3)))
    await passed(city)
    assert [SECRET in message["text"] for message in await room.messages()].count(True) == 1
    assert await city.rows("contactwords") == 1


async def spell(city, *people, visits=8):
    """Words are asked while a gateway answers for Telegram, and it is long before
    Telegram is back.
    """
    for one in people:
        await one.says("/contact")
    await city.post("/api/trouble", answer=502, seconds=600, methods=["sendMessage"])
    asking = []
    for one in people:
        asking.append(asyncio.create_task(one.says(SECRET)))
        while await city.rows("contactwords") < len(asking):
            await asyncio.sleep(0.01)
    for _ in range(visits):
        await city.app.jobs.visit()
    await city.post("/api/trouble", answer=0)
    await asyncio.gather(*asking)
    await passed(city)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_notice_of_a_question_outlasts_a_long_failure_and_shows_the_question(
    city, language
):
    t = words_for(language).text
    mina, hana = await city.person("Mina", language), await city.person("Hana", language)
    await mina.starts()
    await mina.says(f"/claim {city.code}")
    await hana.starts()
    room = await group_of(city, mina, hana)
    before = len(await room.messages())
    await spell(city, hana)
    assert await city.rows("contactwords") == 1
    (notice,) = (await room.messages())[before:]
    assert t("contact.show") in str(notice["keyboard"])
    for _ in range(3):
        await passed(city)
    assert len(await room.messages()) == before + 1
    await room.presses(notice)
    assert SECRET in (await room.last())["text"]
    assert await city.rows("contactwords WHERE sealed IS NOT NULL") == 0


async def test_each_question_of_a_long_failure_has_one_notice_or_comes_by_itself(city):
    mina, hana, noor = (
        await city.owner(),
        await city.person("Hana", "en"),
        await city.person("Noor", "en"),
    )
    await hana.starts()
    await noor.starts()
    room = await group_of(city, mina)
    before = len(await room.messages())
    await spell(city, hana, noor)
    notice, question = (await room.messages())[before:]
    assert SECRET in question["text"]
    await room.presses(notice)
    assert SECRET in (await room.last())["text"]
    assert await city.rows("contactwords WHERE sealed IS NOT NULL") == 0


async def test_a_notice_that_cannot_reach_the_group_waits_for_the_next_group(city, monkeypatch):
    mina, hana = await city.owner(), await city.person("Hana", "en")
    await hana.starts()
    await group_of(city, mina)
    await hana.says("/contact")
    with ends_before("passed_on", city, monkeypatch):
        await hana.says(SECRET)
        await passed(city)
    now, sealer = city.app.clock.now(), city.app.sealer
    gone = team_inbox.Group(-100987654321, "en")
    city.store.write_now(lambda session: team_inbox.set_group(session, sealer, gone, None, now))
    await passed(city)
    await mina.sees("cannot reach the team's group")
    room = await group_of(city, mina)
    await passed(city)
    await room.presses(await room.last())
    assert SECRET in (await room.last())["text"]


async def test_words_that_are_asked_for_while_their_notice_leaves_are_shown(city, monkeypatch):
    mina, hana = await city.owner(), await city.person("Hana", "en")
    await hana.starts()
    room = await group_of(city, mina)
    await hana.says("/contact")
    with ends_before("passed_on", city, monkeypatch):
        await hana.says(SECRET)
        await passed(city)
    with ends_before("unknown", city, monkeypatch):
        await passed(city)
    await room.presses(await room.last())
    assert SECRET in (await room.last())["text"]
    assert await city.rows("contactwords WHERE sealed IS NOT NULL") == 0


class Hands(SystemClock):
    """A clock whose even seconds the test moves."""

    at = 0.0

    def monotonic(self):
        return self.at


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        (TimedOut(), [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]),
        (RetryAfter(100), [0, 100, 200]),
    ],
)
async def test_visits_that_fail_rest_longer_each_time_up_to_a_minute(
    monkeypatch, trouble, expected
):
    monkeypatch.setattr(relay, "LONGEST_PAUSE_SECONDS", 60.0)
    clock, tried = Hands(), []
    failing = relay.Relay(None, None, clock, None, None)

    async def fail():
        tried.append(clock.at)
        raise trouble

    monkeypatch.setattr(failing, "_visit", fail)
    for second in range(300):
        clock.at = float(second)
        await failing.visit()
    assert tried == expected
