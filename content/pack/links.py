"""What Markdown makes of the texts of a pack: links that Telegram would refuse, numbers that are
shown otherwise than they are written, each with its line.
"""

from __future__ import annotations

from collections.abc import Iterator

from content.pack.model_errors import bad_link
from content.pack.part_files import Parts
from content.pack.problems import Path, Problem
from content.pack.yaml_lines import Value
from content.text.markup import changed_numbers, link_faults
from content.text.web_address import shown


def check_links(parts: Parts) -> Iterator[Problem]:
    """The links in every text of every file."""
    for file, document in parts.documents.items():
        rows = parts.texts[file].split("\n")
        for path, value in _texts(dict(document.value), ()):
            for address, wrong in link_faults(value):
                yield bad_link(
                    document, path, _line(rows, document.line(path), address), shown(address), wrong
                )


def look_at_numbers(parts: Parts) -> Iterator[Problem]:
    """The numbers that are shown otherwise than they are written."""
    for document in parts.documents.values():
        for path, value in _texts(dict(document.value), ()):
            for number in changed_numbers(value):
                instead = "look at it in the preview; a backslash before a sign keeps it"
                yield document.problem(path, f"{number} is not shown as it is written", instead)


def _line(rows: list[str], first: int, address: str) -> int:
    """The line in which the address stands, from this one on; the first where it is written
    otherwise.
    """
    return next(
        (line for line, row in enumerate(rows[first - 1 :], first) if address in row), first
    )


def _texts(value: Value, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text in a file's fields, and where it stands."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, (*path, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _texts(inner, (*path, at))
