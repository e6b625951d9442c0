"""One occurrence of an event: when, where, what to know, and whether the person comes; its file and
its pin.
"""

from __future__ import annotations

from dataclasses import replace

from content.events import NOTES
from content.events.timetable import later
from content.language.i18n import duration, list_of
from content.language.languages import own_name
from content.language.numbers import Headcount
from content.text.markup import Rich, bold, from_markdown, lines, paragraphs, quote
from content.text.messages import Button, File, Pin, Reply, Screen, Show
from handlers.cases.lookup import fallback
from handlers.context import Context
from handlers.events.lookup import Found, find, time, where
from storage.delivery import headcounts
from storage.people import rsvps


def show(ctx: Context, slug: str, stamp: str = "") -> Reply:
    """The occurrence that is named, else the one that comes next."""
    return (Show(screen(ctx, find(ctx, slug, stamp))),)


def screen(ctx: Context, one: Found) -> Screen:
    """All about one occurrence."""
    mine = rsvps.coming(ctx.session, ctx.me.number, one.at)
    text = paragraphs(
        lines(bold(one.text.title), fallback(ctx, one.language), _example(ctx, one)),
        lines(time(ctx, one), _long(ctx, one), ctx.words("event.over") if one.past else None),
        _different(ctx, one),
        lines(where(ctx, one), one.at.address),
        from_markdown(one.text.description),
        _know(ctx, one),
        _places(ctx, one),
        _mine(ctx, one, mine),
    )
    return Screen(text, _rows(ctx, one, mine))


def _example(ctx: Context, one: Found) -> Rich | None:
    return ctx.words("event.example") if one.event.example else None


def _long(ctx: Context, one: Found) -> Rich | None:
    if one.event.whole_day or one.past:
        return None
    minutes = (one.at.ends - one.at.begins) // 60
    return ctx.words("event.duration", time=duration(minutes, ctx.language))


def _different(ctx: Context, one: Found) -> Rich | None:
    """What the team wrote about a change, in front of everything else."""
    change = one.at.change
    if change is None or one.at.cancelled:
        return None
    note = ctx.campaign.words(change.note, ctx.reads)[0] if change.note else None
    return lines(bold(ctx.words("event.changed")), note)


def _know(ctx: Context, one: Found) -> Rich | None:
    """How to get there, what to bring, how to stay safe and what the team says about it, folded."""
    told: list[Rich] = []
    for name in NOTES:
        if part := getattr(one.text, name):
            told.append(lines(bold(ctx.words(f"event.{name}")), from_markdown(part)))
    spoken = list_of([own_name(code) for code in one.event.languages], ctx.language)
    facts = lines(
        ctx.words("event.spoken", languages=spoken) if spoken else None,
        ctx.words(f"event.police.{one.event.police.value}") if one.event.police else None,
    )
    return quote(paragraphs(*told, facts), expandable=True) if told or facts else None


def _places(ctx: Context, one: Found) -> Rich | None:
    """How many come, never an exact number below five, and whether there is room."""
    if one.past:
        return _many(ctx, "event.were_there", headcounts.were_there(ctx.session, one.at))
    full = rsvps.is_full(ctx.session, one.at)
    return lines(
        _many(ctx, "event.many", headcounts.comers(ctx.session, one.at)),
        _many(ctx, "bring.many", headcounts.brought(ctx.session, one.at)),
        ctx.words("event.capacity", n=one.event.capacity) if one.event.capacity else None,
        ctx.words("event.full") if full and one.open else None,
    )


def _many(ctx: Context, key: str, count: Headcount) -> Rich | None:
    return None if count.few else ctx.words(key, n=count.at_least)


def _mine(ctx: Context, one: Found, mine: rsvps.Coming | None) -> Rich | None:
    if mine is None or not one.open:
        return None
    if mine.waiting:
        return ctx.words("event.you_wait")
    role = (
        ctx.words("event.you_offer", role=ctx.words(f"event.role.{mine.role}"))
        if mine.role
        else None
    )
    letters = ctx.words("bring.mine", n=mine.letters) if mine.letters else None
    return lines(ctx.words("event.you_come"), role, letters)


def _rows(ctx: Context, one: Found, mine: rsvps.Coming | None) -> tuple[tuple[Button, ...], ...]:
    """Coming or not first; below it the file, the map, another date, the case; at most six."""
    case = ctx.button("event.case", "case.show", one.event.case)
    back = ctx.button("button.back", "event.list")
    pin = ctx.button("event.pin", "event.pin", *one.place)
    if not one.open:
        again = _later(ctx, one)
        return (
            *((replace(button, style="primary"),) for button in again),
            (case,),
            *(() if again else ((pin,),)),
            (back,),
        )
    first = (ctx.button("event.stay", "event.stay", *one.place),)
    if mine is None:
        key = "event.wait" if rsvps.is_full(ctx.session, one.at) else "event.go"
        first = (ctx.button(key, "event.go", *one.place, style="primary"),)
    helping = mine is not None and not mine.waiting and one.event.roles
    offer = ((ctx.button("event.offer", "event.roles", *one.place),),) if helping else ()
    ways = (
        ctx.button("event.calendar", "event.file", *one.place),
        pin,
        *_later(ctx, one),
        *(() if helping else (case,)),
    )
    return (first, *offer, *(ways[at : at + 2] for at in range(0, len(ways), 2)), (back,))


def _later(ctx: Context, one: Found) -> tuple[Button, ...]:
    """A button to the date after this one, where there is one."""
    following = later(one.at, ctx.now)
    return (
        (ctx.button("event.later", "event.show", one.event.slug, following.stamp),)
        if following
        else ()
    )


def file(ctx: Context, slug: str, stamp: str) -> Reply:
    """The occurrence as a file for a calendar."""
    # Its calendar library is 3 MB that a start does without.
    from content.documents import ics  # noqa: PLC0415

    one = find(ctx, slug, stamp)
    body = ics.one(ctx.campaign, one.at, ctx.words, ctx.now)
    return (File(f"{slug}.ics", "text/calendar", body, caption=ctx.words("event.calendar_help")),)


def pin(ctx: Context, slug: str, stamp: str) -> Reply:
    """The place on the map."""
    one = find(ctx, slug, stamp)
    north, east = one.at.position
    return (Pin(north, east, ctx.campaign.place(one.at, ctx.reads), one.at.address),)
