"""The parts of a pack, each read from its own file: models where they could be made, and what is
wrong elsewhere.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from content.campaign import Campaign
from content.cases import Case, CaseText
from content.events import Event
from content.letters.sentences import Letters, LetterText
from content.missions.mission import Mission
from content.pack.model_errors import explain
from content.pack.problems import SECTIONS, Path, Problem, nearest
from content.pack.yaml_lines import Document, Value, read_yaml
from content.statistics import Statistic
from content.text.spreadsheet import restored

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


class Each(Protocol):
    """Goes through what takes long, of which it is told the name, and may show how far it is."""

    def __call__(self, some: Sequence[T], name: str, /) -> Iterable[T]: ...


def quietly(some: Sequence[T], _name: str, /) -> Iterable[T]:
    """Shows nothing."""
    return some


MOST_FAULTS = 100  # told of one file at a time
ROWS, COLUMNS, CELL = 1000, 60, 2000  # of missions.csv; a cell in characters
_LANGUAGE = r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"
_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass
class Parts:
    """What was read so far. `documents` has each file's fields and lines, also where no model could
    be made.
    """

    campaign: Campaign | None = None
    cases: dict[str, Case] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    letters: dict[str, Letters] = field(default_factory=dict)
    letter_texts: dict[str, dict[str, LetterText]] = field(default_factory=dict)
    missions: list[Mission] = field(default_factory=list)
    mission_lines: list[int] = field(default_factory=list)
    statistics: dict[str, Statistic] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def _folders(self) -> Mapping[str, list[str]]:
        """The paths of the files in each folder, those in folders below it too."""
        found = defaultdict[str, list[str]](list)
        for path in self.texts:
            for folder in PurePosixPath(path).parents:
                found[f"{folder}/"].append(path)
        return found

    def has(self, path: str) -> bool:
        """Whether there is this file, broken or not, or any in this folder ("cases/")."""
        return path in self.texts or path in self._folders

    def within(self, folder: str) -> Sequence[str]:
        """The paths of all files below a folder ("cases/")."""
        return self._folders.get(folder, ())

    def problem(self, file: str, path: Path, message: str, instead: str) -> Problem:
        """A problem at this part of the file, with its line."""
        return self.documents.get(file, Document(file, {})).problem(path, message, instead)

    def yaml(self, file: str, text: str | None = None, first_line: int = 1) -> Document | None:
        """The file's fields, or None; what is wrong is noted."""
        document, problems = read_yaml(file, self.texts[file] if text is None else text, first_line)
        self.problems += problems
        if document:
            self.documents[file] = document
        return document

    def model(
        self, kind: type[M], document: Document, given: Mapping[str, Any], **more: object
    ) -> M | None:
        """The model from these fields, or None; what is wrong is noted with its line."""
        document_problems = [
            document.problem((name,), "comes from the file's place in the pack", "delete this line")
            for name in more
            if name in given
        ]
        try:
            made = kind.model_validate({**given, **more})
        except ValidationError as error:
            document_problems += islice(explain(kind, document, error, more), MOST_FAULTS)
            made = None
        self.problems += document_problems
        return made


def clean(files: Mapping[str, bytes]) -> tuple[dict[str, str], list[Problem]]:
    """The files' texts, without those that are not UTF-8, hold unprintable characters or lead out
    of the folder.
    """
    texts: dict[str, str] = {}
    problems = []
    for path, body in sorted(files.items()):
        if path.startswith("/") or "\\" in path or ".." in path.split("/"):
            problems.append(
                Problem(path, 1, "", "leads out of the pack", "name files inside the folder only")
            )
            continue
        try:
            text = body.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = body.count(b"\n", 0, error.start) + 1
            problems.append(
                Problem(path, line, "", "is not written in UTF-8", "save the file as UTF-8")
            )
            continue
        if found := _UNPRINTABLE.search(text):
            line = text.count("\n", 0, found.start()) + 1
            problems.append(
                Problem(path, line, "", "holds a character that cannot be printed", "delete it")
            )
            continue
        texts[path] = text
    return texts, problems


