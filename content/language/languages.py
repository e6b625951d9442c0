"""The languages of the bot: all that the program must know to write and read each of them.

A new one is its entry in LANGUAGES, its catalogues in `locales/CODE`, and one file CODE.yaml in
each folder of words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global

# Spoken to whoever speaks none of the others; names in lists of offices and cities are in it.
DEFAULT = "en"
# In English.
_WITH_ARTICLE = (
    "AE",
    "BS",
    "CD",
    "CF",
    "CG",
    "DO",
    "GB",
    "GM",
    "KM",
    "MH",
    "MV",
    "NL",
    "PH",
    "SB",
    "US",
)
SERIF, KOREAN, CHINESE = "Noto Serif", "Noto Sans CJK KR", "Noto Sans CJK SC"


class Direction(StrEnum):
    """Where a line of it begins."""

    LEFT_TO_RIGHT = "ltr"
    RIGHT_TO_LEFT = "rtl"


class WordUnit(StrEnum):
    """What stands for itself: a whole word, or any signs, as nothing or an ending may follow
    without a space.
    """

    WORDS = "words"
    CHARACTERS = "characters"


@dataclass(frozen=True)
class Language:
    """How a language is written. What has no default must be said of each; patterns are CLDR's (UTS
    35).

    `code` names its catalogues and words, `name` is its own. `locale` is CLDR's. `moment` is a date
    and the time of day; `unit_length` and `unit_space` make "1 hour, 30 minutes". `sentence_space`
    stands between sentences, `comma` between the parts of a source. The first of `fonts` is a
    letter's own, the first of `chart_fonts` a picture's.
    """

    code: str
    name: str
    locale: str
    direction: Direction
    word_unit: WordUnit
    day: str
    day_of_year: str
    moment: str
    unit_length: Literal["short", "long"]  # CLDR has no long units of Korean and Chinese
    unit_space: str
    sentence_space: str
    comma: str
    brackets: str
    fonts: tuple[str, ...]
    chart_fonts: tuple[str, ...]
    signed_at_end: bool  # the signature stands at the end of its lines
    indented: bool = False  # paragraphs of a letter begin with two empty signs
    closing_rows: int = 1  # lines of the closing formula
    name_last: bool = False  # the name ends the letter, below the town
    embassy_by_country: bool = False  # a button names an embassy by its country, never by its city
    # Names in daily use where CLDR has the full one.
    countries: Mapping[str, str] = field(default_factory=dict)
    # What stands before a country's name, by country.
    articles: Mapping[str, str] = field(default_factory=dict)


ENGLISH = Language(
    code="en",
    name="English",
    locale="en",
    direction=Direction.LEFT_TO_RIGHT,
    word_unit=WordUnit.WORDS,
    day="d MMMM yyyy",
    day_of_year="d MMM",
    moment="EEE d MMM yyyy, HH:mm",
    unit_length="long",
    unit_space=", ",
    sentence_space=" ",
    comma=", ",
    brackets=" ({})",
    fonts=(SERIF, KOREAN, CHINESE),
    chart_fonts=(KOREAN,),
    signed_at_end=False,
    articles=dict.fromkeys(_WITH_ARTICLE, "the "),
)

KOREAN_LANGUAGE = Language(
    code="ko",
    name="한국어",
    locale="ko",
    direction=Direction.LEFT_TO_RIGHT,
    word_unit=WordUnit.CHARACTERS,
    day="y년 M월 d일",
    day_of_year="M월 d일",
    moment="yyyy년 M월 d일 (E) HH:mm",
    unit_length="short",
    unit_space=" ",
    sentence_space=" ",
    comma=", ",
    brackets=" ({})",
    fonts=(KOREAN, SERIF),
    chart_fonts=(KOREAN,),
    signed_at_end=True,
    name_last=True,
    embassy_by_country=True,
    countries={"KR": "한국"},
)

CHINESE_LANGUAGE = Language(
    code="zh",
    name="简体中文",
    locale="zh_Hans",
    direction=Direction.LEFT_TO_RIGHT,
    word_unit=WordUnit.CHARACTERS,
    day="y年M月d日",
    day_of_year="M月d日",
    moment="yyyy年M月d日（E）HH:mm",
    unit_length="short",
    unit_space="",
    sentence_space="",
    comma="，",
    brackets="（{}）",
    fonts=(CHINESE, SERIF),
    chart_fonts=(CHINESE,),
    signed_at_end=True,
    indented=True,
    closing_rows=2,
    embassy_by_country=True,
)

# By code, in the order in which they are offered.
LANGUAGES: dict[str, Language] = {
    one.code: one for one in (ENGLISH, KOREAN_LANGUAGE, CHINESE_LANGUAGE)
}

_CJK = {"Jpan": "Noto Sans CJK JP", "Kore": KOREAN, "Hans": CHINESE, "Hant": "Noto Sans CJK TC"}
# Scripts without spaces between words.
_UNSPACED = ("Jpan", "Hans", "Hant", "Thai", "Laoo", "Khmr", "Mymr")


@cache
def cldr(code: str) -> Locale:
    """The CLDR locale of a language of the bot or of a campaign; that of DEFAULT if CLDR
    has none.
    """
    own = LANGUAGES.get(code)
    try:
        return Locale.parse(own.locale if own else code.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale.parse(DEFAULT)


def language_of(code: str) -> Language:
    """How a language is written: its entry, or for one that the bot does not speak what CLDR says
    of it.
    """
    return LANGUAGES.get(code) or _from_cldr(code)


def own_name(code: str) -> str:
    """What the language calls itself: 한국어, 日本語; the code itself if nobody says."""
    return language_of(code).name


def matching(name: str, known: Sequence[str]) -> str | None:
    """The one of these languages that a file means by a name such as zh_Hans, zh_CN or ko_KR: the
    same language in the same script (CLDR, likely subtags). None without one, or with several.
    """
    exact = [code for code in known if code.lower() == name.replace("_", "-").lower()]
    found = exact or [code for code in known if _script(code) == _script(name)]
    return found[0] if len(found) == 1 else None


def _script(name: str) -> tuple[str, str] | None:
    """A language and its script, the likely one where none is named; None for no language."""
    own = LANGUAGES.get(name)
    parts = (own.locale if own else name).replace("-", "_").split("_")
    language, *rest = parts[0].lower(), *parts[1:]
    named = next((part.title() for part in rest if len(part) == 4), "")
    place = next((part.upper() for part in rest if len(part) in (2, 3)), "")
    likely = get_global("likely_subtags")
    whole = likely.get(f"{language}_{place}") or likely.get(language)
    if whole is None:
        return None
    return language, named or whole.split("_")[1]


@cache
def _from_cldr(code: str) -> Language:
    """A language that campaigns write in and the bot does not speak, as its script is commonly
    written.
    """
    locale = cldr(code)
    known = locale.language == code.split("-", maxsplit=1)[0]
    likely = get_global("likely_subtags").get(locale.language, "")
    script = locale.script or (likely.split("_")[1:2] or ["Latn"])[0]
    spaced = script not in _UNSPACED
    unit = WordUnit.WORDS if spaced else WordUnit.CHARACTERS
    font = _CJK.get(script)
    fonts = (font, SERIF) if font else (SERIF, KOREAN, CHINESE)
    return Language(
        code=code,
        name=(known and locale.get_display_name(locale)) or code,
        locale=str(locale),
        direction=Direction(locale.text_direction),
        word_unit=unit,
        day=locale.date_formats["long"].pattern,
        day_of_year=locale.datetime_skeletons["MMMd"].pattern,
        moment=f"{locale.datetime_skeletons['yMMMEd'].pattern} HH:mm",
        unit_length="short",
        unit_space=" ",
        sentence_space=" " * spaced,
        comma=", ",
        brackets=" ({})",
        fonts=fonts,
        chart_fonts=fonts[:1] if font else (KOREAN,),
        signed_at_end=font is not None,
    )
