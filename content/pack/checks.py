"""What must fit together between the files of a pack: slugs, languages, consent, dates,
salutations, links, lengths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from content.cases import Case
from content.events import Event
from content.letters.sentences import Letters
from content.pack.events import event_times
from content.pack.letters import check_letters
from content.pack.links import check_links
from content.pack.part_files import Each, Parts, quietly
from content.pack.problems import Path, Problem, nearest
from content.pack.protection import check_consents, check_protection
from content.statistics import Statistic
from content.text.messages import CALLBACK_LIMIT

START_LIMIT = 64  # characters of a deep link's payload (Bot API, deep linking)
ROUTE = 12  # bytes kept for a route's name when a button carries a case and an addressee


def check(
    parts: Parts, today: date | None = None, *, guarded: bool = True, each: Each = quietly
) -> list[Problem]:
    """What does not fit together; every part that could be read is checked. `guarded` as for
    `pack.read`.
    """
    rules = (
        _campaign,
        check_links,
        _sources,
        *([partial(check_protection, each=each)] if guarded else ()),
        _addressees,
        _budget,
    )
    problems = [problem for one in rules for problem in one(parts)]
    problems += check_consents(parts, today) if today else ()
    for case in parts.cases.values():
        problems += _case(parts, case)
    for event in parts.events.values():
        problems += _event(parts, event)
    for letters in parts.letters.values():
        problems += _letters(parts, letters)
    for statistic in parts.statistics.values():
        problems += _statistic(parts, statistic)
    return problems


def _campaign(parts: Parts) -> Iterator[Problem]:
    campaign, file = parts.campaign, "campaign.yaml"
    if not campaign:
        return
    if not campaign.languages:
        yield parts.problem(
            file,
            ("languages",),
            "is empty",
            "write the languages in order of preference, like [en, ko]",
        )
    for language in campaign.languages:
        if language not in campaign.reviewed:
            instead = f"add {language}: false, and true once a native reader approved it"
            yield parts.problem(file, ("reviewed",), f"does not name {language}", instead)
    for language in sorted(set(campaign.reviewed) - set(campaign.languages)):
        yield parts.problem(
            file, ("reviewed", language), "is no language of the campaign", "add it to languages"
        )
    if not parts.has("cases/"):
        yield parts.problem(
            file, (), "the pack has no case", "add cases/<slug>/case.yaml and cases/<slug>/en.md"
        )
    yield from _languages(parts, lambda language: (file, ("texts", language)), campaign.texts)


def _languages(
    parts: Parts, place: Callable[[str], tuple[str, Path]], texts: Mapping[str, object]
) -> Iterator[Problem]:
    """Texts in languages the campaign does not have, or none in the one that all fall back to."""
    languages = parts.campaign.languages if parts.campaign else ()
    for language in texts:
        if languages and language not in languages:
            yield parts.problem(
                *place(language), "is no language of the campaign", nearest(language, languages)
            )
    if languages and languages[0] not in texts:
        file, path = place(languages[0])
        instead = "write it: readers of other languages fall back to it"
        if not parts.has(file) or path:
            yield parts.problem(file, path, f"has no text in {languages[0]}", instead)


def _sources(parts: Parts) -> Iterator[Problem]:
    """Sources that are named and not listed, also where the case has other faults."""
    for file, document in parts.documents.items():
        if not file.endswith("/case.yaml") and not file.startswith("statistics/"):
            continue
        listed = _items(document.value.get("sources"))
        known = {
            item["id"]
            for item in listed
            if isinstance(item, dict) and isinstance(item.get("id"), str)
        }
        for path in document.lines:
            named = path[:1] in {("consents",), ("figures",)} and path[-1] == "source"
            named = named or (path[:1] == ("timeline",) and len(path) == 4 and path[2] == "sources")
            value = _at(document.value, path) if named else None
            if isinstance(value, str) and value not in known:
                yield document.problem(
                    path, f'"{value}" is not listed under sources', nearest(value, known)
                )


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _at(value: Any, path: Path) -> Any:
    for part in path:
        value = value[part]
    return value


def _addressees(parts: Parts) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for mission, line in zip(parts.missions, parts.mission_lines, strict=True):
        for field, value in (("slug", mission.slug), ("qid", mission.qid)):
            if value and value in seen:
                yield Problem(
                    "missions.csv",
                    line,
                    field,
                    f'"{value}" stands in line {seen[value]} too',
                    "keep one row",
                )
            elif value:
                seen[value] = line
        if mission.kind.is_mission and not mission.country:
            instead = (
                "write two capital letters (ISO 3166), like KR: supporters look missions up by"
                " country"
            )
            yield Problem("missions.csv", line, "country", "is missing", instead)


def _budget(parts: Parts) -> Iterator[Problem]:
    """Slugs that would not fit into a button together (Bot API, callback_data)."""
    longest = max(map(len, parts.cases), default=0)
    for mission, line in zip(parts.missions, parts.mission_lines, strict=True):
        room = CALLBACK_LIMIT - ROUTE - 2 - longest
        if longest and len(mission.slug) > room:
            message = f'"{mission.slug}" does not fit into a button beside the longest case slug'
            yield Problem(
                "missions.csv",
                line,
                "slug",
                message,
                f"shorten it to {room} letters, or the case's folder name",
            )


def _case(parts: Parts, case: Case) -> Iterator[Problem]:
    folder = f"cases/{case.slug}"
    file = f"{folder}/case.yaml"
    if len(f"case_{case.slug}") > START_LIMIT:
        yield parts.problem(
            file, (), "the folder's name is too long for a link", "shorten it to 32 letters"
        )
    yield from _languages(parts, lambda language: (f"{folder}/{language}.md", ()), case.texts)
    yield from _consent(parts, file, case)
    if case.minors and not case.protected:
        instead = "write protected: true: nothing that identifies a minor may appear"
        yield parts.problem(file, ("protected",), "must be true where minors is true", instead)
    for index, slug in enumerate(case.statistics):
        yield from _known(parts, file, ("statistics", index), slug, "statistics/{}.yaml")
    yield from _twice(parts, file, "sources", [source.id for source in case.sources])
    yield from _twice(parts, file, "timeline", [moment.id for moment in case.timeline])
    yield from _timeline(parts, file, case)
    if case.letters and case.status.takes_letters and not parts.has(f"letters/{case.slug}/"):
        instead = f"add letters/{case.slug}/en.yaml, or write letters: false"
        yield parts.problem(file, ("letters",), "letters are on and there is none", instead)


def _consent(parts: Parts, file: str, case: Case) -> Iterator[Problem]:
    if not case.consents:
        instead = (
            "record who agreed, when, to what and on whose record; without consent a case is not"
            " published"
        )
        yield parts.problem(file, ("consents",), "has no entry", instead)
    for index, consent in enumerate(case.consents):
        path = ("consents", index, "withdrawn_on")
        if consent.withdrawn_on:
            yield parts.problem(
                file, path, "consent was withdrawn", "take the case out of the pack"
            )


def _timeline(parts: Parts, file: str, case: Case) -> Iterator[Problem]:
    published = {source.id: source.published_on for source in case.sources}
    for index, moment in enumerate(case.timeline):
        path = ("timeline", index, "happened_on")
        if moment.happened_on > case.last_report:
            yield parts.problem(
                file,
                path,
                "is later than last_report",
                "put last_report to the latest report's date",
            )
        for place, source in enumerate(moment.sources):
            if source in published and published[source] < moment.happened_on:
                message = f'"{source}" was published before this happened'
                instead = "put one of the two dates right, or name another source"
                yield parts.problem(file, ("timeline", index, "sources", place), message, instead)
    if case.status_since > case.last_report.isoformat():
        yield parts.problem(
            file, ("status_since",), "is later than last_report", "put one of the two dates right"
        )
    ids = {moment.id for moment in case.timeline}
    for language, text in case.texts.items():
        words = f"cases/{case.slug}/{language}.md"
        for missing in sorted(ids - set(text.timeline)):
            yield parts.problem(
                words,
                ("timeline",),
                f"has no sentence for {missing}",
                f"add {missing}: and one sentence",
            )
        for extra in sorted(set(text.timeline) - ids):
            message = "is no entry of the timeline in case.yaml"
            yield parts.problem(words, ("timeline", extra), message, nearest(extra, ids))


def _twice(parts: Parts, file: str, field: str, ids: list[str]) -> Iterator[Problem]:
    for index, id in enumerate(ids):
        if id in ids[:index]:
            yield parts.problem(
                file, (field, index, "id"), f'"{id}" stands twice', "give each its own id"
            )


def _known(parts: Parts, file: str, path: Path, slug: str, pattern: str) -> Iterator[Problem]:
    if not parts.has(pattern.format(slug)):
        before, after = pattern.split("{}")
        known = [
            name.removeprefix(before).removesuffix(after)
            for name in parts.texts
            if _fits(name, before, after)
        ]
        yield parts.problem(file, path, f"there is no {pattern.format(slug)}", nearest(slug, known))


def _fits(name: str, before: str, after: str) -> bool:
    return name.startswith(before) and name.endswith(after)


def _event(parts: Parts, event: Event) -> Iterator[Problem]:
    file = f"events/{event.slug}.yaml"
    yield from _known(parts, file, ("case",), event.case, "cases/{}/case.yaml")
    yield from _languages(parts, lambda language: (file, ("texts", language)), event.texts)
    if case := parts.cases.get(event.case):
        known = [source.id for source in case.sources]
        for index, source in enumerate(event.sources):
            if source not in known:
                message = f'"{source}" is not listed under sources of the case'
                yield parts.problem(file, ("sources", index), message, nearest(source, known))
    yield from event_times(parts, file, event)


def _letters(parts: Parts, letters: Letters) -> Iterator[Problem]:
    folder = f"letters/{letters.case}"
    yield from _languages(parts, lambda language: (f"{folder}/{language}.yaml", ()), letters.texts)
    yield from check_letters(parts, letters)


def _statistic(parts: Parts, statistic: Statistic) -> Iterator[Problem]:
    file = f"statistics/{statistic.slug}.yaml"
    yield from _languages(parts, lambda language: (file, ("texts", language)), statistic.texts)
    if statistic.valid_until and statistic.valid_until < statistic.gathered_on:
        yield parts.problem(
            file, ("valid_until",), "is before gathered_on", "write a later day or leave it out"
        )
    yield from _twice(parts, file, "sources", [source.id for source in statistic.sources])
    years = [figure.year for figure in statistic.figures]
    for index, year in enumerate(years):
        path = ("figures", index, "year")
        if index and year <= years[index - 1]:
            yield parts.problem(
                file,
                path,
                f"{year} comes after {years[index - 1]}",
                "put the years in order, each once",
            )
        if year > statistic.gathered_on.year:
            yield parts.problem(
                file, path, f"{year} is after gathered_on", "put one of the two right"
            )
