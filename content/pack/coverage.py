"""Which languages of a campaign are complete: one row for each text, one cell for each language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from content.campaign import Campaign


@dataclass(frozen=True, slots=True)
class Cell:
    """How far a text is in one language: there, and without which fields that another
    language has.
    """

    present: bool
    lacks: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.present and not self.lacks

    def __str__(self) -> str:
        if self.complete:
            return "ok"
        return f"missing: {', '.join(self.lacks)}" if self.present else "missing"


@dataclass(frozen=True, slots=True)
class Row:
    """One text of the campaign and its languages; `kind` is campaign, case, event, letter or
    statistic.
    """

    kind: str
    slug: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Languages x content."""

    languages: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def complete(self) -> bool:
        """Whether every text is there in every language."""
        return all(cell.complete for row in self.rows for cell in row.cells.values())


def coverage(campaign: Campaign) -> Coverage:
    """The table of languages x content."""
    rows = []
    for kind, slug, texts in _texts(campaign):
        fields = {language: _filled(text) for language, text in texts.items()}
        every = set().union(*fields.values())
        cells = {
            language: Cell(
                language in texts,
                tuple(sorted(every - fields[language])) if language in texts else (),
            )
            for language in campaign.languages
        }
        rows.append(Row(kind, slug, cells))
    return Coverage(campaign.languages, tuple(rows))


def _texts(campaign: Campaign) -> Iterator[tuple[str, str, Mapping[str, BaseModel]]]:
    yield "campaign", campaign.slug, campaign.texts
    for case in campaign.cases:
        yield "case", case.slug, case.texts
    for event in campaign.events:
        yield "event", event.slug, event.texts
    for letters in campaign.letters:
        yield "letter", letters.case, letters.texts
    for statistic in campaign.statistics:
        yield "statistic", statistic.slug, statistic.texts


def _filled(text: BaseModel) -> set[str]:
    """The fields that hold something; entries of mappings and of lists with ids by their names,
    lists by length.
    """
    found = set()
    for name in type(text).model_fields:
        value = getattr(text, name)
        if isinstance(value, Mapping):
            found |= {f"{name} {key}" for key in value}
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            found |= {f"{name} {getattr(item, 'id', index)}" for index, item in enumerate(value, 1)}
        elif name == "asks":
            found |= {f"{name} {number}" for number in range(1, len(value) + 1)}
        elif value:
            found.add(name)
    return found
