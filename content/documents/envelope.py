"""The address block of a letter to post."""

from __future__ import annotations

from content.language.i18n import country
from content.language.languages import DEFAULT
from content.letters.sentences import LetterText
from content.missions.mission import Mission
from content.missions.names import city

LINE = 44  # characters of an address in one line: longer ones are broken at a comma


def block(text: LetterText, language: str, mission: Mission) -> tuple[str, ...]:
    """The addressee as the pack writes it, then street and country for the post; nothing that is
    not on record.
    """
    names = text.envelopes_by_mission.get(mission.slug) or text.envelopes.get(mission.kind, "")
    place = country(mission.country, language) if mission.country else ""
    filled = names.replace("{country}", place).replace("{city}", city(mission, language))
    named = tuple(row.strip() for row in filled.splitlines() if row.strip())
    if not mission.address:
        return named
    abroad = country(mission.country, DEFAULT) if mission.country else ""
    told = mission.address.endswith(abroad)
    return (*named, *_rows(mission.address), *(() if told else (abroad.upper(),)))


def _rows(address: str) -> tuple[str, ...]:
    """The address in rows, broken at commas from its end: a town keeps its state and postcode."""
    rows: list[str] = []
    for piece in reversed(address.split(", ")):
        if rows and len(rows[0]) + len(piece) + 2 <= LINE:
            rows[0] = f"{piece}, {rows[0]}"
        else:
            rows.insert(0, piece)
    return tuple(rows)
