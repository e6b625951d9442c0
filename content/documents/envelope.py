"""The address block of a letter to post."""

from __future__ import annotations

from content.i18n import country
from content.letters import LetterText
from content.missions import Mission

LINE = 36  # characters that the window of an envelope shows in one line


def block(text: LetterText, language: str, mission: Mission) -> tuple[str, ...]:
    """The addressee as the pack writes it, then street and country for the post; nothing that is not on record."""
    names = text.envelopes_by_mission.get(mission.slug) or text.envelopes.get(mission.kind, "")
    place = country(mission.country, language) if mission.country else ""
    filled = names.replace("{country}", place).replace("{city}", mission.city_names.get(language, mission.city))
    named = tuple(row.strip() for row in filled.splitlines() if row.strip())
    if not mission.address:
        return named
    abroad = (country(mission.country, "en").upper(),) if mission.country else ()
    return (*named, *_rows(mission.address), *abroad)


def _rows(address: str) -> tuple[str, ...]:
    """The address in rows that fit a window, broken at its commas."""
    rows: list[str] = []
    for piece in address.split(", "):
        if rows and len(rows[-1]) + len(piece) + 2 <= LINE:
            rows[-1] += f", {piece}"
        else:
            rows.append(piece)
    return tuple(rows)
