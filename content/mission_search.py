"""Finding an office by what a person types: its country, city or name, in any of the bot's languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from content.cities import city_names
from content.i18n import LANGUAGES, country, words_for
from content.missions import Mission, MissionKind
from content.naming import mission_name
from content.places import folded

Named = tuple[Mission, frozenset[str]]
LIMIT = 24
CLOSE = 0.8  # how alike a mistyped name must be
ORDER = (MissionKind.EMBASSY, MissionKind.UN_MISSION, MissionKind.CONSULATE_GENERAL, MissionKind.CONSULATE)
# What people add to a place when they name an office; only the place tells offices apart.
GENERAL = re.compile(
    r"\b(?:the|chinese|china'?s?|embassy|consulate|general|mission|to|in|of|at)\b"
    r"|(?<=\w)주재|중국|대사관|총?영사관|대표부|중?공관|中华人民共和国|中國|中国|常?驻|常?駐|大使[馆館]|总?領?领?事[馆館]|使[馆館]",
    re.IGNORECASE,
)
CONSULATE = re.compile(r"consulate|영사관|[领領]事[馆館]", re.IGNORECASE)
# Everyday names that CLDR does not have, and the one sign that Korean and Chinese put into an office's name.
EVERYDAY = {
    "usa": "US", "america": "US", "uk": "GB", "england": "GB", "britain": "GB", "korea": "KR", "대한민국": "KR",
    "주한": "KR", "주미": "US", "주영": "GB", "주일": "JP", "주독": "DE", "주불": "FR", "주호": "AU",
    "韩": "KR", "美": "US", "英": "GB", "日": "JP", "德": "DE", "法": "FR", "澳": "AU", "加": "CA", "俄": "RU",
}  # fmt: skip


def search(missions: Iterable[Mission], query: str) -> list[Mission]:
    """The missions that the words name, best first, at most 24; for a mistyped name those that are named alike."""
    offices = [(mission, _names(mission)) for mission in missions if mission.kind.is_mission]
    whole, place = folded(query), folded(GENERAL.sub(" ", query))
    if exact := [mission for mission, _ in offices if whole in _full_names(mission)]:
        return exact
    for wanted in dict.fromkeys((whole, place) if place else ()):
        if found := _ranked(offices, wanted, consulates=bool(CONSULATE.search(query))):
            return found[:LIMIT]
    return _alike(offices, place)[:LIMIT]


def _ranked(offices: list[Named], wanted: str, *, consulates: bool) -> list[Mission]:
    codes, scored = {EVERYDAY.get(wanted), wanted.upper()}, []
    named = [(office, names) for office, names in offices if office.country in codes]
    for office, names in named or offices:
        places = [0] if named else [name.find(wanted) for name in names if wanted in name]
        if places and (len(wanted) > 1 or not wanted.isascii() or min(places) == 0):
            rank = ORDER.index(office.kind) * (-1 if consulates else 1)
            scored.append((min(places) > 0, wanted not in names, rank, office.city, office.slug, office))
    return [office for *_, office in sorted(scored, key=lambda row: row[:5])]


def _alike(offices: list[Named], wanted: str) -> list[Mission]:
    known = sorted({name for _, names in offices for name in names})
    close = get_close_matches(wanted, known, n=3, cutoff=CLOSE) if len(wanted) > 2 else []
    found = [office for name in close for office, names in offices if name in names]
    return list({office.slug: office for office in found}.values())


@lru_cache(maxsize=1000)
def _names(office: Mission) -> frozenset[str]:
    """The names of its place, folded: city and country in every language."""
    names = [office.city, *office.city_names.values(), *city_names(office.city, office.country)]
    if office.country:
        names += [country(office.country, language) for language in LANGUAGES]
    return frozenset(map(folded, names))


@lru_cache(maxsize=1000)
def _full_names(office: Mission) -> frozenset[str]:
    return frozenset(folded(mission_name(words_for(language), office)) for language in LANGUAGES)
