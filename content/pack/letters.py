"""What must fit together in a letter: languages side by side, points and orders, salutations, what
is filled in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from string import Formatter

from content.letters.sentences import Letters, LetterText
from content.pack.part_files import Parts
from content.pack.problems import Path, Problem, nearest


def check_letters(parts: Parts, letters: Letters) -> Iterator[Problem]:
    """What does not fit in a case's letter."""
    folder = f"letters/{letters.case}"
    yield from _plan(parts, f"{folder}/letter.yaml", letters)
    for language, text in letters.texts.items():
        file = f"{folder}/{language}.yaml"
        yield from _offices(parts, file, text)
        yield from _points(parts, file, letters, text)
        yield from _braces(parts, file, text)
    first = next((code for code in _languages(parts) if code in letters.texts), None)
    for language, text in letters.texts.items():
        if first and language != first:
            yield from _parallel(
                parts, f"{folder}/{language}.yaml", first, letters.texts[first], text
            )


def _languages(parts: Parts) -> Iterable[str]:
    return parts.campaign.languages if parts.campaign else ()


def _plan(parts: Parts, file: str, letters: Letters) -> Iterator[Problem]:
    ids = [point.id for point in letters.points]
    slugs = [mission.slug for mission in parts.missions]
    for index, id in enumerate(ids):
        if id in ids[:index]:
            yield parts.problem(
                file, ("points", index, "id"), f'"{id}" stands twice', "give each its own id"
            )
    for index, order in enumerate(letters.orders):
        if sorted(order) != sorted(ids):
            instead = f"name each point once: {', '.join(ids)}"
            yield parts.problem(file, ("orders", index), "is no order of the points", instead)
    for slug in letters.languages_by_mission:
        if slug not in slugs:
            path: Path = ("languages_by_mission", slug)
            yield parts.problem(file, path, "is no slug in missions.csv", nearest(slug, slugs))
    wanted: dict[Path, str] = {("language",): letters.language}
    wanted |= {
        ("languages_by_mission", slug): code for slug, code in letters.languages_by_mission.items()
    }
    for path, code in wanted.items():
        if code not in letters.texts and not parts.has(f"letters/{letters.case}/{code}.yaml"):
            instead = f"add letters/{letters.case}/{code}.yaml, or name a language that has one"
            yield parts.problem(file, path, f'there is no letter in "{code}"', instead)


def _offices(parts: Parts, file: str, text: LetterText) -> Iterator[Problem]:
    for kind in sorted({mission.kind for mission in parts.missions} - set(text.salutations)):
        message = f"has none for {kind}, which missions.csv names"
        yield parts.problem(file, ("salutations",), message, f"add {kind}: and the salutation")
    slugs = [mission.slug for mission in parts.missions]
    for field in ("salutations_by_mission", "envelopes_by_mission"):
        for slug in sorted(set(getattr(text, field)) - set(slugs)):
            yield parts.problem(
                file, (field, slug), "is no slug in missions.csv", nearest(slug, slugs)
            )


def _points(parts: Parts, file: str, letters: Letters, text: LetterText) -> Iterator[Problem]:
    ids = {point.id for point in letters.points}
    for missing in sorted(ids - set(text.points)):
        message = f"has no point {missing}, which letter.yaml names"
        yield parts.problem(file, ("points",), message, f"add {missing}: with label and text")
    for extra in sorted(set(text.points) - ids):
        yield parts.problem(
            file, ("points", extra), "is no point in letter.yaml", nearest(extra, ids)
        )


def _braces(parts: Parts, file: str, text: LetterText) -> Iterator[Problem]:
    if _named(text.sign_off) != ["date", "name"]:
        instead = "write {name} and {date} once each, and no other braces"
        yield parts.problem(file, ("sign_off",), "does not say where name and date go", instead)
    envelopes: dict[Path, str] = {
        ("envelopes", kind): words for kind, words in text.envelopes.items()
    }
    envelopes |= {
        ("envelopes_by_mission", slug): words for slug, words in text.envelopes_by_mission.items()
    }
    for path, words in envelopes.items():
        if not set(_named(words)) <= {"country", "city"}:
            yield parts.problem(
                file, path, "holds braces that are not filled in", "write {country} or {city} only"
            )


def _named(words: str) -> list[str]:
    try:
        return sorted(name for _, name, _, _ in Formatter().parse(words) if name is not None)
    except ValueError:
        return ["{"]


def _parallel(
    parts: Parts, file: str, first: str, one: LetterText, other: LetterText
) -> Iterator[Problem]:
    """Sentences and wordings must stand side by side, else a letter in two languages would say two
    things.
    """
    if len(one.subjects) != len(other.subjects):
        yield _uneven(parts, file, ("subjects",), first, len(one.subjects), len(other.subjects))
    theirs = other.passages()
    for place, passage in one.passages().items():
        if place in theirs:
            yield from _passage(parts, file, first, tuple(place.split(".")), passage, theirs[place])


def _passage(
    parts: Parts,
    file: str,
    first: str,
    path: Path,
    one: Mapping[str, tuple[str, ...]],
    other: Mapping[str, tuple[str, ...]],
) -> Iterator[Problem]:
    for name in [*one, *(name for name in other if name not in one)]:
        if name not in other:
            yield parts.problem(
                file,
                path,
                f"has no sentence {name}, which {first} has",
                f"add {name}: and its wordings",
            )
        elif name not in one:
            yield parts.problem(
                file, (*path, name), f"is no sentence in {first}.yaml", nearest(name, one)
            )
        elif len(one[name]) != len(other[name]):
            yield _uneven(parts, file, (*path, name), first, len(one[name]), len(other[name]))
    if set(one) == set(other) and list(one) != list(other):
        message = f"has its sentences in another order than {first}"
        yield parts.problem(file, path, message, f"write them in this order: {', '.join(one)}")


def _uneven(parts: Parts, file: str, path: Path, first: str, there: int, here: int) -> Problem:
    instead = (
        "write the same number in the same order: each says what its neighbour in the other"
        " language says"
    )
    return parts.problem(file, path, f"has {here} wordings where {first} has {there}", instead)
