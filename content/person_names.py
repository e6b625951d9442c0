"""Names of people in a letter, whoever they are: found by their shape, never by any list of what is kept back.

A supporter who types a name into a letter must not learn from the answer whether a case withholds it. So the answer
depends on the letter and on what everybody can read: a stretch that looks like a person's name gets it, unless the
campaign itself published that name or the writer speaks of themselves (SAFETY rules 10 and 11).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

WORDS = Path(__file__).with_name("name_words")
_LATIN = "[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]"
_WORD = re.compile(f"{_LATIN}+(?:[-’']{_LATIN}+)*")
SENTENCE_ENDS = '.!?:;。！？：；"“‘('
BEFORE = 80  # characters that say whose name it is
Place = tuple[int, int]


def find(text: str, published: str) -> list[Place]:
    """Where names of people stand (code points), in their order. `published` is what the campaign tells everybody."""
    text = unicodedata.normalize("NFC", text)
    found = sorted({*_latin(text, published), *_korean(text, published), *_chinese(text, published)})
    return [place for place in found if not _is_own(text[max(place[0] - BEFORE, 0) : place[0]])]


def _is_own(before: str) -> bool:
    return any(own.search(before) for own in _own())


@cache
def _own() -> tuple[re.Pattern[str], ...]:
    """What stands before a name that the writer gives themself or somebody of theirs."""
    return tuple(re.compile(f"(?:{_read(language)['own']})$", re.IGNORECASE) for language in ("en", "ko", "zh"))


def _latin(text: str, published: str) -> Iterator[Place]:
    """Runs of words in capitals that no published text has; after a title one word is enough."""
    words, known = list(_WORD.finditer(text)), _published_words(published)
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and _unknown(words[end].group(), known) and (end == at or _beside(text, words, end)):
            end += 1
        if end > at and _names_somebody(text, words, at, end):
            yield words[at].start(), words[end - 1].end()
        elif _in_small_letters(words, at, known):
            yield words[at].start(), words[at + 1].end()
            end = at + 2
        at = max(end, at + 1)


def _unknown(word: str, known: frozenset[str]) -> bool:
    plain = _plain(word)
    written = plain[:1].isupper() and (not plain.isupper() or len(plain) == 1)
    loud = plain.isupper() and plain.casefold() in _set("en", "family")
    if not plain.isascii() or not (written or loud):
        return False
    ordinary = _set("en", "capitals") | _set("en", "titles") | _geography()
    low = plain.casefold().removesuffix("'s")
    return plain.removesuffix("'s") not in known and ordinary.isdisjoint({low, low.removesuffix("s")})


def _names_somebody(text: str, words: list[re.Match[str]], at: int, end: int) -> bool:
    before = _plain(words[at - 1].group()).casefold() if at else ""
    after = _plain(words[end].group()).casefold() if end < len(words) else ""
    if before in _set("en", "titles"):
        return True
    if before in _set("en", "before_places") or after in _set("en", "after_places"):
        return False
    return end - at > 1 or not _begins_sentence(text, words[at].start())


def _begins_sentence(text: str, place: int) -> bool:
    before = text[max(place - BEFORE, 0) : place].rstrip()
    return not before or before[-1] in SENTENCE_ENDS


def _in_small_letters(words: list[re.Match[str]], at: int, known: frozenset[str]) -> bool:
    """Whether a family name and a given name begin here, as they are typed in a hurry: "kim min-ji"."""
    if at + 1 >= len(words) or words[at + 1].start() - words[at].end() != 1:
        return False
    family, given = _plain(words[at].group()).casefold(), _plain(words[at + 1].group())
    if family in _set("en", "family_or_word"):
        return "-" in given
    new = len(given) > 2 and known.isdisjoint({given, given.casefold()}) and given.casefold() not in _geography()
    return family in _set("en", "family") and given.isascii() and new


def _beside(text: str, words: list[re.Match[str]], at: int) -> bool:
    return text[words[at - 1].end() : words[at].start()] in (" ", "-", ". ", "  ")


def _korean(text: str, published: str) -> Iterator[Place]:
    for pattern in _korean_patterns():
        for match in pattern.finditer(text):
            name = match["name"]
            if name.replace(" ", "") not in _set("ko", "not_names") and name not in published:
                yield match.span("name")


@cache
def _korean_patterns() -> tuple[re.Pattern[str], ...]:
    words = _read("ko")
    family, word, apart, given, last, end = (
        f"[{words[name]}]" for name in ("family", "family_or_word", "family_apart", "given", "last", "last_or_word")
    )
    after, titles = "|".join(words["after"]), "|".join(words["titles"])
    return (
        re.compile(rf"(?<![가-힣])(?P<name>(?:남궁|선우|황보|제갈|{family}){given}{end})(?:{after})?(?![가-힣])"),
        re.compile(rf"(?<![가-힣])(?P<name>{word}{given}{last})(?:{after})?(?![가-힣])"),
        re.compile(rf"(?<![가-힣])(?P<name>{apart} {given}{end})(?:{after})?(?![가-힣])"),
        re.compile(rf"(?<![가-힣])(?P<name>{given}{given}{given}?) ?(?:{titles})(?:{after})?(?![가-힣])"),
    )


def _chinese(text: str, published: str) -> Iterator[Place]:
    for pattern in _chinese_patterns():
        for match in pattern.finditer(text):
            name = match["name"]
            if _set("zh", "not_names").isdisjoint({name[:2], name[:3]}) and name not in published:
                yield match.span("name")


@cache
def _chinese_patterns() -> tuple[re.Pattern[str], ...]:
    words = _read("zh")
    family, given = f"[{words['family']}]", f"[{words['given']}]"
    titles = "|".join(words["titles"])
    return (
        re.compile(rf"(?P<name>{family}{given}{given})"),
        re.compile(rf"(?P<name>{family}[一-龥]{{1,2}}?)(?:{titles})"),
        re.compile(rf"(?:名叫|叫做|叫作|名字是|姓名是|名为)(?P<name>{family}[一-龥]{{1,2}})"),
    )


@lru_cache(maxsize=8)
def _published_words(published: str) -> frozenset[str]:
    return frozenset(_plain(word) for word in _WORD.findall(published))


@cache
def _geography() -> frozenset[str]:
    """Countries, their cities, languages and peoples, as far as CLDR names them in English; word by word."""
    english = Locale("en")
    named = [*english.territories.values(), *english.languages.values()]
    named += [zone["city"] for zone in english.time_zones.values() if "city" in zone]
    named += [str(zone).rpartition("/")[2].replace("_", " ") for zone in english.time_zones]
    return frozenset(_plain(word).casefold() for name in named for word in _WORD.findall(str(name)))


def _plain(word: str) -> str:
    """A word without accents, its apostrophe straight; its capitals stay."""
    decomposed = unicodedata.normalize("NFKD", word.replace("’", "'"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


@cache
def _set(language: str, name: str) -> frozenset[str]:
    return frozenset(_read(language)[name])


@cache
def _read(language: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((WORDS / f"{language}.yaml").read_text("utf-8"))
    return found
