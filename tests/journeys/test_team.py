"""The owner claims the bot once, publishes news in three languages, and the followers get it in
theirs.
"""

from datetime import timedelta

import pytest


async def test_the_code_works_once(city):
    mina = await city.owner()
    assert "Team desk" in await mina.says("/team")
    stranger = await city.person("X", "en")
    assert "not valid" in await stranger.says(f"/claim {city.code}")
    assert "Team desk" not in await stranger.says("/team")


@pytest.mark.parametrize(
    "forged",
    ["tn:liaoning-seven", "tp:1:1", "tx", "team", "tw:en", "nonsense", "case:", "lm:1:x:y:z"],
)
async def test_forged_buttons_change_nothing_for_a_stranger(city, forged):
    stranger = await city.person("X", "en")
    await stranger.starts()
    sender = {"id": stranger.person, "is_bot": False, "first_name": "X"}
    shown = {
        "message_id": 2,
        "date": 1,
        "chat": {"id": stranger.chat, "type": "private"},
        "text": "x",
    }
    city.world.updates.add(
        "callback_query",
        {"id": "77", "from": sender, "message": shown, "chat_instance": "1", "data": forged},
    )
    assert "Publish" not in await stranger.settled()
    assert "Team desk" not in await stranger.settled()


async def test_news_reach_followers_in_their_language_with_a_live_count(city):
    mina = await city.owner()
    people = {code: await city.person(f"P {code}", code) for code in ("en", "ko", "zh")}
    for chat in people.values():
        await chat.starts("case_liaoning-seven")
        await chat.presses(
            {"en": "Follow", "ko": "소식 받기", "zh": "关注"}[chat_language(people, chat)]
        )
    bystander = await city.person("B", "en")
    await bystander.starts()
    await mina.says("/team")
    await mina.presses("Publish news")
    await mina.says("A word from the minister\nDiplomats were asked to help.")
    await mina.says("장관의 말\n외교관들이 도움을 요청받았습니다.")
    await mina.says("外长表态\n外交官已获请求协助。")
    await mina.presses("Publish and send")
    await city.moves(seconds=11)
    await people["en"].sees("A word from the minister")
    await people["ko"].sees("장관의 말")
    await people["zh"].sees("外长表态")
    assert not any("minister" in message["text"] for message in await bystander.messages())
    await city.app.jobs.visit()
    await mina.sees("<5 of <5")


def chat_language(people, chat):
    return next(code for code, other in people.items() if other is chat)


async def test_a_confirmation_expires_after_two_minutes(city):
    mina = await city.owner()
    await mina.says("/team")
    await mina.presses("Publish news")
    await mina.says("Headline\nBody.")
    await mina.presses("Leave 한국어 out")
    await mina.presses("Leave 简体中文 out")
    await city.app.move(city.app.clock.now() + timedelta(minutes=3))
    await mina.presses("Publish and send")
    assert not any(
        "Publish" in m["text"] and "starts now" in m["text"] for m in await mina.messages()
    )


async def test_an_alert_stays_when_its_buttons_are_tapped(city):
    mina = await city.owner()
    emma = await city.person("Emma", "en")
    await emma.starts("case_liaoning-seven")
    await emma.presses("Follow")
    await mina.says("/team")
    await mina.presses("Publish news")
    await mina.says("A word from the minister\nDiplomats were asked to help.")
    await mina.presses("Leave 한국어 out")
    await mina.presses("Leave 简体中文 out")
    await mina.presses("Publish and send")
    await city.moves(seconds=11)
    await emma.sees("A word from the minister")
    await emma.presses("Read the case")
    assert "A word from the minister" in await emma.sees("Diplomats were asked to help.")
