"""Protests: the list, coming and past, the pin, the calendar file, coming and its undo, in each
language.
"""

from datetime import timedelta

import pytest
import vobject

LANGUAGES = ("en", "ko", "zh")
VIGIL = {"en": "Example: weekly vigil", "ko": "예시: 매주 열리는 침묵 집회", "zh": "示例：每周守夜"}
PAST = {
    "en": "Protest at China's embassy",
    "ko": "주한 중국대사관 앞 집회",
    "zh": "中国驻韩国大使馆前的抗议集会",
}
DAY = {"en": "30 April 2019", "ko": "2019년 4월 30일", "zh": "2019年4月30日"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_list_leads_to_what_comes_and_what_was(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    shown = await chat.says("/events")
    assert VIGIL[language] in shown
    assert shown.index(VIGIL[language]) < shown.index(PAST[language])
    shown = await chat.presses(VIGIL[language])
    assert "18:30" in shown
    assert chat.t("event.example") in shown
    assert {"en": "Seoul", "ko": "서울", "zh": "首尔"}[language] in shown
    entity = next(one for one in (await chat.newest())["entities"] if one["type"] == "date_time")
    assert entity["unix_time"] > city.app.clock.now().timestamp()
    assert chat.t("event.list_title") in await chat.taps("button.back")
    shown = await chat.presses(PAST[language])
    assert DAY[language] in shown
    assert chat.t("event.over") in shown
    assert chat.t("event.go") not in await chat.keyboard()
    await chat.taps("event.case")
    assert chat.t("case.follow") in await chat.keyboard()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_pin_and_the_calendar_file(city, language):
    chat = await city.person("A", language)
    await chat.starts("event_weekly-vigil")
    await chat.taps("event.pin")
    venue = (await chat.newest())["venue"]
    assert (venue["latitude"], venue["longitude"]) == (37.5622, 126.9828)
    assert (
        venue["title"]
        == {"en": "China's embassy in Seoul", "ko": "주한 중국대사관", "zh": "中国驻韩国大使馆"}[
            language
        ]
    )
    await chat.taps("event.calendar")
    name, body = await chat.file()
    assert name == "weekly-vigil.ics"
    entry = vobject.readOne(body.decode()).vevent
    assert entry.summary.value == VIGIL[language]
    assert entry.dtend.value - entry.dtstart.value == timedelta(hours=1)
    begins = entry.dtstart.value
    assert (begins.weekday(), begins.hour, begins.minute, begins.utcoffset()) == (
        2,
        18,
        30,
        timedelta(hours=9),
    )
    assert len(await chat.said()) == 3


@pytest.mark.parametrize("language", LANGUAGES)
async def test_coming_and_its_undo(city, language):
    chat = await city.person("A", language)
    await chat.starts("event_weekly-vigil")
    assert chat.t("event.you_come") in await chat.taps("event.go")
    assert (await chat.toasts())[-1] == {
        "en": "Noted: you will come.", "ko": "참석으로 적어 두었어요.", "zh": "已记录：您会参加。"
    }[language]  # fmt: skip
    assert await city.rows("rsvp") == 1
    assert chat.t("event.you_come") not in await chat.taps("event.stay")
    assert (await chat.toasts())[-1] == chat.t("event.noted_staying")
    assert await city.rows("rsvp") == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nobody_comes_to_what_is_over(city, language):
    chat = await city.person("A", language)
    await chat.starts("event_weekly-vigil")
    message = await chat.newest()
    go = next(
        b["callback_data"]
        for row in message["keyboard"]
        for b in row
        if b["text"] == chat.t("event.go")
    )
    await city.moves(days=8)
    await chat.presses_in(message["id"], go)
    assert await city.rows("rsvp") == 0
    assert chat.t("event.cannot_go") in await chat.toasts()


async def monday(city):
    """Moves to a Monday, two days before the vigil."""
    await city.moves(days=-city.app.clock.now().weekday() % 7)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_two_reminders_arrive_the_day_before_and_two_hours_before(city, language):
    chat = await city.person("A", language)
    await monday(city)
    await chat.starts("event_weekly-vigil")
    await chat.taps("event.go")
    seen = []
    for _ in range(2):
        await city.app.move(await city.app.next_due())
        await city.settle()
        now = city.app.clock.now()
        seen.append((now.weekday(), now.hour, now.minute))
        assert VIGIL[language] in (await chat.newest())["text"]
        assert chat.t("message.why_going") in (await chat.newest())["text"]
    assert seen == [(1, 9, 30), (2, 7, 30)]
    await city.app.move(await city.app.next_due())
    await city.settle()
    assert chat.t("event.was_there") in await chat.keyboard()
    assert await city.app.next_due() is None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_reminder_stays_when_its_buttons_are_tapped(city, language):
    chat = await city.person("A", language)
    await monday(city)
    await chat.starts("event_weekly-vigil")
    await chat.taps("event.go")
    due = await city.app.next_due()
    await city.app.move(due)
    await city.settle()
    reminder = await chat.newest()
    assert chat.t("message.why_going") in reminder["text"]
    assert chat.t("message.details") in await chat.keyboard()
    shown = await chat.taps("message.details")
    assert chat.t("event.you_come") in shown
    await chat.presses(chat.t("message.cannot_come"))
    assert await city.rows("rsvp") == 0
    assert reminder["text"] in await chat.said()
    before = len(await chat.said())
    await city.moves(days=2)
    assert len(await chat.said()) == before
