"""The team's emergency brakes: one command freezes all sending, another destroys the key after
asking twice.
"""

from datetime import timedelta

import pytest

from bot.startup import is_sealed
from content.language.i18n import words_for

LANGUAGES = ("en", "ko", "zh")
PERSONAL = ("supporter", "member", "follow", "draft", "sentmessage", "outbox", "ownercode")


async def publish(owner):
    await owner.says("/team")
    await owner.presses("Publish news")
    await owner.says("A word from the minister\nDiplomats were asked to help.")
    await owner.presses("Leave 한국어 out")
    await owner.presses("Leave 简体中文 out")
    await owner.presses("Publish and send")


async def follower(city):
    emma = await city.person("Emma", "en")
    await emma.starts("case_liaoning-seven")
    await emma.presses("Follow")
    return emma


def got(messages):
    return [m for m in messages if m["from"]["bot"] and "A word from the minister" in m["text"]]


async def test_frozen_sending_waits_until_it_is_let_go(city):
    mina, emma = await city.owner(), await follower(city)
    assert "All sending is frozen" in await mina.says("/freeze")
    await publish(mina)
    await city.app.move(city.app.clock.now() + timedelta(hours=3))
    assert not got(await emma.messages())
    assert "All sending is frozen" in await mina.says("/team")
    assert "Fewer than 5 messages wait" in await mina.says("/thaw")
    await mina.presses("Yes, send what waits")
    await emma.sees("A word from the minister")
    assert len(got(await emma.messages())) == 1


async def test_people_who_write_are_answered_while_sending_is_frozen(city):
    mina, emma = await city.owner(), await follower(city)
    await mina.says("/freeze")
    assert "frozen already" in await mina.says("/freeze")
    assert "Liaoning" in await emma.says("/cases")


async def test_letting_go_asks_again_after_two_minutes(city):
    mina = await city.owner()
    await mina.says("/freeze")
    await mina.says("/thaw")
    await city.app.move(city.app.clock.now() + timedelta(minutes=3))
    assert "Let messages go out again?" in await mina.presses("Yes, send what waits")
    assert "Messages go out again" in await mina.presses("Yes, send what waits")
    assert "Nothing is frozen" in await mina.says("/thaw")


@pytest.mark.parametrize("command", ["/freeze", "/thaw", "/burn", "/burn 3 99999999999"])
async def test_a_stranger_pulls_no_brake(city, command):
    stranger = await city.person("X", "en")
    await stranger.says(command)
    with city.store.engine.connect() as connection:
        assert (
            connection.exec_driver_sql(
                "SELECT count(*) FROM meta WHERE name = 'frozen_since'"
            ).scalar()
            == 0
        )
    assert (city.folder / "key").exists()
    assert city.store.read_now(is_sealed)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_key_is_destroyed_after_two_questions(city, language):
    words = words_for(language)
    emma = await follower(city)
    await emma.starts("write_liaoning-seven")
    mina = await city.person("Mina", language)
    await mina.says(f"/claim {city.code}")
    assert words.text("safety.burn_title") in await mina.says("/burn")
    assert words.text("safety.burn_again") in await mina.presses(words.text("safety.burn_yes"))
    assert (city.folder / "key").exists()
    assert words.text("safety.burnt") in await mina.presses(words.text("safety.burn_now"))
    assert not (city.folder / "key").exists()
    with city.store.engine.connect() as connection:
        for table in PERSONAL:
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0, table
        assert (
            connection.exec_driver_sql(
                "SELECT count(*) FROM inbox WHERE sealed IS NOT NULL"
            ).scalar()
            == 0
        )
        assert connection.exec_driver_sql("SELECT count(*) FROM revision").scalar()


async def test_a_question_that_is_two_minutes_old_burns_nothing(city):
    mina = await city.owner()
    await mina.says("/burn")
    await mina.presses("Destroy the key")
    await city.app.move(city.app.clock.now() + timedelta(minutes=3))
    assert "Destroy the sealing key?" in await mina.presses("Destroy the key now")
    assert (city.folder / "key").exists()


async def test_who_arrives_while_the_bot_ends_is_not_kept(city):
    mina = await city.owner()
    await mina.says("/burn")
    await mina.presses("Destroy the key")
    await mina.presses("Destroy the key now")
    late = await city.person("Late", "en")
    await late.starts()
    await city.app.close()
    with city.store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM supporter").scalar() == 0
