"""Finding missions: by country in any language, and by distance."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from content.i18n import LANGUAGES, country
from content.missions import Mission

EARTH_KM = 6371.0


def kilometres(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Great-circle distance between two places in degrees."""
    (north1, east1), (north2, east2) = ((radians(a), radians(b)) for a, b in (start, end))
    half = sin((north2 - north1) / 2) ** 2 + cos(north1) * cos(north2) * sin((east2 - east1) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def nearest(missions: Iterable[Mission], place: tuple[float, float], limit: int = 3) -> list[tuple[Mission, float]]:
    """The missions closest to a place with their distance in kilometres; those without a position are left out."""
    measured = [
        (mission, kilometres(place, (mission.latitude, mission.longitude)))
        for mission in missions
        if mission.kind.is_mission and mission.latitude is not None and mission.longitude is not None
    ]
    return sorted(measured, key=lambda pair: pair[1])[:limit]


def folded(text: str) -> str:
    """A text for comparing: no case, accents, spaces or punctuation."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFC", "".join(character for character in plain if character.isalnum()))


def search(missions: Iterable[Mission], query: str) -> list[Mission]:
    """Missions whose country (in any of the bot's languages) or city has this in it; exact beginnings first."""
    wanted = folded(query)
    if not wanted:
        return []
    scored = []
    for mission in missions:
        names = [mission.city, *mission.city_names.values()]
        if mission.country:
            names += [mission.country, *(country(mission.country, language) for language in LANGUAGES)]
        best = min((folded(name).find(wanted) for name in names if wanted in folded(name)), default=None)
        if best is not None and (len(wanted) > 1 or best == 0):
            scored.append((best > 0, mission.kind.value != "embassy", mission.city, mission))
    return [mission for *_, mission in sorted(scored, key=lambda row: row[:3])]
