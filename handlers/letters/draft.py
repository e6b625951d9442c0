"""The open letter: what it has learnt so far, and what follows from that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from content.errors import UserError
from content.language.i18n import date_long
from content.letters import composer
from content.letters.sentences import Letters, LetterText
from content.missions.mission import Mission
from handlers.context import Context
from storage.people import conversation_state

KIND = "letter"
BOTH = "+"  # between the two languages of a letter that goes out in both
STEPS = ("mission", "language", "points", "words", "name", "preview")
ASKING = ("mission", "country", "near", "language", "words", "name", "preview")


@dataclass(frozen=True)
class Writing:
    """What a draft has learnt so far."""

    case: str
    seed: int
    step: str = "mission"
    mission: str = ""
    language: str = ""
    points: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    question: str = ""
    name: str = ""
    found: tuple[str, ...] = ()
    page: int = 0  # of the offices found
    answered: str = ""
    given: dict[str, int] = field(default_factory=dict)  # question -> the message that answered it
    again: bool = False  # a second letter, after no reply
    brought: str = ""  # event and start to which the letter is brought


_WRITING: TypeAdapter[Writing] = TypeAdapter(Writing)


def _load(value: dict[str, Any]) -> Writing:
    return _WRITING.validate_python(value)


def opened(ctx: Context) -> tuple[Writing, int]:
    """The person's open letter and its revision; UserError if there is none or its case takes no
    letters.
    """
    stored = conversation_state.get(ctx.session, ctx.sealer, ctx.me.number, KIND, ctx.now)
    if stored is None:
        raise UserError("letter.gone")
    writing = _load(stored.value)
    if not (case := ctx.campaign.case(writing.case)) or not case.open_for_letters:
        raise closed(ctx, writing.case)
    ctx.speaks_of(writing.case)
    return writing, stored.revision


def closed(ctx: Context, slug: str) -> UserError:
    """Why no letter about the case can be written: the reason the team gave, if it stopped them."""
    case = ctx.campaign.case(slug)
    if case is None or case.stood_down is None:
        return UserError("letter.closed")
    reason, _ = ctx.campaign.words(case.stood_down.texts, ctx.reads)
    return UserError(
        "stand.letter", day=date_long(case.stood_down.since, ctx.language), reason=reason
    )


def at(ctx: Context, revision: str) -> Writing | None:
    """The draft if the button belongs to its present state, else None: the screen is then brought
    up to date.
    """
    writing, current = opened(ctx)
    return writing if revision == str(current) else None


def letters_of(ctx: Context, writing: Writing) -> Letters:
    """The letter of the draft's case; UserError if it was taken away."""
    letters = ctx.campaign.letter(writing.case)
    if letters is None:
        raise UserError("letter.closed")
    ctx.speaks_of(writing.case)
    return letters


def tongues(writing: Writing) -> tuple[str, ...]:
    """The languages the letter goes out in: one, or the writer's and the office's."""
    return tuple(writing.language.split(BOTH))


def shown_text(ctx: Context, writing: Writing) -> LetterText:
    """The letter's text in the reader's language, else in the first the campaign has."""
    return ctx.campaign.words(letters_of(ctx, writing).texts, ctx.reads)[0]


def office_of(ctx: Context, writing: Writing) -> Mission:
    """The chosen office; UserError if it is gone."""
    found = ctx.campaign.mission(writing.mission)
    if found is None:
        raise UserError("letter.gone")
    return found


def composed(ctx: Context, writing: Writing) -> composer.Letter:
    """The letter as it stands."""
    return compose_in(ctx, writing, tongues(writing))


def compose_in(ctx: Context, writing: Writing, languages: Sequence[str]) -> composer.Letter:
    """The letter as it stands in these languages: the first, and the second as its translation."""
    own = composer.own_paragraphs(writing.answers)
    choices = composer.Choices(writing.points, own, writing.name, writing.seed, writing.again)
    letters = letters_of(ctx, writing)
    known = [language for language in languages if language in letters.texts]
    today = ctx.now.astimezone(ZoneInfo(ctx.me.zone or "UTC")).date()
    return composer.compose(
        letters, known or list(letters.texts)[:1], office_of(ctx, writing), choices, today
    )
