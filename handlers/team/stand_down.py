"""Stopping the letters about a case: one command with the reason in each language, asked again, and
its undo.
"""

from __future__ import annotations

from collections.abc import Mapping

from content.cases import Case
from content.errors import Gone
from content.language.languages import own_name
from content.language.numbers import told
from content.notices.letter_stops import REASON_LIMIT, reasons
from content.protection import private_details
from content.text.markup import bold, lines, paragraphs
from content.text.messages import Reply, Screen, Show, Toast
from handlers.cases.lookup import stopped
from handlers.context import Context
from handlers.team.confirmation import fresh
from handlers.team.desk import listed, reach
from storage.actions import broadcasts, letter_stops
from storage.engine.times import seconds
from storage.people import conversation_state
from storage.queue.kept_back import kept_back

KIND = "standdown"


def stop(ctx: Context, rest: str = "") -> Reply:
    """Asks with numbers before letters about the case that is named stop; without a name or reason,
    how it is done.
    """
    slug, *told = rest.splitlines() or [""]
    case = ctx.campaign.case(slug.strip())
    why = reasons(told, ctx.campaign.languages)
    if case is None or why is None:
        return (Show(_how(ctx)),)
    if case.stood_down is not None:
        return (Show(_stopped(ctx, case)),)
    kept_back(ctx.session).guard(why)
    if case.protected:
        private_details.guard("\n".join(why.values()))
    conversation_state.put(
        ctx.session, ctx.sealer, ctx.me.number, KIND, {"case": case.slug, "why": why}, ctx.now
    )
    return (Show(_question(ctx, case, why)),)


def _question(ctx: Context, case: Case, why: Mapping[str, str]) -> Screen:
    """What will happen: who is told, what is taken back, and the reason as people read it."""
    letters = told(letter_stops.open_letters(ctx.session, ctx.sealer, case.slug, ctx.now))
    missing = [code for code in ctx.campaign.languages if code not in why]
    text = paragraphs(
        bold(ctx.words("stand.ask_title")),
        lines(*(f"{own_name(code)}: {reason}" for code, reason in why.items())),
        lines(
            reach(ctx, "stand.told", letters),
            ctx.words("stand.sends", n=broadcasts.open_about(ctx.session, case.slug)),
        ),
        ctx.words("stand.missing", languages=listed(missing)) if missing else None,
    )
    yes = ctx.button("stand.yes", "stand_down.confirm", seconds(ctx.now), style="danger")
    return Screen(text, ((yes,), (ctx.button("button.back", "team.desk"),)))


def confirm(ctx: Context, asked: str) -> Reply:
    """Stops the letters; too late: asks again."""
    stored = conversation_state.get(ctx.session, ctx.sealer, ctx.me.number, KIND, ctx.now)
    case = ctx.campaign.case(stored.value["case"]) if stored else None
    if stored is None or case is None:
        return (Show(_how(ctx)),)
    why = stored.value["why"]
    if not fresh(ctx, asked):
        return (Toast(ctx.words.text("team.expired"), alert=True), Show(_question(ctx, case, why)))
    conversation_state.drop(ctx.session, ctx.me.number, KIND)
    many = letter_stops.stand_down(ctx.session, ctx.sealer, case.slug, why, ctx.now, ctx.me.number)
    if many is None:
        return (Show(_stopped(ctx, case)),)
    text = paragraphs(
        bold(ctx.words("stand.done_title")),
        ctx.words("stand.done"),
        reach(ctx, "stand.people", told(many)),
    )
    undo = ctx.button("stand.undo", "stand_down.undo", case.slug, style="primary")
    return (Show(Screen(text, ((undo,), (ctx.button("button.back", "team.desk"),)))),)


def undo(ctx: Context, slug: str) -> Reply:
    """Lets letters about the case go on."""
    if ctx.campaign.case(slug) is None:
        raise Gone
    many = letter_stops.reopen(ctx.session, ctx.sealer, slug, ctx.now, ctx.me.number)
    people = None if many is None else reach(ctx, "stand.people", told(many))
    text = paragraphs(bold(ctx.words("stand.undone")), people)
    return (
        Toast(ctx.words.text("stand.undone")),
        Show(Screen(text, ((ctx.button("button.back", "team.desk"),),))),
    )


def _stopped(ctx: Context, case: Case) -> Screen:
    text = lines(bold(ctx.words("stand.already")), stopped(ctx, case))
    return Screen(
        text,
        (
            (ctx.button("stand.undo", "stand_down.undo", case.slug),),
            (ctx.button("button.back", "team.desk"),),
        ),
    )


def _how(ctx: Context) -> Screen:
    cases = ", ".join(case.slug for case in ctx.campaign.cases if case.publishable)
    example = lines(
        f"/standdown {cases.split(', ')[0]}", *(f"{code}: …" for code in ctx.campaign.languages)
    )
    text = paragraphs(
        bold(ctx.words("stand.how_title")), ctx.words("stand.how", limit=REASON_LIMIT), example
    )
    return Screen(
        lines(text, ctx.words("stand.cases", cases=cases)),
        ((ctx.button("button.back", "team.desk"),),),
    )
