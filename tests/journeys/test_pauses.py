"""Pausing for a day, a week or until one comes back; stopping everything, and the ways back."""

import pytest

LANGUAGES = ("en", "ko", "zh")


async def follower(city, language):
    chat = await city.person("A", language)
    await chat.starts("case_liaoning-seven")
    await chat.taps("case.follow")
    await chat.forges("setzone:Asia/Seoul:daily")
    return chat


async def reached(city, chat, headline):
    await city.publishes(headline)
    return any(f"{headline} {chat.language}" in text for text in await chat.said())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("key", "days"), [("updates.pause_day", 1), ("updates.pause_week", 7)])
async def test_a_pause_ends_by_itself(city, language, key, days):
    chat = await follower(city, language)
    await chat.says("/pause")
    shown = await chat.taps(key)
    assert chat.t("updates.pause_done") in shown
    assert not await reached(city, chat, "Paused")
    assert chat.t("updates.resume") in (await chat.says("/updates") and await chat.keyboard())
    await city.moves(days=days, seconds=5)
    assert await reached(city, chat, "Awake")
    assert chat.t("updates.resume") not in (await chat.says("/updates") and await chat.keyboard())


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_open_pause_ends_with_resume_and_with_its_undo(city, language):
    chat = await follower(city, language)
    open_pause = {
        "en": "Paused until you come back.",
        "ko": "다시 켤 때까지 멈춰 있어요.",
        "zh": "已暂停，直到您恢复。",
    }
    await chat.says("/pause")
    assert open_pause[language] in await chat.taps("updates.pause_open")
    await city.moves(days=30)
    assert not await reached(city, chat, "Paused")
    assert chat.t("updates.digest_daily", hour="09:00", weekday="") in await chat.says("/resume")
    assert await reached(city, chat, "Awake")
    await chat.says("/updates")
    await chat.taps("updates.pause")
    await chat.taps("updates.pause_open")
    assert open_pause[language] not in await chat.taps("updates.undo")
    assert await reached(city, chat, "Undone")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_stop_ends_everything_and_undo_brings_back_what_was_chosen(city, language):
    chat = await follower(city, language)
    shown = await chat.says("/stop")
    assert {"en": "All messages are stopped", "ko": "모든 소식을 멈췄어요", "zh": "已停止所有消息"}[
        language
    ] in shown
    assert not await reached(city, chat, "Stopped")
    before = len(await chat.said())
    await city.moves(days=3)
    assert len(await chat.said()) == before
    shown = await chat.taps("updates.undo")
    assert chat.t("updates.digest_daily", hour="09:00", weekday="") in shown
    assert chat.t("updates.alerts_on") in shown
    assert chat.t("updates.resumed") in await chat.toasts()
    assert await reached(city, chat, "Back")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_stopping_twice_keeps_the_first_undo_and_offers_no_empty_one(city, language):
    chat = await follower(city, language)
    await chat.says("/stop")
    await chat.says("/stop")
    assert chat.t("updates.undo") not in await chat.keyboard()
    assert chat.t("updates.title") in await chat.taps("updates.resume")
    await chat.taps("updates.undo")  # the older message's, which becomes the overview
    assert chat.t("updates.alerts_on") in "\n".join(await chat.said())
    assert await reached(city, chat, "Back")


async def test_undoing_stop_keeps_a_pause_that_was_there(city):
    chat = await follower(city, "en")
    await chat.says("/pause 7")
    await chat.says("/stop")
    assert "Paused until" in await chat.taps("updates.undo")
    assert not await reached(city, chat, "Paused")
    await city.moves(days=7, seconds=5)
    assert await reached(city, chat, "Awake")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_choosing_a_digest_ends_an_open_pause(city, language):
    chat = await follower(city, language)
    await chat.says("/stop")
    await chat.says("/updates")
    await chat.taps("updates.digest")
    await chat.taps("updates.set_daily")
    await chat.says("/updates")
    assert chat.t("updates.paused_open") not in await chat.settled()
    await chat.taps("updates.alerts")
    await chat.taps("updates.turn_on")
    assert await reached(city, chat, "Awake")
