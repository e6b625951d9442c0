"""Answering the questions: language, points, own words, name; by a tap or by typing."""

from __future__ import annotations

from dataclasses import replace

from content.errors import Gone, UserError
from content.language import i18n
from content.language.languages import LANGUAGES, own_name
from content.letters import composer
from content.text.messages import Reply
from handlers.context import Context
from handlers.letters import office
from handlers.letters.draft import BOTH, STEPS, Writing, at, letters_of, opened
from handlers.letters.flow import current, put


def language(ctx: Context, revision: str, code: str) -> Reply:
    """Chooses the letter's language; every point is taken at first."""
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    if not set(code.split(BOTH)) <= set(letters_of(ctx, writing).texts):
        raise Gone
    return put(ctx, _in_language(ctx, writing, code))


def _in_language(ctx: Context, writing: Writing, code: str) -> Writing:
    points = writing.points or tuple(point.id for point in letters_of(ctx, writing).points)
    return replace(
        writing, language=code, points=points, step="preview" if writing.answered else "points"
    )


def point(ctx: Context, revision: str, id: str) -> Reply:
    """Takes a point in or out."""
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    chosen = set(writing.points) ^ {id}
    points = tuple(point.id for point in letters_of(ctx, writing).points if point.id in chosen)
    return put(ctx, replace(writing, points=points))


def step(ctx: Context, revision: str, to: str) -> Reply:
    """Goes to a step: forward, back or to change one thing."""
    writing = at(ctx, revision)
    if writing is None:
        return current(ctx)
    if to not in STEPS:
        raise Gone
    writing = replace(writing, answered="all") if to == "preview" else writing
    if to == "words" and writing.step != "words":
        writing = replace(writing, question=next(iter(_unanswered(writing)), composer.QUESTIONS[0]))
    return put(ctx, replace(writing, step=to, found=()))


def skip(ctx: Context, revision: str) -> Reply:
    """Takes the answer to the open question out again, or leaves the name out."""
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    if writing.step == "words":
        kept = {
            question: words
            for question, words in writing.answers.items()
            if question != writing.question
        }
        return put(ctx, replace(writing, answers=kept))
    return put(ctx, following(replace(writing, name="")))


def question(ctx: Context, revision: str, name: str) -> Reply:
    """Opens one of the questions about the writer, or free writing."""
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    if name not in (*composer.QUESTIONS, composer.FREE):
        raise Gone
    return put(ctx, replace(writing, step="words", question=name))


def following(writing: Writing) -> Writing:
    """The draft one step on: to the name, and from there to the preview, which ends every
    change.
    """
    follows = "preview" if writing.answered or writing.step == "name" else "name"
    return replace(writing, step=follows, answered="all" if follows == "preview" else "")


def answer(ctx: Context) -> Reply:
    """Takes a typed text or a shared place as the answer to the open question."""
    writing, _ = opened(ctx)
    if writing.step == "near":
        return office.placed(ctx, writing)
    if ctx.incoming.kind == "location":
        return office.placed(ctx, writing)
    text = ctx.incoming.text.text.strip()
    if writing.step in ("mission", "country"):
        return office.searched(ctx, writing, text)
    if writing.step == "language":
        return put(ctx, _in_language(ctx, writing, _named(ctx, writing, text)))
    if writing.step == "words":
        return put(ctx, _answered(writing, text, ctx.incoming.message_id))
    if writing.step == "preview":
        return put(ctx, _added(writing, text, ctx.incoming.message_id))
    if text.count("\n") > 1 or len(text) > composer.NAME_LIMIT:
        raise UserError("letter.name_too_long", limit=composer.NAME_LIMIT)
    return put(ctx, following(replace(writing, name=text)))


def edited(ctx: Context) -> Reply:
    """An edit of the message that answered a question replaces that answer."""
    writing, _ = opened(ctx)
    text = ctx.incoming.text.text.strip()
    found = next(
        (name for name, message in writing.given.items() if message == ctx.incoming.message_id),
        None,
    )
    if found is None or not text:
        return ()
    return put(ctx, replace(writing, answers={**writing.answers, found: text}))


def _answered(writing: Writing, text: str, message: int | None) -> Writing:
    """The draft with this answer, at the next question that is still open, else one step on."""
    name = writing.question or composer.QUESTIONS[0]
    mended = bool(writing.answered) and name in writing.answers
    writing = _with_words(writing, name, text, message)
    waiting = _unanswered(writing)
    on = not waiting or mended or name == composer.FREE
    return following(writing) if on else replace(writing, question=waiting[0])


def _added(writing: Writing, text: str, message: int | None) -> Writing:
    """The draft with words that were typed below the finished letter: the next answer, or more of
    the last one.
    """
    free, waiting = writing.answers.get(composer.FREE), _unanswered(writing)
    if free or not waiting:
        name = composer.FREE if free else composer.QUESTIONS[-1]
        return _with_words(writing, name, f"{writing.answers[name]}\n\n{text}", None)
    return _with_words(writing, waiting[0], text, message)


def _unanswered(writing: Writing) -> list[str]:
    return [question for question in composer.QUESTIONS if question not in writing.answers]


def _with_words(writing: Writing, name: str, text: str, message: int | None) -> Writing:
    given = {**writing.given, name: message} if message is not None else writing.given
    return replace(writing, answers={**writing.answers, name: text}, given=given)


def _named(ctx: Context, writing: Writing, typed: str) -> str:
    """The language whose name was typed, in any of the bot's languages; UserError if the letter has
    none of it.
    """
    for code in letters_of(ctx, writing).texts:
        names = {own_name(code), *(i18n.language_name(code, spoken) for spoken in LANGUAGES)}
        if typed.casefold() in {name.casefold() for name in names}:
            return code
    raise UserError("letter.no_language", query=typed[:60])
