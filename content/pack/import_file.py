"""What a file brings into a campaign: read whole or refused, compared piece by piece, parts as
plain values.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from content.campaign import Campaign
from content.errors import UserError
from content.foreign import Foreign
from content.model import Model
from content.pack import diff, po, reader, zip_file
from content.pack.diff import KINDS, Change
from content.pack.problems import Problem
from content.pack.withheld import left_out
from content.parts import CAMPAIGN, plain, slug_of

ZIP = b"PK"
MOST_TOLD = 500  # problems; nobody reads more at once


@dataclass(frozen=True)
class Body:
    """A part that would be changed, with its plain values."""

    kind: str
    slug: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Brought:
    """What a file would change: pieces that differ, and of a translation its language ('' for a
    pack).

    `bodies` are the parts as they would be; `problems` say why it cannot be used. `kept` parts are
    not in the pack and stay; `examples` are left out.
    """

    changes: tuple[Change, ...] = ()
    bodies: tuple[Body, ...] = ()
    language: str = ""
    problems: tuple[Problem, ...] = ()
    kept: int = 0
    examples: int = 0
    lists: int = 0  # cases whose names in the pack are left out
    fuzzy: int = 0  # texts of a translation that its translator is not sure of, left out
    older: int = 0  # texts of a translation of what was said before, left out


@dataclass(frozen=True)
class PackFile(Foreign[Brought]):
    """The zip of a pack or a translator's catalogue, as it was sent, beside what is public."""

    seconds = 15
    body: bytes
    campaign: Campaign
    today: date

    def read(self) -> Brought:
        """What it would change; UserError for a hostile or foreign one."""
        if is_zip(self.body):
            return read_pack(self.body, self.campaign, self.today)
        return read_language(self.body, self.campaign)


def is_zip(body: bytes) -> bool:
    """Whether it begins like a zip."""
    return body.startswith(ZIP)


def read_pack(body: bytes, campaign: Campaign, today: date | None = None) -> Brought:
    """What the zip of a pack would change; UserError for a hostile or foreign one. Nothing is taken
    away by a pack.
    """
    files = zip_file.unpack(body)
    found, problems = reader.read(files, today)
    if found is None or problems:
        return Brought(problems=tuple(problems[:MOST_TOLD]))
    if found.slug != campaign.slug:
        raise UserError("packs.other_campaign", slug=found.slug)
    new, examples = _fitted(found, campaign)
    changes = diff.diff(campaign, new)
    gone = [change for change in changes if change.how == "gone" and not change.language]
    lost = {(change.kind, change.slug) for change in gone}
    stay = tuple(change for change in changes if (change.kind, change.slug) not in lost)
    return Brought(
        stay, _bodies(new, stay), kept=len(gone), examples=examples, lists=len(left_out(files))
    )


def read_language(body: bytes, campaign: Campaign) -> Brought:
    """What a translator's catalogue would change; UserError where it does not fit."""
    brought = po.from_po(body, campaign)
    changes = tuple(diff.diff(campaign, brought.campaign))
    return Brought(
        changes, _bodies(brought.campaign, changes), brought.language,
        fuzzy=brought.fuzzy, older=brought.older,
    )  # fmt: skip


def _fitted(found: Campaign, campaign: Campaign) -> tuple[Campaign, int]:
    """The pack without examples that the campaign does not have, and with the stops of letters that
    hold now.

    The second value is how many examples were left out.
    """
    stops = {case.slug: case.stood_down for case in campaign.cases}
    cases = tuple(
        case.model_copy(update={"stood_down": stops.get(case.slug)}) for case in found.cases
    )
    kept: dict[str, Any] = {"cases": cases}
    left = 0
    for name in KINDS.values():
        known = {slug_of(part) for part in getattr(campaign, name)}
        parts = kept.get(name, getattr(found, name))
        kept[name] = tuple(
            part for part in parts if not getattr(part, "example", False) or slug_of(part) in known
        )
        left += len(parts) - len(kept[name])
    return found.model_copy(update=kept), left


def _bodies(campaign: Campaign, changes: Iterable[Change]) -> tuple[Body, ...]:
    """Every part that would be changed, in the order in which it can be: the campaign and cases
    first.
    """
    named = dict.fromkeys((change.kind, change.slug) for change in changes)
    order = [CAMPAIGN, *KINDS]
    parts = sorted(named, key=lambda part: order.index(part[0]))
    return tuple(Body(kind, slug, plain(kind, _part(campaign, kind, slug))) for kind, slug in parts)


def _part(campaign: Campaign, kind: str, slug: str) -> Model:
    if kind == CAMPAIGN:
        return campaign
    parts: tuple[Model, ...] = getattr(campaign, KINDS[kind])
    return next(part for part in parts if slug_of(part) == slug)
