"""The way in, the way back and the way out; and the one place that stores a draft and shows its
step.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict

from content.errors import Gone, UserError
from content.text.markup import bold, lines
from content.text.messages import Button, Reply, Screen, Show, Toast, data
from handlers import lists
from handlers.cases import titles_of
from handlers.context import Context
from handlers.letters import office_screens, questions
from handlers.letters.draft import ASKING, KIND, Writing, closed, opened
from handlers.letters.preview import preview
from storage.people import conversation_state

SURE = "sure"
PAGE = 3  # cases on one screen
TEAMS = ("edit", "update", "send")  # drafts of the team: thrown away only where they are shown

SCREENS: Mapping[str, Callable[[Context, Writing, int], Screen]] = {
    "mission": office_screens.mission,
    "near": office_screens.mission,
    "country": office_screens.country,
    "language": questions.language,
    "points": questions.points,
    "words": questions.words,
    "name": questions.name,
    "preview": preview,
}


def store(ctx: Context, writing: Writing) -> int:
    """Stores the draft; its revision, which its buttons carry from now on."""
    ctx.speaks_of(writing.case)
    asks = writing.step in ASKING
    return conversation_state.put(
        ctx.session, ctx.sealer, ctx.me.number, KIND, asdict(writing), ctx.now, awaiting=asks
    ).revision


def put(ctx: Context, writing: Writing) -> Reply:
    """Stores the draft and shows the step it is at."""
    return (Show(SCREENS[writing.step](ctx, writing, store(ctx, writing))),)


def current(ctx: Context) -> Reply:
    """Brings the screen of an old button up to date and says so."""
    writing, revision = opened(ctx)
    return (
        Toast(ctx.words.text("toast.updated")),
        Show(SCREENS[writing.step](ctx, writing, revision)),
    )


def choose_case(ctx: Context, page: str = "") -> Reply:
    """Continues the open draft, else the only case's letter, else a list of cases that take
    letters.
    """
    stored = conversation_state.get(ctx.session, ctx.sealer, ctx.me.number, KIND, ctx.now)
    cases = [
        case
        for case in ctx.campaign.cases
        if case.open_for_letters and ctx.campaign.letter(case.slug)
    ]
    if stored and (not cases or any(case.slug == stored.value["case"] for case in cases)):
        return resume(ctx)
    if len(cases) == 1:
        return begin(ctx, cases[0].slug)
    if not cases:
        raise UserError("letter.none_open")
    route = ("letter.choose_case",)
    if page == lists.ASK:
        return lists.ask(ctx, route)
    found = lists.page(ctx, route, page, cases, titles_of, PAGE)
    for case in found.shown:
        ctx.speaks_of(case.slug)
    rows = [
        (
            Button(
                ctx.campaign.words(case.texts, ctx.reads)[0].title, data("letter.begin", case.slug)
            ),
        )
        for case in found.shown
    ]
    ways = lists.ways(ctx, found, "case.more", up=ctx.button("button.home", "home.show"))
    text = lines(bold(ctx.words("letter.choose_case")), lists.place(ctx, found))
    return lists.shown(ctx, found, Screen(text, (*rows, *ways)))


def begin(ctx: Context, case: str) -> Reply:
    """Starts a letter about a case, or continues the one that is open."""
    found = ctx.campaign.case(case)
    if found is None or ctx.campaign.letter(case) is None:
        raise Gone
    if not found.open_for_letters:
        raise closed(ctx, case)
    stored = conversation_state.get(ctx.session, ctx.sealer, ctx.me.number, KIND, ctx.now)
    if stored and stored.value["case"] == case:
        return resume(ctx)
    return put(ctx, Writing(case, secrets.randbits(48)))


def resume(ctx: Context) -> Reply:
    """The draft where it was left; its question is open again."""
    return put(ctx, opened(ctx)[0])


def cancel(ctx: Context) -> Reply:
    """Throws the draft away; asks first if own words would be lost."""
    stored = conversation_state.get(ctx.session, ctx.sealer, ctx.me.number, KIND, ctx.now)
    if stored is None:
        conversation_state.quiet(ctx.session, ctx.me.number)
        conversation_state.drop(ctx.session, ctx.me.number, but=TEAMS)
        return (
            Show(
                Screen(
                    ctx.words("letter.nothing_to_cancel"),
                    ((ctx.button("button.home", "home.show", style="primary"),),),
                )
            ),
        )
    if stored.value["answers"]:
        keep = ctx.button("letter.keep_writing", "letter.resume", style="primary")
        away = ctx.button("letter.throw_away", "letter.discard", SURE, style="danger")
        rows = ((keep,), (away,))
        return (Show(Screen(ctx.words("letter.cancel_sure"), rows)),)
    return discard(ctx, SURE)


def discard(ctx: Context, sure: str = "") -> Reply:
    """Throws the draft away; asks first if own words would be lost."""
    if sure != SURE:
        return cancel(ctx)
    conversation_state.drop(ctx.session, ctx.me.number, KIND)
    rows = (
        (ctx.button("letter.write_again", "letter.choose_case"),),
        (ctx.button("button.home", "home.show"),),
    )
    return (Show(Screen(ctx.words("letter.cancelled"), rows)),)
