"""What people type, by language: words that name a screen, an answer, a day, an hour, an office."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

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
    in_time: str
    half_days_before: Lists
    half_days_after: Lists
    consulate: str
    office: str
    countries: Mapping[str, str]
    beside_hour: str = ""
    before_city: str = ""
    after_city: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)

    def half_days(self, which: str) -> frozenset[str]:
        """Words for one half of the day, `early` or `late`, wherever they stand."""
        return frozenset(
            (*self.half_days_before.get(which, ()), *self.half_days_after.get(which, ()))
        )


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
