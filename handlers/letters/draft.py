"""The open letter: what it has learnt so far, and what follows from that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from content import composer
from content.errors import UserError
from content.letters import LetterText
from content.missions import Mission
from handlers.context import Context
from storage import drafts

KIND = "letter"
STEPS = ("mission", "language", "points", "words", "name", "preview")
ASKING = ("mission", "country", "near", "words", "name")


@dataclass(frozen=True)
class Writing:
    """What a draft has learnt so far."""

    case: str
    seed: int
    step: str = "mission"
    mission: str = ""
    language: str = ""
    points: tuple[str, ...] = ()
    words: str = ""
    name: str = ""
    found: tuple[str, ...] = ()
    answered: str = ""
    answered_by: int | None = None
    again: bool = False  # a second letter, after no reply


_WRITING: TypeAdapter[Writing] = TypeAdapter(Writing)


def _load(value: dict[str, Any]) -> Writing:
    return _WRITING.validate_python(value)


def opened(ctx: Context) -> tuple[Writing, int]:
    """The person's open letter and its revision; UserError if there is none or its case takes no letters."""
    stored = drafts.get(ctx.session, ctx.sealer, ctx.me.number, KIND, ctx.now)
    if stored is None:
        raise UserError("letter.gone")
    writing = _load(stored.value)
    if not (case := ctx.campaign.case(writing.case)) or not case.open_for_letters:
        raise UserError("letter.closed")
    return writing, stored.revision


def at(ctx: Context, revision: str) -> Writing | None:
    """The draft if the button belongs to its present state, else None: the screen is then brought up to date."""
    writing, current = opened(ctx)
    return writing if revision == str(current) else None


def texts(ctx: Context, writing: Writing) -> dict[str, LetterText]:
    """The letter's text by language."""
    letters = ctx.campaign.letter(writing.case)
    if letters is None:
        raise UserError("letter.closed")
    return letters.texts


def text_of(ctx: Context, writing: Writing) -> LetterText:
    """The letter's text in its language; in the first the campaign has while none is chosen."""
    found = texts(ctx, writing)
    return found.get(writing.language) or next(iter(found.values()))


def office_of(ctx: Context, writing: Writing) -> Mission:
    """The chosen office; UserError if it is gone."""
    found = ctx.campaign.mission(writing.mission)
    if found is None:
        raise UserError("letter.gone")
    return found


def composed(ctx: Context, writing: Writing) -> composer.Letter:
    """The letter as it stands."""
    choices = composer.Choices(writing.points, writing.words, writing.name, writing.seed)
    return composer.compose(text_of(ctx, writing), writing.language, office_of(ctx, writing), choices, ctx.now.date())
