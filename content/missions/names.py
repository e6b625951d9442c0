"""Names of addressees in the reader's language."""

from __future__ import annotations

from content.language.cities import city_name
from content.language.i18n import Words, country
from content.language.languages import language_of
from content.missions.mission import Mission, MissionKind


def city(mission: Mission, language: str) -> str:
    """The city in this language where the pack or CLDR gives it, else its Latin name."""
    return (
        mission.city_names.get(language)
        or city_name(mission.city, mission.country, language)
        or mission.city
    )


def mission_name(words: Words, mission: Mission) -> str:
    """An addressee's full name, like "China's embassy in South Korea (Seoul)"."""
    place = country(mission.country, words.language) if mission.country else ""
    key = f"mission.{mission.kind.value}"
    special = f"{key}.{mission.country.lower()}" if mission.country else key
    chosen = special if words.has(special) else key
    if mission.kind is MissionKind.EMBASSY:
        place = language_of(words.language).articles.get(mission.country or "", "") + place
    return words.text(chosen, country=place, city=city(mission, words.language))


def short_name(words: Words, mission: Mission) -> str:
    """An addressee for a button: kind, and city or country as its language names it."""
    if mission.kind in (MissionKind.FOREIGN_MINISTRY, MissionKind.UN_HIGH_COMMISSIONER):
        return mission_name(words, mission)
    key = f"mission.short.{mission.kind.value}"
    special = f"{key}.{(mission.country or '').lower()}"
    place = named = city(mission, words.language)
    if mission.country and language_of(words.language).embassy_by_country:
        place = country(mission.country, words.language)
    return words.text(special if words.has(special) else key, place=place, city=named)
