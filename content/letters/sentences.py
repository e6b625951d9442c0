"""Letters: the campaign's approved sentences, each in several wordings, from which a person's
letter is made.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from content.missions.mission import Mission, MissionKind
from content.model import ENTRIES, LANGUAGES, OFFICES, Language, Line, Model, Prose, Slug

POINTS, SENTENCES = 30, 60  # of a letter, at most

Sentence = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=400, pattern=r"^[^\n\r]*$"),
]
Wordings = Annotated[tuple[Sentence, ...], Field(min_length=1, max_length=30)]
Passage = Annotated[
    dict[Slug, Wordings], Field(min_length=1, max_length=SENTENCES)
]  # sentences in their order, by name


class Point(Model):
    """A point the writer may choose to make, the same in every language."""

    id: Slug
    valid_until: date | None = Field(
        default=None, description="the last day on which its facts may be used unread"
    )


class PointText(Model):
    """A point in one language: a short label for its button, and its sentences."""

    label: Line
    text: Passage


class LetterText(Model):
    """The letter of a case in one language. The draft's seed chooses a wording of each sentence."""

    subjects: tuple[Line, ...] = Field(min_length=1, max_length=30)
    salutations: dict[MissionKind, Line]
    salutations_by_mission: dict[Slug, Line] = Field(
        default={}, max_length=OFFICES, description="offices addressed in their own way"
    )
    envelopes: dict[MissionKind, Prose] = Field(
        default={}, description="who stands above the address"
    )
    envelopes_by_mission: dict[Slug, Prose] = Field(default={}, max_length=OFFICES)
    opening: Passage
    points: dict[Slug, PointText] = Field(min_length=1, max_length=POINTS)
    request: Passage = Field(description="what the campaign asks, always in the letter")
    request_to_others: dict[Slug, Wordings] = Field(
        default={}, max_length=SENTENCES, description="the same, to offices of other states"
    )
    again: dict[Slug, Wordings] = Field(
        default={}, max_length=SENTENCES, description="begins a second letter, after no reply"
    )
    closing: Passage
    sign_off: Prose = Field(
        description="what stands before the name and date; {name} and {date} are filled in"
    )
    phone: dict[Slug, Wordings] = Field(
        default={}, max_length=SENTENCES, description="what to say where there is only a telephone"
    )

    def passages(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Every passage by the path of its field: opening, points.danger.text, request
        and so on.
        """
        points = {f"points.{id}.text": point.text for id, point in self.points.items()}
        whole = {
            name: getattr(self, name)
            for name in ("opening", "request", "request_to_others", "again", "closing")
        }
        return {**whole, **points, "phone": self.phone}


class Told(Model):
    """Words of a language that the offices of the state itself read in another form."""

    language: Language
    words: Line
    instead: Line


class Letters(Model):
    """A case's letter: what is the same in every language, and the texts."""

    case: Slug
    language: Language = Field(description="the one the missions read")
    languages_by_mission: dict[Slug, Language] = Field(default={}, max_length=OFFICES)
    to_the_state: tuple[Told, ...] = Field(
        default=(), max_length=100, description="what its own offices are told otherwise"
    )
    points: tuple[Point, ...] = Field(min_length=1, max_length=POINTS)
    orders: tuple[Annotated[tuple[Slug, ...], Field(max_length=POINTS)], ...] = Field(
        default=(), max_length=ENTRIES, description="orders of the points that read well"
    )
    texts: dict[Language, LetterText] = Field(max_length=LANGUAGES)

    def read_by(self, mission: Mission) -> str:
        """The language this office reads."""
        return self.languages_by_mission.get(mission.slug, self.language)

    def outdated(self, today: date) -> tuple[str, ...]:
        """The points whose facts are past their last day."""
        return tuple(
            point.id for point in self.points if point.valid_until and point.valid_until < today
        )
