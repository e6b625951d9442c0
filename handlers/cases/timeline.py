"""What a case's timeline says, newest first, each entry with its source and date."""

from __future__ import annotations

from content.cases import Case, CaseText, Update
from content.citing import cited
from content.language.i18n import date_long
from content.model import Source
from content.text.markup import Rich, bold, join, lines, link, paragraphs, quote, split
from handlers.cases.lookup import fallback
from handlers.context import Context

PAGE_CHARACTERS = 3300  # characters of a page, below Telegram's 4,096 with heading and greeting


def source_line(ctx: Context, source: Source) -> Rich:
    """Publisher, title and date of a source; a link where its address is known."""
    named = cited(
        source.publisher, source.title, date_long(source.published_on, ctx.language), ctx.language
    )
    return link(named, source.url) if source.url else Rich(named)


def moments(ctx: Context, case: Case, text: CaseText) -> list[Rich]:
    """The timeline in pages, newest first, the team's updates among it."""
    told = []
    for moment in case.timeline:
        sources = join("; ", [source_line(ctx, case.source(id)) for id in moment.sources])
        day = bold(date_long(moment.happened_on, ctx.language))
        told.append(
            (
                moment.happened_on,
                lines(day, text.timeline.get(moment.id), ctx.words("case.source", source=sources)),
            )
        )
    news = [
        (one.published_on, _update(ctx, one))
        for one in ctx.campaign.updates
        if one.case == case.slug
    ]
    return _paged(
        [entry for _, entry in sorted([*told, *news], key=lambda pair: pair[0], reverse=True)]
    )


def _update(ctx: Context, update: Update) -> Rich:
    ctx.speaks_of(update.slug, "update")
    text, code = ctx.campaign.words(update.texts, ctx.reads)
    day = bold(date_long(update.published_on, ctx.language))
    body = quote(split(text.body, PAGE_CHARACTERS - 400)[0], expandable=True)
    return lines(day, ctx.words("case.update", title=bold(text.title)), fallback(ctx, code), body)


def _paged(entries: list[Rich]) -> list[Rich]:
    pages = [Rich()]
    for entry in entries:
        if pages[-1] and len(pages[-1]) + len(entry) > PAGE_CHARACTERS:
            pages.append(Rich())
        pages[-1] = paragraphs(pages[-1], entry)
    return pages
