"""Names and details that a case withholds must stand in no file of the pack (SAFETY rules 1 to 3)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from content.pack_parts import Parts
from content.pack_problems import Problem
from content.protection import found


def withheld(parts: Parts) -> Iterator[Problem]:
    """Every stretch of any file that a case withholds; the lists themselves are left out."""
    kept = tuple(digest for case in parts.cases.values() for digest in case.withheld)
    for file, text in parts.texts.items() if kept else ():
        rows = _rows(parts, file, unicodedata.normalize("NFC", text))
        for stretch in found(kept, "\n".join(rows)):
            start = stretch.split("\n", maxsplit=1)[0]
            line = next(number for number, row in enumerate(rows, 1) if start in row)
            yield Problem(file, line, "", f'"{stretch}" is withheld by a case', "take it out: no text may hold it")


def _rows(parts: Parts, file: str, text: str) -> list[str]:
    """The file's lines, empty where the list of what is withheld stands."""
    document = parts.documents.get(file)
    listed = {line for path, line in document.lines.items() if path[:1] == ("withheld",)} if document else set()
    return ["" if number in listed else row for number, row in enumerate(text.split("\n"), 1)]
