"""What all parts of a campaign share: frozen models that refuse unknown fields, slugs, languages, sources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from content.web_address import fault, shown

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=32)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\n\r]*$")]
BRACKETS = 200  # of one text: Markdown looks from each for the one that closes it


def _few_brackets(value: str) -> str:
    if value.count("[") > BRACKETS:
        raise ValueError(f"write at most {BRACKETS} opening brackets ([) in a text")
    return value


Prose = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=6000),
    AfterValidator(_few_brackets),
]


# Entries of a list or a block that a file may have at most. They are far above what a campaign needs, and keep what
# somebody else wrote from taking the bot's time.
LANGUAGES, SOURCES, ENTRIES, OFFICES = 30, 200, 200, 1000
AS_STORED = {"stored": True}  # a model_validate's context for what was published under older, milder rules


def _web_address(value: str, info: ValidationInfo) -> str | None:
    """The address; of one that Telegram refuses and that was published once, only the words about it are left."""
    wrong = fault(value)
    if wrong and info.context != AS_STORED:
        raise PydanticCustomError("web_address", "no web address", {"fault": wrong.value, "link": shown(value)})
    return None if wrong else value


WebAddress = Annotated[str, AfterValidator(_web_address)]


def _partial_date(value: str) -> str:
    try:
        date.fromisoformat((value + "-01-01")[:10])
    except ValueError as reason:
        raise ValueError("write a year, month or day, like 2019, 2019-04 or 2019-04-30") from reason
    return value


PartialDate = Annotated[Line, AfterValidator(_partial_date)]


def must_know(named: Iterable[str], known: Iterable[str]) -> None:
    """An error of the model if an id of a source is named that is not listed."""
    if missing := sorted(set(named) - set(known)):
        raise PydanticCustomError(
            "unknown_source", "names unknown sources", {"missing": missing, "known": sorted(known)}
        )


class Model(BaseModel):
    """A value: cannot change, has no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Source(Model):
    """Where a fact comes from: publisher, title where known, date; an address is optional and never guessed."""

    id: Slug
    publisher: Line
    title: Line | None = None
    published_on: Annotated[date, Field(alias="date")]
    url: WebAddress | None = None

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True)
