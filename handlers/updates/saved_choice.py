"""Keeping what a person chose for the digest, and screens to choose on."""

from __future__ import annotations

from content.notices.digests import Rhythm
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import Button, Reply, Screen, Show, Toast
from handlers.context import Context
from handlers.updates.overview import RHYTHMS, clock_words, rhythm_words
from storage.delivery import digests
from storage.engine.times import FOREVER
from storage.people import supporters
from storage.people.supporters import Person


def choose(
    ctx: Context,
    me: Person,
    *,
    rhythm: Rhythm | None = None,
    hour: int | None = None,
    weekday: int | None = None,
) -> Reply:
    """Sets what is given, keeps the rest, and shows the digest's screen."""
    digests.set_digest(
        ctx.session,
        me.number,
        me.digest if rhythm is None else rhythm,
        me.digest_hour if hour is None else hour,
        me.digest_weekday if weekday is None else weekday,
        me.zone or "UTC",
        ctx.now,
    )
    awake = (
        {"paused_until": None}
        if rhythm in (Rhythm.DAILY, Rhythm.WEEKLY) and me.paused_until == FOREVER
        else {}
    )
    changed = supporters.change(ctx.session, me.number, zone=me.zone, **awake)
    return (Toast(ctx.words.text("updates.saved")), Show(digest_screen(ctx, changed)))


def digest_screen(ctx: Context, me: Person) -> Screen:
    """The digest's rhythm, hour and day, with buttons to change them."""
    clock = clock_words(ctx, me.zone) if me.digest != Rhythm.OFF else None
    text = paragraphs(
        bold(ctx.words("updates.digest_title")),
        lines(rhythm_words(ctx, me), clock),
        ctx.words("updates.digest_help"),
    )
    others = [
        ctx.button(f"updates.set_{rhythm}", "updates.digest", rhythm)
        for rhythm in RHYTHMS[::-1]
        if rhythm != me.digest
    ]
    when = () if me.digest == Rhythm.OFF else (ctx.button("updates.hour", "updates.hour"),)
    day = (ctx.button("updates.weekday", "updates.day"),) if me.digest == Rhythm.WEEKLY else ()
    rows = (
        tuple(others),
        *([(*when, *day)] if when else []),
        (ctx.button("button.back", "updates.show"),),
    )
    return Screen(text, rows)


def pick(ctx: Context, text: Rich, buttons: list[Button], back: str) -> Reply:
    """A screen of buttons, two in a row, with the way back last."""
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return (Show(Screen(text, (*rows, (ctx.button("button.back", back),)))),)
