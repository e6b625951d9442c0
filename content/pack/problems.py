"""What is wrong with a pack: file, line, field, and what to write instead; the models' errors in
plain sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

Path = tuple[str | int, ...]
COMPARED, LISTED = 200, 40  # names that are compared, and listed
SECTIONS = ("what_happened", "who_is_at_risk", "background")  # of a case's Markdown


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing to put right. `key` and `values` are its sentence in the catalogues, where it has
    one.
    """

    file: str
    line: int
    field: str
    message: str
    instead: str
    key: str = ""
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        field = f"{self.field}: " if self.field else ""
        return f"{self.file}:{self.line}: {field}{self.message}; {self.instead}"


class PackError(Exception):
    """A pack that cannot be used; `problems` says why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


def nearest(name: str, known: Iterable[str]) -> str:
    """What to write instead of an unknown name: the nearest known one, else all of them."""
    choices = sorted(set(known))
    # Comparing takes the product of the two.
    alike = len(name) <= COMPARED and len(choices) <= COMPARED
    if alike and (close := get_close_matches(name, choices, 1, 0.6)):
        return f"did you mean {close[0]}?"
    some = ", ".join(choices[:LISTED]) + (", …" if len(choices) > LISTED else "")
    return f"write one of: {some}" if choices else "delete it"


_EXAMPLES = {
    "slug": "short lower-case words with hyphens, at most 32 letters, like weekly-vigil",
    "case": "the case's folder name, like liaoning-seven",
    "id": "short lower-case words with hyphens, like voa-2019-04-30",
    "source": "the id of one of the sources, like voa-2019-04-30",
    "country": "two capital letters (ISO 3166), like KR",
    "email": "an address like office@example.org, or leave it empty",
    "qid": "a Wikidata number like Q148, or leave it empty",
    "status_since": "a year, month or day, like 2019, 2019-04 or 2019-04-30",
}
_PLAIN = {
    "string_type": ("is no text", "write one line of text"),
    "bool_parsing": ("is neither true nor false", "write true or false"),
    "bool_type": ("is neither true nor false", "write true or false"),
    "int_parsing": ("is no whole number", "write digits only, like 90"),
    "int_type": ("is no whole number", "write digits only, like 90"),
    "int_from_float": ("is no whole number", "write digits only, like 90"),
    "float_parsing": ("is no number", "write it like 37.5622"),
    "float_type": ("is no number", "write it like 37.5622"),
    "finite_number": ("is no number", "write it like 37.5622"),
    "tuple_type": ("is no list", "write each entry on a line of its own after a dash"),
    "list_type": ("is no list", "write each entry on a line of its own after a dash"),
    "dict_type": ("holds no fields", "write lines like name: value, indented below it"),
    "model_type": ("holds no fields", "write lines like name: value, indented below it"),
    "model_attributes_type": ("holds no fields", "write lines like name: value, indented below it"),
    "string_too_short": ("is empty", "write the text or delete the line"),
}


_DATES = (
    ("is no date", "write it like 2019-05-03"),
    ("is no date and time", "write the local time like 2026-12-02 18:30"),
)


def sentence(
    kind: str, path: Path, given: object, context: Mapping[str, Any], message: str
) -> tuple[str, str]:
    """A pydantic error as what is wrong and what to write instead."""
    name = str(path[-1]) if path else ""
    shown = _shown(given)
    if given is None:
        wrong, instead = "is empty", _fill(name)
    elif kind in _PLAIN or kind.startswith("date"):
        wrong, instead = _PLAIN.get(kind) or _DATES[kind.startswith("datetime")]
        wrong = shown + wrong
    elif kind == "enum":
        known = [
            word.strip(" '")
            for word in str(context.get("expected", "")).replace(" or ", ",").split(",")
        ]
        wrong, instead = f"{shown}is not known", nearest(str(given), known)
    elif kind == "string_pattern_mismatch" and "\n" not in str(given):
        wrong, instead = (
            f"{shown}is not written as it must be",
            f"write {_EXAMPLES.get(name, _EXAMPLES['slug'])}",
        )
    elif kind == "value_error":
        wrong, instead = f"{shown}cannot be used", message.removeprefix("Value error, ")
    else:
        limits = _bounds(kind, shown, given, context)
        wrong, instead = limits or (
            f"{shown}cannot be used",
            f"compare the starter pack ({message})",
        )
    return wrong, instead


def _bounds(
    kind: str, shown: str, given: object, context: Mapping[str, Any]
) -> tuple[str, str] | None:
    said: tuple[str, str] | None = None
    match kind:
        case "string_pattern_mismatch":
            said = "has a line break", "write it on one line"
        case "string_too_long":
            said = (
                f"is {len(str(given))} characters long",
                f"shorten it to {context['max_length']} characters",
            )
        case "too_short":
            said = (
                "has too few entries",
                f"write at least {context['min_length']}, each on a line after a dash",
            )
        case "too_long":
            said = "has too many entries", f"keep at most {context['max_length']}"
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            signs = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}
            limits = [f"{signs[key]} {value}" for key, value in context.items() if key in signs]
            said = f"{shown}is out of range", f"write a number {' and '.join(limits)}"
    return said


def _shown(given: object) -> str:
    if not isinstance(given, str) or not given:
        return ""
    said = given if len(given) <= 40 else f"{given[:39]}…"
    return f'"{said}" '


def _fill(name: str) -> str:
    return (
        f"write {_EXAMPLES[name]}"
        if name in _EXAMPLES
        else "write a value, or delete the line if it may be left out"
    )


def absent(name: str, form: str) -> tuple[str, str]:
    """What is said about a field that is not there; `form` is how its type is written."""
    if name in SECTIONS:
        return "is missing", f"add a line # {name} and the text below it"
    return (
        "is missing in the block that starts here",
        f"add {name}: with {_EXAMPLES.get(name, form)}",
    )
