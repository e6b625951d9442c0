"""The occurrence of an event that a button or link names, with its words and times for
the reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from content.errors import Gone, Hidden
from content.events import Event, EventText, Occurrence
from content.events.timetable import OFFERED_FOR, current
from content.language.i18n import date_long, when
from content.text.markup import Rich, bold, lines, moment
from handlers.cases import countdown
from handlers.context import Context


@dataclass(frozen=True)
class Found:
    """An occurrence with its event's text in the reader's language, and the language it is in."""

    event: Event
    text: EventText
    at: Occurrence
    past: bool
    language: str

    @property
    def place(self) -> tuple[str, int]:
        """Slug and stamp, as buttons name it."""
        return self.event.slug, self.at.stamp

    @property
    def open(self) -> bool:
        """Whether one can still say that one comes."""
        return not self.past and not self.at.cancelled


def with_text(ctx: Context, at: Occurrence) -> Found:
    """The occurrence with its words."""
    ctx.speaks_of(at.event.case)
    ctx.speaks_of(at.event.slug, "event")
    text, language = ctx.campaign.words(at.event.texts, ctx.reads)
    return Found(at.event, text, at, at.end <= ctx.now, language)


def find(ctx: Context, slug: str, stamp: str = "") -> Found:
    """The occurrence a button or link names; Gone if there is none, Hidden if its case was
    withdrawn.
    """
    if ctx.campaign.is_hidden("event", slug):
        raise Hidden
    event = ctx.campaign.event(slug)
    if event is None or ctx.campaign.case(event.case) is None:
        raise Gone
    at = event.occurrence(_number(ctx, stamp)) if stamp else current(event, ctx.now)
    if at is None:
        raise Gone
    return with_text(ctx, at)


def _number(ctx: Context, stamp: str) -> int:
    if not stamp.isdecimal() or len(stamp) > 11 or int(stamp) > (ctx.now + OFFERED_FOR).timestamp():
        raise Gone
    return int(stamp)


def city(ctx: Context, one: Found) -> str:
    """The city's name."""
    return ctx.campaign.words(one.event.city, ctx.reads)[0]


def time(ctx: Context, one: Found) -> Rich:
    """Local date and time with the city, for the reader's own zone where it differs, and how far
    off it is.
    """
    day = date_long(one.at.start.date(), ctx.language)
    known = when(one.at.start, one.event.zone, ctx.language)
    # No hour that nobody recorded.
    told = Rich(day) if one.event.whole_day else moment(known, one.at.begins)
    local = ctx.words("event.time", when=told, city=city(ctx, one))
    if one.at.cancelled:
        return lines(bold(ctx.words("event.cancelled")), local)
    if one.past:
        return local
    left = (one.at.start.date() - ctx.now.astimezone(one.at.start.tzinfo).date()).days
    return lines(local + Rich(" · ") + countdown(ctx, max(left, 0)), _yours(ctx, one))


def _yours(ctx: Context, one: Found) -> Rich | None:
    """The time on the reader's own clock, if they chose a zone in which it is another."""
    zone = ctx.me.zone
    if zone is None or one.event.whole_day:
        return None
    mine = one.at.start.astimezone(ZoneInfo(zone))
    if mine.utcoffset() == one.at.start.utcoffset():
        return None
    return ctx.words("event.your_time", when=when(mine, zone, ctx.language))


def where(ctx: Context, one: Found) -> Rich:
    """Place and city in words."""
    return ctx.words(
        "event.where", place=ctx.campaign.place(one.at, ctx.reads), city=city(ctx, one)
    )
