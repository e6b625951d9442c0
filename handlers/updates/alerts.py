"""Alerts: on or off, the hours in which they wait, and cases that are muted."""

from __future__ import annotations

from collections.abc import Sequence

from content.cases import Case
from content.errors import Gone
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import Button, Keep, Reply, Screen, Show, Toast
from handlers import lists
from handlers.cases import find
from handlers.cases.briefing import titles_of
from handlers.context import Context
from handlers.updates.overview import clock_words
from storage.engine.times import FOREVER
from storage.people import supporters
from storage.people.supporters import Person

MUTED = "muted"  # stands for the list of muted cases
MUTED_SHOWN = 3
# From and to; the same hour twice is none.
QUIET = (("22", "7"), ("21", "9"), ("23", "8"), ("0", "0"))


def alerts(ctx: Context, switch: str = "", page: str = "0") -> Reply:
    """Alerts on or off for everything followed, and the cases that are muted; for MUTED a page of
    these.
    """
    if switch == MUTED:
        return _muted(ctx, page)
    if switch not in ("", "on", "off"):
        raise Gone
    me = ctx.me
    if switch:
        awake = {"paused_until": None} if switch == "on" and me.paused_until == FOREVER else {}
        me = supporters.change(ctx.session, me.number, alerts=switch == "on", **awake)
    toast = (Toast(ctx.words.text("updates.saved")),) if switch else ()
    return (*toast, Show(_alerts(ctx, me)))


def _alerts(ctx: Context, me: Person) -> Screen:
    muted = _muted_cases(ctx)
    few = muted if len(muted) <= MUTED_SHOWN else []
    state = ctx.words("updates.alerts_on" if me.alerts else "updates.alerts_off")
    nights = lines(ctx.words("quiet.title"), _nights(ctx, me)) if me.alerts and me.zone else None
    told = lines(ctx.words("updates.muted_title"), _titles(ctx, few)) if few else None
    text = paragraphs(
        lines(bold(ctx.words("updates.alerts_title")), state),
        nights,
        told,
        ctx.words("updates.alerts_help"),
    )
    key, switch = ("updates.turn_off", "off") if me.alerts else ("updates.turn_on", "on")
    turn = ctx.button(key, "updates.alerts", switch, style=None if me.alerts else "primary")
    every = ctx.button("updates.muted_all", "updates.alerts", MUTED, n=len(muted))
    rows = _back_again(ctx, few) if len(few) == len(muted) else ((every,),)
    last = (ctx.button("quiet.button", "updates.quiet"), ctx.button("button.back", "updates.show"))
    return Screen(text, ((turn,), *rows, last))


def _muted(ctx: Context, page: str) -> Reply:
    """A page of the cases that are muted, each to be told of again."""
    route = ("updates.alerts", MUTED)
    if page == lists.ASK:
        return lists.ask(ctx, route)
    found = lists.page(ctx, route, page, _muted_cases(ctx), titles_of, MUTED_SHOWN)
    text = paragraphs(
        lines(bold(ctx.words("updates.muted_title")), lists.place(ctx, found)),
        _titles(ctx, found.shown),
    )
    ways = lists.ways(ctx, found, "case.more", up=ctx.button("button.back", "updates.alerts"))
    return lists.shown(ctx, found, Screen(text, (*_back_again(ctx, found.shown), *ways)))


def _muted_cases(ctx: Context) -> list[Case]:
    known = map(ctx.campaign.case, supporters.muted(ctx.session, ctx.me.number))
    return [case for case in known if case]


def _titles(ctx: Context, shown: Sequence[Case]) -> Rich:
    """The titles of these cases, one a line."""
    for case in shown:
        ctx.speaks_of(case.slug)
    return lines(*(f"• {_title(ctx, case)}" for case in shown))


def _back_again(ctx: Context, shown: Sequence[Case]) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (ctx.button("updates.unmute", "updates.unmute", case.slug, title=_title(ctx, case)),)
        for case in shown
    )


def _title(ctx: Context, case: Case) -> str:
    return ctx.campaign.words(case.texts, ctx.reads)[0].title


def quiet(ctx: Context, begins: str = "", ends: str = "") -> Reply:
    """The hours of the person's day in which alerts wait; two that are given are kept."""
    if (begins or ends) and (begins, ends) not in QUIET:
        raise Gone
    me, words = ctx.me, ctx.words
    if me.zone is None:
        text = paragraphs(bold(words("quiet.title")), words("quiet.no_zone"))
        first = ctx.button("updates.zone", "updates.zone", style="primary")
        return (Show(Screen(text, ((first,), (ctx.button("button.back", "updates.alerts"),)))),)
    if begins:
        me = supporters.change(ctx.session, me.number, quiet_from=int(begins), quiet_to=int(ends))
    told = lines(bold(words("quiet.title")), _nights(ctx, me), clock_words(ctx, me.zone))
    text = paragraphs(told, words("quiet.help"))
    spans = [
        ctx.button(
            "quiet.span",
            "updates.quiet",
            *span,
            begins=_hour(int(span[0])),
            ends=_hour(int(span[1])),
        )
        if span[0] != span[1]
        else ctx.button("quiet.off", "updates.quiet", *span)
        for span in QUIET
        if (me.quiet_from, me.quiet_to) != (int(span[0]), int(span[1]))
    ]
    toast = (Toast(words.text("updates.saved")),) if begins else ()
    rows = (*((button,) for button in spans), (ctx.button("button.back", "updates.alerts"),))
    return (*toast, Show(Screen(text, rows)))


def _nights(ctx: Context, me: Person) -> Rich:
    if me.quiet_from == me.quiet_to:
        return ctx.words("quiet.none")
    return ctx.words("quiet.now", begins=_hour(me.quiet_from), ends=_hour(me.quiet_to))


def _hour(hour: int) -> str:
    return f"{hour:02d}:00"


def mute(ctx: Context, slug: str) -> Reply:
    """No more news of this case, from its alert: said in a message of its own, with Undo."""
    _, text, _ = find(ctx, slug)
    supporters.mute(ctx.session, ctx.me.number, slug, muted=True)
    rows = (
        (ctx.button("updates.undo", "updates.unmute", slug, style="primary"),),
        (ctx.button("button.home", "home.show"),),
    )
    return (
        Toast(ctx.words.text("updates.saved")),
        Keep(Screen(ctx.words("updates.muted", title=bold(text.title)), rows)),
    )


def unmute(ctx: Context, slug: str) -> Reply:
    """News of this case again."""
    find(ctx, slug)
    supporters.mute(ctx.session, ctx.me.number, slug, muted=False)
    return (Toast(ctx.words.text("updates.saved")), Show(_alerts(ctx, ctx.me)))
