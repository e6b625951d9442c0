"""What people type, by language: words that name a screen, an answer, a day, an hour, an office."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from content.language.languages import LANGUAGES

WORDS = Path(__file__).with_name("typed_words")
Lists = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Typed:
    """The words of one language, from its file in `typed_words`, which says what each is. Patterns
    are (pattern).
    """

    screens: Lists
    yes: Sequence[str]
    no: Sequence[str]
    rules: Lists
    days: Sequence[Sequence[str]]
    coming: str
    next_week: str
    unclear_day: str
    in_time: str
    parts_of_day: Sequence[Mapping[str, Any]]
    noon: Sequence[str]
    midnight: Sequence[str]
    zones: Mapping[str, str]
    consulate: str
    office: str
    countries: Mapping[str, str]
    beside_hour: str = ""
    before_city: str = ""
    after_city: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    in_short: Mapping[str, str] = field(default_factory=dict)
    hours: Sequence[str] = ()
    hour_after: str = ""
    minutes: Mapping[str, int] = field(default_factory=dict)
    past: str = ""
    to: str = ""
    digits: Sequence[str] = ()
    ten: str = ""
    quarter: str = ""
    weekday: str = ""


@cache
def typed(code: str) -> Typed:
    """What people type in a language of the bot."""
    return Typed(**yaml.safe_load((WORDS / f"{code}.yaml").read_text("utf-8")))


def of_all(find: Callable[[Typed], Iterable[str]]) -> tuple[str, ...]:
    """These words in every language of the bot."""
    return tuple(word for code in LANGUAGES for word in find(typed(code)))


def pattern_of(find: Callable[[Typed], str]) -> str:
    """One pattern out of that of each language that has one."""
    return "|".join(filter(None, (find(typed(code)) for code in LANGUAGES)))


def any_word(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
