"""What happens to an event after somebody said that they come: changes, a full house, another zone,
the day after.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
import vobject
from sqlmodel import func, select

from content.events import NOTES, Change
from content.language.i18n import when
from storage.engine.tables import Outbox
from storage.people import rsvps, supporters
from tests import desk

LANGUAGES = ("en", "ko", "zh")
SLUG = "weekly-vigil"
NOTE = {"en": "Please come to the park.", "ko": "공원으로 와 주세요.", "zh": "请到公园来。"}
PARK = {"en": "The park", "ko": "공원", "zh": "公园"}


def vigil(city):
    return city.store.read_now(city.app.campaign).event(SLUG)


def dates(city, count=3):
    """The next dates of the vigil."""
    return list(islice(vigil(city).occurrences(city.app.clock.now()), count))


def cancels(city, occurrence):
    return edits(city, cancelled=tuple({*vigil(city).cancelled, occurrence.local}))


def changes(city, occurrence, **values):
    others = tuple(one for one in vigil(city).changes if one.at != occurrence.local)
    return edits(city, changes=(*others, Change(at=occurrence.local, **values)))


def edits(city, **values):
    """The desk publishes an edit of the vigil; how many people are told."""
    queued = select(func.count()).select_from(Outbox)

    def act(session):
        before = session.exec(queued).one()
        desk.edits(session, "event", SLUG, values, city.app.clock.now())
        return session.exec(queued).one() - before

    return city.store.write_now(act)


def me(city, session, chat):
    return supporters.find(session, city.app.sealer, chat.chat)


async def comes(city, name, language="en"):
    chat = await city.person(name, language)
    await chat.starts(f"event_{SLUG}")
    await chat.taps("event.go")
    return chat


async def wakes(city):
    """Sends what waits."""
    city.app.engine.wake()
    await city.settle()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_cancelled_date_stays_visible_is_told_at_once_and_leads_to_the_next(city, language):
    chat, other = await comes(city, "A", language), await city.person("B", language)
    await other.starts()
    first, second = dates(city, 2)
    assert cancels(city, first) == 1
    await wakes(city)
    told = await chat.newest()
    assert told["text"].startswith(
        chat.t("event.cancelled_title", title=vigil(city).texts[language].title)
    )
    assert chat.t("event.msg_cancelled") in told["text"]
    assert chat.t("event.cancelled") not in "".join(await other.said())
    listed = await other.says("/events")
    assert chat.t("event.cancelled") in listed
    times = [when(one.start, one.event.zone, language) for one in (first, second)]
    assert listed.index(times[0]) < listed.index(times[1])
    titles = [
        event.texts[language].title for event in city.store.read_now(city.app.campaign).events
    ]
    assert sorted((await other.keyboard())[:2]) == sorted(titles)
    assert (await other.keyboard())[0] == vigil(city).texts[language].title
    shown = await other.starts(f"event_{SLUG}")
    assert chat.t("event.cancelled") in shown
    assert chat.t("event.go") not in await other.keyboard()
    assert times[1] in await other.taps("event.later")
    assert chat.t("event.you_come") in await other.taps("event.go")
    assert cancels(city, first) == 0
    await wakes(city)
    assert sum(chat.t("event.msg_cancelled") in text for text in await chat.said()) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_date_that_takes_place_after_all_is_told_and_its_reminders_come(city, language):
    chat = await comes(city, "A", language)
    first = dates(city, 1)[0]
    cancels(city, first)
    await wakes(city)
    assert edits(city, cancelled=()) == 1
    assert edits(city, cancelled=()) == 0
    await wakes(city)
    told = (await chat.newest())["text"]
    title = vigil(city).texts[language].title
    assert told.startswith(chat.t("event.msg_on_again", event=title))
    assert chat.t("event.on_again") in told
    assert "18:30" in told
    assert chat.t("event.you_come") in await chat.taps("message.details")
    await city.moves(
        seconds=(first.start - timedelta(hours=1) - city.app.clock.now()).total_seconds()
    )
    reminder = chat.t("message.reminder", event=title)
    assert len([text for text in await chat.said() if text.startswith(reminder)]) == 2


async def test_news_of_a_date_that_still_waits_never_comes_after_what_is_true_now(city):
    chat = await comes(city, "A")
    first = dates(city, 1)[0]
    cancels(city, first)
    assert edits(city, cancelled=()) == 1
    await wakes(city)
    title = vigil(city).texts["en"].title
    assert (await chat.newest())["text"].startswith(chat.t("event.msg_on_again", event=title))
    assert changes(city, first, place=PARK) == cancels(city, first) == 1
    await wakes(city)
    said = await chat.said()
    assert chat.t("event.msg_cancelled") in said[-1]
    assert sum(chat.t("event.msg_cancelled") in text for text in said) == 1
    assert not [text for text in said if text.startswith(chat.t("event.msg_changed", event=title))]


async def test_another_note_is_told_and_its_translation_is_not(city):
    await comes(city, "A")
    first = dates(city, 1)[0]
    assert changes(city, first, note={"en": NOTE["en"]}) == 1
    assert changes(city, first, note=NOTE) == 0
    assert changes(city, first, note=NOTE | {"ko": "다른 말"}) == 1
    assert changes(city, first) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_change_is_told_with_what_was_and_what_is_and_the_reminders_follow_it(
    city, language
):
    chat = await comes(city, "A", language)
    first = dates(city, 1)[0]
    moved = first.local + timedelta(hours=2)
    assert changes(city, first, starts=moved, place=PARK, address="1 Park Road", note=NOTE) == 1
    await wakes(city)
    told = (await chat.newest())["text"]
    assert told.startswith(chat.t("event.msg_changed", event=vigil(city).texts[language].title))
    assert told.index("20:30") < told.index("18:30")
    assert NOTE[language] in told
    assert PARK[language] in told
    shown = await chat.taps("message.details")
    assert chat.t("event.changed") in shown
    assert "1 Park Road" in shown
    await chat.taps("event.calendar")
    entry = vobject.readOne((await chat.file())[1].decode()).vevent
    assert (entry.dtstart.value.hour, entry.sequence.value) == (20, "1")
    starts = first.start + timedelta(hours=2)
    await city.moves(
        seconds=(starts - timedelta(hours=2, minutes=1) - city.app.clock.now()).total_seconds()
    )
    reminder = chat.t("message.reminder", event=vigil(city).texts[language].title)
    before = len([text for text in await chat.said() if text.startswith(reminder)])
    await city.moves(minutes=2)
    reminders = [text for text in await chat.said() if text.startswith(reminder)]
    assert (before, len(reminders)) == (1, 2)
    assert "20:30" in reminders[-1]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_waits_moves_up_when_a_place_is_free_and_is_told(city, language):
    edits(city, capacity=2)
    first, second = await comes(city, "A", language), await comes(city, "B", language)
    third, fourth = await city.person("C", language), await city.person("D", language)
    for chat in (third, fourth):
        assert chat.t("event.full") in await chat.starts(f"event_{SLUG}")
        assert chat.t("event.you_wait") in await chat.taps("event.wait")
    assert (await third.toasts())[-1] == third.t("event.noted_waiting")
    title = vigil(city).texts[language].title
    await second.taps("event.stay")
    await wakes(city)
    place = third.t("event.msg_place", event=title)
    assert place in await third.sees(place)
    assert place not in "".join(await fourth.said())
    assert third.t("event.you_come") in await third.taps("message.details")
    edits(city, capacity=5)
    await city.app.jobs.visit()
    await wakes(city)
    assert place in await fourth.sees(place)
    assert place not in "".join(await first.said())


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_comes_may_offer_a_role_and_take_it_back(city, language):
    chat = await comes(city, "A", language)
    asked = await chat.taps("event.offer")
    assert chat.t("event.role_about.legal_observer") in asked
    assert chat.t("event.role.speaker") not in asked
    role = chat.t("event.role.legal_observer")
    assert chat.t("event.you_offer", role=role) in await chat.taps("event.role.legal_observer")
    await chat.taps("event.offer")
    assert chat.t("event.you_offer", role=role) not in await chat.taps("event.no_role")
    await chat.taps("event.stay")
    assert chat.t("event.offer") not in await chat.keyboard()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_readers_own_time_stands_beside_the_local_one_where_they_differ(city, language):
    chat = await city.person("A", language)
    shown = await chat.starts(f"event_{SLUG}")
    before = chat.t("event.your_time", when="@").split("@")[0]
    assert before not in shown

    def live_in(zone):
        city.store.write_now(lambda s: supporters.change(s, me(city, s, chat).number, zone=zone))

    live_in("Asia/Tokyo")  # the same hour as Seoul's
    assert before not in await chat.starts(f"event_{SLUG}")
    live_in("America/New_York")
    at = dates(city, 1)[0].start
    shown = await chat.starts(f"event_{SLUG}")
    hour = f"{at.astimezone(ZoneInfo('America/New_York')):%H:%M}"
    assert before in shown
    assert hour in shown.split(before)[1].splitlines()[0]
    assert "18:30" in shown


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everything_to_know_stands_on_the_screen_and_fits_a_phone(city, language):
    chat = await city.person("A", language)
    shown = await chat.starts(f"event_{SLUG}")
    event, text = vigil(city), vigil(city).texts[language]
    for part in (
        text.title,
        text.place,
        event.address,
        text.description,
        *(getattr(text, name) for name in NOTES),
    ):
        assert part in shown
    assert chat.t("event.police.planned") in shown
    assert chat.t("event.capacity", n=30) in shown
    assert {"en": "Lasts 1 hour", "ko": "1시간", "zh": "1小时"}[language] in shown
    assert "한국어" in shown
    await few_buttons(chat)
    await chat.taps("event.go")
    await few_buttons(chat)


async def few_buttons(chat):
    rows = (await chat.newest())["keyboard"]
    assert sum(map(len, rows)) <= 6
    assert max(map(len, rows)) <= 2


@pytest.mark.parametrize("language", LANGUAGES)
async def test_another_date_can_be_chosen_and_both_are_kept_apart(city, language):
    chat = await comes(city, "A", language)
    first, second = dates(city, 2)
    shown = await chat.taps("event.later")
    assert when(second.start, second.event.zone, language) in shown
    assert chat.t("event.you_come") not in shown
    await chat.taps("event.go")
    await chat.taps("event.stay")
    coming = city.store.read_now(lambda s: rsvps.mine(s, me(city, s, chat).number))
    assert [one.starts for one in coming] == [first.stamp]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_near_me_shows_the_nearest_first_and_keeps_no_place(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    await chat.says("/events")
    assert chat.t("event.near_ask") in await chat.taps("event.near")
    shown = await chat.shares(37.40, 127.10)
    assert shown.startswith(chat.t("event.near_title"))
    assert chat.t("event.distance", km="21") in shown
    assert chat.t("event.near_done") in (await chat.said())[-2]
    for path in city.folder.rglob("*"):
        if path.is_file():
            assert b"127.1" not in path.read_bytes(), path


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_whole_calendar_can_be_taken_and_taken_again(city, language):
    chat = await city.person("A", language)
    await chat.starts()
    await chat.says("/events")
    await chat.taps("event.all_dates")
    name, body = await chat.file()
    before = vobject.readOne(body.decode())
    assert name == "liaoning-seven.ics"
    assert [entry.summary.value for entry in before.vevent_list] == [
        vigil(city).texts[language].title
    ]
    cancels(city, dates(city, 1)[0])
    await chat.says("/events")
    await chat.taps("event.all_dates")
    after = vobject.readOne((await chat.file())[1].decode())
    assert {entry.uid.value for entry in after.vevent_list} == {
        entry.uid.value for entry in before.vevent_list
    }
    assert {entry.sequence.value for entry in before.vevent_list} == {"0"}
    assert {entry.sequence.value for entry in after.vevent_list} == {"1"}
    assert [entry.status.value for entry in after.vevent_list] == ["CONFIRMED", "CANCELLED"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("was_there", [True, False])
async def test_afterwards_only_a_count_is_kept(city, language, was_there):
    chats = [await comes(city, f"A{at}", language) for at in range(5)]
    first = dates(city, 1)[0]
    await city.moves(
        seconds=(first.end + timedelta(hours=1, minutes=1) - city.app.clock.now()).total_seconds()
    )
    for chat in chats:
        await chat.sees(chat.t("event.msg_question", event=vigil(city).texts[language].title))
        thanks = await chat.taps("event.was_there" if was_there else "event.was_not_there")
        assert chat.t("event.thanks_there" if was_there else "event.thanks_not_there") in thanks
        assert chat.t("event.answered") in await chat.taps("event.was_there")
    assert await city.rows("rsvp") == 0
    assert city.store.read_now(lambda s: rsvps.turnout(s, first)) == (5 if was_there else 0)
    shown = (
        await chats[0].presses(vigil(city).texts[language].title)
        if False
        else await chats[0].forges(f"event:{SLUG}:{first.stamp}")
    )
    assert (chats[0].t("event.were_there", 5) in shown) == was_there


async def test_a_count_below_five_is_not_told(city):
    chats = [await comes(city, f"A{at}") for at in range(4)]
    first = dates(city, 1)[0]
    assert chats[0].t("event.many", n=4) not in await chats[0].starts(f"event_{SLUG}")
    await city.moves(
        seconds=(first.end + timedelta(hours=1, minutes=1) - city.app.clock.now()).total_seconds()
    )
    for chat in chats:
        await chat.taps("event.was_there")
    assert "4" not in (await chats[0].forges(f"event:{SLUG}:{first.stamp}")).split("\n\n")[-1]


async def test_who_said_nothing_afterwards_is_forgotten_seven_days_later(city):
    await comes(city, "A")
    first = dates(city, 1)[0]
    await city.moves(
        seconds=(first.end + timedelta(days=6, hours=23) - city.app.clock.now()).total_seconds()
    )
    assert await city.rows("rsvp") == 1
    await city.moves(hours=2)
    assert await city.rows("rsvp") == 0


async def test_who_pauses_is_not_asked_but_hears_of_a_cancellation(city):
    chat = await comes(city, "A")
    await chat.taps("event.later")
    await chat.taps("event.go")
    await chat.says("/pause")
    await chat.taps("updates.pause_open")
    cancels(city, dates(city, 2)[1])
    await wakes(city)
    assert chat.t("event.msg_cancelled") in (await chat.newest())["text"]
    first = dates(city, 1)[0]
    question = chat.t("event.msg_question", event=vigil(city).texts["en"].title)
    await city.moves(
        seconds=(first.end + timedelta(hours=2) - city.app.clock.now()).total_seconds()
    )
    assert not [text for text in await chat.said() if question in text]
