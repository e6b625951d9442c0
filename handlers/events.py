"""Protests and vigils: when and where, coming or not, the calendar file, the pin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from content.digests import reminders_past
from content.documents import ics
from content.errors import Gone, Hidden, UserError
from content.events import Event, EventText, Occurrence
from content.i18n import NATIVE, date_long, when
from content.markup import Rich, bold, from_markdown, lines, moment, paragraphs, quote
from content.messages import Button, File, Pin, Reply, Screen, Show, Toast, data
from handlers.cases import countdown
from handlers.context import Context
from storage import supporters

AHEAD = timedelta(days=400)  # further occurrences are not offered, so nobody is sent to count them
SHOWN = 5
WHOLE_DAY = 24 * 60  # minutes
FLOOR = 5  # counts below are not told (SAFETY rule 8)


@dataclass(frozen=True)
class Found:
    """An occurrence with its event's text in the reader's language."""

    event: Event
    text: EventText
    at: Occurrence
    past: bool
    language: str

    @property
    def place(self) -> str:
        """Slug and stamp, as buttons name it."""
        return f"{self.event.slug}:{self.at.stamp}"


def _found(ctx: Context, event: Event, at: Occurrence) -> Found:
    text, language = ctx.campaign.words(event.texts, ctx.language)
    return Found(event, text, at, at.end <= ctx.now, language)


def _all(ctx: Context, case: str = "") -> list[Found]:
    """Each shown event's next occurrence, or its last one when it is past, by time; of one case if it is named."""
    shown = [event for event in ctx.campaign.events if ctx.campaign.case(event.case)]
    shown = [event for event in shown if event.case == case] or shown
    found = [_found(ctx, event, at) for event in shown if (at := _current(event, ctx.now))]
    return sorted(found, key=lambda one: one.at.start)


def _current(event: Event, now: datetime) -> Occurrence | None:
    coming = event.next(now)
    if coming or event.rule:
        return coming
    return next(event.occurrences(datetime.min.replace(tzinfo=UTC)), None)


def _find(ctx: Context, slug: str, stamp: str = "") -> Found:
    """The occurrence a button or link names; Gone if there is none or its case is hidden."""
    event = ctx.campaign.event(slug)
    if ctx.campaign.is_hidden("event", slug):
        raise Hidden
    if event is None or ctx.campaign.case(event.case) is None:
        raise Gone
    if not stamp:
        at = _current(event, ctx.now)
    else:
        after = _moment(stamp)
        at = next(event.occurrences(after), None) if after < ctx.now + AHEAD else None
        at = at if at and str(at.stamp) == stamp else None
    if at is None:
        raise Gone
    return _found(ctx, event, at)


def _moment(stamp: str) -> datetime:
    if not stamp.isdecimal() or len(stamp) > 11:
        raise Gone
    return datetime.fromtimestamp(int(stamp), UTC)


def events(ctx: Context, case: str = "") -> Reply:
    """What is coming, and below it what took place; of one case if it is named."""
    found = _all(ctx, case)
    coming = [one for one in found if not one.past][:SHOWN]
    past = [one for one in found if one.past][::-1][: SHOWN - len(coming)]
    text = paragraphs(
        bold(ctx.words("event.list_title")),
        *([_short(ctx, one) for one in coming] or [ctx.words("event.none")]),
        bold(ctx.words("event.past_title")) if past else None,
        *[_short(ctx, one) for one in past],
    )
    rows = [(Button(one.text.title, data("event", one.place)),) for one in (*coming, *past)]
    return (Show(Screen(text, (*rows, (ctx.button("button.home", "home"),)))),)


def _short(ctx: Context, one: Found) -> Rich:
    return lines(
        bold(one.text.title), _time(ctx, one), ctx.words("event.where", place=one.text.place, city=_city(ctx, one))
    )


def _city(ctx: Context, one: Found) -> str:
    return ctx.campaign.words(one.event.city, ctx.language)[0]


