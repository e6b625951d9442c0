"""Letters: the campaign's approved paragraphs, and how a person's letter is put together from them."""

from __future__ import annotations

from pydantic import Field

from content.missions import MissionKind
from content.model import Language, Line, Model, Prose, Slug


class Point(Model):
    """A point the writer may choose to make: a short label for its button and its wordings."""

    id: Slug
    label: Line
    wordings: tuple[Prose, ...] = Field(min_length=1)


class LetterText(Model):
    """The letter of a case in one language. Each part has several wordings; the draft's seed chooses."""

    subjects: tuple[Line, ...] = Field(min_length=1)
    salutations: dict[MissionKind, Line]
    salutations_by_mission: dict[Slug, Line] = Field(default={}, description="offices addressed in their own way")
    openings: tuple[Prose, ...] = Field(min_length=1)
    points: tuple[Point, ...] = Field(min_length=1)
    requests: tuple[Prose, ...] = Field(min_length=1, description="what the campaign asks, always in the letter")
    closings: tuple[Prose, ...] = Field(min_length=1)
    sign_off: Prose = Field(description="what stands before the name and date; {name} and {date} are filled in")


class Letters(Model):
    """All languages of a case's letter."""

    case: Slug
    texts: dict[Language, LetterText]
