"""Names of people in Chinese signs: a family name and signs of given names, or what introduces a
name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from content.protection.name_lists import any_of, listed, lists_of


def find(text: str, published: str) -> Iterator[tuple[int, int]]:
    """Where names stand that no published text has."""
    ordinary = listed("zh", "not_names")
    for pattern in _patterns():
        for match in pattern.finditer(text):
            name = match["name"]
            if ordinary.isdisjoint({name[:2], name[:3], name[-2:]}) and name not in published:
                yield match.span("name")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    known = lists_of("zh")
    any_family = f"[{known['family']}{known['family_or_word']}{known['family_after_verb']}]"
    family, sure, given = (
        f"[{known['family']}{known['family_or_word']}]",
        f"[{known['family']}]",
        f"[{known['given']}]",
    )
    double, titles = any_of("zh", "double_family"), any_of("zh", "titles")
    verbs, links, kin, naming = (any_of("zh", name) for name in ("verbs", "links", "kin", "naming"))
    end = rf"(?={any_of('zh', 'after')}|{titles}|[^一-龥]|$)"
    shapes = (
        rf"(?P<name>{family}[小{known['given']}]{given})",
        rf"(?P<name>(?:{double}){given}{{1,2}})",
        rf"(?P<name>(?:{double}|{family})[一-龥]{{1,2}}?)(?:{titles})",
        rf"(?:{naming})(?P<name>(?:{double}|{any_family})[一-龥]{{1,2}}|{given}{{2}}){end}",
        rf"(?:{verbs})(?:{kin})?(?P<name>(?:{double}|{any_family})[一-龥]{{1,2}}?){end}",
        rf"(?:{verbs})(?P<name>{any_family})(?:{titles})",
        rf"(?:{verbs})(?P<name>{given}{{2}}){end}",
        rf"(?:{links})(?P<name>{sure}[一-龥]{{1,2}}?){end}",
        rf"(?:^|[，。！？；：、\s])(?P<name>{sure}{given})(?=[，、。和与及的被在是]|$)",
        rf"(?:{kin})(?:叫|是)?(?P<name>(?:{double}|{any_family})[一-龥]{{1,2}}?|{given}{{2}}){end}",
        rf"(?<!{family})(?P<name>[小阿](?:{any_of('zh', 'pet_names')}))",
        rf"(?:{verbs}|{naming})(?P<name>[小阿]{given}){end}",
    )
    return tuple(re.compile(shape) for shape in shapes)
