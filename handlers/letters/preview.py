"""The letter as it will go out, with what can still be changed."""

from __future__ import annotations

from content.markup import bold, lines, paragraphs, quote
from content.messages import Screen
from content.naming import mission_name
from handlers.context import Context
from handlers.letters.asking import heading
from handlers.letters.draft import Writing, composed, office_of


def preview(ctx: Context, writing: Writing, revision: int) -> Screen:
    """The finished letter and what can be done with it."""
    letter = composed(ctx, writing)
    to = ctx.words("letter.to", mission=mission_name(ctx.words, office_of(ctx, writing)))
    text = paragraphs(
        lines(heading(ctx, writing, "letter.preview_title"), to),
        quote(lines(bold(letter.subject), "", letter.body), expandable=True),
        None if writing.answers else ctx.words("letter.more_personal"),
    )
    change = (
        ctx.button("letter.change_words", "l", revision, "words"),
        ctx.button("letter.change_name", "l", revision, "name"),
    )
    other = (
        ctx.button("letter.change_points", "l", revision, "points"),
        ctx.button("letter.change_mission", "l", revision, "mission"),
    )
    last = (
        ctx.button("letter.throw_away", "lx", style="danger"),
        ctx.button("button.back", "l", revision, "name"),
    )
    rows = ((ctx.button("letter.hand_over", "lh", revision, style="primary"),), change, other, last)
    return Screen(text, rows)
