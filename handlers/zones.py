"""The short list of time zones: where a person chooses from, by region and city, or by a shared
location.
"""

from __future__ import annotations

from babel.dates import get_timezone_location

from content.language.languages import LANGUAGES, cldr
from content.missions.places import folded, kilometres

REGIONS: dict[str, dict[str, tuple[float, float]]] = {
    "east_asia": {
        "Asia/Seoul": (37.57, 126.98),
        "Asia/Tokyo": (35.68, 139.69),
        "Asia/Shanghai": (31.23, 121.47),
        "Asia/Taipei": (25.04, 121.56),
        "Asia/Hong_Kong": (22.30, 114.17),
    },
    "asia_oceania": {
        "Asia/Bangkok": (13.75, 100.50),
        "Asia/Singapore": (1.35, 103.82),
        "Asia/Kolkata": (22.57, 88.36),
        "Asia/Dubai": (25.20, 55.27),
        "Australia/Sydney": (-33.87, 151.21),
    },
    "europe_africa": {
        "Europe/London": (51.51, -0.13),
        "Europe/Berlin": (52.52, 13.40),
        "Europe/Kyiv": (50.45, 30.52),
        "Africa/Nairobi": (-1.29, 36.82),
        "Africa/Johannesburg": (-26.20, 28.05),
    },
    "americas": {
        "America/New_York": (40.71, -74.01),
        "America/Chicago": (41.88, -87.63),
        "America/Denver": (39.74, -104.99),
        "America/Los_Angeles": (34.05, -118.24),
        "America/Sao_Paulo": (-23.55, -46.63),
    },
}
ZONES = {zone: place for region in REGIONS.values() for zone, place in region.items()}


def city(zone: str, language: str) -> str:
    """The city a zone is known by (CLDR)."""
    return str(get_timezone_location(zone, locale=cldr(language), return_city=True))


def nearest(place: tuple[float, float]) -> str:
    """The zone of the listed city nearest to a place (latitude, longitude)."""
    return min(ZONES, key=lambda zone: kilometres(place, ZONES[zone]))


def named(text: str) -> str | None:
    """The zone whose city was typed, in any of the bot's languages; None if none was."""
    typed = folded(text)
    return next(
        (zone for zone in ZONES if typed in {folded(city(zone, code)) for code in LANGUAGES}), None
    )
