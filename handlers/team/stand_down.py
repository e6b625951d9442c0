"""Stopping the letters about a case: one command with the reason in each language, and its undo."""

from __future__ import annotations

from content.cases import Case
from content.errors import Gone
from content.markup import bold, lines, paragraphs
from content.messages import Reply, Screen, Show, Toast
from content.stand_down import REASON_LIMIT, reasons
from handlers.cases.finding import stopped
from handlers.context import Context
from handlers.team.desk import reach
from storage import stand_down


def stop(ctx: Context, rest: str = "") -> Reply:
    """Stops the letters about the case that is named, at once; without a name or reason, how it is done."""
    slug, *told = rest.splitlines() or [""]
    case = ctx.campaign.case(slug.strip())
    why = reasons(told, ctx.campaign.languages)
    if case is None or why is None:
        return (Show(_how(ctx)),)
    many = stand_down.stand_down(ctx.session, ctx.sealer, case.slug, why, ctx.now, ctx.me.number)
    if many is None:
        return (Show(_stopped(ctx, case)),)
    text = paragraphs(bold(ctx.words("stand.done_title")), ctx.words("stand.done"), reach(ctx, "stand.told", many))
    undo = ctx.button("stand.undo", "tlo", case.slug, style="primary")
    return (Show(Screen(text, ((undo,), (ctx.button("button.back", "team"),)))),)


def undo(ctx: Context, slug: str) -> Reply:
    """Lets letters about the case go on."""
    if ctx.campaign.case(slug) is None:
        raise Gone
    many = stand_down.reopen(ctx.session, ctx.sealer, slug, ctx.now, ctx.me.number)
    told = None if many is None else reach(ctx, "stand.told", many)
    text = paragraphs(bold(ctx.words("stand.undone")), told)
    return (Toast(ctx.words.text("stand.undone")), Show(Screen(text, ((ctx.button("button.back", "team"),),))))


def _stopped(ctx: Context, case: Case) -> Screen:
    text = lines(bold(ctx.words("stand.already")), stopped(ctx, case))
    return Screen(text, ((ctx.button("stand.undo", "tlo", case.slug),), (ctx.button("button.back", "team"),)))


def _how(ctx: Context) -> Screen:
    cases = ", ".join(case.slug for case in ctx.campaign.cases if case.publishable)
    example = lines(f"/standdown {cases.split(', ')[0]}", *(f"{code}: …" for code in ctx.campaign.languages))
    text = paragraphs(bold(ctx.words("stand.how_title")), ctx.words("stand.how", limit=REASON_LIMIT), example)
    return Screen(lines(text, ctx.words("stand.cases", cases=cases)), ((ctx.button("button.back", "team"),),))