def read_parts(texts: Mapping[str, str], each: Each = quietly) -> Parts:
    """Every part that the files hold; what is wrong is in `problems`."""
    parts = Parts(texts=texts)
    _campaign(parts)
    for path in each(list(texts), "Files"):
        for pattern, reader in _READERS:
            if match := re.fullmatch(pattern, path):
                reader(parts, path, *match.groups())
                break
        else:
            parts.problems.append(Problem(path, 1, "", "is no file of a pack", _place(path)))
    for path in texts:
        if (
            match := re.fullmatch(rf"(?:cases|letters)/({_SLUG})/{_LANGUAGE}\.(?:md|yaml)", path)
        ) and (f"cases/{match[1]}/case.yaml" not in texts):
            parts.problems.append(
                Problem(path, 1, "", "belongs to no case", f"add cases/{match[1]}/case.yaml")
            )
    for slug, found in parts.letter_texts.items():
        if slug in parts.letters:
            parts.letters[slug] = parts.letters[slug].model_copy(update={"texts": found})
        elif not parts.has(f"letters/{slug}/letter.yaml"):
            instead = (
                f"add letters/{slug}/letter.yaml with the points and the language that the offices"
                " read"
            )
            parts.problems.append(
                Problem(f"letters/{slug}/letter.yaml", 1, "", "is missing", instead)
            )
    return parts


def _campaign(parts: Parts) -> None:
    if "campaign.yaml" not in parts.texts:
        instead = "add it, or name the folder that holds it (pack new writes a starter)"
        parts.problems.append(Problem("campaign.yaml", 1, "", "is missing", instead))
    elif document := parts.yaml("campaign.yaml"):
        parts.campaign = parts.model(
            Campaign,
            document,
            document.value,
            cases=(),
            events=(),
            letters=(),
            missions=(),
            statistics=(),
            updates=(),
            hidden=(),
        )


def _case(parts: Parts, path: str, slug: str) -> None:
    folder = f"cases/{slug}/"
    texts = {}
    for other in parts.within(folder):
        if match := re.fullmatch(rf"({_LANGUAGE})\.md", other.removeprefix(folder)):
            texts[match[1]] = _case_text(parts, other)
    document = parts.yaml(path)
    case = parts.model(Case, document, document.value, slug=slug, texts={}) if document else None
    if case:
        found = {language: text for language, text in texts.items() if text}
        parts.cases[slug] = case.model_copy(update={"texts": found})


def _case_text(parts: Parts, path: str) -> CaseText | None:
    text = parts.texts[path]
    head = re.match(r"---\n(.*?\n)---\n", text, re.DOTALL)
    if not head:
        instead = (
            "begin it with a line ---, then title, summary, asks and timeline, then a line ---"
        )
        parts.problems.append(Problem(path, 1, "", "has no header", instead))
        return None
    sections = _known_sections(parts, path, text[head.end() :], text.count("\n", 0, head.end()) + 1)
    document = parts.yaml(path, head[1], 2)
    if not document:
        return None
    lines: dict[Path, int] = {(name,): line for name, (line, _) in sections.items()}
    words: dict[str, Value] = {name: words for name, (_, words) in sections.items()}
    for name in sorted(set(words) & set(document.value)):
        parts.problems.append(
            document.problem((name,), "stands in the header and below it", "delete it here")
        )
    whole = Document(path, {**document.value, **words}, {**document.lines, **lines, (): 1})
    parts.documents[path] = whole
    return parts.model(CaseText, whole, whole.value)


def _known_sections(
    parts: Parts, path: str, body: str, first_line: int
) -> dict[str, tuple[int, str]]:
    """Line and words of each section; what is wrong is noted."""
    found: dict[str, tuple[int, str]] = {}
    for name, line, words in _sections(body, first_line):
        if name not in SECTIONS:
            message = "is no section" if name else "stands before the first section"
            instead = nearest(name, SECTIONS) if name else f"begin with a line # {SECTIONS[0]}"
            parts.problems.append(Problem(path, line, name, message, instead))
        elif name in found:
            parts.problems.append(Problem(path, line, name, "stands twice", "keep one of the two"))
        else:
            found[name] = line, words
    return found


def _sections(body: str, line: int) -> Iterable[tuple[str, int, str]]:
    """Name, line and words of each section; words before the first have the name ""."""
    name, start, words = "", line, ""
    for number, row in enumerate(body.split("\n"), line):
        if row.startswith("# ") and row[1:].strip():
            if name or words.strip():
                yield name, start, words.strip()
            name, start, words = row[1:].strip(), number, ""
        else:
            words += row + "\n"
    if name or words.strip():
        yield name, start, words.strip()


def _event(parts: Parts, path: str, slug: str) -> None:
    document = parts.yaml(path)
    if document and (event := parts.model(Event, document, document.value, slug=slug)):
        parts.events[slug] = event


