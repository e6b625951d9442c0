"""A case's figures: as text with every source, and as a picture."""

from __future__ import annotations

from content.cases import Case
from content.documents import chart
from content.documents.typesetting import Chart
from content.errors import Gone, UserError
from content.language.i18n import date_long, number
from content.statistics import Report, Statistic, StatisticText
from content.text.markup import Rich, bold, from_markdown, lines, link, paragraphs, quote
from content.text.messages import KEPT, Button, Photo, Reply, data
from handlers.cases.lookup import fallback, find
from handlers.context import Context


def of_case(ctx: Context, case: Case) -> list[Statistic]:
    """The case's statistics, in its own order."""
    known = {one.slug: one for one in ctx.campaign.statistics}
    return [known[slug] for slug in case.statistics if slug in known]


def pages(ctx: Context, case: Case) -> list[Rich]:
    """The case's statistics in words, one page each."""
    return [page(ctx, one) for one in of_case(ctx, case)]


def page(ctx: Context, statistic: Statistic) -> Rich:
    """A statistic in words: each year with its source, what it means, and how old it is."""
    text, other = _text(ctx, statistic)
    reports = {report.id: _report(ctx, report) for report in statistic.sources}
    rows = [
        ctx.words(
            "figures.row",
            year=str(one.year),
            value=number(one.value, ctx.language),
            source=reports[one.source],
        )
        for one in statistic.by_year()
    ]
    note = from_markdown(text.note) if text.note else None
    return paragraphs(
        lines(bold(text.title), other),
        quote(lines(*rows), expandable=True),
        note,
        _dates(ctx, statistic),
    )


def _text(ctx: Context, statistic: Statistic) -> tuple[StatisticText, Rich | None]:
    """The words of a statistic, and a line if they are in another language."""
    text, code = ctx.campaign.words(statistic.texts, ctx.reads)
    return text, fallback(ctx, code)


def _report(ctx: Context, report: Report) -> Rich:
    named = chart.named(report, ctx.language)
    return link(named, report.url) if report.url else Rich(named)


def _dates(ctx: Context, statistic: Statistic) -> Rich:
    until = statistic.valid_until
    valid = ctx.words("figures.valid_until", day=date_long(until, ctx.language)) if until else None
    return lines(
        ctx.words("figures.gathered", day=date_long(statistic.gathered_on, ctx.language)), valid
    )


def buttons(ctx: Context, case: Case) -> tuple[Button, ...]:
    """A button for each picture; the place in the case's list names it, so that it fits."""
    return tuple(
        ctx.button("figures.button", "case.chart", case.slug, at)
        for at, _ in enumerate(of_case(ctx, case)[:2])
    )


def show(ctx: Context, slug: str, place: str) -> Reply:
    """The picture of one of the case's statistics, in the reader's language.

    Gone if there is none, UserError if it could not be drawn now.
    """
    case, _, _ = find(ctx, slug)
    known = dict(enumerate(of_case(ctx, case)))
    statistic = known.get(int(place)) if place.isdecimal() and len(place) < 3 else None
    if statistic is None:
        raise Gone
    text, other = _text(ctx, statistic)
    picture = drawn(ctx, chart.chart(statistic, text, ctx.words))
    caption = paragraphs(lines(bold(text.title), other), ctx.words("figures.caption"))
    back = Button(ctx.words.text("message.read_case"), data(KEPT, "case.show", slug))
    return (Photo(f"{statistic.slug}.png", picture, caption, ((back,),)),)


def drawn(ctx: Context, picture: Chart) -> bytes:
    """The chart as a PNG; UserError if it could not be drawn now."""
    try:
        return ctx.elsewhere(picture).content
    except UserError as undone:
        raise UserError("figures.not_drawn") from undone
