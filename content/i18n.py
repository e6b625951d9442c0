"""The bot's own words by key and language; dates, numbers and names as each language writes them (CLDR, Babel)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.units import format_unit

from content.markup import Rich, fill, from_markdown

LANGUAGES = ("en", "ko", "zh")
NATIVE = {"en": "English", "ko": "한국어", "zh": "简体中文"}
LOCALES = Path(__file__).parent / "locales"
_CLDR = {"zh": "zh_Hans"}
_SHORT = {("KR", "ko"): "한국"}  # CLDR has the full name there

Entry = tuple[str, ...]


def best(code: str | None) -> str:
    """The bot's language for a Telegram language code (IETF tag): Korean, Chinese, else English."""
    stem = (code or "").lower().split("-")[0]
    return stem if stem in LANGUAGES else "en"


@cache
def locale(language: str) -> Locale:
    """The CLDR locale of one of the bot's languages, or of a campaign's own; English if CLDR has none."""
    try:
        return Locale.parse(_CLDR.get(language, language).replace("-", "_"))
    except (ValueError, LookupError):
        return Locale.parse("en")


def read_catalogue(language: str) -> dict[str, Entry]:
    """Every key of a language with its forms, from all .po files of its folder; ValueError for a key in two of them."""
    entries: dict[str, Entry] = {}
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=_CLDR.get(language, language)):
                key = message.id if isinstance(message.id, str) else message.id[0]
                if not key:
                    continue
                if key in entries:
                    raise ValueError(f"{path.name} repeats the key {key}")
                entries[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return entries


class Words:
    """The bot's words in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._entries = read_catalogue(language)
        self._parsed: dict[str, Rich] = {}

    def __call__(self, key: str, n: int | None = None, **values: Rich | str | int) -> Rich:
        """The words for a key, values filled in; `n` chooses the plural form (CLDR). KeyError for an unknown key."""
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
        written = {
            name: number(value, self.language) if isinstance(value, int) else value
            for name, value in {**counted, **values}.items()
        }
        return fill(self._parsed[source], written)

    def text(self, key: str, n: int | None = None, **values: Rich | str | int) -> str:
        """The same as plain text, for buttons and toasts."""
        return self(key, n, **values).text

    def has(self, key: str) -> bool:
        """Whether the catalogue has this key."""
        return key in self._entries

    def _form(self, key: str, n: int | None) -> str:
        if key not in self._entries:
            raise KeyError(f"{key} is not in the {self.language} catalogue")
        forms = self._entries[key]
        if n is None or len(forms) == 1:
            return forms[0]
        return forms[0] if locale(self.language).plural_form(n) == "one" else forms[-1]


@cache
def words_for(language: str) -> Words:
    """The words of a language, English for one the bot does not speak; read once."""
    return Words(language if language in LANGUAGES else "en")


def number(value: int, language: str) -> str:
    """A number with the language's grouping."""
    return format_decimal(value, locale=locale(language))


def date_long(day: date, language: str) -> str:
    """A day in full: 3 May 2019, 2019년 5월 3일."""
    return format_date(day, "long" if language != "en" else "d MMMM yyyy", locale=locale(language))


def date_partial(value: str, language: str) -> str:
    """A year, month or day (ISO) as its language writes it: 2019, April 2019, 30 April 2019."""
    if len(value) == 10:
        return date_long(date.fromisoformat(value), language)
    skeleton = "yMMMM" if len(value) == 7 else "y"
    return str(format_skeleton(skeleton, date.fromisoformat((value + "-01-01")[:10]), locale=locale(language)))


def date_short(day: date, language: str) -> str:
    """A day without its year: 3 May."""
    skeleton = {"en": "d MMM", "ko": "M월 d일", "zh": "M月d日"}.get(language, "d MMM")
    return format_date(day, skeleton, locale=locale(language))


def when(moment: datetime, zone: str, language: str) -> str:
    """A moment as local date with weekday and time in a zone (IANA)."""
    local = moment.astimezone(ZoneInfo(zone))
    pattern = {"en": "EEE d MMM yyyy, HH:mm", "ko": "yyyy년 M월 d일 (E) HH:mm", "zh": "yyyy年M月d日（E）HH:mm"}
    return format_datetime(local, pattern.get(language, "EEE d MMM yyyy, HH:mm"), locale=locale(language))


def duration(minutes: int, language: str) -> str:
    """A length of time in hours and minutes: 1 hour, 1 hour, 30 minutes."""
    parts = [(minutes // 60, "duration-hour"), (minutes % 60, "duration-minute")]
    # CLDR's long names of Korean and Chinese point to the short ones, which Babel does not follow.
    length: Literal["long", "short"] = "long" if language == "en" else "short"
    said = [format_unit(value, unit, length, locale=locale(language)) for value, unit in parts if value]
    return ", ".join(said) if language == "en" else " ".join(said) if language != "zh" else "".join(said)


@cache
def language_name(code: str, language: str) -> str:
    """A language's name in another one (CLDR), the code itself if CLDR has none."""
    return str(locale(language).languages.get(code, code))


@cache
def country(code: str, language: str) -> str:
    """A country's or territory's short name (CLDR), the code if CLDR has none."""
    return _SHORT.get((code, language)) or str(locale(language).territories.get(code, code))


def list_of(items: Iterable[str], language: str) -> str:
    """Items as a list in words: a, b and c."""
    return format_list(list(items), locale=locale(language))


def days_until(day: date, today: date) -> int:
    """Whole days from today; negative once it is past."""
    return (day - today).days
