"""What the texts of a pack say about protected people: what is refused, and what the team should
look at, by line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date

from content.cases import Case
from content.model import Model
from content.pack.part_files import Each, Parts
from content.pack.problems import Problem
from content.parts import plain
from content.protection.private_details import EMAIL, HANDLE, MAP, PHONE, PICTURE, POSITION, Detail
from content.protection.protected_texts import Place, ahead_of, refused, warned

REFUSED = {
    PHONE: "is a telephone number",
    EMAIL: "is an e-mail address",
    HANDLE: "leads to somebody's account of a messenger",
    POSITION: "says where on the map somebody is",
    MAP: "leads to a place on a map",
    PICTURE: "is a picture or leads to one",
}
WARNED = {
    "health": "may be about somebody's health",
    "school": "may tell which school somebody goes to",
    "charges": "may be a charge, which can endanger the detained",
    "relatives": "may lead to somebody's relatives",
    "source": "may tell how somebody knows",
    "handle": "may be somebody's account of a messenger",
    "face": "may be about a child's face",
    "name": "may give a child a name",
    "place": "names a place below the province",
}


def check_protection(parts: Parts, each: Each) -> Iterator[Problem]:
    """Every detail that no text of a protected case may hold."""
    for kind, slug, case, part in each(list(_parts(parts)), "Details"):
        if case is None or case.protected:
            for place, found in refused(kind, plain(kind, part)):
                instead = "take it out: texts about protected people never hold it"
                yield _problem(parts, kind, slug, place, found, REFUSED[found.kind], instead)


def check_consents(parts: Parts, today: date) -> Iterator[Problem]:
    """Consent whose day has not come."""
    for slug, case in parts.cases.items():
        for at, consent in enumerate(case.consents):
            if ahead_of(consent.given_on, today):
                path = ("consents", at, "given_on")
                instead = "write the day on which consent was given"
                yield parts.problem(f"cases/{slug}/case.yaml", path, "lies in the future", instead)


def look_at(parts: Parts, each: Each) -> Iterator[Problem]:
    """What the team should look at before it publishes, each with its reason."""
    for kind, slug, case, part in each(list(_parts(parts)), "Words"):
        if case is None or case.protected:
            for place, found in warned(kind, plain(kind, part), minors=case is None or case.minors):
                instead = "leave it out, unless it was agreed to and puts nobody at risk"
                yield _problem(parts, kind, slug, place, found, WARNED[found.kind], instead)


def _parts(parts: Parts) -> Iterator[tuple[str, str, Case | None, Model]]:
    """Kind, slug, case and model of what is about people."""
    yield from (("case", slug, case, case) for slug, case in parts.cases.items())
    yield from (
        ("event", slug, parts.cases.get(event.case), event) for slug, event in parts.events.items()
    )
    yield from (
        ("letter", slug, parts.cases.get(slug), letters) for slug, letters in parts.letters.items()
    )


def _problem(
    parts: Parts, kind: str, slug: str, place: Place, found: Detail, what: str, instead: str
) -> Problem:
    file = _file(kind, slug, place.language)
    rows = unicodedata.normalize("NFKC", parts.texts.get(file, "")).split("\n")
    line = next((number for number, row in enumerate(rows, 1) if found.words in row), 1)
    return Problem(file, line, place.field, f'"{found.words}" {what}', instead)


def _file(kind: str, slug: str, language: str) -> str:
    if kind == "event":
        return f"events/{slug}.yaml"
    if kind == "case":
        return f"cases/{slug}/{language}.md" if language else f"cases/{slug}/case.yaml"
    return f"letters/{slug}/{language or 'letter'}.yaml"
