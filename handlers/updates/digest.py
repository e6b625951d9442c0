"""The digest: how often, at which hour of the person's own zone, on which day."""

from __future__ import annotations

from content.errors import Gone
from content.notices.digests import Rhythm
from content.text.markup import bold, lines
from content.text.messages import Button, Reply, Show, data
from handlers.context import Context
from handlers.updates.overview import RHYTHMS, clock_words, weekday
from handlers.updates.saved_choice import choose, digest_screen, pick
from handlers.updates.zone import zone

HOURS = (7, 9, 12, 18, 21)
WEEKDAYS = (0, 2, 4, 5, 6)  # Monday is 0


def digest(ctx: Context, rhythm: str = "") -> Reply:
    """The digest's rhythm; one that is given is set, after the zone is known."""
    if not rhythm:
        return (Show(digest_screen(ctx, ctx.me)),)
    if rhythm not in RHYTHMS:
        raise Gone
    if rhythm != Rhythm.OFF and ctx.me.zone is None:
        return zone(ctx, rhythm)
    return choose(ctx, ctx.me, rhythm=Rhythm(rhythm))


def hour(ctx: Context, chosen: str = "") -> Reply:
    """The hour at which the digest comes, in the person's own zone."""
    if chosen:
        if chosen not in map(str, HOURS):
            raise Gone
        return choose(ctx, ctx.me, hour=int(chosen))
    buttons = [Button(f"{one:02d}:00", data("updates.hour", one)) for one in HOURS]
    return pick(
        ctx,
        lines(bold(ctx.words("updates.hour_title")), clock_words(ctx, ctx.me.zone)),
        buttons,
        "updates.digest",
    )


def day(ctx: Context, chosen: str = "") -> Reply:
    """The weekday on which the digest comes."""
    if chosen:
        if chosen not in map(str, WEEKDAYS):
            raise Gone
        return choose(ctx, ctx.me, weekday=int(chosen))
    buttons = [Button(weekday(ctx, one), data("updates.day", one)) for one in WEEKDAYS]
    return pick(ctx, bold(ctx.words("updates.weekday_title")), buttons, "updates.digest")
