"""The bot's own words by key and language; dates, numbers and names as each language writes them
(CLDR, Babel).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from gettext import c2py
from pathlib import Path
from unicodedata import bidirectional
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_skeleton
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.units import format_unit

from content.language.languages import DEFAULT, LANGUAGES, Direction, cldr, language_of
from content.text.markup import Rich, fill, from_markdown, join

LOCALES = Path(__file__).parents[1] / "locales"

Entry = tuple[str, ...]
# Signs that run against a line (UAX 9), and those that keep such a stretch from turning what stands
# around it.
AGAINST = {Direction.LEFT_TO_RIGHT: {"R", "AL"}, Direction.RIGHT_TO_LEFT: {"L"}}
FIRST_STRONG, POP = "\u2068", "\u2069"


def best(code: str | None, also: Sequence[str] = ()) -> str:
    """The language for a Telegram language code (IETF tag): one of the bot's or `also` one of
    these, else DEFAULT.
    """
    tag = (code or "").lower()
    known = {one.lower(): one for one in (*also, *LANGUAGES)}
    return known.get(tag) or known.get(tag.split("-")[0]) or DEFAULT


@dataclass(frozen=True)
class Catalogue:
    """Every key of a language with its forms, and which of them a number wants (by its
    Plural-Forms).
    """

    entries: Mapping[str, Entry]
    form: Callable[[int], int]


def read_catalogue(language: str) -> Catalogue:
    """The catalogue from all .po files of the language's folder; ValueError for two with one key or
    other plurals.
    """
    entries: dict[str, Entry] = {}
    plurals: set[str] = set()
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            found = read_po(file, locale=cldr(language))
        for message in found:
            key = message.id if isinstance(message.id, str) else message.id[0]
            if not key:
                continue
            if key in entries:
                raise ValueError(f"{path.name} repeats the key {key}")
            entries[key] = (
                (message.string,)
                if isinstance(message.string, str)
                else tuple(message.string or ())
            )
        plurals.add(found.plural_expr)
    if len(plurals) > 1:
        raise ValueError(
            f"the files of {language} have several Plural-Forms: {' and '.join(sorted(plurals))}"
        )
    return Catalogue(entries, c2py(*plurals))


class Words:
    """The bot's words in one language, for somebody who reads what campaigns say in this or another
    one.
    """

    def __init__(self, language: str, reads: str | None = None) -> None:
        self.language = language
        self.reads = reads or language
        self._catalogue = read_catalogue(language)
        self._parsed: dict[str, Rich] = {}

    def __call__(self, key: str, n: int | None = None, **values: Rich | str | int) -> Rich:
        """The words for a key, values filled in; `n` chooses the plural form. KeyError for an
        unknown key.
        """
        if n is None and not values:
            return self._plain(key)
        return self._filled(key, n, values)

    @cache  # noqa: B019 - there is one of these objects per language, for good
    def _plain(self, key: str) -> Rich:
        return self._filled(key, None, {})

    def _filled(self, key: str, n: int | None, values: Mapping[str, Rich | str | int]) -> Rich:
        source = self._form(key, n)
        if source not in self._parsed:
            self._parsed[source] = from_markdown(source)
        counted: dict[str, Rich | str | int] = {} if n is None else {"n": n}
        written = {name: self._written(value) for name, value in {**counted, **values}.items()}
        return fill(self._parsed[source], written)

    def _written(self, value: Rich | str | int) -> Rich | str:
        """A value as it stands in a sentence: a number as the language writes it, what runs the
        other way isolated.
        """
        if isinstance(value, int):
            return number(value, self.language)
        text = value if isinstance(value, str) else value.text
        if not AGAINST[language_of(self.language).direction] & set(map(bidirectional, text)):
            return value
        return (
            FIRST_STRONG + value + POP
            if isinstance(value, str)
            else join("", (FIRST_STRONG, value, POP))
        )

    def text(self, key: str, n: int | None = None, **values: Rich | str | int) -> str:
        """The same as plain text, for buttons and toasts."""
        return self(key, n, **values).text

    def has(self, key: str) -> bool:
        """Whether the catalogue has this key."""
        return key in self._catalogue.entries

    def _form(self, key: str, n: int | None) -> str:
        if key not in self._catalogue.entries:
            raise KeyError(f"{key} is not in the {self.language} catalogue")
        forms = self._catalogue.entries[key]
        if n is None or len(forms) == 1:
            return forms[0]
        return forms[self._catalogue.form(n)]


def words_for(language: str, order: Sequence[str] = ()) -> Words:
    """The words of a language; for one that the bot does not speak those of the first in this order
    that it does.
    """
    return _words(
        next((code for code in (language, *order) if code in LANGUAGES), DEFAULT), language
    )


@cache
def _words(spoken: str, reads: str) -> Words:
    """Read once; a language that only campaigns have shares what another one says."""
    if spoken == reads:
        return Words(spoken)
    shared = copy(_words(spoken, spoken))
    shared.reads = reads
    return shared


def number(value: int, language: str) -> str:
    """A number with the language's grouping."""
    return format_decimal(value, locale=cldr(language))


def date_long(day: date, language: str) -> str:
    """A day in full: 3 May 2019, 2019년 5월 3일."""
    return format_date(day, language_of(language).day, locale=cldr(language))


def date_partial(value: str, language: str) -> str:
    """A year, month or day (ISO) as its language writes it: 2019, April 2019, 30 April 2019."""
    if len(value) == 10:
        return date_long(date.fromisoformat(value), language)
    skeleton = "yMMMM" if len(value) == 7 else "y"
    return str(
        format_skeleton(
            skeleton, date.fromisoformat((value + "-01-01")[:10]), locale=cldr(language)
        )
    )


def date_short(day: date, language: str) -> str:
    """A day without its year: 3 May."""
    return format_date(day, language_of(language).day_of_year, locale=cldr(language))


def when(moment: datetime, zone: str, language: str) -> str:
    """A moment as local date with weekday and time in a zone (IANA)."""
    local = moment.astimezone(ZoneInfo(zone))
    return format_datetime(local, language_of(language).moment, locale=cldr(language))


def duration(minutes: int, language: str) -> str:
    """A length of time in hours and minutes: 1 hour, 1 hour, 30 minutes."""
    parts = [(minutes // 60, "duration-hour"), (minutes % 60, "duration-minute")]
    own, where = language_of(language), cldr(language)
    said = [
        format_unit(value, unit, own.unit_length, locale=where) for value, unit in parts if value
    ]
    return own.unit_space.join(said)


@cache
def language_name(code: str, language: str) -> str:
    """A language's name in another one (CLDR), the code itself if CLDR has none."""
    return str(cldr(language).languages.get(code, code))


@cache
def country(code: str, language: str) -> str:
    """A country's or territory's short name (CLDR), the code if CLDR has none."""
    return language_of(language).countries.get(code) or str(
        cldr(language).territories.get(code, code)
    )


def list_of(items: Iterable[str], language: str) -> str:
    """Items as a list in words: a, b and c."""
    return format_list(list(items), locale=cldr(language))


def days_until(day: date, today: date) -> int:
    """Whole days from today; negative once it is past."""
    return (day - today).days
