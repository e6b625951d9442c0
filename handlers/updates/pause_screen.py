"""A pause, the end of all messages, and the way back from both."""

from __future__ import annotations

from datetime import timedelta

from content.errors import Gone
from content.notices.digests import Rhythm
from content.text.markup import bold, lines, paragraphs
from content.text.messages import Reply, Screen, Show, Toast
from handlers.context import Context
from handlers.updates.overview import RHYTHMS, is_paused, overview, pause_words
from storage.delivery import digests
from storage.engine.times import FOREVER
from storage.people import supporters

PAUSES = {"1": "updates.pause_day", "7": "updates.pause_week", "0": "updates.pause_open"}


def pause(ctx: Context, days: str = "") -> Reply:
    """Nothing arrives for so many days, or until the person comes back; without a number, the
    choice.
    """
    if days not in PAUSES:
        rows = [(ctx.button(key, "updates.pause", number),) for number, key in PAUSES.items()]
        text = lines(bold(ctx.words("updates.pause_title")), ctx.words("updates.pause_help"))
        return (Show(Screen(text, (*rows, (ctx.button("button.back", "updates.show"),)))),)
    until = FOREVER if days == "0" else int((ctx.now + timedelta(days=int(days))).timestamp())
    me = supporters.change(ctx.session, ctx.me.number, paused_until=until)
    rows = [
        (ctx.button("updates.undo", "updates.resume", style="primary"),),
        (ctx.button("button.back", "updates.show"),),
    ]
    text = paragraphs(pause_words(ctx, me), ctx.words("updates.pause_done"))
    return (Toast(ctx.words.text("updates.saved")), Show(Screen(text, tuple(rows))))


def resume(ctx: Context) -> Reply:
    """Messages arrive again as they were chosen."""
    me = supporters.change(ctx.session, ctx.me.number, paused_until=None)
    return (Toast(ctx.words.text("updates.resumed")), Show(overview(ctx, me)))


def stop(ctx: Context) -> Reply:
    """Nothing reaches the person any more; Undo brings back what was chosen."""
    me = ctx.me
    stopped = not me.alerts and me.digest == Rhythm.OFF and me.paused_until == FOREVER
    undo = ctx.button(
        "updates.undo",
        "updates.unstop",
        int(me.alerts),
        me.digest,
        me.paused_until or "",
        style="primary",
    )
    # Nothing to bring back.
    first = ctx.button("updates.resume", "updates.show", style="primary") if stopped else undo
    digests.set_digest(
        ctx.session,
        me.number,
        Rhythm.OFF,
        me.digest_hour,
        me.digest_weekday,
        me.zone or "UTC",
        ctx.now,
    )
    supporters.change(ctx.session, me.number, alerts=False, paused_until=FOREVER, zone=me.zone)
    text = paragraphs(bold(ctx.words("updates.stopped_title")), ctx.words("updates.stopped"))
    rows = (
        (first,),
        (ctx.button("updates.forget", "privacy.forgetme"),),
        (ctx.button("button.home", "home.show"),),
    )
    return (Show(Screen(text, rows)),)


def unstop(ctx: Context, alerts: str, rhythm: str, paused: str = "") -> Reply:
    """What was chosen before /stop."""
    if alerts not in ("0", "1") or rhythm not in RHYTHMS or len(paused) > len(str(FOREVER)):
        raise Gone
    me = ctx.me
    until = int(paused) if paused.isdecimal() else None
    digests.set_digest(
        ctx.session,
        me.number,
        Rhythm(rhythm),
        me.digest_hour,
        me.digest_weekday,
        me.zone or "UTC",
        ctx.now,
    )
    me = supporters.change(
        ctx.session, me.number, alerts=alerts == "1", paused_until=until, zone=me.zone
    )
    toast = "updates.saved" if is_paused(ctx, me) else "updates.resumed"
    return (Toast(ctx.words.text(toast)), Show(overview(ctx, me)))
