"""Names of cities in the bot's languages, as far as CLDR has them: it names one or more cities of
every time zone.
"""

from __future__ import annotations

from functools import cache

from babel.core import get_global

from content.language.languages import DEFAULT, LANGUAGES, cldr


@cache
def _named(language: str) -> dict[tuple[str, str], str]:
    """Country (ISO 3166) and English name of a city -> its name in a language."""
    english, own = cldr(DEFAULT).time_zones, cldr(language).time_zones
    found = {}
    for zone, country in get_global("zone_territories").items():
        latin = english.get(zone, {}).get("city") or zone.rsplit("/", maxsplit=1)[-1].replace(
            "_", " "
        )
        if name := own.get(zone, {}).get("city"):
            found[country, latin.casefold()] = str(name)
    return found


def city_name(city: str, country: str | None, language: str) -> str | None:
    """The city's name in a language (CLDR), or None where CLDR has none; those of DEFAULT stay as
    they are given.
    """
    return None if language == DEFAULT else _named(language).get((country or "", city.casefold()))


def city_names(city: str, country: str | None) -> list[str]:
    """The city's names in all of the bot's languages that CLDR has."""
    return [name for language in LANGUAGES if (name := city_name(city, country, language))]
