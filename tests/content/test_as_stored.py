"""What was published under older rules always loads; every maximum holds for what is new."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from pydantic import ValidationError

from content.model import AS_STORED, Model
from tests.stores import bundled

CAMPAIGN = bundled()
HEAD = CAMPAIGN.model_copy(
    update={"cases": (), "events": (), "letters": (), "missions": (), "statistics": ()}
)
PARTS = (
    HEAD,
    *(
        getattr(CAMPAIGN, name)[0]
        for name in ("cases", "events", "letters", "missions", "statistics")
    ),
)
TOO_LONG = {"too_long", "string_too_long"}
ENTRIES, CHARACTERS = 1001, 6001  # more than any maximum


def grown(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """The first text, list and block of each kind, far too long, with its place."""
    if isinstance(value, dict) and value:
        if path:
            first = next(iter(value.values()))
            yield path, value | {f"aa-{number:04}": first for number in range(ENTRIES)}
        for name, inner in islice(value.items(), 1 if path and path[-1] == "texts" else None):
            yield from grown(inner, (*path, name))
    elif isinstance(value, list) and value:
        yield path, value[:1] * ENTRIES
        yield from grown(value[0], (*path, 0))
    elif isinstance(value, str):
        yield path, value + "x" * CHARACTERS


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with another one at this place."""
    if not path:
        return new
    first, *rest = path
    if isinstance(value, dict):
        return {**value, first: put(value[first], tuple(rest), new)}
    return [put(value[0], tuple(rest), new), *value[1:]]


def refused(kind: type[Model], value: Any, **context: Any) -> set[str]:
    """Why it is refused: the types of the errors."""
    try:
        kind.model_validate(value, **context)
    except ValidationError as wrong:
        return {one["type"] for one in wrong.errors()}
    return set()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: type(part).__name__)
def test_nothing_of_a_stored_part_is_too_long(part: Model) -> None:
    whole, limited = part.model_dump(mode="json", by_alias=True), 0
    for path, value in grown(whole):
        much = put(whole, path, value)
        limited += bool(refused(type(part), much) & TOO_LONG)
        assert not refused(type(part), much, context=AS_STORED) & TOO_LONG, path
    assert limited >= 5


def test_brackets_of_a_stored_text_are_not_counted() -> None:
    whole = put(PARTS[1].model_dump(mode="json"), ("texts", "en", "background"), "[" * 400)
    assert refused(type(PARTS[1]), whole) == {"value_error"}
    assert refused(type(PARTS[1]), whole, context=AS_STORED) == set()
