"""The parts of a campaign by kind: the model of each, its plain values, and a campaign with one
part put in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from content.campaign import Campaign
from content.cases import Case, Update
from content.events import Event
from content.letters.sentences import Letters
from content.missions.mission import Mission
from content.model import Model
from content.statistics import Statistic

CAMPAIGN, UPDATE = "campaign", "update"
MODELS: Mapping[str, type[Model]] = {
    CAMPAIGN: Campaign,
    "case": Case,
    "event": Event,
    "letter": Letters,
    "mission": Mission,
    "statistic": Statistic,
    UPDATE: Update,
}
# Where each kind stands in a campaign; a campaign itself stands nowhere.
PLACES: Mapping[str, str] = {
    "case": "cases",
    "event": "events",
    "letter": "letters",
    "mission": "missions",
    "statistic": "statistics",
    UPDATE: "updates",
}
WORDLESS = frozenset({"mission"})  # kinds that have no texts of their own
ELSEWHERE = (*PLACES.values(), "hidden")  # fields of a campaign that are not its own words


def slug_of(part: Model) -> str:
    """The part's slug; a letter goes by its case's."""
    return str(getattr(part, "slug", None) or getattr(part, "case", ""))


def names_itself(kind: str) -> str:
    """The field that holds a part's slug."""
    return "case" if kind == "letter" else "slug"


def plain(kind: str, part: Model) -> dict[str, Any]:
    """The part as JSON values, its words under `texts`."""
    return part.model_dump(
        mode="json", exclude=set(ELSEWHERE) if kind == CAMPAIGN else None, by_alias=False
    )


def made(kind: str, body: Mapping[str, Any]) -> Model:
    """The part from plain values; pydantic.ValidationError while it is not whole."""
    fields = {
        name: value for name, value in body.items() if name != "texts" or kind not in WORDLESS
    }
    return MODELS[kind].model_validate({**fields, "cases": ()} if kind == CAMPAIGN else fields)


def placed(campaign: Campaign, kind: str, part: Model) -> Campaign:
    """The campaign with this part in its place, as its last one if it had none."""
    if isinstance(part, Campaign):
        return part.model_copy(update={name: getattr(campaign, name) for name in ELSEWHERE})
    others, slug = getattr(campaign, PLACES[kind]), slug_of(part)
    there = any(slug_of(other) == slug for other in others)
    kept = tuple(part if slug_of(other) == slug else other for other in others)
    return campaign.model_copy(update={PLACES[kind]: kept if there else (*others, part)})


def used_by(campaign: Campaign, kind: str, slug: str) -> list[tuple[str, str]]:
    """Kind and slug of the parts that name this one, so that it cannot be taken away by itself."""
    found: list[tuple[str, str]] = []
    if kind == "statistic":
        found += [("case", case.slug) for case in campaign.cases if slug in case.statistics]
    if kind == "mission":
        for letters in campaign.letters:
            texts = letters.texts.values()
            named = {
                *letters.languages_by_mission,
                *(name for text in texts for name in text.salutations_by_mission),
            }
            if slug in named | {name for text in texts for name in text.envelopes_by_mission}:
                found.append(("letter", letters.case))
    return found


def languages_of(campaign: Campaign) -> set[str]:
    """The languages in which any part has words."""
    parts = [part for place in PLACES.values() for part in getattr(campaign, place)]
    return {language for part in parts for language in getattr(part, "texts", {})}
