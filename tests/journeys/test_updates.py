"""What reaches a person and when: alerts, mutes, the digest, its hour, day and zone; and that it
really arrives.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

LANGUAGES = ("en", "ko", "zh")
PLACE = (37.5512, 126.9882)
TYPED = {"en": "Berlin", "ko": "베를린", "zh": "柏林"}
SEOUL = {"en": "Seoul", "ko": "서울", "zh": "首尔"}
WEEKLY = {
    "en": "Digest: weekly, Wednesday at 18:00.",
    "ko": "소식 모아 받기: 매주 수요일 18:00.",
    "zh": "消息汇总：每周一次，星期三18:00。",
}


async def follower(city, language):
    chat = await city.person("A", language)
    await chat.starts("case_liaoning-seven")
    await chat.taps("case.follow")
    return chat


async def asleep(city, chat):
    """Whether news do not reach the person now."""
    before = await chat.said()
    await city.publishes("Quiet news")
    return await chat.said() == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_alerts_on_and_off(city, language):
    chat = await follower(city, language)
    await city.publishes("First news")
    assert chat.t("message.write") in await chat.keyboard()
    assert f"First news {language}" in (await chat.newest())["text"]
    await chat.says("/updates")
    await chat.taps("updates.alerts")
    off = {"en": "Alerts: off.", "ko": "알림: 꺼짐.", "zh": "即时通知：已关闭。"}[language]
    assert off in await chat.taps("updates.turn_off")
    assert (await chat.toasts())[-1] == chat.t("updates.saved")
    assert await asleep(city, chat)
    assert chat.t("updates.alerts_on") in await chat.taps("updates.turn_on")
    assert not await asleep(city, chat)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_muting_from_an_alert_its_undo_and_the_list_of_mutes(city, language):
    chat = await follower(city, language)
    await city.publishes("First news")
    alert = (await chat.newest())["text"]
    shown = await chat.taps("message.mute")
    assert {"en": "is muted", "ko": "알림을 껐어요", "zh": "已关闭通知"}[language] in shown
    assert alert in await chat.said()
    assert await asleep(city, chat)
    await chat.taps("updates.undo")
    assert not await asleep(city, chat)
    await chat.taps("message.mute")
    await chat.says("/updates")
    shown = await chat.taps("updates.alerts")
    title = shown.split("• ")[1].splitlines()[0]
    assert chat.t("updates.muted_title") in shown
    assert chat.t("updates.muted_title") not in await chat.presses(
        chat.t("updates.unmute", title=title)
    )
    assert not await asleep(city, chat)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_weekly_digest_by_region_hour_and_day_arrives(city, language):
    chat = await follower(city, language)
    await chat.says("/updates")
    await chat.taps("updates.digest")
    await chat.taps("updates.set_weekly")  # asks for the zone first
    await chat.taps("updates.region.east_asia")
    assert SEOUL[language] in await chat.presses(SEOUL[language])
    await chat.taps("updates.hour")
    await chat.presses("18:00")
    await chat.taps("updates.weekday")
    shown = await chat.presses({"en": "Wednesday", "ko": "수요일", "zh": "星期三"}[language])
    assert WEEKLY[language] in shown
    await city.publishes("For the digest")
    await city.app.move(await city.app.next_due())
    await city.settle()
    local = city.app.clock.now().astimezone(ZoneInfo("Asia/Seoul"))
    assert (local.weekday(), local.hour) == (2, 18)
    digest = await chat.sees(chat.t("message.why_digest"))
    assert f"For the digest {language}" in digest
    assert {"en": "News up to", "ko": "까지의 소식", "zh": "截至"}[language] in digest
    before = len(await chat.said())
    await city.moves(days=15)
    assert len(await chat.said()) == before  # nothing new, nothing sent


async def test_each_message_of_a_move_of_the_clock_carries_the_time_at_which_it_was_sent(city):
    chat = await follower(city, "en")
    await chat.says("/updates")
    await chat.taps("updates.digest")
    await chat.taps("updates.set_daily")
    await chat.taps("updates.share")
    await chat.says("Berlin")
    await city.publishes("Daily news")
    stops = []

    async def stopped(offset):
        stops.append(offset)
        city.world.offset = offset

    end = city.app.clock.now() + timedelta(days=5)
    await city.app.move(end, stopped)
    digest = next(m for m in await chat.messages() if chat.t("message.why_digest") in m["text"])
    sent = datetime.fromisoformat(digest["date"])
    assert sent.astimezone(ZoneInfo("Europe/Berlin")).hour == 9
    assert end - sent > timedelta(days=3)
    assert stops == sorted(stops)
    assert len(set(stops)) > 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_daily_digest_by_typed_city_then_none(city, language):
    chat = await follower(city, language)
    await chat.says("/updates")
    await chat.taps("updates.digest")
    await chat.taps("updates.set_daily")
    await chat.taps("updates.share")
    await chat.says(TYPED[language])
    assert any(
        chat.t("updates.zone_found", city=TYPED[language]) in text for text in await chat.said()
    )
    assert "09:00" in await chat.settled()
    await city.publishes("Daily news")
    await city.app.move(await city.app.next_due())
    await city.settle()
    assert city.app.clock.now().astimezone(ZoneInfo("Europe/Berlin")).hour == 9
    assert f"Daily news {language}" in await chat.sees(chat.t("message.why_digest"))
    await chat.says("/updates")
    await chat.taps("updates.digest")
    assert chat.t("updates.digest_off") in await chat.taps("updates.set_off")
    before = len(await chat.said())
    await city.moves(days=3)
    assert len(await chat.said()) == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_shared_location_gives_the_zone_and_is_not_stored(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    await chat.says("/updates")
    await chat.taps("updates.zone")
    asked = await chat.taps("updates.share")
    assert {"en": "not stored", "ko": "저장하지 않아요", "zh": "不会保存"}[language] in asked
    shown = await chat.shares(*PLACE)
    assert SEOUL[language] in shown
    local = city.app.clock.now().astimezone(ZoneInfo("Asia/Seoul"))
    assert any(f"{moment:%H:%M}" in shown for moment in (local, local - timedelta(minutes=1)))
    await city.settle()
    seized = b"".join(path.read_bytes() for path in city.folder.glob("appealbot.db*"))
    for number in PLACE:
        assert str(number).encode() not in seized
    await chat.says("/mydata")
    told = (await chat.file())[1].decode()
    assert "Asia/Seoul" in told
    assert not any(str(number) in told for number in PLACE)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_city_that_is_not_on_the_list_and_the_way_back(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    for answer in ("Xyzzy", "update_share_cancel", "🙂"):
        await chat.says("/updates")
        await chat.taps("updates.zone")
        await chat.taps("updates.share")
        shown = await chat.says(chat.t("updates.share_cancel") if "_" in answer else answer)
        assert chat.t("updates.zone_title") in shown
        assert chat.t("updates.share_closed") in await chat.said()
    assert await city.rows("draft") == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_words_that_name_a_screen_end_the_question_where_one_is(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    await chat.says("/updates")
    await chat.taps("updates.zone")
    await chat.taps("updates.share")
    shown = await chat.says({"en": "protest", "ko": "집회", "zh": "抗议"}[language])
    assert chat.t("event.list_title") in shown
    assert chat.t("updates.share_left") in await chat.said()
    assert await city.rows("draft") == 0


async def test_the_zone_moves_the_hour_of_the_digest_with_it(city):
    chat = await follower(city, "en")
    await chat.forges("setzone:Asia/Seoul:daily")
    first = await city.app.next_due()
    await chat.says("/updates")
    await chat.taps("updates.zone")
    await chat.taps("updates.region.europe_africa")
    await chat.presses("London")
    second = await city.app.next_due()
    assert (
        first.astimezone(ZoneInfo("Asia/Seoul")).hour
        == second.astimezone(ZoneInfo("Europe/London")).hour
        == 9
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_quiet_hours_are_chosen_after_the_zone_and_shown_with_the_alerts(city, language):
    chat = await follower(city, language)
    await chat.says("/updates")
    await chat.taps("updates.alerts")
    assert chat.t("quiet.no_zone") in await chat.taps("quiet.button")
    await chat.forges("setzone:Asia/Seoul")
    await chat.taps("updates.alerts")
    shown = await chat.taps("quiet.button")
    assert chat.t("quiet.now", begins="22:00", ends="07:00") in shown
    assert chat.t("quiet.none") in await chat.taps("quiet.off")
    assert (await chat.toasts())[-1] == chat.t("updates.saved")
    shown = await chat.taps("quiet.span", begins="21:00", ends="09:00")
    assert chat.t("quiet.now", begins="21:00", ends="09:00") in shown
    assert chat.t("quiet.now", begins="21:00", ends="09:00") in await chat.taps("button.back")
    before = await chat.said()
    await chat.forges("quiet:5:99")
    assert chat.t("quiet.now", begins="21:00", ends="09:00") in "\n".join(before)
    await chat.says("/mydata")
    assert "21:00–09:00" in (await chat.file())[1].decode()
