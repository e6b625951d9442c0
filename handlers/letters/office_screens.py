"""The screens on which the office is chosen: each with its address, where that comes from and when
it was checked.
"""

from __future__ import annotations

from dataclasses import replace

from content.language.i18n import date_long
from content.missions.mission import Mission
from content.missions.names import mission_name, short_name
from content.text.markup import Rich, bold, lines, paragraphs, quote
from content.text.messages import Button, Screen, data
from handlers.context import Context
from handlers.letters.draft import Writing
from handlers.letters.questions import back, heading
from storage.delivery import followups

OFFICES_SHOWN = 3  # offices on one screen


def mission(ctx: Context, writing: Writing, revision: int) -> Screen:
    """Which office? What was found, else the usual ones, the person's own country first."""
    offices = offices_of(ctx, writing)
    start = writing.page * OFFICES_SHOWN if writing.page * OFFICES_SHOWN < len(offices) else 0
    part = offices[start : start + OFFICES_SHOWN]
    rows = [
        (
            Button(
                _label(ctx, office),
                data("letter.mission", revision, office.slug),
                style=None if at else "primary",
            ),
        )
        for at, office in enumerate(part)
    ]
    near, more = (
        ctx.button("letter.near", "letter.near", revision),
        ctx.button("office.more", "letter.more", revision),
    )
    pages = -(-len(offices) // OFFICES_SHOWN)
    several = pages > 1 and (writing.found or start)
    finders = (
        more if several else near,
        ctx.button("letter.by_country", "letter.country", revision),
    )
    place = {"page": start // OFFICES_SHOWN + 1, "pages": pages, "total": len(offices)}
    where = ctx.words("list.place", **place) if pages > 1 else None
    text = paragraphs(
        lines(heading(ctx, writing, "letter.mission_title"), where),
        ctx.words("letter.mission_help"),
        quote(paragraphs(*(about(ctx, office) for office in part)), expandable=True),
    )
    return Screen(text, (*rows, finders, back(ctx, replace(writing, step="mission"), revision)))


def offices_of(ctx: Context, writing: Writing) -> list[Mission]:
    """What was found, else the usual ones, the person's own country first."""
    found = [one for slug in writing.found if (one := ctx.campaign.mission(slug))]
    return found or _usual(ctx)


def _usual(ctx: Context) -> list[Mission]:
    usual = [one for one in ctx.campaign.missions if one.kind.is_mission and one.address]
    return sorted(usual, key=lambda one: ctx.me.country is None or one.country != ctx.me.country)


def _label(ctx: Context, office: Mission) -> str:
    return ctx.words.text("letter.write_to", mission=short_name(ctx.words, office))


def about(ctx: Context, office: Mission) -> Rich:
    """An office with what is on record of it, the source, the day it was checked, and whether
    letters came back.
    """
    known: list[str | Rich] = [part for part in (office.address, office.email, office.form) if part]
    day = date_long(office.verified_on, ctx.language)
    return lines(
        bold(mission_name(ctx.words, office)),
        *(known or [ctx.words("office.no_address")]),
        ctx.words("letter.verified", day=day, source=office.source),
        ctx.words("followup.doubtful") if followups.doubtful(ctx.session, office) else None,
    )


def country(ctx: Context, writing: Writing, revision: int) -> Screen:
    """Which country or city?"""
    text = paragraphs(
        heading(ctx, writing, "letter.country_title"), ctx.words("letter.country_help")
    )
    more = (ctx.button("office.more", "letter.more", revision),)
    return Screen(text, (more, (ctx.button("button.back", "letter.step", revision, "mission"),)))
