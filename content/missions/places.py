"""Places: distances, the nearest missions, and names made comparable."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from content.missions.mission import Mission

EARTH_KM = 6371.0


def kilometres(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Great-circle distance between two places in degrees."""
    (north1, east1), (north2, east2) = ((radians(a), radians(b)) for a, b in (start, end))
    half = (
        sin((north2 - north1) / 2) ** 2 + cos(north1) * cos(north2) * sin((east2 - east1) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def nearest(
    missions: Iterable[Mission], place: tuple[float, float], limit: int = 3
) -> list[tuple[Mission, float]]:
    """The missions closest to a place with their distance in kilometres; those without a position
    are left out.
    """
    measured = [
        (mission, kilometres(place, (mission.latitude, mission.longitude)))
        for mission in missions
        if mission.kind.is_mission
        and mission.latitude is not None
        and mission.longitude is not None
    ]
    return sorted(measured, key=lambda pair: pair[1])[:limit]


def folded(text: str) -> str:
    """A text for comparing: no case, accents, spaces or punctuation."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize(
        "NFC", "".join(character for character in plain if character.isalnum())
    )
