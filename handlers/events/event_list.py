"""What is coming and what took place, page by page; what is near a place; the campaign's whole
calendar.
"""

from __future__ import annotations

from content.events import Occurrence
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
from handlers import lists
from handlers.context import Context
from handlers.events.lookup import Found, time, where, with_text
from storage.library.export_files import CalendarFile
from storage.library.timetable import Dates
from storage.people import conversation_state

PAGE = 3
DRAFT = "near"


def events(ctx: Context, case: str = "", page: str = "") -> Reply:
    """What is coming, and below it what took place; of one case if it is named."""
    if lists.is_page(case) and ctx.campaign.case(case) is None:
        case, page = "", case
    route = ("event.list", case) if case else ("event.list",)
    if page == lists.ASK:
        return lists.ask(ctx, route, ctx.button("event.near", "event.near"))
    dates = ctx.beforehand(Dates(case, ctx.now))
    found = lists.page(ctx, route, page, dates, _titles, PAGE)
    part = [with_text(ctx, at) for at in found.shown]
    coming, past = [one for one in part if not one.past], [one for one in part if one.past]
    none = found.at == 0 and not coming and not found.words
    text = paragraphs(
        lines(bold(ctx.words("event.list_title")), lists.place(ctx, found)),
        *(_short(ctx, one) for one in coming),
        ctx.words("event.none") if none else None,
        bold(ctx.words("event.past_title")) if past else None,
        *(_short(ctx, one) for one in past),
    )
    some = any(at.end > ctx.now for at in dates)
    return lists.shown(ctx, found, Screen(text, (*_buttons(part), *_ways(ctx, found, some))))


def _titles(at: Occurrence) -> list[str]:
    """By what an event is found: its titles and its cities."""
    texts = at.event.texts.values()
    return [*(f"{text.title} {text.place}" for text in texts), *at.event.city.values()]


def _buttons(part: list[Found]) -> tuple[tuple[Button, ...], ...]:
    """A button for each event: to its date that takes place, if it has one here."""
    at = {one.event.slug: one for one in part} | {one.event.slug: one for one in part if one.open}
    part = list(at.values())
    return tuple((Button(one.text.title, data("event.show", *one.place)),) for one in part)


def _ways(
    ctx: Context, found: lists.Page[Occurrence], some: bool
) -> tuple[tuple[Button, ...], ...]:
    """The way on and the way back; where all dates fit on one page, "near me", which a search
    offers else. The whole calendar stands on the last page.
    """
    whole = (ctx.button("event.all_dates", "event.calendar"),) if some else ()
    near = (ctx.button("event.near", "event.near"),) if some and found.pages < 2 else ()
    home = ctx.button("button.home", "home.show")
    if found.words:
        return lists.ways(ctx, found, "event.more", up=home)
    return lists.ways(ctx, found, "event.more", *near, *whole, up=home)


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
    coming = [at for at in ctx.beforehand(Dates("", ctx.now)) if at.end > ctx.now]
    nearest = sorted(
        ((kilometres(place, at.position), at) for at in coming), key=lambda pair: pair[0]
    )
    measured = [(far, with_text(ctx, at)) for far, at in nearest[:PAGE]]
    text = paragraphs(
        bold(ctx.words("event.near_title")),
        *(_short(ctx, one, number(round(far), ctx.language)) for far, one in measured),
        None if measured else ctx.words("event.none"),
    )
    rows = (*_buttons([one for _, one in measured]), (ctx.button("button.back", "event.list"),))
    return (CloseKeyboard(ctx.words("event.near_done")), Show(Screen(text, rows)))


def calendar(ctx: Context) -> Reply:
    """Everything that is to come as one file for a calendar."""
    for event in ctx.campaign.events:
        ctx.speaks_of(event.case)
        ctx.speaks_of(event.slug, "event")
    body = ctx.beforehand(CalendarFile(ctx.reads, ctx.now))
    return (
        File(
            f"{ctx.campaign.slug}.ics", "text/calendar", body, caption=ctx.words("event.all_help")
        ),
    )
