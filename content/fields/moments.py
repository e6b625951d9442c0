"""Days and moments as people write them: ISO, or words in the bot's languages, with a zone or its
city.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import chain
from typing import Any
from zoneinfo import available_timezones

from babel.core import get_global

from content.language.languages import LANGUAGES, cldr
from content.language.typed import any_word, of_all, pattern_of, typed
from content.missions.places import folded

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[T\s]*")
# Characters of a day, moment or zone in words: what is longer is none, and is not looked at.
MOMENT_CHARACTERS = 100


@cache
def _next() -> dict[str, int]:
    """How many days ahead a word says, folded: 0 for today."""
    named = [enumerate(typed(code).days) for code in LANGUAGES]
    return {folded(word): ahead for days in named for ahead, words in days for word in words}


@cache
def _weekdays() -> dict[str, int]:
    """Names of weekdays (CLDR) in small letters, Monday 0; a single sign is too little to
    mean one.
    """
    names = [
        cldr(code).days["format"][width] for code in LANGUAGES for width in ("wide", "abbreviated")
    ]
    return {name.lower(): at for one in names for at, name in one.items() if len(name) > 1}


@cache
def _coming() -> re.Pattern[str]:
    return re.compile(f"^(?:{pattern_of(lambda one: one.coming)})")


@cache
def _mark(name: str) -> str:
    """A class of the signs that languages write after a number: of the year, the month, the day and
    so on.
    """
    return f"[{''.join(of_all(lambda one: one.marks.get(name, '')))}]"


@cache
def _written() -> re.Pattern[str]:
    year, month, day_ = map(_mark, ("year", "month", "day"))
    return re.compile(rf"(?:(\d{{4}})\s*{year}\s*)?(\d{{1,2}})\s*{month}\s*(\d{{1,2}})\s*{day_}")


@cache
def _partial() -> re.Pattern[str]:
    return re.compile(rf"(\d{{4}})(?:\s*{_mark('year')}|$)(?:\s*(\d{{1,2}})\s*{_mark('month')})?")


@cache
def _hours() -> re.Pattern[str]:
    """An hour with a colon or the signs of a language; the half of the day may stand before or
    after it.
    """
    before = any_word(of_all(lambda one: chain.from_iterable(one.half_days_before.values())))
    after = any_word(of_all(lambda one: chain.from_iterable(one.half_days_after.values())))
    hour, minute, half = map(_mark, ("hour", "minute", "half"))
    signs = rf"{hour}(?:\s*(?P<more>\d{{1,2}})\s*{minute})?(?P<half>\s*{half})?"
    return re.compile(
        rf"(?P<before>{before})?\s*"
        rf"(?<![\d-])(?P<hour>\d{{1,2}})\s*(?:[:.](?P<minute>\d{{2}})(?!\d|[.-])|{signs})"
        rf"(?::\d{{2}})?\s*(?:(?P<after>{after})(?!\w))?"
        rf"|\b(?P<only>\d{{1,2}})\s*(?P<half_day>{after})(?!\w)",
        re.IGNORECASE,
    )


def day(text: str, today: date) -> date | None:
    """The day that was written; without a year the one nearest ahead. None if it is none."""
    if len(text) > MOMENT_CHARACTERS:
        return None
    text = unicodedata.normalize("NFKC", text).strip(" .,")
    if (ahead := _next().get(folded(text))) is not None:
        return today + timedelta(days=ahead)
    if (weekday := _weekdays().get(_coming().sub("", text.lower()))) is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if found := _ISO.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _written().fullmatch(text):
        year = int(found[1]) if found[1] else today.year
        made = _date(year, int(found[2]), int(found[3]))
        return (
            _date(year + 1, made.month, made.day)
            if made and not found[1] and made < today
            else made
        )
    return _in_words(text, today)


def _in_words(text: str, today: date) -> date | None:
    if not any(letter.isalpha() for letter in text):
        return None  # 03/05 means two days
    settings = {
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "PREFER_DATES_FROM": "future",
        "REQUIRE_PARTS": ["day"],
    }
    found = _parsed(text, settings)
    return found.date() if found else None


def _parsed(text: str, settings: dict[str, Any]) -> datetime | None:
    """What a day or moment in words means, in any of the bot's languages."""
    import dateparser  # noqa: PLC0415 - 3 MB that a start does without

    return dateparser.parse(
        text, languages=sorted({cldr(code).language for code in LANGUAGES}), settings=settings
    )


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def partial(text: str, today: date) -> str | None:
    """A year, a month or a day as ISO: 2019, 2019-04, 2019-04-30."""
    if len(text) > MOMENT_CHARACTERS:
        return None
    text = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"\d{4}(-\d{2})?", text):
        return text
    if found := _partial().fullmatch(text):
        return found[1] + (f"-{int(found[2]):02}" if found[2] else "")
    if re.fullmatch(r"[^\W\d]+\.?\s+\d{4}", text) and (month := _parsed(f"1 {text}", {})):
        return f"{month:%Y-%m}"
    found_day = day(text, today)
    return found_day.isoformat() if found_day else None


