"""Cases: who is in danger, what is asked, and what may be said about them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from content.model import (
    ENTRIES,
    LANGUAGES,
    SOURCES,
    Language,
    Line,
    Model,
    PartialDate,
    Prose,
    Slug,
    Source,
    must_know,
)
from content.text.markup import Rich


class Status(StrEnum):
    """A case's life cycle, as the reader is told it."""

    AT_RISK = "at_risk"
    DETAINED = "detained"
    FEARED_RETURNED = "feared_returned"
    RETURNED = "returned"
    RELEASED = "released"
    CLOSED = "closed"

    @property
    def takes_letters(self) -> bool:
        """Whether letters still help: not once people are released or the case is closed."""
        return self not in (Status.RELEASED, Status.CLOSED)


def _left_out(_listed: object) -> tuple[()]:
    return ()


class Consent(Model):
    """Recorded consent to publish (SAFETY rule 1): whose, when, for what, on whose record."""

    given_by: Line
    given_on: date
    scope: Line
    source: Slug
    withdrawn_on: date | None = None


class Moment(Model):
    """One entry of a timeline; its words are in `CaseText.timeline` under the same id."""

    id: Slug
    happened_on: date
    sources: tuple[Slug, ...] = Field(min_length=1, max_length=30)


class CaseText(Model):
    """A case in one language. Sections are Markdown."""

    title: Line
    summary: Line
    what_happened: Prose
    who_is_at_risk: Prose
    asks: tuple[Line, ...] = Field(min_length=1, max_length=5)
    background: Prose
    talking_points: tuple[Line, ...] = Field(
        default=(), max_length=8, description="what to say on the street"
    )
    timeline: dict[Slug, Line] = Field(max_length=ENTRIES)


class StandDown(Model):
    """Letters about a case were stopped: since when, and why, in each language."""

    since: date
    texts: dict[Language, Line] = Field(min_length=1, max_length=LANGUAGES)


class Case(Model):
    """A case, the same in every language, and its texts."""

    slug: Slug
    status: Status
    status_since: PartialDate = Field(description="year and month or day, as ISO: 2019-04")
    last_report: date
    act_before: date | None = None
    protected: bool = Field(description="no names, photographs or family details may appear")
    minors: bool = Field(description="a minor is among them: no place below the province")
    country: str = Field(pattern=r"^[A-Z]{2}$", description="where they are held, ISO 3166")
    consents: tuple[Consent, ...] = Field(max_length=50)
    sources: tuple[Source, ...] = Field(max_length=SOURCES)
    timeline: tuple[Moment, ...] = Field(max_length=ENTRIES)
    statistics: tuple[Slug, ...] = Field(default=(), max_length=50)
    withheld: Annotated[tuple[str, ...], BeforeValidator(_left_out)] = Field(
        default=(),
        max_length=0,
        description="always empty: what a case keeps back lies in the store, under its key",
    )
    letters: bool = True
    stood_down: StandDown | None = None
    keywords: tuple[Line, ...] = Field(
        default=(), max_length=100, description="words by which news feeds are searched"
    )
    texts: dict[Language, CaseText] = Field(max_length=LANGUAGES)

    @property
    def publishable(self) -> bool:
        """Whether consent is on record and stands (SAFETY rule 1)."""
        return bool(self.consents) and all(
            consent.withdrawn_on is None for consent in self.consents
        )

    @property
    def open_for_letters(self) -> bool:
        """Whether a letter about this case can be written."""
        return (
            self.letters
            and self.stood_down is None
            and self.publishable
            and self.status.takes_letters
        )

    def source(self, id: str) -> Source:
        """The source with this id; KeyError if there is none."""
        return {source.id: source for source in self.sources}[id]

    @model_validator(mode="after")
    def _sources_exist(self) -> Case:
        named = [
            *(id for moment in self.timeline for id in moment.sources),
            *(one.source for one in self.consents),
        ]
        must_know(named, (source.id for source in self.sources))
        return self


class UpdateText(Model):
    """News about a case in one language, with the formatting its author typed."""

    title: Line
    body: Rich


class Update(Model):
    """News about a case, published by the team; followers get it as an alert."""

    slug: Slug
    case: Slug
    published_on: date
    texts: dict[Language, UpdateText] = Field(max_length=LANGUAGES)
