"""What reaches a person now, on one screen, with a button to change each part."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_day_names

from content.language.i18n import date_long
from content.language.languages import cldr
from content.notices.digests import Rhythm
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import Reply, Screen, Show
from handlers import zones
from handlers.context import Context
from storage.engine.times import FOREVER
from storage.people import supporters
from storage.people.supporters import Person

RHYTHMS = tuple(Rhythm)


def updates(ctx: Context) -> Reply:
    """What reaches the person now, with a button to change each part."""
    return (Show(overview(ctx, ctx.me)),)


def overview(ctx: Context, me: Person) -> Screen:
    """What reaches this person now."""
    alerts = "updates.alerts_on" if me.alerts else "updates.alerts_off"
    followed = supporters.follows(ctx.session, me.number)
    text = paragraphs(
        bold(ctx.words("updates.title")),
        lines(
            ctx.words(alerts),
            ctx.words("updates.follows", n=len(followed))
            if followed
            else ctx.words("updates.follows_none"),
            rhythm_words(ctx, me),
            clock_words(ctx, me.zone),
        ),
        pause_words(ctx, me),
    )
    rest = (
        ctx.button("updates.resume", "updates.resume")
        if is_paused(ctx, me)
        else ctx.button("updates.pause", "updates.pause")
    )
    rows = (
        (ctx.button("updates.digest", "updates.digest", style="primary"),),
        (
            ctx.button("updates.alerts", "updates.alerts"),
            ctx.button("updates.zone", "updates.zone"),
        ),
        (rest,),
        (
            ctx.button("updates.stop", "updates.stop", style="danger"),
            ctx.button("button.home", "home.show"),
        ),
    )
    return Screen(text, rows)


def is_paused(ctx: Context, me: Person) -> bool:
    """Whether nothing reaches the person for a while."""
    return me.paused_until is not None and me.paused_until > ctx.now.timestamp()


def pause_words(ctx: Context, me: Person) -> Rich | None:
    """Until when the person is paused, in words, or None."""
    if me.paused_until is None or not is_paused(ctx, me):
        return None
    if me.paused_until == FOREVER:
        return bold(ctx.words("updates.paused_open"))
    until = datetime.fromtimestamp(me.paused_until, ZoneInfo(me.zone or "UTC"))
    return bold(ctx.words("updates.paused_until", day=date_long(until.date(), ctx.language)))


def rhythm_words(ctx: Context, me: Person) -> Rich:
    """The digest's rhythm in words."""
    hour, day = f"{me.digest_hour:02d}:00", weekday(ctx, me.digest_weekday)
    return ctx.words(f"updates.digest_{me.digest}", hour=hour, weekday=day)


def weekday(ctx: Context, number: int) -> str:
    """A weekday's name; Monday is 0."""
    return str(get_day_names("wide", "stand-alone", cldr(ctx.language))[number])


def clock_words(ctx: Context, zone: str | None) -> Rich:
    """What time it is for the person, or that nobody knows."""
    if zone is None:
        return ctx.words("updates.zone_unknown")
    now = format_datetime(ctx.now.astimezone(ZoneInfo(zone)), "HH:mm", locale=cldr(ctx.language))
    return ctx.words("updates.clock", time=now, city=zones.city(zone, ctx.language))
