"""Statistics: figures over years, every one with its source."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from content.model import (
    LANGUAGES,
    Language,
    Line,
    Model,
    PartialDate,
    Slug,
    WebAddress,
    few_brackets,
    must_know,
)

Note = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=600),
    AfterValidator(few_brackets),
]


class Report(Model):
    """Where figures were reported: publisher and date, title and address where known. `date` may be
    a year only.
    """

    id: Slug
    publisher: Line
    title: Line | None = None
    date: PartialDate
    url: WebAddress | None = None


class Figure(Model):
    """One year's figure and the id of the report that has it."""

    year: int = Field(ge=1900, le=2100)
    value: int = Field(ge=0)
    source: Slug


class StatisticText(Model):
    """A statistic in one language."""

    title: Line
    note: Note | None = None


class Statistic(Model):
    """Figures by year. A year without a source is left out, never guessed."""

    slug: Slug
    gathered_on: date
    valid_until: date | None = None
    sources: tuple[Report, ...] = Field(min_length=1, max_length=12)
    figures: tuple[Figure, ...] = Field(min_length=1, max_length=30)
    texts: dict[Language, StatisticText] = Field(max_length=LANGUAGES)

    @model_validator(mode="after")
    def _sources_exist(self) -> Statistic:
        must_know(
            (figure.source for figure in self.figures), (source.id for source in self.sources)
        )
        return self

    def cited(self) -> list[Report]:
        """The reports in the order in which the years name them."""
        known = {source.id: source for source in self.sources}
        return [known[id] for id in dict.fromkeys(figure.source for figure in self.by_year())]

    def by_year(self) -> list[Figure]:
        """The figures, the earliest year first."""
        return sorted(self.figures, key=lambda figure: figure.year)
