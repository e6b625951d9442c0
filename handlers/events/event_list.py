"""What is coming and what took place, page by page; what is near a place; the campaign's whole
calendar.
"""

from __future__ import annotations

from content.language.i18n import number
from content.missions.places import kilometres
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import (
    AskLocation,
    Button,
    CloseKeyboard,
    File,
    Reply,
    Screen,
    Show,
    data,
)
from handlers.context import Context
from handlers.events.lookup import Found, current, taking_place, time, where, with_text
from storage.people import conversation_state

PAGE = 3
DRAFT = "near"


def _all(ctx: Context, case: str = "") -> list[Found]:
    """Each shown event's next occurrence by time, then the past ones, the latest first; of one case
    if it is named.

    After a cancelled one the next that takes place is there too.
    """
    shown = [event for event in ctx.campaign.events if ctx.campaign.case(event.case)]
    shown = [event for event in shown if event.case == case] or shown
    offered = [
        at for event in shown for at in (current(event, ctx), taking_place(event, ctx)) if at
    ]
    dates = {(at.event.slug, at.stamp): with_text(ctx, at) for at in offered}
    found = sorted(dates.values(), key=lambda one: one.at.start)
    return [one for one in found if not one.past] + [one for one in found if one.past][::-1]


def events(ctx: Context, case: str = "", page: str = "") -> Reply:
    """What is coming, and below it what took place; of one case if it is named."""
    if case.isdecimal() and ctx.campaign.case(case) is None:
        case, page = "", case
    found = _all(ctx, case)
    at = int(page) if page.isdecimal() and len(page) < 4 and int(page) * PAGE < len(found) else 0
    part = found[at * PAGE : (at + 1) * PAGE]
    coming, past = [one for one in part if not one.past], [one for one in part if one.past]
    none = at == 0 and not coming
    text = paragraphs(
        bold(ctx.words("event.list_title")),
        *(_short(ctx, one) for one in coming),
        ctx.words("event.none") if none else None,
        bold(ctx.words("event.past_title")) if past else None,
        *(_short(ctx, one) for one in past),
    )
    more = len(found) > (at + 1) * PAGE
    return (Show(Screen(text, (*_buttons(part), *_ways(ctx, found, more, case, at)))),)


def _buttons(part: list[Found]) -> tuple[tuple[Button, ...], ...]:
    """A button for each event: to its date that takes place, if it has one here."""
    at = {one.event.slug: one for one in part} | {one.event.slug: one for one in part if one.open}
    part = list(at.values())
    return tuple((Button(one.text.title, data("event", *one.place)),) for one in part)


def _ways(
    ctx: Context, found: list[Found], more: bool, case: str, at: int
) -> tuple[tuple[Button, ...], ...]:
    """The next page or the whole calendar beside "near me", and the way back."""
    some = any(not one.past for one in found)
    given = (case,) if case else ()
    on = (ctx.button("event.more", "events", *given, at + 1),) if more else ()
    book = (ctx.button("event.all_dates", "icsall"),) if some and not more else ()
    near = (ctx.button("event.near", "near"),) if some else ()
    back = (
        ctx.button("button.back", "events", *given, at - 1)
        if at
        else ctx.button("button.home", "home")
    )
    row = (*near, *book, *on)
    return (*((row,) if row else ()), (back,))


def _short(ctx: Context, one: Found, far: str = "") -> Rich:
    distance = ctx.words("event.distance", km=far) if far else None
    return lines(bold(one.text.title), time(ctx, one), where(ctx, one), distance)


def near(ctx: Context) -> Reply:
    """Asks for a location, which is used in memory and dropped."""
    conversation_state.put(
        ctx.session, ctx.sealer, ctx.me.number, DRAFT, {}, ctx.now, awaiting=True
    )
    words = ctx.words
    ask = AskLocation(
        words("event.near_ask"),
        words.text("updates.share_button"),
        words.text("updates.share_cancel"),
    )
    return (ask,)


def near_answer(ctx: Context) -> Reply:
    """What is coming, the nearest first with its distance; anything but a location goes back to the
    list.
    """
    conversation_state.drop(ctx.session, ctx.me.number, DRAFT)
    place = ctx.incoming.place
    if place is None:
        return (CloseKeyboard(ctx.words("event.near_closed")), *events(ctx))
    coming = [one for one in _all(ctx) if not one.past]
    measured = sorted(
        ((kilometres(place, one.at.position), one) for one in coming), key=lambda pair: pair[0]
    )[:PAGE]
    text = paragraphs(
        bold(ctx.words("event.near_title")),
        *(_short(ctx, one, number(round(far), ctx.language)) for far, one in measured),
        None if measured else ctx.words("event.none"),
    )
    rows = (*_buttons([one for _, one in measured]), (ctx.button("button.back", "events"),))
    return (CloseKeyboard(ctx.words("event.near_done")), Show(Screen(text, rows)))


def calendar(ctx: Context) -> Reply:
    """Everything that is to come as one file for a calendar."""
    # Its calendar library is 3 MB that a start does without.
    from content.documents import ics  # noqa: PLC0415

    for event in ctx.campaign.events:
        ctx.speaks_of(event.case)
        ctx.speaks_of(event.slug, "event")
    body = ics.whole(ctx.campaign, ctx.words, ctx.now)
    return (
        File(
            f"{ctx.campaign.slug}.ics", "text/calendar", body, caption=ctx.words("event.all_help")
        ),
    )
