"""Finding an office by what a person types: its country, city or name, in any of the bot's
languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache, lru_cache

from content.language.cities import city_names
from content.language.i18n import country, words_for
from content.language.languages import LANGUAGES
from content.language.typed import pattern_of, typed
from content.missions.mission import Mission, MissionKind
from content.missions.names import mission_name
from content.missions.places import folded

Named = tuple[Mission, frozenset[str]]
FOUND_LIMIT = 24
CLOSE = 0.8  # how alike a mistyped name must be
ORDER = (
    MissionKind.EMBASSY,
    MissionKind.UN_MISSION,
    MissionKind.CONSULATE_GENERAL,
    MissionKind.CONSULATE,
)


@cache
def _general() -> re.Pattern[str]:
    """What people add to a place when they name an office; only the place tells offices apart."""
    return re.compile(pattern_of(lambda one: one.office), re.IGNORECASE)


@cache
def _consulate() -> re.Pattern[str]:
    return re.compile(pattern_of(lambda one: one.consulate), re.IGNORECASE)


@cache
def _everyday() -> dict[str, str]:
    """Everyday names that CLDR does not have, and the one sign that stands for a country in an
    office's name.
    """
    return {name: country for code in LANGUAGES for name, country in typed(code).countries.items()}


def search(missions: Iterable[Mission], query: str) -> list[Mission]:
    """The missions that the words name, best first, at most 24; for a mistyped name those that are
    named alike.
    """
    offices = [(mission, _names(mission)) for mission in missions if mission.kind.is_mission]
    whole, place = folded(query), folded(_general().sub(" ", query))
    if exact := [mission for mission, _ in offices if whole in _full_names(mission)]:
        return exact
    for wanted in dict.fromkeys((whole, place) if place else ()):
        if found := _ranked(offices, wanted, consulates=bool(_consulate().search(query))):
            return found[:FOUND_LIMIT]
    return _alike(offices, place)[:FOUND_LIMIT]


def _ranked(offices: list[Named], wanted: str, *, consulates: bool) -> list[Mission]:
    codes, scored = {_everyday().get(wanted), wanted.upper()}, []
    named = [(office, names) for office, names in offices if office.country in codes]
    for office, names in named or offices:
        places = [0] if named else [name.find(wanted) for name in names if wanted in name]
        if places and (len(wanted) > 1 or not wanted.isascii() or min(places) == 0):
            rank = ORDER.index(office.kind) * (-1 if consulates else 1)
            scored.append(
                (min(places) > 0, wanted not in names, rank, office.city, office.slug, office)
            )
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
