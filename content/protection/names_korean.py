"""Names of people in Korean letters: a family name and signs of given names, or what introduces a
name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from content.protection.name_lists import any_of, listed, lists_of

PARTICLES = frozenset("은이의인도만과가")  # those that a given name may end with too


def find(text: str, published: str) -> Iterator[tuple[int, int]]:
    """Where names stand that no published text has, with whatever particle, spaced or dotted."""
    for pattern in _patterns():
        for match in pattern.finditer(text):
            name = "".join(sign for sign in match["name"] if "가" <= sign <= "힣")
            if not _is_word(name) and name not in published:
                yield match.span("name")


def _is_word(name: str) -> bool:
    """Whether the signs are a word, or a noun with its particle."""
    if name in listed("ko", "not_names", "nouns", "kin") or name[:2] in listed("ko", "not_begun"):
        return True
    return name[2:] in PARTICLES and name[:2] in listed("ko", "nouns")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """The shapes of names. "Alone" is the beginning of a word; `ends` are honorifics and particles
    up to its end.
    """
    known = lists_of("ko")
    family, word, apart, given, last, end, girls = (
        f"[{known[name]}]"
        for name in (
            "family",
            "family_or_word",
            "family_apart",
            "given",
            "last",
            "last_or_word",
            "before_i",
        )
    )
    double, title, kin, common = (
        any_of("ko", name) for name in ("double_family", "titles", "kin", "given_names")
    )
    any_family, particle, alone = (
        f"[{known['family']}{known['family_or_word']}]",
        any_of("ko", "particles"),
        "(?<![가-힣])",
    )
    over = rf"(?:{particle})?(?:은|는|도|만|의)?(?![가-힣])"
    ends, mister = rf"(?: ?(?:{title}|님))?(?:들)?{over}", rf" ?(?:씨|여사){over}"
    after_i = rf"(?:이?(?: ?(?:{title}|님))(?:{particle})?|{any_of('ko', 'after_i')})(?![가-힣])"
    short = (
        rf"{any_family}?{given}(?:{last}이?|{girls}이)"
        rf"|{given}{given}이(?=[를가는의와도만])|{family}{last}"
    )
    described = "이름|사람|여성|여자|남성|남자|아이|소녀|소년|분|탈북"
    shapes = (
        rf"{alone}(?P<name>(?:{double}|{family}){given}{end}){ends}",
        rf"{alone}(?P<name>{word}{given}{last}){ends}",
        rf"{alone}(?P<name>{apart} {given}{end}){ends}",
        # A name that ends like a particle: 순이.
        rf"{alone}(?P<name>{any_family}{girls}이){after_i}",
        rf"{alone}(?P<name>{family}{girls}이)(?:이|과)?(?![가-힣])",
        # Before 씨 and the like: any family and given name, a given name, a family name.
        rf"{alone}(?P<name>(?:{double}|{any_family})[가-힣]{{1,2}}){mister}",
        rf"{alone}(?P<name>{given}{{2,3}}|{apart}){mister}",
        rf"{alone}(?P<name>{given}{last}) ?(?:{title}){over}",
        (
            rf"{alone}(?P<name>{any_family}{given}{end})"
            r" (?:어머니|아버지|할머니|할아버지|아주머니|아저씨|선교사|목사)"
        ),
        # 김 철 수, 김·철·수
        rf"{alone}(?P<name>{any_family} {given} {last}){ends}",
        rf"{alone}(?P<name>{any_family}(?P<dot>[·.\-_‧・•*/~]){given}(?P=dot){given}){ends}",
        # 동생 철수를, 이름은 영희, 영희라는 아이
        rf"{alone}(?:{kin})(?:인|의)?[ ,]+(?P<name>{short}){ends}",
        (
            r"(?:이름|성함|본명|실명|성명)(?:은|이|을|:)?"
            rf" ?(?P<name>{short}|{any_family}{given}{end}){ends}"
        ),
        (
            rf"{alone}(?P<name>{given}{{2,3}})(?:이라는|라는|이란|이라고 하는|라고 하는)"
            rf" (?:{described})"
        ),
        rf"{alone}(?P<name>{common})이?{ends}",
    )
    return tuple(re.compile(shape) for shape in shapes)
