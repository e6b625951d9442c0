"""A case that is withdrawn vanishes from people's chats too, as far as a bot can delete."""

import pytest

from storage.cases import withdraw_case

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
    return [text for text in texts if words in text]


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
