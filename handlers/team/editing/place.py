"""Which part and field a button names, what it is called, and who may change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from content.errors import Gone
from content.fields import Field, Surroundings, fields, filled
from content.language.languages import LANGUAGES, own_name
from content.notices.publishing import KINDS
from content.parts import WORDLESS
from content.permissions import may_change
from handlers.context import Context
from handlers.team.confirmation import NOTHING
from storage.library import revisions
from storage.library.revisions import Work

CODES = {code: kind for kind, code in KINDS.items()}


@dataclass(frozen=True)
class Place:
    """A part and a language of it ('' for what is the same in all)."""

    work: Work
    language: str = ""

    @property
    def at(self) -> tuple[str, str, str]:
        """Kind, slug and language as buttons carry them."""
        return KINDS[self.work.kind], self.work.slug, self.language or NOTHING


def find(ctx: Context, code: str, slug: str, language: str = NOTHING) -> Place:
    """The part and language that a button names; Gone for what is not there."""
    kind = CODES.get(code)
    work = revisions.work(ctx.session, kind, slug) if kind else None
    wanted = "" if language == NOTHING else language
    if work is None or (wanted and (wanted not in tongues(ctx) or work.kind in WORDLESS)):
        raise Gone
    return Place(work, wanted)


def tongues(ctx: Context) -> tuple[str, ...]:
    """The campaign's languages, the bot's own while there is no campaign."""
    return ctx.campaign.languages or tuple(LANGUAGES)


def around(ctx: Context, work: Work) -> Surroundings:
    """What the part's fields depend on."""
    campaign = ctx.campaign
    if work.kind == "campaign" and work.body.get("languages"):
        campaign = campaign.model_copy(update={"languages": tuple(work.body["languages"])})
    return Surroundings(campaign, work.body)


def fields_of(ctx: Context, place: Place) -> list[Field]:
    """The fields in this language."""
    return fields(place.work.kind, place.language, around(ctx, place.work))


def field_at(ctx: Context, place: Place, index: str) -> Field:
    """The field at this place of the list; Gone if there is none."""
    known = fields_of(ctx, place)
    if not index.isdecimal() or len(index) > 3 or int(index) >= len(known):
        raise Gone
    return known[int(index)]


def value_of(place: Place, one: Field) -> Any:
    """What stands in the field; north and east for a position."""
    if one.name == "position":
        pair = [
            revisions.value_at(place.work.body, place.language, name)
            for name in ("latitude", "longitude")
        ]
        return None if pair[0] is None else pair
    return revisions.value_at(place.work.body, place.language, one.name)


def values(one: Field, value: Any) -> dict[str, Any]:
    """What is stored for the field's value."""
    if one.name == "position":
        north, east = value or (None, None)
        return {"latitude": north, "longitude": east}
    return {one.name: value}


def missing(ctx: Context, place: Place) -> list[Field]:
    """Fields that must be filled and are not."""
    return [
        one
        for one in fields_of(ctx, place)
        if not one.optional and not filled(found := value_of(place, one)) and found is not False
    ]


def may(ctx: Context, place: Place) -> bool:
    """Whether the speaker may change this language of the part."""
    own = place.work.own(ctx.us)
    return may_change(ctx.us.role, ctx.us.languages, place.work.kind, place.language, own=own)


def zone(ctx: Context, work: Work) -> str:
    """The zone in which the part's local times are said."""
    return str(work.body.get("zone") or ctx.me.zone or "UTC")


def title(ctx: Context, work: Work) -> str:
    """What the part is called, in the reader's language if it has a title there; else its slug."""
    return called(ctx, work.slug, revisions.titles(ctx.session, work))


def called(ctx: Context, slug: str, named: Mapping[str, str]) -> str:
    """What a part is called that has these titles by language."""
    for code in (ctx.reads, "", *tongues(ctx)):
        if code in named:
            return named[code]
    return slug


def tongue(ctx: Context, language: str) -> str:
    """The language by its own name; what is the same in all has a name too."""
    return own_name(language) if language else ctx.words.text("edit.common")
