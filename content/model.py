"""What all parts of a campaign share: frozen models that refuse unknown fields, slugs, languages,
sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, cast
from unicodedata import category, normalize

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
)
from pydantic_core import PydanticCustomError, PydanticKnownError, core_schema

from content.text.web_address import fault, shown

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=32)]
Language = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)
]
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\n\r]*$"),
]
BRACKETS = 200  # of one text: Markdown looks from each for the one that closes it


def few_brackets(value: str, info: ValidationInfo) -> str:
    """The text; an error of the model if it has so many brackets that reading them takes long."""
    if value.count("[") > BRACKETS and info.context != AS_STORED:
        raise ValueError(f"write at most {BRACKETS} opening brackets ([) in a text")
    return value


Prose = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=6000),
    AfterValidator(few_brackets),
]


# Entries of a list or a block that a file may have at most. They are far above what a campaign
# needs, and keep what somebody else wrote from taking the bot's time.
LANGUAGES, SOURCES, ENTRIES, OFFICES = 30, 200, 200, 1000
SIZED = ("str", "list", "tuple", "dict")  # types of schemas that can have a maximum
# A model_validate's context for what was published under older, milder rules.
AS_STORED = {"stored": True}


def _web_address(value: str, info: ValidationInfo) -> str | None:
    """The address; of one that Telegram refuses and that was published once, only the words about
    it are left.
    """
    wrong = fault(value)
    if wrong and info.context != AS_STORED:
        raise PydanticCustomError(
            "web_address", "no web address", {"fault": wrong.value, "link": shown(value)}
        )
    return None if wrong else value


WebAddress = Annotated[str, AfterValidator(_web_address)]


# An address as mail programs take it (HTML Standard, valid e-mail address); a formula of a
# spreadsheet is none.
_MAIL = re.compile(
    r"(?!=)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
)


def _mail_address(value: str, info: ValidationInfo) -> str | None:
    """Without signs that nobody sees and what links put around an address, its host in ASCII
    (RFC 3490); what is none even so is refused, and left out where it was stored.
    """
    seen = "".join(sign for sign in normalize("NFKC", value) if category(sign) != "Cf").strip()
    plain = re.sub("^mailto:", "", seen.strip("<>"), flags=re.IGNORECASE).partition("?")[0]
    local, _, host = plain.rpartition("@")
    try:
        made = f"{local}@{host.encode('idna').decode('ascii')}"
    except UnicodeError:
        made = ""
    if _MAIL.fullmatch(made):
        return made
    if info.context != AS_STORED:
        raise PydanticKnownError("string_pattern_mismatch", {"pattern": "name@example.org"})
    return None


MailAddress = Annotated[str, StringConstraints(max_length=254), AfterValidator(_mail_address)]


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


def _at_most(schema: core_schema.CoreSchema, most: int) -> core_schema.CoreSchema:
    """The same for at most so many entries or characters, except of what is read AS_STORED."""

    def check(value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        new = info.context != AS_STORED
        # Before each entry is looked at.
        if new and isinstance(value, list | tuple | dict) and len(value) > most:
            told = {
                "field_type": schema["type"].title(),
                "max_length": most,
                "actual_length": len(value),
            }
            raise PydanticKnownError("too_long", told)
        made = handler(value)
        if new and isinstance(made, str) and len(made) > most:
            raise PydanticKnownError("string_too_long", {"max_length": most})
        return made

    return core_schema.with_info_wrap_validator_function(check, schema)


def _milder(schema: Any) -> Any:
    """A schema whose maxima hold for what is new only."""
    if isinstance(schema, list | tuple):
        return type(schema)(map(_milder, schema))
    if not isinstance(schema, dict):
        return schema
    milder = {key: value if key == "metadata" else _milder(value) for key, value in schema.items()}
    most = milder.pop("max_length", None) if milder.get("type") in SIZED else None
    return milder if most is None else _at_most(cast(core_schema.CoreSchema, milder), most)


class Model(BaseModel):
    """A value: cannot change, has no unknown fields. What was published once always loads, however
    long it is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return cast(core_schema.CoreSchema, _milder(handler(source)))


class Source(Model):
    """Where a fact comes from: publisher, title where known, date; an address is optional and never
    guessed.
    """

    id: Slug
    publisher: Line
    title: Line | None = None
    published_on: Annotated[date, Field(alias="date")]
    url: WebAddress | None = None

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True
    )
