"""A case that is withdrawn vanishes from people's chats too, as far as a bot can delete."""

import pytest
from sqlalchemy import text

from storage.actions.withdrawal import withdraw_case
from storage.people import supporters

LANGUAGES = ("en", "ko", "zh")
CASE = "liaoning-seven"


async def follower(city, language):
    chat = await city.person("A", language)
    await chat.starts(f"case_{CASE}")
    await chat.taps("case.follow")
    return chat


async def withdraws(city):
    now = city.app.clock.now()
    await city.store.write(lambda session: withdraw_case(session, CASE, now, None))
    await city.app.jobs.visit()
    await city.settle()


def about(texts, words):
    return [one for one in texts if words in one]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_news_of_the_last_48_hours_is_deleted(city, language):
    chat, other = await follower(city, language), await city.person("B", language)
    await other.starts()
    await city.publishes("Long ago")
    await city.moves(hours=30)
    await city.publishes("Yesterday")
    await city.moves(hours=20)
    greeted = await other.said()
    assert about(await chat.said(), "Yesterday")
    await withdraws(city)
    assert about(await chat.said(), "Long ago")
    assert not about(await chat.said(), "Yesterday")
    assert await other.said() == greeted


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_digest_that_speaks_of_it_is_deleted(city, language):
    chat = await follower(city, language)
    await chat.forges("alerts:off")
    await chat.forges("setzone:Asia/Seoul:daily")
    await city.publishes("In the digest")
    await city.moves(days=1)
    assert about(await chat.said(), f"In the digest {language}")
    await withdraws(city)
    assert not about(await chat.said(), "In the digest")
    assert await city.rows("sentmessage WHERE unsaid") == 0


async def test_who_blocked_the_bot_and_a_failing_network_do_not_stop_it(city):
    gone, chat = await follower(city, "en"), await follower(city, "en")
    await city.publishes("Fresh")
    await gone.blocks()
    await city.post("/api/trouble", answer=500, seconds=60, methods=["deleteMessages"])
    await withdraws(city)
    assert about(await chat.said(), "Fresh")
    await city.post("/api/trouble", answer=0, seconds=0)
    await city.app.jobs.visit()
    assert not about(await chat.said(), "Fresh")


TOLD = (
    "new:case:{}",
    "new:sec:{}:background",
    "new:sec:{}:timeline",
    "new:sec:{}:asks",
    "chart:{}:arrivals",
    "new:event:weekly-vigil",
    "new:events:{}",
    "icsall",
    "new:write:{}",
    "new:home",
)


async def shown(chat):
    return {message["id"] for message in await chat.messages() if message["from"]["bot"]}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_answer_that_tells_of_it_is_deleted(city, language):
    chat = await city.person("A", language)
    await chat.says("/privacy")
    kept = await shown(chat)
    for data in TOLD:
        before = await shown(chat)
        await chat.forges(data.format(CASE))
        assert await shown(chat) > before, data
    await withdraws(city)
    assert await shown(chat) == kept
    assert await city.rows("sentmessage WHERE unsaid") == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_letter_and_its_files_are_deleted(city, language):
    chat = await city.person("A", language)
    await chat.starts(f"write_{CASE}")
    await chat.presses((await chat.keyboard())[0])
    await chat.presses("English")
    await chat.taps("letter.points_done")
    await chat.says("I am a nurse.")
    assert await shown(chat)
    await withdraws(city)
    assert await shown(chat) == set()


async def test_a_message_counts_by_what_it_shows_now(city):
    """Moving about edits one message: it goes if it shows the case, and stays if it shows something
    else by now.
    """
    away, there = await city.person("A", "en"), await city.person("B", "en")
    for chat, key in ((away, "home.privacy"), (there, "home.case")):
        await chat.starts()
        await chat.taps(key)
    assert "Seven North Koreans" in (await there.newest())["text"]
    assert len(await shown(away)) == len(await shown(there)) == 1
    await withdraws(city)
    assert len(await shown(away)) == 1
    assert len(await shown(there)) == 0


async def test_an_answer_that_was_on_its_way_is_deleted_too(city):
    chat = await city.person("A", "en")
    await chat.starts(f"case_{CASE}")
    now = city.app.clock.now()
    await city.store.write(lambda session: withdraw_case(session, CASE, now, None))
    to = supporters.SentTo(chat.chat, [(await chat.newest())["id"]], (f"case:{CASE}",))
    await city.store.write(lambda session: supporters.sent(session, city.app.sealer, [to], now))
    await city.store.write(
        lambda session: session.execute(text("UPDATE sentmessage SET unsaid = 0"))
    )
    await city.app.jobs.visit()
    await city.settle()
    assert await shown(chat) == set()


async def test_older_than_48_hours_stays_and_nothing_of_it_is_kept(city):
    chat = await city.person("A", "en")
    await chat.starts(f"case_{CASE}")
    before = await shown(chat)
    await city.moves(hours=49)
    assert await city.rows("sentmessage") == 0
    await withdraws(city)
    assert await shown(chat) == before
