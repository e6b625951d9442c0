"""The time of day as people say it: 18:30, 18h30, 6 pm, 저녁 여섯 시 반, 下午两点一刻, half past
seven in the evening.

A part of the day ("afternoon") means some hours; what could mean two times, or a time of two days
such as midnight, is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache, partial
from itertools import chain
from typing import TypeVar

from content.language.languages import LANGUAGES
from content.language.typed import Typed, any_word, of_all, typed

T = TypeVar("T")
HALF_DAY_HOURS = 12
DAY_HOURS = 24
HERE = "\x01"  # stands where a part of the day stood: a number beside it is an hour
QUARTER_MINUTES, HALF_MINUTES = 15, 30


@dataclass(frozen=True)
class Clock:
    """A time of day, how many days after the day that was named it is, and the text without it."""

    at: time
    days: int
    rest: str


def clock(text: str) -> Clock | None:
    """The time of day that was said; None without one, with two, or with one that is not clear."""
    parts: list[str] = []
    said = _marked(_in_digits(text), parts)
    if parts in (["noon"], ["midnight"]) and not re.search(
        rf"\d{{1,2}}\s*{HERE}|{HERE}\s*\d", said
    ):
        return _at_noon(parts[0], said)
    places = list(_spoken().finditer(said)) or list(_hours().finditer(said))
    if len(places) != 1 or len(parts) > 1:
        return None
    hour, minute = _numbers(places[0])
    found = _meant(hour, parts[0] if parts else "")
    if found is None or minute > 59:
        return None
    rest = said[: places[0].start()] + " " + said[places[0].end() :]
    at = found * 60 + minute
    return Clock(
        time(at // 60 % DAY_HOURS, at % 60), at // 60 // DAY_HOURS, rest.replace(HERE, " ").strip()
    )


def _at_noon(part: str, said: str) -> Clock | None:
    """Noon of a day; midnight only where no day is named, as it is that of two days."""
    rest = said.replace(HERE, " ").strip(" .,")
    if part == "noon":
        return Clock(time(HALF_DAY_HOURS), 0, rest)
    return Clock(time(0), 0, "") if not re.search(r"\w", rest) else None


def _meant(hour: int, part: str) -> int | None:
    """The hour of the day, 24 for the end of it; None where the part of the day has not that hour,
    or has it after midnight: that is a time of two days.
    """
    if not part:
        return hour if hour <= DAY_HOURS else None
    if part in ("noon", "midnight"):
        return HALF_DAY_HOURS if (part, hour) == ("noon", HALF_DAY_HOURS) else None
    first, end = _parts_of_day()[part]
    halves = (hour % HALF_DAY_HOURS, hour % HALF_DAY_HOURS + HALF_DAY_HOURS)
    meant = halves if 0 < hour <= HALF_DAY_HOURS else (hour,)
    fitting = [one for one in meant if first <= one < end]
    late = [one for one in meant if one + DAY_HOURS < end]
    return fitting[0] if len(fitting) == 1 and not late else None


def _numbers(found: re.Match[str]) -> tuple[int, int]:
    """Hour and minute of a place where a time was found."""
    said = {name: value.lower() for name, value in found.groupdict().items() if value}
    name = said.get("hour") or said.get("named") or said.get("only") or said.get("alone") or ""
    hour = _hour_names().get(name) or int(name)
    minutes = _minute_names().get(said.get("before") or said.get("after") or "", 0)
    if said.get("side") in _words(lambda one: one.to.split("|")):
        return hour - 1 or HALF_DAY_HOURS, 60 - minutes
    digits = said.get("minute") or said.get("more") or said.get("french") or 0
    quarters = int(said.get("quarters") or 0) * QUARTER_MINUTES
    return hour, minutes or int(digits) or quarters or HALF_MINUTES * ("half" in said)


def in_full(text: str) -> str:
    """Without words that say a day and a part of it in one: today at night for tonight."""
    for short, full in _table(lambda one: one.in_short).items():
        text = re.sub(_whole(short), full, text, flags=re.IGNORECASE)
    return text


def _in_digits(text: str) -> str:
    """Numbers in the words or signs of a language as digits where they stand before a sign of time:
    세 시, 三点半, 십이월.
    """
    for code in LANGUAGES:
        one = typed(code)
        if not one.digits:
            continue
        if one.hours:
            named = rf"(?<!\w)(?:{any_word(one.hours)})(?=\s*[{one.marks['hour']}])"
            text = re.sub(named, lambda found: str(_hour_names()[found.group()]), text)
        signs = "".join(one.digits) + one.ten
        marks = "".join(one.marks.values()) + one.quarter
        ahead = rf"[{signs}]+(?=\s*[{marks}])"
        number = rf"(?<![{one.weekday}{signs}]){ahead}|(?<=[{one.marks['hour']}])[{signs}]+"
        if one.weekday:  # the day of the week has a number too: 周三三点
            number += rf"|(?<=[{one.weekday}]\w){ahead}"
        text = re.sub(number, partial(_digits, one), text)
    return text


def _digits(one: Typed, found: re.Match[str]) -> str:
    """The digits of a number below 100, or of a year said digit by digit."""
    word = found.group()
    values = {sign: at for at, signs in enumerate(one.digits) for sign in signs}
    if one.ten not in word:
        return "".join(str(values[sign]) for sign in word)
    tens, _, ones = word.partition(one.ten)
    if len(tens) > 1 or len(ones) > 1:
        return word
    return str((values[tens] if tens else 1) * 10 + (values[ones] if ones else 0))


def _marked(text: str, parts: list[str]) -> str:
    """The text with a mark in place of each part of the day; `parts` gets them."""

    def taken(found: re.Match[str]) -> str:
        word = found.group().lower()
        kinds = {"noon": _words(lambda one: one.noon), "midnight": _words(lambda one: one.midnight)}
        parts.append(next((kind for kind, words in kinds.items() if word in words), word))
        return HERE

    return _part().sub(taken, text)


@cache
def _parts_of_day() -> dict[str, tuple[int, int]]:
    """The hours of each part of the day by its word."""
    return {
        word: (part["hours"][0], part["hours"][1])
        for code in LANGUAGES
        for part in typed(code).parts_of_day
        for word in part["words"]
    }


@cache
def _part() -> re.Pattern[str]:
    noon = of_all(lambda one: [*one.noon, *one.midnight])
    words = sorted((*_parts_of_day(), *noon), key=len, reverse=True)
    return re.compile("|".join(map(_whole, words)), re.IGNORECASE)


def _whole(word: str) -> str:
    """A pattern for a word; in Latin letters for a whole one, which a number may touch."""
    escaped = re.escape(word)
    return rf"(?<![^\W\d]){escaped}(?!\w)" if word[0].isascii() else escaped


def _words(find: Callable[[Typed], Iterable[str]]) -> frozenset[str]:
    return frozenset(filter(None, of_all(find)))


def _table(find: Callable[[Typed], Mapping[str, T]]) -> dict[str, T]:
    return dict(chain.from_iterable(find(typed(code)).items() for code in LANGUAGES))


@cache
def _hour_names() -> dict[str, int]:
    named = [enumerate(typed(code).hours, 1) for code in LANGUAGES]
    return {name: hour for names in named for hour, name in names}


@cache
def _minute_names() -> dict[str, int]:
    return _table(lambda one: one.minutes)


def mark(name: str) -> str:
    """A class of the signs that languages write after a number: of the year, the month, the day and
    so on.
    """
    return f"[{''.join(of_all(lambda one: one.marks.get(name, '')))}]"


@cache
def _spoken() -> re.Pattern[str]:
    """An hour in words: half past seven, seven thirty, seven o'clock, seven in the evening."""
    names, minutes = any_word(_latin_hours()), any_word(_minute_names())
    past, to = _any(lambda one: one.past), _any(lambda one: one.to)
    after = _any(lambda one: one.hour_after)
    return re.compile(
        rf"\b(?P<before>{minutes})\s+(?:minutes?\s+)?(?P<side>{past}|{to})\s+"
        rf"(?:(?P<hour>\d{{1,2}})|(?P<named>{names}))\b(?:\s+(?:{after}))?"
        rf"|{HERE}\s*(?:at\s+)?(?P<only>{names})\b"
        rf"|\b(?P<alone>{names})(?:\s+(?P<after>{minutes})\b|\s+(?:{after})|(?=\s*{HERE}))",
        re.IGNORECASE,
    )