def _statistic(parts: Parts, path: str, slug: str) -> None:
    document = parts.yaml(path)
    if document and (statistic := parts.model(Statistic, document, document.value, slug=slug)):
        parts.statistics[slug] = statistic


def _letter(parts: Parts, path: str, slug: str) -> None:
    document = parts.yaml(path)
    if document and (
        letters := parts.model(Letters, document, document.value, case=slug, texts={})
    ):
        parts.letters[slug] = letters


def _letter_text(parts: Parts, path: str, slug: str, language: str) -> None:
    document = parts.yaml(path)
    if document and (text := parts.model(LetterText, document, document.value)):
        parts.letter_texts.setdefault(slug, {})[language] = text


def _missions(parts: Parts, path: str) -> None:
    rows = csv.reader(io.StringIO(parts.texts[path]), strict=True)
    known = {name for name in Mission.model_fields if name != "city_names"}
    told = len(parts.problems)
    try:
        header = next(rows, [])
        if len(header) > COLUMNS:
            parts.problems.append(
                Problem(path, 1, "", f"has more than {COLUMNS} columns", "keep the starter's")
            )
            return
        for name in header:
            if name not in known and not re.fullmatch(rf"city_{_LANGUAGE}", name):
                parts.problems.append(
                    Problem(path, 1, name[:CELL], "is no column", nearest(name, known))
                )
        for number, row in enumerate(rows, 1):
            if number > ROWS:
                message = f"has more than {ROWS} rows"
                parts.problems.append(
                    Problem(path, rows.line_num, "", message, "keep the offices that letters go to")
                )
            if number > ROWS or len(parts.problems) - told > MOST_FAULTS:
                return
            _mission(parts, path, rows.line_num, header, row)
    except csv.Error as error:
        message = f"cannot be read as CSV ({error})"
        parts.problems.append(
            Problem(path, rows.line_num, "", message, 'put "quotes" around text with commas')
        )


def _mission(parts: Parts, path: str, line: int, header: list[str], row: list[str]) -> None:
    if not any(cell.strip() for cell in row):
        return
    if len(row) != len(header):
        message = f"has {len(row)} cells where the header has {len(header)}"
        parts.problems.append(
            Problem(path, line, "", message, 'put "quotes" around text with commas')
        )
        return
    if long := next(
        (name for name, cell in zip(header, row, strict=True) if len(cell) > CELL), None
    ):
        parts.problems.append(
            Problem(path, line, long, f"is over {CELL} characters long", "shorten it")
        )
        return
    cells = {name: restored(cell) for name, cell in zip(header, row, strict=True) if cell.strip()}
    own = {name: cell for name, cell in cells.items() if name in Mission.model_fields}
    names = {
        name.removeprefix("city_"): cell
        for name, cell in cells.items()
        if re.fullmatch(rf"city_{_LANGUAGE}", name)
    }
    if mission := parts.model(Mission, Document(path, own, {(): line}), own, city_names=names):
        parts.missions.append(mission)
        parts.mission_lines.append(line)


def _ignore(_parts: Parts, _path: str) -> None:
    """Files for people: read by nobody."""


def _read_with_case(_parts: Parts, _path: str, _slug: str) -> None:
    """Read together with its case.yaml."""


_READERS: tuple[tuple[str, Callable[..., None]], ...] = (
    (r"campaign\.yaml|README\.md|LICENSE(?:\.md|\.txt)?", _ignore),
    (rf"cases/({_SLUG})/case\.yaml", _case),
    (rf"cases/({_SLUG})/{_LANGUAGE}\.md", _read_with_case),
    (rf"events/({_SLUG})\.yaml", _event),
    (rf"letters/({_SLUG})/letter\.yaml", _letter),
    (rf"letters/({_SLUG})/({_LANGUAGE})\.yaml", _letter_text),
    (rf"statistics/({_SLUG})\.yaml", _statistic),
    (r"missions\.csv", _missions),
)


def _place(path: str) -> str:
    top = path.split("/", maxsplit=1)[0]
    known = {
        "cases": (
            "write cases/<slug>/case.yaml and cases/<slug>/<language>.md, with small letters and"
            " hyphens"
        ),
        "events": "write events/<slug>.yaml, with small letters and hyphens",
        "letters": "write letters/<case>/letter.yaml and letters/<case>/<language>.yaml",
        "statistics": "write statistics/<slug>.yaml, with small letters and hyphens",
    }
    return (
        known.get(top)
        or nearest(top, ["campaign.yaml", "missions.csv", *known]) + " Else take it out."
    )
