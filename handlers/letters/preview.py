"""The letter as it will go out, paragraph by paragraph beside what it says in the writer's
language.
"""

from __future__ import annotations

from content.letters.bilingual_view import view
from content.letters.personal import personal
from content.missions.names import mission_name
from content.text.markup import TEXT_LIMIT, Rich, lines, paragraphs, quote, split
from content.text.messages import Button, Screen
from handlers.context import Context
from handlers.letters.draft import Writing, compose_in, letters_of, office_of, tongues
from handlers.letters.questions import heading

LETTER_CHARACTERS = TEXT_LIMIT - 700  # characters for the letter; headings and hints take the rest


def preview(ctx: Context, writing: Writing, revision: int) -> Screen:
    """The finished letter and what can be done with it."""
    letter, whole = shown(ctx, writing), None
    if len(letter) > LETTER_CHARACTERS:
        whole = ctx.button("letter.read_whole", "letter.read_whole", revision)
        letter = split(letter, LETTER_CHARACTERS)[0] + " …"
    text = paragraphs(
        lines(heading(ctx, writing, "letter.preview_title"), _to(ctx, writing)),
        quote(letter, expandable=True),
        ctx.words("letter.beside_help") if beside(ctx, writing) else None,
        _personal(ctx, writing),
    )
    return Screen(text, _rows(ctx, revision, whole))


def beside(ctx: Context, writing: Writing) -> str | None:
    """The language that stands beside the letter's: its translation's, else the reader's own if it
    is another.
    """
    languages = tongues(writing)
    if len(languages) > 1:
        return languages[1]
    known = ctx.reads in letters_of(ctx, writing).texts
    return ctx.reads if known and ctx.reads != languages[0] else None


def shown(ctx: Context, writing: Writing) -> Rich:
    """The letter, beside its translation or its meaning in the reader's language."""
    other = beside(ctx, writing)
    gloss = compose_in(ctx, writing, (other,)) if other else None
    return view(compose_in(ctx, writing, tongues(writing)[:1]), gloss)


def _to(ctx: Context, writing: Writing) -> Rich:
    return ctx.words("letter.to", mission=mission_name(ctx.words, office_of(ctx, writing)))


def _personal(ctx: Context, writing: Writing) -> Rich:
    level, more = personal(writing.answers, writing.name)
    words = ctx.words(f"letter.personal.{level}")
    return lines(words, ctx.words(f"letter.more.{more}")) if more else words


def _rows(ctx: Context, revision: int, whole: Button | None) -> tuple[tuple[Button, ...], ...]:
    on = (ctx.button("letter.hand_over", "letter.hand_over", revision, style="primary"),)
    words = ctx.button("letter.change_words", "letter.step", revision, "words")
    change = (words, ctx.button("letter.change", "letter.changes", revision))
    away = (ctx.button("letter.throw_away", "letter.discard", style="danger"),)
    return (
        on,
        *(((whole,),) if whole else ()),
        change,
        away,
        (ctx.button("button.back", "letter.step", revision, "name"),),
    )
