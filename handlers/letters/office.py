"""Choosing the office: from the list, by place, by name."""

from __future__ import annotations

from dataclasses import replace

from content.errors import Gone, UserError
from content.language import i18n
from content.missions import places, search
from content.missions.names import mission_name
from content.text.markup import lines
from content.text.messages import AskLocation, CloseKeyboard, Reply
from handlers.context import Context
from handlers.letters.draft import Writing, at
from handlers.letters.flow import current, put
from handlers.letters.office_screens import OFFICES_SHOWN, offices_of


def mission(ctx: Context, revision: str, slug: str) -> Reply:
    """Chooses the office."""
    writing = at(ctx, revision)
    if writing is None:
        return current(ctx)
    if ctx.campaign.mission(slug) is None:
        raise Gone
    return put(
        ctx,
        replace(
            writing, mission=slug, found=(), step="preview" if writing.answered else "language"
        ),
    )


def near(ctx: Context, revision: str) -> Reply:
    """Asks for the location, once."""
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    put(ctx, replace(writing, step="near"))
    words = ctx.words
    return (
        AskLocation(
            words("letter.near_ask"),
            words.text("letter.share_location"),
            words.text("letter.no_location"),
        ),
    )


def country(ctx: Context, revision: str) -> Reply:
    """Asks for a country or city in words."""
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    return put(ctx, replace(writing, step="country", found=()))


def more(ctx: Context, revision: str) -> Reply:
    """The next of the offices found, or of the usual ones; after the last ones the first again."""
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    following = writing.page + 1
    there = following * OFFICES_SHOWN < len(offices_of(ctx, writing))
    return put(ctx, replace(writing, step="mission", page=following * there))


def placed(ctx: Context, writing: Writing) -> Reply:
    """Takes a shared place, or the words typed instead of it."""
    if ctx.incoming.place is None:
        closed = CloseKeyboard(ctx.words("letter.near_closed"))
        if ctx.incoming.kind == "location":
            closed = CloseKeyboard(ctx.words("letter.near_again"))
        return (closed, *put(ctx, replace(writing, step="mission")))
    found = tuple(
        mission.slug for mission, _ in places.nearest(ctx.campaign.missions, ctx.incoming.place)
    )
    kilometres = [
        i18n.number(round(far), ctx.language)
        for _, far in places.nearest(ctx.campaign.missions, ctx.incoming.place)
    ]
    names = [
        lines(f"{_named(ctx, slug)} – {far} km")
        for slug, far in zip(found, kilometres, strict=True)
    ]
    shown = put(ctx, replace(writing, step="mission", page=0, found=found))
    return (CloseKeyboard(lines(ctx.words("letter.near_found"), *names)), *shown)


def _named(ctx: Context, slug: str) -> str:
    mission = ctx.campaign.mission(slug)
    return mission_name(ctx.words, mission) if mission else slug


def searched(ctx: Context, writing: Writing, text: str) -> Reply:
    """Takes a country or city in words."""
    found = search.search(ctx.campaign.missions, text)
    if not found:
        raise UserError("letter.no_mission", query=text[:60])
    return put(
        ctx,
        replace(writing, step="mission", page=0, found=tuple(mission.slug for mission in found)),
    )
