"""Alerts: on or off, the hours in which they wait, and cases that are muted."""

from __future__ import annotations

from content.errors import Gone
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import Keep, Reply, Screen, Show, Toast
from handlers.cases import find
from handlers.context import Context
from handlers.updates.overview import clock_words
from storage.engine.times import FOREVER
from storage.people import supporters
from storage.people.supporters import Person

# From and to; the same hour twice is none.
QUIET = (("22", "7"), ("21", "9"), ("23", "8"), ("0", "0"))


def alerts(ctx: Context, switch: str = "") -> Reply:
    """Alerts on or off for everything followed, and the cases that are muted."""
    if switch not in ("", "on", "off"):
        raise Gone
    me = ctx.me
    if switch:
        awake = {"paused_until": None} if switch == "on" and me.paused_until == FOREVER else {}
        me = supporters.change(ctx.session, me.number, alerts=switch == "on", **awake)
    toast = (Toast(ctx.words.text("updates.saved")),) if switch else ()
    return (*toast, Show(_alerts(ctx, me)))


def _alerts(ctx: Context, me: Person) -> Screen:
    muted = [
        case
        for slug in supporters.muted(ctx.session, me.number)
        if (case := ctx.campaign.case(slug))
    ][:3]
    for case in muted:
        ctx.speaks_of(case.slug)
    titles = [ctx.campaign.words(case.texts, ctx.reads)[0].title for case in muted]
    told = (
        lines(ctx.words("updates.muted_title"), *(f"• {title}" for title in titles))
        if muted
        else None
    )
    state = ctx.words("updates.alerts_on" if me.alerts else "updates.alerts_off")
    nights = lines(ctx.words("quiet.title"), _nights(ctx, me)) if me.alerts and me.zone else None
    text = paragraphs(
        lines(bold(ctx.words("updates.alerts_title")), state),
        nights,
        told,
        ctx.words("updates.alerts_help"),
    )
    key, switch = ("updates.turn_off", "off") if me.alerts else ("updates.turn_on", "on")
    turn = ctx.button(key, "alerts", switch, style=None if me.alerts else "primary")
    rows = [
        (ctx.button("updates.unmute", "unmute", case.slug, title=title),)
        for case, title in zip(muted, titles, strict=True)
    ]
    last = (ctx.button("quiet.button", "quiet"), ctx.button("button.back", "updates"))
    return Screen(text, ((turn,), *rows, last))


def quiet(ctx: Context, begins: str = "", ends: str = "") -> Reply:
    """The hours of the person's day in which alerts wait; two that are given are kept."""
    if (begins or ends) and (begins, ends) not in QUIET:
        raise Gone
    me, words = ctx.me, ctx.words
    if me.zone is None:
        text = paragraphs(bold(words("quiet.title")), words("quiet.no_zone"))
        first = ctx.button("updates.zone", "zone", style="primary")
        return (Show(Screen(text, ((first,), (ctx.button("button.back", "alerts"),)))),)
    if begins:
        me = supporters.change(ctx.session, me.number, quiet_from=int(begins), quiet_to=int(ends))
    told = lines(bold(words("quiet.title")), _nights(ctx, me), clock_words(ctx, me.zone))
    text = paragraphs(told, words("quiet.help"))
    spans = [
        ctx.button(
            "quiet.span", "quiet", *span, begins=_hour(int(span[0])), ends=_hour(int(span[1]))
        )
        if span[0] != span[1]
        else ctx.button("quiet.off", "quiet", *span)
        for span in QUIET
        if (me.quiet_from, me.quiet_to) != (int(span[0]), int(span[1]))
    ]
    toast = (Toast(words.text("updates.saved")),) if begins else ()
    rows = (*((button,) for button in spans), (ctx.button("button.back", "alerts"),))
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
        (ctx.button("updates.undo", "unmute", slug, style="primary"),),
        (ctx.button("button.home", "home"),),
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
