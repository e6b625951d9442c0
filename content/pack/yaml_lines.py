"""YAML that keeps its line numbers: plain mappings, lists and text. Aliases, tags and duplicate
keys are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from content.pack.problems import Path, Problem

DEPTH = 12
PIECES = 10_000  # names, values, lists and blocks of one file
SHOWN_CHARACTERS = 60  # characters of a name in a problem
# The same rules in C, where PyYAML was built with libyaml.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Value = str | None | list["Value"] | dict[str, "Value"]
_NULLS = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True)
class Document:
    """What a file says and the line of every part of it, by path. All scalars are text: the models
    decide on types.
    """

    file: str
    value: Mapping[str, Value]
    lines: Mapping[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of this part, else of the nearest block around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path, message: str, instead: str) -> Problem:
        """A problem at this part of the file."""
        return Problem(self.file, self.line(path), dotted(path), message, instead)


def dotted(path: Path) -> str:
    """The path as people read it: keys and, counted from one, places in a list."""
    return ".".join(
        str(part + 1) if isinstance(part, int) else part[:SHOWN_CHARACTERS] for part in path
    )


def read_yaml(file: str, text: str, first_line: int = 1) -> tuple[Document | None, list[Problem]]:
    """The document and what is wrong with it; None when it cannot be used at all. Pure."""
    try:
        if refused := _refuse(text):
            line, message, instead = refused
            return None, [Problem(file, line + first_line, "", message, instead)]
        node = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return None, [
            _unreadable(file, (mark.line if mark else 0) + first_line, error.problem or "")
        ]
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + first_line
        return None, [
            Problem(
                file,
                line,
                "",
                "holds a character that cannot be printed",
                "delete it and type it again",
            )
        ]
    if not isinstance(node, yaml.MappingNode):
        return None, [
            Problem(file, first_line, "", "holds no fields", "write lines like name: value")
        ]
    builder = _Builder(file, first_line)
    value = builder.build(node, ())
    return Document(file, value if isinstance(value, dict) else {}, builder.lines), builder.problems


def _unreadable(file: str, line: int, reason: str) -> Problem:
    hint = (
        "check the indentation (spaces, no tabs) and put quotes around text that holds a colon or"
        " starts with a sign"
    )
    return Problem(file, line, "", f"cannot be read as YAML from here ({reason})", hint)


def _refuse(text: str) -> tuple[int, str, str] | None:
    """The first thing that is YAML but not allowed, found before anything is built: line from 0,
    message, instead.
    """
    depth = documents = 0
    for number, event in enumerate(yaml.parse(text, Loader=Loader)):
        line = event.start_mark.line if event.start_mark else 0
        if number > PIECES:
            return (
                line,
                f"holds more than {PIECES:,} names and values",
                "split it, or take out what is not needed",
            )
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            return (
                line,
                "uses an anchor or alias (& or *)",
                "write the text out, or put quotes around it",
            )
        if getattr(event, "tag", None):
            return line, "uses a tag (!)", "delete the tag, or put quotes around the text"
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                return line, "starts a second document (---)", "keep one document in a file"
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(
            event, yaml.CollectionEndEvent
        )
        if depth > DEPTH:
            return (
                line,
                f"is nested deeper than {DEPTH} levels",
                "write it flatter, as in the starter pack",
            )
    return None


class _Builder:
    """Turns nodes into values, and notes lines and duplicate keys."""

    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []

    def build(self, node: yaml.Node, path: Path) -> Value:
        self.lines.setdefault(path, node.start_mark.line + self.first_line)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        plain = isinstance(node, yaml.ScalarNode) and not node.style
        return None if plain and node.value in _NULLS else str(node.value)

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Value]:
        result: dict[str, Value] = {}
        for key, item in node.value:
            line = key.start_mark.line + self.first_line
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            here = (*path, name)
            if not isinstance(key, yaml.ScalarNode):
                self.problems.append(
                    Problem(
                        self.file, line, dotted(path), "has a list as a name", "write name: value"
                    )
                )
            elif name in result:
                first = f"stands twice (first in line {self.lines[here]})"
                self.problems.append(
                    Problem(self.file, line, dotted(here), first, "keep one of the two")
                )
            else:
                self.lines[here] = line
                result[name] = self.build(item, here)
        return result
