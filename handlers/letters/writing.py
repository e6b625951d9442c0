"""Answering the questions: language, points, own words, name; by a tap or by typing."""

from __future__ import annotations

from dataclasses import replace

from content import composer
from content.errors import Gone, UserError
from content.messages import Reply
from handlers.context import Context
from handlers.letters import office
from handlers.letters.draft import STEPS, Writing, at, opened, text_of, texts
from handlers.letters.flow import current, put


def language(ctx: Context, revision: str, code: str) -> Reply:
    """Chooses the letter's language; every point is taken at first."""
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    text = texts(ctx, writing).get(code)
    if text is None:
        raise Gone
    points = writing.points or tuple(point.id for point in text.points)
    return put(ctx, replace(writing, language=code, points=points, step="preview" if writing.answered else "points"))


def point(ctx: Context, revision: str, id: str) -> Reply:
    """Takes a point in or out."""
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    chosen = set(writing.points) ^ {id}
    points = tuple(point.id for point in text_of(ctx, writing).points if point.id in chosen)
    return put(ctx, replace(writing, points=points))


def step(ctx: Context, revision: str, to: str) -> Reply:
    """Goes to a step: forward, back or to change one thing."""
    writing = at(ctx, revision)
    if writing is None:
        return current(ctx)
    if to not in STEPS:
        raise Gone
    writing = replace(writing, answered="all") if to == "preview" else writing
    return put(ctx, replace(writing, step=to, found=()))


def skip(ctx: Context, revision: str) -> Reply:
    """Leaves own words or the name out."""
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    return put(ctx, following(replace(writing, words="") if writing.step == "words" else replace(writing, name="")))


def following(writing: Writing) -> Writing:
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
    if writing.step == "words":
        if len(text) > composer.WORDS_LIMIT:
            raise UserError("letter.words_too_long", count=len(text), limit=composer.WORDS_LIMIT)
        return put(ctx, replace(following(replace(writing, words=text)), answered_by=ctx.incoming.message_id))
    if "\n" in text or len(text) > composer.NAME_LIMIT:
        raise UserError("letter.name_too_long", limit=composer.NAME_LIMIT)
    return put(ctx, following(replace(writing, name=text)))


def edited(ctx: Context) -> Reply:
    """An edit of the message that held the own words replaces them."""
    writing, _ = opened(ctx)
    text = ctx.incoming.text.text.strip()
    if writing.answered_by != ctx.incoming.message_id or len(text) > composer.WORDS_LIMIT:
        return ()
    return put(ctx, replace(writing, words=text))
