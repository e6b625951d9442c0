"""Days and moments as people write them: ISO, or words in the bot's languages, with a zone or its
city.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from babel.core import get_global

from content.fields.clock import clock, in_full, mark
from content.language.languages import LANGUAGES, cldr
from content.language.typed import pattern_of, typed
from content.missions.places import folded

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[T\s]*")
# Abbreviations that mean one zone only; CST, IST and BST mean several.
_ABBREVIATED = {
    "gmt": "UTC",
    "utc": "UTC",
    "kst": "Asia/Seoul",
    "jst": "Asia/Tokyo",
    "hkt": "Asia/Hong_Kong",
    "cet": "Europe/Brussels",
    "cest": "Europe/Brussels",
    "msk": "Europe/Moscow",
    "edt": "America/New_York",
    "pdt": "America/Los_Angeles",
    "aedt": "Australia/Sydney",
}
_SEVERAL = re.compile(r"\b(?:CST|IST|BST|AST|PST|EST|MST|SST|GST|CDT|WST|ECT|AMT|ET|CT|PT|MT)\b")
_OFFSET = re.compile(r"\b(?:UTC|GMT)\s*([+-])\s*(\d|1[0-4])(?::?00)?\b", re.IGNORECASE)
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
def _written() -> re.Pattern[str]:
    year, month, day_ = map(mark, ("year", "month", "day"))
    return re.compile(rf"(?:(\d{{4}})\s*{year}\s*)?(\d{{1,2}})\s*{month}\s*(\d{{1,2}})\s*{day_}")


@cache
def _partial() -> re.Pattern[str]:
    return re.compile(rf"(\d{{4}})(?:\s*{mark('year')}|$)(?:\s*(\d{{1,2}})\s*{mark('month')})?")


def day(text: str, today: date) -> date | None:
    """The day that was written; without a year the one nearest ahead. None if it is none."""
    if len(text) > MOMENT_CHARACTERS:
        return None
    text = unicodedata.normalize("NFKC", text).strip(" .,")
    if (ahead := _next().get(folded(text))) is not None:
        return today + timedelta(days=ahead)
    in_next_week = re.sub(pattern_of(lambda one: one.next_week), "", text.lower()).strip()
    if in_next_week != text.lower() and (weekday := _weekdays().get(in_next_week)) is not None:
        return today + timedelta(days=7 - today.weekday() + weekday)
    if re.search(pattern_of(lambda one: one.unclear_day), text.lower()):
        return None
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
    named = {_weekdays().get(word.strip(".,")) for word in text.lower().split()} - {None}
    if found is None or (named and named != {found.weekday()}):
        return None  # a day of the week that is not that of the date
    return found.date()


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
    text = in_full(unicodedata.normalize("NFKC", text).strip())
    if re.fullmatch(pattern_of(lambda one: one.in_time), text, re.IGNORECASE):
        found = _parsed(text, {"RELATIVE_BASE": now})
        return found.replace(second=0, microsecond=0, tzinfo=None) if found else None
    found_clock = None if _SEVERAL.search(text) else clock(text)
    if found_clock is None:
        return None
    said, rest = found_clock.at, found_clock.rest
    rest = re.sub(f"{pattern_of(lambda one: one.beside_hour)}|,|(?<=\\d)T$", " ", rest).strip(" .,")
    passed = not found_clock.days and said <= now.time()
    found_day = day(rest, now.date()) if rest else now.date() + timedelta(days=passed)
    if found_day is None:
        return None
    return datetime.combine(found_day + timedelta(days=found_clock.days), said)


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
    everyday = {
        folded(name): zone for code in LANGUAGES for name, zone in typed(code).zones.items()
    }
    return {**found, **everyday, **_ABBREVIATED}


def zone(text: str) -> str | None:
    """The zone (IANA) that is named by itself or by its city; None if none is."""
    if len(text) > MOMENT_CHARACTERS:
        return None
    return _zones().get(folded(text)) or _zones().get(
        folded(re.sub(f"(?i){pattern_of(lambda one: one.after_city)}", "", text))
    )


def _cut(text: str, start: int, end: int) -> str:
    """The text without what stands between two places."""
    return f"{text[:start]} {text[end:]}".strip(" ,()")


def zone_in(text: str) -> tuple[str | None, str]:
    """A zone that is named somewhere in a text, and the text without it: "tomorrow 09:00 Seoul"."""
    if len(text) > MOMENT_CHARACTERS:
        return None, text
    text = unicodedata.normalize("NFKC", text).strip()
    if offset := _OFFSET.search(text):
        ahead = "-" if offset[1] == "+" else "+"  # of Etc/GMT-9 the sign is turned (tz database)
        hours = int(offset[2])
        named = f"Etc/GMT{ahead}{hours}" if hours else "UTC"
        return named, _cut(text, *offset.span())
    words = text.split()
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            name = " ".join(words[start : start + size]).strip("(),.")
            if any(letter.isalpha() for letter in name) and (found := zone(name)):
                rest = " ".join([*words[:start], *words[start + size :]])
                return found, re.sub(pattern_of(lambda one: one.before_city), "", rest).strip(" ,")
    # Chinese writes no space: 北京时间明天9点, 明天09:00首尔.
    for said in re.finditer(pattern_of(lambda one: one.after_city).replace("$", ""), text):
        for size in range(6, 1, -1):
            begins = said.start() - size
            if begins >= 0 and (city := zone(text[begins : said.start()])):
                return city, _cut(text, begins, said.end())
    if found_end := re.fullmatch(r"(.*\d)\s*([^\d\s]{2,6})", text):
        return (zone(found_end[2]), found_end[1]) if zone(found_end[2]) else (None, text)
    return None, text
