"""Names of people in a letter, whoever they are: found by their shape, never by any list of what is
kept back.

A supporter who types a name into a letter must not learn from the answer whether a case withholds
it. So the answer depends on the letter and on what everybody can read: a stretch that looks like a
person's name gets it, unless the campaign itself published that name, the writer speaks of
themselves or signs, or it stands with the title of a public office (SAFETY rules 10 and 11).

What is not found: a given name alone that begins an English sentence, that is no common Korean or
Chinese one or that is in small letters; Arabic and Thai names but after a title or "named"; names
in further scripts.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from content.language.languages import LANGUAGES
from content.protection import names_chinese, names_elsewhere, names_korean, names_latin
from content.protection.name_lists import lists_of

BEFORE = 80  # characters that say whose name it is
LOOKS = (
    (re.compile("[A-Za-z]"), names_latin.find),
    (re.compile("[가-힣]"), names_korean.find),
    (re.compile("[一-龥]"), names_chinese.find),
    (re.compile("[Ѐ-ԯء-يก-๎ぁ-ヺ]"), names_elsewhere.find),
)
Place = tuple[int, int]


def first(text: str, published: str) -> Place | None:
    """Where the first name of a person stands (code points). `published` is what the campaign tells
    everybody.
    """
    text = unicodedata.normalize("NFC", text)
    found = sorted(
        {place for script, find in LOOKS if script.search(text) for place in find(text, published)}
    )
    return next((place for place in found if not _is_free(text, place)), None)


def _is_free(text: str, place: Place) -> bool:
    """Whether it is the writer's own name or that of somebody in public office."""
    start, end = place
    return any(
        after.match(text, end) and before.search(text, max(start - BEFORE, 0), start)
        for before, after in _free()
    )


@cache
def _free() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """What stands before and after a name that may be written."""
    pairs = [pair for code in LANGUAGES for pair in lists_of(code)["free"].values()]
    return tuple(
        (
            re.compile(f"(?:{pair.get('before', '')})$", re.IGNORECASE),
            re.compile(pair.get("after", ""), re.IGNORECASE),
        )
        for pair in pairs
    )
