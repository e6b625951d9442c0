"""The questions, one screen each: office, language, points, own words, name."""

from __future__ import annotations

from content.language.languages import own_name
from content.letters.composer import FREE, QUESTIONS
from content.missions.names import mission_name
from content.text.markup import Rich, bold, lines, paragraphs, quote
from content.text.messages import Button, Screen, Style, data
from handlers.context import Context
from handlers.letters.draft import BOTH, STEPS, Writing, letters_of, office_of, shown_text


def heading(ctx: Context, writing: Writing, key: str) -> Rich:
    """A screen's first lines: what is asked, and which step it is."""
    at = STEPS.index(writing.step if writing.step in STEPS else "mission") + 1
    return lines(bold(ctx.words(key)), ctx.words("letter.step", at=at, of=len(STEPS)))


def back(ctx: Context, writing: Writing, revision: int) -> tuple[Button, ...]:
    """Back to the step before, or to the preview when only one thing is being changed."""
    if writing.answered and writing.step != "preview":
        return (ctx.button("button.back", "letter.step", revision, "preview"),)
    at = STEPS.index(writing.step) if writing.step in STEPS else 0
    return (
        ctx.button("button.back", "letter.step", revision, STEPS[at - 1])
        if at
        else ctx.button("button.back", "case.show", writing.case),
    )


def language(ctx: Context, writing: Writing, revision: int) -> Screen:
    """Which language? The reader's own first, then the office's, then both, then any other."""
    chosen, letters = office_of(ctx, writing), letters_of(ctx, writing)
    own, theirs = ctx.reads, letters.read_by(chosen)
    both = [f"{own}{BOTH}{theirs}"] if own != theirs and {own, theirs} <= set(letters.texts) else []
    codes = [code for code in (own, theirs) if code in letters.texts]
    every = dict.fromkeys([*codes, *both, *letters.texts])
    rows = [
        (
            Button(
                _languages(ctx, code),
                data("letter.language", revision, code),
                style=None if at else "primary",
            ),
        )
        for at, code in enumerate(every)
    ]
    help = ctx.words(
        "letter.language_help",
        mission=mission_name(ctx.words, chosen),
        theirs=_languages(ctx, theirs),
    )
    return Screen(
        paragraphs(heading(ctx, writing, "letter.language_title"), help),
        (*rows, back(ctx, writing, revision)),
    )


def _languages(ctx: Context, code: str) -> str:
    """One language by its own name, or two."""
    names = [own_name(one) for one in code.split(BOTH)]
    return (
        names[0] if len(names) == 1 else ctx.words.text("letter.both", one=names[0], other=names[1])
    )


def points(ctx: Context, writing: Writing, revision: int) -> Screen:
    """Which points?"""
    rows = []
    for id, point in shown_text(ctx, writing).points.items():
        mark = "✓" if id in writing.points else "○"
        rows.append((Button(f"{mark} {point.label}", data("letter.point", revision, id)),))
    on = (
        ctx.button(
            "letter.points_done",
            "letter.step",
            revision,
            "preview" if writing.answered else "words",
            style="primary",
        ),
    )
    text = paragraphs(heading(ctx, writing, "letter.points_title"), ctx.words("letter.points_help"))
    return Screen(text, (on, *rows, back(ctx, writing, revision)))


def words(ctx: Context, writing: Writing, revision: int) -> Screen:
    """Own words? One question at a time, in any order."""
    asked = writing.question or QUESTIONS[0]
    now = writing.answers.get(asked)
    text = paragraphs(
        heading(ctx, writing, "letter.words_title"),
        lines(bold(ctx.words(f"letter.ask.{asked}")), ctx.words(f"letter.ask.{asked}_help")),
        quote(now) if now else None,
        ctx.words("letter.words_care"),
    )
    on = "letter.words_done" if writing.answers else "letter.skip_words"
    others = [one for one in (*QUESTIONS, FREE) if one != asked]
    marks = ["✓" if one in writing.answers else "○" for one in others]
    chips = [
        Button(
            f"{mark} {ctx.words.text(f'letter.chip.{one}')}", data("letter.question", revision, one)
        )
        for mark, one in zip(marks, others, strict=True)
    ]
    # What is wanted here are words, not the way round.
    style: Style | None = "primary" if writing.answers else None
    rows: list[tuple[Button, ...]] = [
        (
            ctx.button(
                on, "letter.step", revision, "preview" if writing.answered else "name", style=style
            ),
        )
    ]
    rows += [tuple(chips[:2]), tuple(chips[2:])]
    rows += [(ctx.button("letter.drop_answer", "letter.skip", revision),)] if now else []
    return Screen(text, (*rows, back(ctx, writing, revision)))


def name(ctx: Context, writing: Writing, revision: int) -> Screen:
    """A name to sign with?"""
    text = paragraphs(heading(ctx, writing, "letter.name_title"), ctx.words("letter.name_help"))
    return Screen(
        text,
        ((ctx.button("letter.skip_name", "letter.skip", revision),), back(ctx, writing, revision)),
    )
