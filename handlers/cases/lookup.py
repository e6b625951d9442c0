"""The case that a button or link names: whether it may be shown, its status, and what that means
for the reader.
"""

from __future__ import annotations

from datetime import date

from content.cases import Case, CaseText
from content.errors import Gone, Hidden
from content.language.i18n import date_long, date_partial, days_until
from content.language.languages import own_name
from content.text.markup import Rich, lines
from content.text.messages import Button
from handlers.context import Context


def find(ctx: Context, slug: str) -> tuple[Case, CaseText, Rich | None]:
    """The case, its text, and a line if the text is in another language; Gone if it may not be
    shown.
    """
    if (case := ctx.campaign.case(slug)) is None:
        raise Hidden if ctx.campaign.is_hidden("case", slug) else Gone
    ctx.speaks_of(slug)
    text, code = ctx.campaign.words(case.texts, ctx.reads)
    return case, text, fallback(ctx, code)


def fallback(ctx: Context, code: str) -> Rich | None:
    """A line that says in which language a text is, if it is not the reader's."""
    return None if code == ctx.reads else ctx.words("case.fallback", language=own_name(code))


def status(ctx: Context, case: Case) -> Rich:
    """What is known, since when, the date of the last report, and by when to act."""
    known = ctx.words(
        f"case.status.{case.status.value}",
        since=date_partial(case.status_since, ctx.language),
        day=date_long(case.last_report, ctx.language),
    )
    act = (
        _act_before(ctx, case.act_before) if case.act_before and case.status.takes_letters else None
    )
    return lines(known, act, stopped(ctx, case))


def stopped(ctx: Context, case: Case) -> Rich | None:
    """Since when no letters about the case are sent, and why; None while they are."""
    if case.stood_down is None:
        return None
    since = date_long(case.stood_down.since, ctx.language)
    return ctx.words(
        "stand.case", day=since, reason=ctx.campaign.words(case.stood_down.texts, ctx.reads)[0]
    )


def _act_before(ctx: Context, day: date) -> Rich:
    left = days_until(day, ctx.now.date())
    if left < 0:
        return ctx.words("case.act_past", day=date_long(day, ctx.language))
    return ctx.words("case.act_before", day=date_long(day, ctx.language), left=countdown(ctx, left))


def countdown(ctx: Context, left: int) -> Rich:
    """Whole days from today in words."""
    return (
        ctx.words(("when.today", "when.tomorrow")[left])
        if left < 2
        else ctx.words("when.in_days", n=left)
    )


def letter_row(ctx: Context, case: Case) -> tuple[tuple[Button, ...], ...]:
    """The row that leads to a letter, if one can be written."""
    possible = case.open_for_letters and ctx.campaign.letter(case.slug)
    return (
        ((ctx.button("case.write", "letter.begin", case.slug, style="primary"),),)
        if possible
        else ()
    )
