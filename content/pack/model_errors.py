"""The models' errors as problems of a file: where each stands, and which field or value
was meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from content.pack.problems import Path, Problem, absent, nearest, sentence
from content.pack.yaml_lines import Document, dotted
from content.text.web_address import LINK_CHARACTERS, Fault

INSTEAD = {
    Fault.START: (
        "does not begin with https://",
        "write the page's full address, like https://www.example.org/page",
    ),
    Fault.SIGN: (
        "holds a space or a sign that nobody sees",
        "copy the address from the browser once more",
    ),
    Fault.USER: (
        "has an @ before the first slash",
        "write the address without the @ and what stands before it",
    ),
    Fault.PORT: (
        "has a colon and no port after it",
        "delete the colon and what follows it up to the next slash",
    ),
    Fault.HOST: ("names no site", "write the site's name like www.example.org"),
    Fault.LONG: (
        f"is longer than {LINK_CHARACTERS} characters",
        "write a shorter address of the same page",
    ),
}


def explain(
    kind: type[BaseModel], document: Document, error: ValidationError, elsewhere: Iterable[str]
) -> Iterator[Problem]:
    """A problem for each error; `elsewhere` are fields that this file does not hold."""
    for fault in error.errors(include_url=False):
        path: Path = tuple(part for part in fault["loc"] if part != "[key]")
        if fault["type"] == "unknown_source":
            continue  # pack_checks names each line
        fields = _fields(kind, path[:-1])
        if fault["type"] == "missing":
            name = str(path[-1])
            message, instead = absent(name, _form(fields.get(name)))
            yield Problem(document.file, document.line(path[:-1]), dotted(path), message, instead)
        elif fault["type"] == "extra_forbidden":
            known = set(fields) - set(elsewhere if len(path) == 1 else ())
            yield document.problem(path, "is not known", nearest(str(path[-1]), known))
        elif fault["type"] == "web_address":
            about = fault["ctx"]
            yield bad_link(
                document, path, document.line(path), about["link"], Fault(about["fault"])
            )
        else:
            given = fault["input"] if path else ""
            said = sentence(fault["type"], path, given, fault.get("ctx", {}), fault["msg"])
            yield document.problem(path, *said)


def bad_link(document: Document, path: Path, line: int, link: str, wrong: Fault) -> Problem:
    """What is said of a link that Telegram would refuse."""
    message, instead = INSTEAD[wrong]
    message, values = f'the link "{link}" {message}', (("link", link),)
    return Problem(document.file, line, dotted(path), message, instead, f"link.{wrong}", values)


def _fields(kind: type[BaseModel], path: Path) -> dict[str, Any]:
    """The fields, with their types, that the model has at this place."""
    for part in path:
        if isinstance(part, str) and part in kind.model_fields:
            inner = _models(kind.model_fields[part].annotation)
            kind = inner[0] if inner else kind
    return {found.alias or name: found.annotation for name, found in kind.model_fields.items()}


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models(inner)]


def _form(annotation: Any) -> str:
    """How a value of this type is written."""
    form = "text"
    if get_origin(annotation) is tuple:
        form = "a list, each entry on a line of its own after a dash"
    elif get_origin(annotation) is dict or _models(annotation):
        form = "lines like name: value, indented below it"
    elif isinstance(annotation, type):
        if issubclass(annotation, StrEnum):
            form = f"one of {', '.join(annotation)}"
        elif issubclass(annotation, bool):
            form = "true or false"
        elif issubclass(annotation, (int, float)):
            form = "a number"
        elif issubclass(annotation, date):
            form = (
                "a date like 2019-05-03"
                if annotation is date
                else "a local time like 2026-12-02 18:30"
            )
    return form
