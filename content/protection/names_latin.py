"""Names of people in Latin letters: words in capitals that neither the campaign nor anybody's
geography knows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from babel import Locale

from content.protection.name_lists import listed, lists_of
from content.protection.small_places import names as towns

_LATIN = "[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]"
_WORD = re.compile(f"{_LATIN}+(?:[-’']{_LATIN}+)*")
_SYLLABLE = "(?:ch|kk|tt|pp|ss|jj|sh|[gkndtrlmbpsjhwy])?[aeiouwy]{1,3}(?:ng|[nmlkgptbdhr])?"
_ONE = re.compile(_SYLLABLE, re.IGNORECASE)
_GIVEN = re.compile(rf"(?=\w\w+-\w\w){_SYLLABLE}-{_SYLLABLE}", re.IGNORECASE)
SENTENCE_ENDS = '.!?:;。！？：；"“‘('
BEFORE = 80  # characters that say whether a sentence begins
REACH_WORDS = 6  # words of an institution's name to either side
Words = list[re.Match[str]]


def find(text: str, published: str) -> Iterator[tuple[int, int]]:
    """Runs of words in capitals that no published text has; after a title one word is enough."""
    found, known = list(_WORD.finditer(text)), _published_words(published)
    at = 0
    while at < len(found):
        end = at
        while (
            end < len(found)
            and _unknown(found[end].group(), known)
            and (end == at or _beside(text, found, end))
        ):
            end += 1
        if end > at and _names_somebody(text, found, at, end):
            yield found[at].start(), _ends(found[end - 1])
        elif (
            at and _low(found[at - 1]) in listed("en", "kin") and _GIVEN.fullmatch(_low(found[at]))
        ):
            yield found[at].start(), _ends(found[at])
        elif _in_small_letters(found, at, known):
            yield found[at].start(), _ends(found[at + 1])
            end = at + 2
        at = max(end, at + 1)


def _unknown(word: str, known: frozenset[str]) -> bool:
    if word.islower():
        return False
    bare = _plain(word).removesuffix("'s")
    low = bare.casefold()
    written = bare[:1].isupper() and (not bare.isupper() or len(bare) == 1)
    loud = bare.isupper() and low in listed("en", "family")
    if not bare.isascii() or not (written or loud) or bare in known or _abstract().search(low):
        return False
    return not _is_ordinary(low) and not _is_ordinary(low.removesuffix("s"))


def _is_ordinary(low: str) -> bool:
    return low in _ordinary()


@cache
def _ordinary() -> frozenset[str]:
    return listed("en", "capitals", "titles", "offices", "institutions") | _geography()


@cache
def _abstract() -> re.Pattern[str]:
    """Endings of words that name things and never people."""
    return re.compile(lists_of("en")["abstract"])


def _names_somebody(text: str, found: Words, at: int, end: int) -> bool:
    run = [_low(word) for word in found[at:end]]
    before = _low(found[at - 1]) if at else ""
    if before in listed("en", "titles"):
        return True
    korean = not listed("en", "family").isdisjoint(run) or any(
        _GIVEN.fullmatch(word) for word in run
    )
    if not korean and (_is_place(found, at) or _in_institution(text, found, at, end)):
        return False
    if not korean and end - at == 1 and before in listed("en", "articles"):
        return False
    if (
        end < len(found)
        and _low(found[end]) in listed("en", "institutions")
        and _beside(text, found, end)
    ):
        return False
    return end - at > 1 or korean or not _begins_sentence(text, found[at].start())


def _is_place(found: Words, at: int) -> bool:
    """Whether a word before says that a place follows: "in", "travelled to"."""
    before = _low(found[at - 1]) if at else ""
    went = before == "to" and at > 1 and _low(found[at - 2]) in listed("en", "moves")
    return went or before in listed("en", "before_places")


def _in_institution(text: str, found: Words, at: int, end: int) -> bool:
    """Whether the run is part of an institution's name, like "Commission of Inquiry" or "the Korea
    Herald".
    """
    left = right = 0
    while left < REACH_WORDS and at - left > 0 and _goes_on(text, found, at - left - 1, at - left):
        left += 1
    while (
        right < REACH_WORDS
        and end + right < len(found)
        and _goes_on(text, found, end + right, end + right)
    ):
        right += 1
    around = found[at - left : at] + found[end : end + right]
    return any(
        word.group()[:1].isupper() and _low(word) in listed("en", "institutions") for word in around
    )


def _goes_on(text: str, found: Words, at: int, later: int) -> bool:
    """Whether this word can be part of a name in capitals and stands beside the one
    before `later`.
    """
    word = found[at].group()
    return (word[:1].isupper() or word in listed("en", "joins")) and _beside(text, found, later)


def _begins_sentence(text: str, place: int) -> bool:
    before = text[max(place - BEFORE, 0) : place]
    bare = before.rstrip()
    return not bare or "\n" in before[len(bare) :] or bare[-1] in SENTENCE_ENDS


def _in_small_letters(found: Words, at: int, known: frozenset[str]) -> bool:
    """Whether a family name and a given name begin here, as they are typed in a hurry: "kim
    min-ji".
    """
    if at + 1 >= len(found) or found[at + 1].start() - found[at].end() != 1:
        return False
    family = _low(found[at])
    if family not in listed("en", "family", "family_or_word"):
        return False
    given = _plain(found[at + 1].group())
    if family in listed("en", "family_or_word"):
        loud = found[at].group().isupper() and given.isupper() and _ONE.fullmatch(given) is not None
        return _GIVEN.fullmatch(given) is not None or (loud and not _is_ordinary(given.casefold()))
    new = (
        len(given) > 2
        and known.isdisjoint({given, given.casefold()})
        and given.casefold() not in _geography()
    )
    return given.isascii() and new


def _beside(text: str, found: Words, at: int) -> bool:
    return text[found[at - 1].end() : found[at].start()] in (" ", "-", ". ", "  ", "_")


def _ends(word: re.Match[str]) -> int:
    """Where the word ends without its possessive."""
    return word.end() - (2 if _plain(word.group()).endswith("'s") else 0)


def _low(word: re.Match[str]) -> str:
    return _plain(word.group()).casefold().removesuffix("'s")


@lru_cache(maxsize=8)
def _published_words(published: str) -> frozenset[str]:
    return frozenset(_plain(word) for word in _WORD.findall(published))


@cache
def _geography() -> frozenset[str]:
    """Countries, their cities, languages and peoples, as far as CLDR names them in English, and
    towns; word by word.
    """
    english = Locale("en")
    named = [
        *english.territories.values(),
        *english.languages.values(),
        *towns(),
        *lists_of("en")["places"],
    ]
    named += [zone["city"] for zone in english.time_zones.values() if "city" in zone]
    named += [str(zone).rpartition("/")[2].replace("_", " ") for zone in english.time_zones]
    return frozenset(_plain(word).casefold() for name in named for word in _WORD.findall(str(name)))


def _plain(word: str) -> str:
    """A word without accents, its apostrophe straight; its capitals stay."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word.replace("’", "'"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
