"""Twenty walks through the bot in two languages that nobody speaks: every word comes from a catalogue, nothing gets
too long, and numbers and days are written as the locale writes them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import available_timezones

import pytest
from babel import Locale

from content.language.i18n import date_long, number, when, words_for
from content.language.languages import LANGUAGES, cldr
from tests import pseudo
from tests.journeys.conftest import CASE, START
from tests.stores import bundled

WORD = re.compile(r"[A-Za-z]{3,}")
NO_WORDS = re.compile(r"https?://\S+|(?<![\w/])/[a-z_]+|\S+@\S+|\b[A-Z_a-z-]+/[A-Z_a-z/]+")
BRANDS = "Gmail Outlook Yahoo PDF Stunde Stunden Minuten"
DEEP = 9  # buttons of one walk
GRAVE = ("forget", "burn", "freeze", "erase")  # routes after which the walk would be over


@pytest.fixture(scope="module", autouse=True)
def languages(tmp_path_factory):
    """The two are registered for these walks and for nothing else."""
    with pseudo.spoken(tmp_path_factory.mktemp("pseudo")):
        yield


@pytest.fixture
async def city(city_of):
    return await city_of(pseudo.campaign(bundled()))


def names_of(locale: Locale) -> str:
    """What CLDR calls countries, languages, cities, days and months."""
    zones = [zone.get("city", "") for zone in locale.time_zones.values()]
    units = [form for unit in locale.unit_display_names.values() for form in unit.values()]
    lists = (locale.territories.values(), locale.languages.values(), zones, units)
    spans = [name for kind in (locale.days, locale.months) for form in kind.values() for one in form.values()
             for name in one.values()]  # fmt: skip
    return " ".join([*spans, *(str(name) for one in lists for name in one)])


def texts(value):
    """Every text in it, whatever it is called."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    return [str(value)]


def known(code):
    """Words that need no translation: data of the campaign, and names of CLDR and of languages."""
    told = " ".join(texts(pseudo.campaign(bundled()).model_dump(mode="json")))
    names = " ".join(
        (
            *(one.name for one in LANGUAGES.values()),
            *available_timezones(),
            "UTC",
            BRANDS,
        )
    )
    return {
        word.casefold()
        for text in (told, names, names_of(cldr(code)))
        for word in WORD.findall(text)
    }


KNOWN: dict[str, set[str]] = {}


def strangers(chat, text):
    """The words of a text that no catalogue can have said."""
    if chat.language not in KNOWN:
        KNOWN[chat.language] = known(chat.language)
    return [
        word
        for word in WORD.findall(NO_WORDS.sub(" ", text))
        if word.casefold() not in KNOWN[chat.language]
    ]


async def judged(chat, own=()):
    """Everything that the bot shows the person now is in their language."""
    for message in await chat.messages():
        if not message["from"]["bot"]:
            continue
        labels = [button["text"] for row in message["keyboard"] or [] for button in row]
        for text in (message["text"], *labels):
            assert [word for word in strangers(chat, text) if word not in own] == [], text
    for text in await chat.toasts():
        assert strangers(chat, text) == [], text


async def refused(city):
    """What Telegram would not take from the bot."""
    answer = await city.client.get("/api/poll", params={"after": 0, "timeout": 0})
    return [event for event in answer.json()["events"] if event["type"] == "log"]


async def wanders(chat, own=()):
    """Presses the buttons from here on, each route once, and looks at every screen."""
    seen = set()
    await judged(chat, own)
    while len(seen) < DEEP:
        newest = await chat.newest()
        buttons = [button["callback_data"] for row in newest["keyboard"] or [] for button in row
                   if button.get("callback_data")]  # fmt: skip
        fresh = [
            one
            for one in buttons
            if route(one) not in seen and not any(word in one for word in GRAVE)
        ]
        if not fresh:
            return
        seen.add(route(fresh[0]))
        await chat.presses_in(newest["id"], fresh[0])
        await judged(chat, own)


def route(data):
    """A button's route without the numbers that differ each time."""
    return re.sub(r"\d+", "", data)


every_language = pytest.mark.parametrize("code", pseudo.PLURALS)
COMMANDS = (
    "cases",
    "events",
    "write",
    "updates",
    "language",
    "privacy",
    "help",
    "contact",
    "mydata",
    "forgetme",
)
DESK = ("team", "send", "upcoming", "edit", "stats", "feeds", "audit")


@every_language
@pytest.mark.parametrize("command", COMMANDS)
async def test_a_supporters_way_from_a_command(city, code, command):
    chat = await city.person("Äö", code)
    await chat.starts()
    await judged(chat)
    await chat.says(f"/{command}")
    await wanders(chat)
    assert await refused(city) == []


@every_language
@pytest.mark.parametrize("command", DESK)
async def test_the_teams_way_from_a_command(city, code, command):
    chat = await city.person("Äö", code)
    await chat.starts()
    await chat.says(f"/claim {city.code}")
    await chat.says(f"/{command}")
    await wanders(chat)
    assert await refused(city) == []


@every_language
async def test_a_letter_from_its_first_step_to_thanks(city, code):
    chat = await city.person("Äö", code)
    await chat.starts(f"case_{CASE}")
    await chat.says("/write")
    await judged(chat)
    before = chat.t("letter.write_to", mission="@").split("@")[0].strip("\u2068")
    await chat.presses(next(label for label in await chat.keyboard() if label.startswith(before)))
    await judged(chat)
    await chat.presses(LANGUAGES[code].name)
    for key in ("letter.points_done", "letter.skip_words", "letter.skip_name"):
        await chat.taps(key)
        await judged(chat)
    await wanders(chat)


@every_language
async def test_news_a_digest_and_a_reminder_arrive(city, code):
    chat = await city.person("Äö", code)
    await chat.starts(f"case_{CASE}")
    await chat.taps("case.follow")
    await city.publishes("2")
    await judged(chat, own=("Body",))
    assert "Body in " + code in (await chat.newest())["text"]
    await city.moves(days=9)
    await judged(chat, own=("Body",))
    assert await refused(city) == []


@every_language
async def test_words_that_fit_nothing_and_words_that_name_a_screen(city, code):
    chat = await city.person("Äö", code)
    await chat.starts()
    assert chat.t("home.unknown_title") in await chat.says("12345 67890")
    await judged(chat)
    assert await chat.says(pseudo.said("events", code)) == await chat.says("/events")
    await chat.sends("sticker")
    await judged(chat)


@pytest.mark.parametrize("code", pseudo.PLURALS)
def test_a_word_that_comes_from_no_catalogue_is_seen(code):
    chat = SimpleNamespace(language=code)
    from_catalogue = words_for(code).text("home.unknown")
    assert strangers(chat, from_catalogue) == []
    assert strangers(chat, f"{from_catalogue} Try again") == ["Try", "again"]


def test_numbers_and_days_are_written_by_the_locale():
    assert number(12345, "xa") == "12.345"
    assert date_long(START.date(), "xa") == "24. November 2026"
    moment = datetime(2026, 11, 24, 3, tzinfo=UTC)
    assert when(moment, "UTC", "xr") == "الثلاثاء 24 نوفمبر 2026 03:00"
    assert when(moment, "UTC", "xa") == "Di., 24. Nov. 2026, 03:00"
    one, two, many = (words_for("xr").text("updates.follows", n) for n in (1, 2, 100))
    assert one.replace("1", "") != two.replace("2", "") == many.replace("100", "")
    assert len(words_for("xa").text("home.unknown")) > 1.35 * len(
        words_for("en").text("home.unknown")
    )
