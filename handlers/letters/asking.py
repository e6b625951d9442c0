"""The questions, one screen each: office, language, points, own words, name."""

from __future__ import annotations

from dataclasses import replace

from content import i18n
from content.markup import Rich, bold, lines, paragraphs, quote
from content.messages import Button, Screen, data
from content.naming import mission_name, short_name
from handlers.context import Context
from handlers.letters.draft import STEPS, Writing, office_of, text_of, texts

SHOWN = 4  # offices on one screen


def heading(ctx: Context, writing: Writing, key: str) -> Rich:
    """A screen's first lines: what is asked, and which step it is."""
    at = STEPS.index(writing.step if writing.step in STEPS else "mission") + 1
    return lines(bold(ctx.words(key)), ctx.words("letter.step", at=at, of=len(STEPS)))


def back(ctx: Context, writing: Writing, revision: int) -> tuple[Button, ...]:
    """Back to the step before, or to the preview when only one thing is being changed."""
    if writing.answered and writing.step != "preview":
        return (ctx.button("button.back", "l", revision, "preview"),)
    at = STEPS.index(writing.step) if writing.step in STEPS else 0
    return (
        ctx.button("button.back", "l", revision, STEPS[at - 1])
        if at
        else ctx.button("button.back", "case", writing.case),
    )


def mission(ctx: Context, writing: Writing, revision: int) -> Screen:
    """Which office? What was found, else the usual ones."""
    usual = [mission.slug for mission in ctx.campaign.missions if mission.kind.is_mission and mission.address]
    rows = []
    for at, slug in enumerate((writing.found or usual)[:SHOWN]):
        chosen = ctx.campaign.mission(slug)
        if chosen:
            label = ctx.words.text("letter.write_to", mission=short_name(ctx.words, chosen))
            rows.append((Button(label, data("lm", revision, slug), style=None if at else "primary"),))
    finders = (ctx.button("letter.near", "ln", revision), ctx.button("letter.by_country", "lc", revision))
    text = paragraphs(heading(ctx, writing, "letter.mission_title"), ctx.words("letter.mission_help"))
    return Screen(text, (*rows, finders, back(ctx, replace(writing, step="mission"), revision)))


def country(ctx: Context, writing: Writing, revision: int) -> Screen:
    """Which country or city?"""
    text = paragraphs(heading(ctx, writing, "letter.country_title"), ctx.words("letter.country_help"))
    return Screen(text, ((ctx.button("button.back", "l", revision, "mission"),),))


def language(ctx: Context, writing: Writing, revision: int) -> Screen:
    """Which language? The reader's own first."""
    order = sorted(texts(ctx, writing), key=lambda code: code != ctx.language)
    rows = [
        (
            Button(
                i18n.NATIVE.get(code, code),
                data("ll", revision, code),
                style="primary" if code == ctx.language else None,
            ),
        )
        for code in order
    ]
    chosen = office_of(ctx, writing)
    help = ctx.words("letter.language_help", mission=mission_name(ctx.words, chosen))
    return Screen(
        paragraphs(heading(ctx, writing, "letter.language_title"), help), (*rows, back(ctx, writing, revision))
    )


def points(ctx: Context, writing: Writing, revision: int) -> Screen:
    """Which points?"""
    rows = []
    shown = texts(ctx, writing).get(ctx.language, text_of(ctx, writing))
    for point in shown.points:
        mark = "✓" if point.id in writing.points else "○"
        rows.append((Button(f"{mark} {point.label}", data("lp", revision, point.id)),))
    on = (ctx.button("letter.points_done", "l", revision, "preview" if writing.answered else "words", style="primary"),)
    text = paragraphs(heading(ctx, writing, "letter.points_title"), ctx.words("letter.points_help"))
    return Screen(text, (on, *rows, back(ctx, writing, revision)))


def words(ctx: Context, writing: Writing, revision: int) -> Screen:
    """Own words?"""
    now = quote(writing.words) if writing.words else None
    text = paragraphs(heading(ctx, writing, "letter.words_title"), ctx.words("letter.words_help"), now)
    keep = (ctx.button("letter.keep_words", "l", revision, "preview" if writing.answered else "name", style="primary"),)
    none = (ctx.button("letter.skip_words", "lk", revision),)
    return Screen(text, (*([keep] if writing.words else []), none, back(ctx, writing, revision)))


def name(ctx: Context, writing: Writing, revision: int) -> Screen:
    """A name to sign with?"""
    text = paragraphs(heading(ctx, writing, "letter.name_title"), ctx.words("letter.name_help"))
    return Screen(text, ((ctx.button("letter.skip_name", "lk", revision),), back(ctx, writing, revision)))
