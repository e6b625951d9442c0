"""What differs between two campaigns, piece by piece, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from content.campaign import Campaign
from content.model import Model

KINDS = {
    "case": "cases",
    "event": "events",
    "letter": "letters",
    "mission": "missions",
    "statistic": "statistics",
}
How = Literal["new", "gone", "changed"]


@dataclass(frozen=True)
class Change:
    """One piece of content in one language ('' for what is the same in all) and the fields that
    differ.
    """

    how: How
    kind: str
    slug: str
    language: str
    fields: tuple[str, ...] = ()


def diff(before: Campaign, after: Campaign) -> list[Change]:
    """Every piece that is new, gone or changed, in the campaign's order; news is not looked at."""
    old, new = dict(pieces(before)), dict(pieces(after))
    found = [_change(place, old.get(place), new.get(place)) for place in {**new, **old}]
    return [change for change in found if change]


Place = tuple[str, str, str]


def pieces(campaign: Campaign) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Each piece's kind, slug and language with its fields as plain values."""
    yield from _piece("campaign", campaign.slug, campaign, {*KINDS.values(), "updates"})
    for kind, name in KINDS.items():
        for part in getattr(campaign, name):
            yield from _piece(kind, getattr(part, "slug", None) or part.case, part, set())


def _piece(
    kind: str, slug: str, part: Model, leave_out: set[str]
) -> Iterator[tuple[Place, dict[str, Any]]]:
    fields = part.model_dump(mode="json", exclude=leave_out)
    texts = fields.pop("texts", {})
    yield (kind, slug, ""), fields
    for language, words in texts.items():
        yield (kind, slug, language), words


def _change(place: Place, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Change | None:
    if old is None:
        return Change("new", *place)
    if new is None:
        return Change("gone", *place)
    fields = tuple(name for name in {**old, **new} if old.get(name) != new.get(name))
    return Change("changed", *place, fields) if fields else None
