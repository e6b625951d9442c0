"""A field's value as the team reads it, and as it could be sent again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from content.events.recurrence import instant
from content.fields.form import Field, Form
from content.language.i18n import Words, country, date_long, date_partial, when
from content.language.languages import own_name
from content.text.markup import Rich, from_markdown, lines, paragraphs

_RICH: TypeAdapter[Rich] = TypeAdapter(Rich)


def label(words: Words, kind: str, name: str) -> str:
    """A field's name in words; a letter's point is named with it."""
    last = name.rsplit(".", 1)[-1]
    keys = [key for key in (f"field.{kind}.{last}", f"field.{last}") if words.has(key)]
    said = words.text(keys[0]) if keys else last
    return f"{said} ({name.split('.')[1]})" if name.startswith("points.") else said


def filled(value: Any) -> bool:
    """Whether anything stands there."""
    return value not in (None, "", [], {}, ())


def show(words: Words, one: Field, value: Any, zone: str = "") -> Rich:
    """The value as a person reads it; empty for nothing. `zone` is the place's, for local times."""
    if not filled(value) and value is not False:
        return Rich()
    match one.form:
        case Form.RICH:
            return _RICH.validate_python(value)
        case Form.MARKDOWN:
            return from_markdown(str(value))
        case Form.LINES:
            return lines(*(Rich("• ") + show(words, one.inner[0], item, zone) for item in value))
        case Form.ROWS:
            return paragraphs(*(_row(words, one, row, zone) for row in value))
        case Form.ENTRIES:
            return lines(
                *(
                    words(
                        "edit.pair",
                        name=_named(words, key),
                        value=show(words, one.inner[0], item, zone),
                    )
                    for key, item in value.items()
                )
            )
        case Form.PASSAGE:
            return paragraphs(
                *(lines(*(f"• {wording}" for wording in wordings)) for wordings in value.values())
            )
        case _:
            return Rich(_plain(words, one, value, zone))


def _row(words: Words, one: Field, row: Mapping[str, Any], zone: str) -> Rich:
    told = []
    for column in one.inner:
        value = _cell(column, row)
        if filled(value):
            shown = show(words, column, value, zone)
            told.append(words("edit.pair", name=_named_column(words, column), value=shown))
    return lines(*told)


def _cell(column: Field, row: Mapping[str, Any]) -> Any:
    if column.form is Form.POSITION:
        return [row["latitude"], row["longitude"]] if row.get("latitude") is not None else None
    return row.get(column.name)


def _named_column(words: Words, column: Field) -> str:
    key = f"field.{column.name}"
    return words.text(key) if words.has(key) else column.name


def _named(words: Words, key: str) -> str:
    """A choice as the catalogue calls it; a language by its own name."""
    return words.text(f"choice.{key}") if words.has(f"choice.{key}") else own_name(key)


def _plain(words: Words, one: Field, value: Any, zone: str) -> str:
    match one.form:
        case Form.YES_NO:
            return words.text("choice.yes" if value else "choice.no")
        case Form.CHOICE | Form.LANGUAGE:
            return _named(words, str(value))
        case Form.DAY:
            return date_long(date.fromisoformat(value), words.language)
        case Form.PARTIAL:
            return date_partial(str(value), words.language)
        case Form.MOMENT:
            local = datetime.fromisoformat(value)
            return when(instant(local, zone or "UTC"), zone or "UTC", words.language) + (
                f" ({zone})" if zone else ""
            )
        case Form.COUNTRY:
            return f"{country(value, words.language)} ({value})"
        case Form.POSITION:
            return f"{value[0]}, {value[1]}"
        case _:
            return str(value)


def typed(one: Field, value: Any) -> str:
    """The value as it could be sent again, for lists: the example that a person copies
    and changes.
    """
    match one.form:
        case Form.ROWS:
            return "\n".join(
                " | ".join(_bare(column, _cell(column, row)) for column in one.inner)
                for row in value
            )
        case Form.ENTRIES:
            return "\n".join(f"{key}: {_bare(one.inner[0], item)}" for key, item in value.items())
        case Form.PASSAGE:
            return "\n\n".join("\n".join(wordings) for wordings in value.values())
        case Form.LINES:
            return "\n".join(_bare(one.inner[0], item) for item in value)
        case _:
            return ""


def _bare(one: Field, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {item}" for key, item in value.items())
    return str(value).replace("T", " ") if one.form is Form.MOMENT else str(value)