def _time(ctx: Context, one: Found) -> Rich:
    """Local date and time with the city, in an entity that Telegram shows in the reader's own zone."""
    day = date_long(one.at.start.date(), ctx.language)
    known = when(one.at.start, one.event.zone, ctx.language)
    told = Rich(day) if one.event.minutes == WHOLE_DAY else moment(known, one.at.stamp)  # no hour that nobody recorded
    local = ctx.words("event.time", when=told, city=_city(ctx, one))
    if one.at.cancelled:
        return lines(local, bold(ctx.words("event.cancelled")))
    if one.past:
        return local
    left = (one.at.start.date() - ctx.now.astimezone(one.at.start.tzinfo).date()).days
    return local + Rich(" · ") + countdown(ctx, max(left, 0))


def show(ctx: Context, slug: str, stamp: str = "") -> Reply:
    """One occurrence: when, where, what to know, and whether the person comes."""
    return (Show(_screen(ctx, _find(ctx, slug, stamp))),)


def _screen(ctx: Context, one: Found) -> Screen:
    coming = supporters.going(ctx.session, ctx.me.number, one.event.slug, one.at.stamp)
    many = supporters.goers(ctx.session, one.event.slug, one.at.stamp)
    other = (
        None
        if one.language == ctx.language
        else ctx.words("case.fallback", language=NATIVE.get(one.language, one.language))
    )
    text = paragraphs(
        lines(bold(one.text.title), other, ctx.words("event.example") if one.event.example else None),
        lines(_time(ctx, one), ctx.words("event.over") if one.past else None),
        lines(ctx.words("event.where", place=one.text.place, city=_city(ctx, one)), one.event.address),
        from_markdown(one.text.description[:1500]),
        _know(ctx, one.text),
        ctx.words("event.many", n=many) if many >= FLOOR else None,
        ctx.words("event.you_come") if coming and not one.past else None,
    )
    return Screen(text, _rows(ctx, one, coming))


def _know(ctx: Context, text: EventText) -> Rich | None:
    """How to get there, what to bring and how to stay safe, folded."""
    parts = [("event.directions", text.directions), ("event.bring", text.bring), ("event.safety", text.safety)]
    told = [lines(bold(ctx.words(key)), from_markdown(part[:600])) for key, part in parts if part]
    return quote(paragraphs(*told), expandable=True) if told else None


def _rows(ctx: Context, one: Found, coming: bool) -> tuple[tuple[Button, ...], ...]:
    pin = ctx.button("event.pin", "pin", one.place)
    case = (ctx.button("event.case", "case", one.event.case),)
    back = (ctx.button("button.back", "events"),)
    if one.past or one.at.cancelled:
        return (case, (pin,), back)
    go = (
        ctx.button("event.stay", "stay", one.place)
        if coming
        else ctx.button("event.go", "go", one.place, style="primary")
    )
    return ((go,), (ctx.button("event.calendar", "ics", one.place), pin), case, back)


def go(ctx: Context, slug: str, stamp: str) -> Reply:
    """Notes that the person comes; the button becomes its undo."""
    one = _find(ctx, slug, stamp)
    if one.past or one.at.cancelled:
        raise UserError("event.cannot_go")
    past = reminders_past(one.at, ctx.now)
    supporters.go(ctx.session, ctx.me.number, slug, one.at.stamp, int(one.at.end.timestamp()), reminded=past)
    return (Toast(ctx.words.text("event.noted_going")), Show(_screen(ctx, one)))


def stay(ctx: Context, slug: str, stamp: str) -> Reply:
    """Forgets that the person comes, also from a reminder; the button becomes its undo."""
    one = _find(ctx, slug, stamp)
    supporters.stay(ctx.session, ctx.me.number, slug, one.at.stamp)
    return (Toast(ctx.words.text("event.noted_staying")), Show(_screen(ctx, one)))


def calendar(ctx: Context, slug: str, stamp: str) -> Reply:
    """The event as a file for a calendar."""
    one = _find(ctx, slug, stamp)
    body = ics.calendar(one.at, one.text, ctx.now)
    return (File(f"{slug}.ics", "text/calendar", body, caption=ctx.words("event.calendar_help")),)


def pin(ctx: Context, slug: str, stamp: str) -> Reply:
    """The place on the map."""
    one = _find(ctx, slug, stamp)
    return (Pin(one.event.latitude, one.event.longitude, one.text.place, one.event.address),)
