"""A campaign as the files of a pack: what `pack.read` reads back equal, and always in the same
bytes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, TypeVar

import yaml

from content.campaign import Campaign
from content.cases import Case, CaseText
from content.missions.mission import Mission
from content.model import Model
from content.pack.problems import SECTIONS
from content.text.spreadsheet import escaped_unless_number

Part = TypeVar("Part", bound=Model)
PARTS = ("cases", "events", "letters", "missions", "statistics", "updates", "hidden")
_SECTION = re.compile(r"(?m)^# +\S")
_YAML_WIDTH = 10_000  # one line for one value: a change shows as one line


# Characters that libyaml does not write as they are, such as emoji.
_ESCAPED = re.compile(r"\\[UNLP_]")


class _NoAliases:
    """A pack may hold none."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


class _Plain(_NoAliases, yaml.SafeDumper):
    """YAML with every character as it is."""


# The same in C, where PyYAML was built with libyaml: the same bytes, but for what it escapes.
_Quick: Any = type("_Quick", (_NoAliases, getattr(yaml, "CSafeDumper", yaml.SafeDumper)), {})


def write(campaign: Campaign) -> dict[str, bytes]:
    """The pack's files by path, the same bytes for the same content in whatever order languages
    were published.

    News is no part of a pack: it was sent and stays in the store.
    """
    return {path: text.encode() for path, text in _files(_ordered(campaign))}


def _ordered(campaign: Campaign) -> Campaign:
    """The same campaign with the languages of every part in the campaign's order."""
    inner = {
        name: tuple(_in_order(part, campaign.languages) for part in getattr(campaign, name))
        for name in ("cases", "events", "letters", "statistics")
    }
    return _in_order(campaign, campaign.languages).model_copy(update=inner)


def _in_order(part: Part, languages: tuple[str, ...]) -> Part:
    texts: dict[str, Any] = getattr(part, "texts", {})
    order = [*languages, *sorted(texts)]
    return part.model_copy(
        update={"texts": {code: texts[code] for code in dict.fromkeys(order) if code in texts}}
    )


def _files(campaign: Campaign) -> Iterator[tuple[str, str]]:
    yield "campaign.yaml", _yaml(campaign, *PARTS)
    for case in campaign.cases:
        yield from _case(case)
    for event in campaign.events:
        yield f"events/{event.slug}.yaml", _yaml(event, "slug")
    for letters in campaign.letters:
        yield f"letters/{letters.case}/letter.yaml", _yaml(letters, "case", "texts")
        for language, text in letters.texts.items():
            yield f"letters/{letters.case}/{language}.yaml", _yaml(text)
    for statistic in campaign.statistics:
        yield f"statistics/{statistic.slug}.yaml", _yaml(statistic, "slug")
    if campaign.missions:
        yield "missions.csv", missions_csv(campaign.missions)


def _case(case: Case) -> Iterator[tuple[str, str]]:
    yield f"cases/{case.slug}/case.yaml", _yaml(case, "slug", "texts")
    for language, text in case.texts.items():
        yield f"cases/{case.slug}/{language}.md", _markdown(text)


def _markdown(text: CaseText) -> str:
    """Header and sections; a section that holds a line like a section's own stands in the
    header.
    """
    words = {name: value for name in SECTIONS if (value := getattr(text, name))}
    below = {name: value for name, value in words.items() if not _SECTION.search(value)}
    sections = "".join(f"# {name}\n\n{value}\n\n" for name, value in below.items())
    return f"---\n{_yaml(text, *below)}---\n{sections}".rstrip("\n") + "\n"


def _yaml(part: Model, *leave_out: str) -> str:
    fields = part.model_dump(exclude=set(leave_out), exclude_defaults=True, by_alias=True)
    order = [name for name in type(part).model_fields if name not in leave_out]
    named = {(type(part).model_fields[name].alias or name): None for name in order}
    plain = {name: _plain(fields[name]) for name in named if name in fields}
    quick = _dump(plain, _Quick)
    return _dump(plain, _Plain) if _ESCAPED.search(quick) else quick


def _dump(plain: Mapping[str, Any], dumper: Any) -> str:
    return str(
        yaml.dump(plain, Dumper=dumper, allow_unicode=True, sort_keys=False, width=_YAML_WIDTH)
    )


def _plain(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case dict():
            return {_plain(name): _plain(item) for name, item in value.items()}
        case tuple() | list():
            return [_plain(item) for item in value]
        case _:
            return value


def missions_csv(missions: tuple[Mission, ...]) -> str:
    """One row for each addressee; a column for each language that a city's name is given in."""
    names = [name for name in Mission.model_fields if name != "city_names"]
    languages = sorted({language for mission in missions for language in mission.city_names})
    at = names.index("city") + 1
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow([*names[:at], *(f"city_{language}" for language in languages), *names[at:]])
    for mission in missions:
        cells = {name: _cell(getattr(mission, name)) for name in names}
        cities = [mission.city_names.get(language, "") for language in languages]
        row = [
            *(cells[name] for name in names[:at]),
            *cities,
            *(cells[name] for name in names[at:]),
        ]
        rows.writerow(map(escaped_unless_number, row))
    return out.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return "" if value is None else str(value)
