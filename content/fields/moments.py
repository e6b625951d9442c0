"""Days and moments as people write them: ISO, or words in English, Korean and Chinese, with a zone or its city."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from babel.core import get_global

from content.i18n import LANGUAGES, locale
from content.places import folded

_NEXT = {
    "today": 0, "오늘": 0, "今天": 0, "今日": 0, "tomorrow": 1, "내일": 1, "明天": 1, "明日": 1,
    "the day after tomorrow": 2, "모레": 2, "后天": 2,
}  # fmt: skip
_WEEK = (
    ("monday", "mon", "월요일", "周一", "星期一"), ("tuesday", "tue", "화요일", "周二", "星期二"),
    ("wednesday", "wed", "수요일", "周三", "星期三"), ("thursday", "thu", "목요일", "周四", "星期四"),
    ("friday", "fri", "금요일", "周五", "星期五"), ("saturday", "sat", "토요일", "周六", "星期六"),
    ("sunday", "sun", "일요일", "周日", "星期日"),
)  # fmt: skip
_WEEKDAY = {name: at for at, names in enumerate(_WEEK) for name in names}
_CLOCK = re.compile(
    r"(?P<before>오전|오후|아침|낮|저녁|밤|上午|早上|中午|下午|晚上|凌晨)?\s*"
    r"(?<![\d-])(?P<hour>\d{1,2})\s*(?:[:.](?P<minute>\d{2})(?!\d|[.-])|[시点點时](?:\s*(?P<more>\d{1,2})\s*[분分])?(?P<half>\s*[반半])?)"
    r"(?::\d{2})?\s*(?P<after>[ap]\.?m\b\.?)?"
    r"|\b(?P<only>\d{1,2})\s*(?P<half_day>[ap]\.?m\b\.?)",
    re.IGNORECASE,
)
_LATE = ("오후", "저녁", "밤", "下午", "晚上")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[T\s]*")
_WRITTEN = re.compile(r"(?:(\d{4})\s*[년年]\s*)?(\d{1,2})\s*[월月]\s*(\d{1,2})\s*[일日号]")
_RELATIVE = re.compile(
    r"\b(?:in\s+)?\d+\s*(?:minutes?|hours?)\b|\d+\s*(?:분|시간)\s*(?:후|뒤)|\d+\s*(?:分钟|小时)后", re.IGNORECASE
)
LONGEST = 100  # characters of a day, moment or zone in words: what is longer is none, and is not looked at
_PARTIAL = re.compile(r"(\d{4})(?:\s*[년年]|$)(?:\s*(\d{1,2})\s*[월月])?")


def day(text: str, today: date) -> date | None:
    """The day that was written; without a year the one nearest ahead. None if it is none."""
    if len(text) > LONGEST:
        return None
    text = unicodedata.normalize("NFKC", text).strip(" .,")
    for word, days in _NEXT.items():
        if folded(text) == folded(word):
            return today + timedelta(days=days)
    if (
        weekday := _WEEKDAY.get(re.sub(r"^(?:next|this|다음|이번|下|这)\s*(?:week|주)?\s*", "", text.lower()))
    ) is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if found := _ISO.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _WRITTEN.fullmatch(text):
        year = int(found[1]) if found[1] else today.year
        made = _date(year, int(found[2]), int(found[3]))
        return _date(year + 1, made.month, made.day) if made and not found[1] and made < today else made
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

    return dateparser.parse(text, languages=["en", "ko", "zh"], settings=settings)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def partial(text: str, today: date) -> str | None:
    """A year, a month or a day as ISO: 2019, 2019-04, 2019-04-30."""
    if len(text) > LONGEST:
        return None
    text = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"\d{4}(-\d{2})?", text):
        return text
    if found := _PARTIAL.fullmatch(text):
        return found[1] + (f"-{int(found[2]):02}" if found[2] else "")
    if re.fullmatch(r"[^\W\d]+\.?\s+\d{4}", text) and (month := _parsed(f"1 {text}", {})):
        return f"{month:%Y-%m}"
    found_day = day(text, today)
    return found_day.isoformat() if found_day else None


def moment(text: str, now: datetime) -> datetime | None:
    """The wall time that was written (naive), seen from `now` (wall time in the same zone); None without day and hour.

    An hour alone is today's, or tomorrow's once it is past.
    """
    if len(text) > LONGEST:
        return None
    text = unicodedata.normalize("NFKC", text).strip()
    if _RELATIVE.fullmatch(text):
        found = _parsed(text, {"RELATIVE_BASE": now})
        return found.replace(second=0, microsecond=0, tzinfo=None) if found else None
    clock = _clock(text)
    if clock is None:
        return None
    hour, rest = clock
    rest = re.sub(r"\b(?:at|on)\b|에$|[,]", " ", rest).strip(" T.,")
    if not rest:
        return datetime.combine(now.date() + timedelta(days=hour <= now.time()), hour)
    found_day = day(rest, now.date())
    return datetime.combine(found_day, hour) if found_day else None


def _clock(text: str) -> tuple[time, str] | None:
    """The hour that was written and the text without it."""
    places = list(_CLOCK.finditer(text))
    if len(places) != 1:
        return None
    found = places[0]
    hour = int(found["hour"] or found["only"])
    minute = int(found["minute"] or found["more"] or (30 if found["half"] else 0))
    said = (found["after"] or found["half_day"] or "").lower()
    if (said.startswith("p") or found["before"] in _LATE) and hour < 12:
        hour += 12
    if (said.startswith("a") or found["before"] in ("오전", "上午")) and hour == 12:
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
            cities += [locale(code).time_zones.get(zone, {}).get("city") or "" for code in LANGUAGES]
            for city in filter(None, cities):
                found.setdefault(folded(city), zone)
    return {**found, "gmt": "UTC", "utc": "UTC"}


def zone(text: str) -> str | None:
    """The zone (IANA) that is named by itself or by its city; None if none is."""
    if len(text) > LONGEST:
        return None
    return _zones().get(folded(text)) or _zones().get(folded(re.sub(r"(?i)\s*time$|시간$|时间$", "", text)))


def zone_in(text: str) -> tuple[str | None, str]:
    """A zone that is named somewhere in a text, and the text without it: "tomorrow 09:00 Seoul"."""
    if len(text) > LONGEST:
        return None, text
    text = unicodedata.normalize("NFKC", text).strip()
    words = text.split()
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            name = " ".join(words[start : start + size]).strip("(),.")
            if any(letter.isalpha() for letter in name) and (found := zone(name)):
                rest = " ".join([*words[:start], *words[start + size :]])
                return found, re.sub(r"\b(?:in|at)\s*$", "", rest).strip(" ,")
    if found_end := re.fullmatch(r"(.*\d)\s*([^\d\s]{2,6})", text):  # Chinese writes no space: 明天09:00首尔
        return (zone(found_end[2]), found_end[1]) if zone(found_end[2]) else (None, text)
    return None, text