def moment(text: str, now: datetime) -> datetime | None:
    """The wall time that was written (naive), seen from `now` (wall time in the same zone); None
    without day and hour.

    An hour alone is today's, or tomorrow's once it is past.
    """
    if len(text) > MOMENT_CHARACTERS:
        return None
    text = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(pattern_of(lambda one: one.in_time), text, re.IGNORECASE):
        found = _parsed(text, {"RELATIVE_BASE": now})
        return found.replace(second=0, microsecond=0, tzinfo=None) if found else None
    clock = _clock(text)
    if clock is None:
        return None
    hour, rest = clock
    rest = re.sub(f"{pattern_of(lambda one: one.beside_hour)}|,", " ", rest).strip(" T.,")
    if not rest:
        return datetime.combine(now.date() + timedelta(days=hour <= now.time()), hour)
    found_day = day(rest, now.date())
    return datetime.combine(found_day, hour) if found_day else None


def _clock(text: str) -> tuple[time, str] | None:
    """The hour that was written and the text without it."""
    places = list(_hours().finditer(text))
    if len(places) != 1:
        return None
    found = places[0]
    hour = int(found["hour"] or found["only"])
    minute = int(found["minute"] or found["more"] or (30 if found["half"] else 0))
    said = (found["before"] or found["after"] or found["half_day"] or "").lower()
    if said in of_all(lambda one: one.half_days("late")) and hour < 12:
        hour += 12
    if said in of_all(lambda one: one.half_days("early")) and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        return None
    return time(hour, minute), (text[: found.start()] + " " + text[found.end() :]).strip()


@cache
def _zones() -> dict[str, str]:
    """Folded names of zones and their cities, in all of the bot's languages (CLDR)."""
    found = {folded(zone): zone for zone in available_timezones() if "/" in zone or zone == "UTC"}
    known = available_timezones()
    for zone in get_global("zone_territories"):
        if zone in known:
            cities = [zone.rsplit("/", 1)[-1].replace("_", " ")]
            cities += [cldr(code).time_zones.get(zone, {}).get("city") or "" for code in LANGUAGES]
            for city in filter(None, cities):
                found.setdefault(folded(city), zone)
    return {**found, "gmt": "UTC", "utc": "UTC"}


def zone(text: str) -> str | None:
    """The zone (IANA) that is named by itself or by its city; None if none is."""
    if len(text) > MOMENT_CHARACTERS:
        return None
    return _zones().get(folded(text)) or _zones().get(
        folded(re.sub(f"(?i){pattern_of(lambda one: one.after_city)}", "", text))
    )


def zone_in(text: str) -> tuple[str | None, str]:
    """A zone that is named somewhere in a text, and the text without it: "tomorrow 09:00 Seoul"."""
    if len(text) > MOMENT_CHARACTERS:
        return None, text
    text = unicodedata.normalize("NFKC", text).strip()
    words = text.split()
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            name = " ".join(words[start : start + size]).strip("(),.")
            if any(letter.isalpha() for letter in name) and (found := zone(name)):
                rest = " ".join([*words[:start], *words[start + size :]])
                return found, re.sub(pattern_of(lambda one: one.before_city), "", rest).strip(" ,")
    # Chinese writes no space: 明天09:00首尔.
    if found_end := re.fullmatch(r"(.*\d)\s*([^\d\s]{2,6})", text):
        return (zone(found_end[2]), found_end[1]) if zone(found_end[2]) else (None, text)
    return None, text
