"""The next seven days of everything that goes out: when, to how many, in which languages, and as
people will see it.
"""

from datetime import UTC, datetime

import pytest

from storage.actions import emergency_freeze
from storage.delivery import digests
from storage.people import supporters
from tests.journeys.conftest import CASE

LANGUAGES = ("en", "ko", "zh")


async def owner(city, language):
    mina = await city.person("Mina", language)
    await mina.starts()
    await mina.says(f"/claim {city.code}")
    return mina


async def people(city, language, count, base):
    """Followers with a digest tomorrow, put straight into the store."""
    now, sealer = city.app.clock.now(), city.app.sealer

    def act(session):
        for at in range(count):
            person, _ = supporters.meet(session, sealer, base + at, language, now)
            supporters.follow(session, person.number, CASE, now)
            hour = (now.hour + 12) % 24
            digests.set_digest(session, person.number, "daily", hour, 0, "UTC", now)
            supporters.sent_letter(session, person.number, CASE, "embassy-kr-seoul", now)

    await city.store.write(act)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_is_coming_and_it_says_so(city, language):
    mina = await owner(city, language)
    assert mina.t("upcoming.none") in await mina.says("/upcoming")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_digests_reminders_and_sends_with_counts_and_each_as_it_will_be_seen(city, language):
    mina = await owner(city, language)
    comer = await city.person("C", language)
    await comer.starts("event_weekly-vigil")
    await comer.taps("event.go")
    await people(city, "ko", 7, 8_100_000_000)
    await people(city, "zh", 2, 8_200_000_000)
    await city.store.write(
        lambda session: emergency_freeze.freeze(session, 0, city.app.clock.now())
    )
    await city.publishes("News")
    shown = await mina.says("/upcoming")
    assert "News" in shown
    assert mina.t("safety.frozen_title") in shown
    assert "9" in shown
    assert "简体中文" in shown
    assert "한국어 7" not in shown  # from a language's own count another's would follow
    whole = shown
    while mina.t("upcoming.later") in await mina.keyboard():
        whole += await mina.taps("upcoming.later")
    assert mina.t("upcoming.digest", title="") in whole
    vigil = "upcoming.reminder"
    title = city.store.read_now(city.app.campaign).event("weekly-vigil").texts[language].title
    assert mina.t(vigil, title=title) in whole
    await mina.forges(f"uo:digest:{digest_day(whole, city)}")
    said = await mina.said()
    assert any(
        "News ko" in text and mina.t("team.preview_title", language="한국어") in text
        for text in said
    )
    assert any("News zh" in text for text in said)
    assert mina.t("upcoming.back") in await mina.keyboard()


def digest_day(_shown, city):
    due = city.store.read_now(digests.next_digest)
    return datetime.fromtimestamp(due, UTC).date().isoformat()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_reminder_opens_as_those_who_come_will_see_it(city, language):
    mina = await owner(city, "en")
    comer = await city.person("C", language)
    await comer.starts("event_weekly-vigil")
    await comer.taps("event.go")
    await mina.says("/upcoming")
    await mina.presses("Open: Reminder")
    (preview,) = [text for text in await mina.said() if comer.t("message.why_going") in text]
    for _ in range(8):
        await city.moves(days=1)
    reminder = await comer.sees(comer.t("message.why_going"))
    assert preview.endswith(reminder)


async def test_what_is_over_is_gone_and_nothing_changes_by_looking(city):
    mina = await owner(city, "en")
    for forged in (
        "uo:send:99",
        "uo:reminder:weekly-vigil:1:0",
        "uo:x",
        "uo:digest:2026-01-01",
        "upcoming:zzz",
    ):
        await mina.forges(forged)
    assert mina.t("error.unexpected") not in "\n".join(await mina.said())
    assert await city.rows("outbox") == 0