@cache
def _hours() -> re.Pattern[str]:
    """An hour with a colon, the signs of a language, an h, or beside a part of the day."""
    hour, minute, half = map(mark, ("hour", "minute", "half"))
    quarter = _any(lambda one: one.quarter)
    after = _any(lambda one: one.hour_after)
    signs = (
        rf"{hour}(?:\s*(?P<quarters>[13])\s*{quarter}|\s*(?P<more>\d{{1,2}})\s*{minute}?(?!\d)"
        rf"|\s*(?P<half>{half}))?"
    )
    return re.compile(
        rf"(?<![\d:.-])(?P<hour>\d{{1,2}})\s*(?:[:.](?P<minute>\d{{2}})(?::\d{{2}})?(?!\d|[.-]\d)|{signs}"
        rf"|h\s*(?P<french>\d{{2}})?\b|(?:{after})\b)"
        rf"|(?<![\d:.-])(?P<only>\d{{1,2}})(?=\s*{HERE})|{HERE}\s*(?:at\s+)?(?P<alone>\d{{1,2}})(?![\d:.]|\s*\w)",
        re.IGNORECASE,
    )


def _any(find: Callable[[Typed], str]) -> str:
    return "|".join(_words(lambda one: [find(one)]))


def _latin_hours() -> list[str]:
    """The names of hours that stand for themselves."""
    return [name for name in _hour_names() if name.isascii()]
