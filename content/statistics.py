"""Statistics: figures over years, every one with its source."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from content.model import Language, Line, Model, Prose, Slug


class Figure(Model):
    """One year's figure and who reported it."""

    year: int = Field(ge=1900, le=2100)
    value: int = Field(ge=0)
    source: Line


class StatisticText(Model):
    """A statistic in one language."""

    title: Line
    note: Prose | None = None


class Statistic(Model):
    """Figures by year. A year without a source is left out, never guessed."""

    slug: Slug
    gathered_on: date
    valid_until: date | None = None
    figures: tuple[Figure, ...] = Field(min_length=1)
    texts: dict[Language, StatisticText]
