"""Names of people in other scripts, as far as their shape tells: Japanese, Cyrillic,
Arabic, Thai.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from content.protection.name_lists import any_of, listed, lists_of

_WORD = re.compile(r"\w+")


def find(text: str, published: str) -> Iterator[tuple[int, int]]:
    """Where names stand that no published text has and that are no institution's."""
    ordinary = listed("elsewhere", "not_names")
    for pattern in _patterns():
        for match in pattern.finditer(text):
            parts = {part.casefold() for part in _WORD.findall(match["name"])}
            if ordinary.isdisjoint(parts) and match["name"] not in published:
                yield match.span("name")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    upper, lower = (
        f"[{lists_of('elsewhere')[name]}]" for name in ("cyrillic_upper", "cyrillic_lower")
    )
    word = f"{upper}{lower}+"
    shapes = (
        rf"(?<!\w)(?P<name>{word}(?:[ -]{word}){{1,3}})",
        r"(?<![ァ-ヺー])(?P<name>[ァ-ヺー]{1,12}(?:[・＝=][ァ-ヺー]{1,12}){1,4})",
        r"(?P<name>[ァ-ヺー]{2,12}|[ぁ-ゖ]{2,6}|[一-龥々]{1,4})(?:さん|ちゃん|くん)(?![ぁ-ゖ]{3})",
        r"(?P<name>[ァ-ヺー]{2,12})(?:氏|様|さま|女史)",
        rf"(?<!\w)(?:{any_of('elsewhere', 'arabic_before')})\s+(?P<name>(?!ال)[ء-ي]{{2,12}})",
        rf"(?:{any_of('elsewhere', 'thai_before')})\s?"
        rf"(?P<name>(?!{any_of('elsewhere', 'thai_after')})[ก-๎]{{2,24}})",
    )
    return tuple(re.compile(shape) for shape in shapes)
