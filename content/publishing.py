"""What stands in the way of making a part public, and what its publisher is warned about; pure
rules, no sentences.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from content.campaign import Campaign
from content.cases import Case, Update
from content.events import Event
from content.letters.sentences import Letters
from content.model import Model
from content.notices.digests import compose_alert
from content.pack import reader, writer
from content.pack.problems import Problem
from content.parts import (
    CAMPAIGN,
    PLACES,
    UPDATE,
    WORDLESS,
    languages_of,
    made,
    placed,
    plain,
    slug_of,
)
from content.protection import kept_back, protected_texts
from content.protection.kept_back import KeptBack
from content.statistics import Statistic
from content.text.markup import TEXT_LIMIT, Rich, from_markdown, link_faults
from content.text.web_address import Fault, fault, shown

FAR = timedelta(days=366)
HEADINGS = 600  # characters that a screen adds around an author's words
FILES = {
    CAMPAIGN: "campaign.yaml",
    "case": "cases/{}/",
    "event": "events/{}.yaml",
    "letter": "letters/{}/",
    "mission": "missions.csv",
    "statistic": "statistics/{}.yaml",
}
SECTIONS = ("what_happened", "who_is_at_risk", "background")


@dataclass(frozen=True)
class Finding:
    """One thing: the key of its sentence, whether it blocks, where (language '' for all, dotted
    field) and values.
    """

    key: str
    blocking: bool
    language: str = ""
    field: str = ""
    values: Mapping[str, str | int] = dataclasses.field(default_factory=dict)


def examine(
    kind: str,
    slug: str,
    body: Mapping[str, Any],
    campaign: Campaign | None,
    kept: KeptBack,
    hidden: Sequence[str],
    now: datetime,
) -> list[Finding]:
    """All findings about a part with this body if it joined the campaign (None: nothing is public
    yet), errors first.

    `kept` is what all cases keep back, `hidden` the cases that were withdrawn.
    """
    found = [*_early(kind, body, kept), *_protected(kind, slug, body, campaign)]
    try:
        part = made(kind, body)
    except ValidationError as lacking:
        return [*found, *_lacking(lacking)]
    base = campaign
    if base is None and kind == CAMPAIGN:
        base = Campaign.model_validate({**body, "cases": ()})
    if base is None:
        return [*found, Finding("publish.campaign_first", True)]
    whole = placed(base, kind, part)
    found += _rules(part, whole, hidden, now)
    if kind == "case" and slug in hidden:
        found.append(Finding("publish.was_withdrawn", False))
    if isinstance(part, Case) and part.protected and slug not in kept.cases:
        found.append(Finding("publish.no_list", False, "", "withheld"))
    if isinstance(part, Case):
        found += [
            Finding("publish.named_elsewhere", False, "", "withheld", {"slug": named})
            for named in naming(whole, kept)
            if named != slug
        ]
    if not any(one.blocking for one in found):
        found += _pack(kind, slug, base, whole)
    found += _languages(kind, part, whole)
    return sorted(_once(found), key=lambda one: not one.blocking)


def _once(found: list[Finding]) -> list[Finding]:
    return [one for at, one in enumerate(found) if one not in found[:at]]


def _early(kind: str, body: Mapping[str, Any], kept: KeptBack) -> Iterator[Finding]:
    """What can be said of words whether or not the part is whole: names kept back, links that
    Telegram would drop.
    """
    for language, words in [("", {**body, "texts": {}}), *body.get("texts", {}).items()]:
        for name, value in words.items():
            if any(kept.found(text) for text in kept_back.texts(value)):
                yield Finding("publish.withheld", True, language, name)
            for address, wrong in _bad_links(value):
                yield Finding(f"link.{wrong}", True, language, name, {"link": shown(address)})
    if kind not in WORDLESS and not body.get("texts"):
        yield Finding("publish.no_words", True)


def _protected(
    kind: str, slug: str, body: Mapping[str, Any], campaign: Campaign | None
) -> Iterator[Finding]:
    """What no text about protected people may hold, and which new words its publisher should look
    at.
    """
    case = protection_of(kind, body, campaign)
    if not case.protected:
        return
    for place, one in protected_texts.refused(kind, body):
        yield Finding(
            f"publish.private_{one.kind}", True, place.language, place.field, {"words": one.words}
        )
    public = _public(kind, slug, campaign) if campaign else {}
    for place, one in protected_texts.warned(kind, body, public, minors=case.minors):
        yield Finding(
            f"publish.careful_{one.kind}", False, place.language, place.field, {"words": one.words}
        )


def _public(kind: str, slug: str, campaign: Campaign) -> dict[str, Any]:
    """The part as people read it now."""
    parts: tuple[Model, ...] = getattr(campaign, PLACES[kind])
    return next((plain(kind, part) for part in parts if slug_of(part) == slug), {})


@dataclass(frozen=True)
class Protection:
    """Whether the people of a case are protected, and whether a minor is among them: yes unless it
    says otherwise.
    """

    protected: bool = True
    minors: bool = True


def protection_of(kind: str, body: Mapping[str, Any], campaign: Campaign | None) -> Protection:
    """How a part must be looked at; a part about nobody's case is not."""
    slug = protected_texts.case_of(kind, body)
    if not slug:
        return Protection(protected=False, minors=False)
    if kind == "case":
        return Protection(body.get("protected") is not False, body.get("minors") is not False)
    public = campaign.cases if campaign else ()
    return next(
        (Protection(case.protected, case.minors) for case in public if case.slug == slug),
        Protection(),
    )


def _bad_links(value: Any) -> Iterator[tuple[str, Fault]]:
    if isinstance(value, Mapping) and "entities" in value and "text" in value:
        made = [one["url"] for one in value["entities"] if one.get("url")]
        yield from ((address, wrong) for address in made if (wrong := fault(address)))
        return
    for text in kept_back.texts(value):
        yield from link_faults(text)


def _lacking(lacking: ValidationError) -> Iterator[Finding]:
    seen = set()
    for first in lacking.errors(include_url=False, include_input=False):
        place = [str(part) for part in first["loc"] if part != "[key]"]
        language = place.pop(1) if place[:1] == ["texts"] and len(place) > 1 else ""
        name = _field_at(place, bool(language))
        absent = first["type"] in ("missing", "too_short", "string_too_short")
        key = "publish.no_source" if first["type"] == "unknown_source" else "publish.empty"
        key = key if absent or first["type"] == "unknown_source" else "publish.does_not_fit"
        about = first.get("ctx", {}) if first["type"] == "web_address" else {}
        key = f"link.{about['fault']}" if about else key
        values = {"link": about["link"]} if about else {}
        if (language, name) not in seen:
            seen.add((language, name))
            yield Finding(
                key, True, language, "" if key == "publish.no_source" and not name else name, values
            )


def _field_at(place: Sequence[str], in_a_language: bool) -> str:
    """The field that a validation error is about, '' for the part as a whole."""
    if in_a_language and len(place) > 1:
        return place[1]
    return place[0] if place and place[0] != "texts" else ""


def _rules(part: Model, whole: Campaign, hidden: Sequence[str], now: datetime) -> Iterator[Finding]:
    match part:
        case Campaign():
            for language in sorted(languages_of(whole) - set(whole.languages)):
                yield Finding("publish.language_used", True, language, "languages")
        case Case():
            yield from _case(part, now)
            if part.letters and part.status.takes_letters and whole.letter(part.slug) is None:
                yield Finding("publish.no_letter", False, "", "letters")
        case Event():
            yield from _belongs(part.case, whole, hidden)
            yield from _event(part, now)
        case Letters():
            yield from _belongs(part.case, whole, hidden)
            yield from _letter(part, now)
        case Statistic():
            if part.valid_until and part.valid_until < now.date():
                yield Finding("publish.expired", True, "", "valid_until")
        case Update():
            yield from _belongs(part.case, whole, hidden)
            yield from _update(part, whole)
        case _:
            pass


def naming(campaign: Campaign, kept: KeptBack) -> list[str]:
    """Slugs of the public parts that name what is kept back: that does not go away by itself."""
    places = (
        [getattr(campaign, place) for place in PLACES.values() if place != "missions"]
        if kept.marks
        else []
    )
    named = (part for parts in places for part in parts if kept.names(_words(part)))
    return list(dict.fromkeys(slug_of(part) for part in named))


def _words(part: Model) -> dict[str, Any]:
    return part.model_dump(mode="json")


def _belongs(case: str, whole: Campaign, hidden: Sequence[str]) -> Iterator[Finding]:
    if case in hidden:
        yield Finding("publish.case_hidden", True, "", "case")
    elif whole.case(case) is None:
        yield Finding("publish.case_first", True, "", "case")


def _case(case: Case, now: datetime) -> Iterator[Finding]:
    if not case.publishable:
        yield Finding("publish.no_consent", True, "", "consents")
    if not case.sources or not case.timeline:
        yield Finding("publish.no_source", True, "", "sources" if not case.sources else "timeline")
    if case.minors and not case.protected:
        yield Finding("publish.minors", True, "", "protected")
    if any(protected_texts.ahead(consent.given_on.isoformat(), now) for consent in case.consents):
        yield Finding("publish.future", True, "", "consents")
    if case.act_before and case.act_before < now.date():
        yield Finding("publish.past", False, "", "act_before")
    if case.act_before and case.act_before > (now + FAR).date():
        yield Finding("publish.far", False, "", "act_before")
    for name in ("last_report", "status_since"):
        if str(getattr(case, name)) > now.date().isoformat():
            yield Finding("publish.future", True, "", name)
    for language, text in case.texts.items():
        shown = {name: from_markdown(getattr(text, name)) for name in SECTIONS}
        asks = sum(map(len, text.asks)) + len(text.summary) + len(text.title)
        yield from _long(language, {**shown, "asks": Rich("x" * asks)}, pages=True)


def _event(event: Event, now: datetime) -> Iterator[Finding]:
    coming = event.next(now)
    if coming is None:
        yield Finding("publish.past", False, "", "starts")
    elif coming.start > now + FAR:
        yield Finding("publish.far", False, "", "starts")


def _letter(letters: Letters, now: datetime) -> Iterator[Finding]:
    for point in letters.outdated(now.date()):
        yield Finding("publish.expired", True, "", "points", {"point": point})


def _update(update: Update, whole: Campaign) -> Iterator[Finding]:
    case = whole.case(update.case)
    for language in update.texts if case else ():
        if (
            case
            and len(compose_alert(whole, whole.speak(language), case, update, language).text)
            > TEXT_LIMIT
        ):
            yield Finding("publish.too_long", True, language, "body", {"limit": TEXT_LIMIT})


def _long(language: str, shown: Mapping[str, Rich], *, pages: bool) -> Iterator[Finding]:
    """Texts that do not fit; long sections of a case are shown in pages and fit always."""
    for name, words in shown.items():
        if len(words) > TEXT_LIMIT - HEADINGS and not (pages and name in SECTIONS):
            yield Finding(
                "publish.too_long", True, language, name, {"limit": TEXT_LIMIT - HEADINGS}
            )


def _languages(kind: str, part: Model, whole: Campaign) -> Iterator[Finding]:
    """Languages that have no words or only a part of them, and those that no native reader
    approved.
    """
    if kind in WORDLESS:
        return
    texts: Mapping[str, Any] = getattr(part, "texts", {})
    for language in whole.languages:
        if language not in texts:
            yield Finding("publish.missing", False, language)
    for language in texts:
        if language not in whole.languages:
            yield Finding("publish.no_language", True, language)
        elif not whole.reviewed.get(language):
            yield Finding("publish.unreviewed", False, language)
    if whole.languages and whole.languages[0] not in texts:
        yield Finding("publish.first_language", True, whole.languages[0])
    table = reader.coverage(whole)
    for row in table.rows:
        if row.kind == kind and row.slug == getattr(part, "slug", getattr(part, "case", "")):
            for language, cell in row.cells.items():
                if cell.present and cell.lacks:
                    yield Finding("publish.incomplete", False, language, cell.lacks[0].split()[0])


def _pack(kind: str, slug: str, base: Campaign, whole: Campaign) -> Iterator[Finding]:
    """What the pack's own check would say about this part's files that it does not say today."""
    if kind == UPDATE:
        return
    start = FILES[kind].format(slug)
    mine = [problem for problem in _check(kind, slug, whole) if problem.file.startswith(start)]
    before = {_place(one) for one in _check(kind, slug, base)} if mine else set()
    for problem in mine:
        if _place(problem) in before:
            continue
        name = problem.field.split(".")[0].split("[")[0]
        if (kind == CAMPAIGN and not name) or (kind, name) == ("case", "letters"):
            continue  # a campaign begins without a case, and a case without its letter
        values = {"detail": problem.field or name} | dict(problem.values)
        yield Finding(problem.key or _key(problem), True, _language(problem.file), name, values)


def _check(kind: str, slug: str, campaign: Campaign) -> list[Problem]:
    """What the pack's check says of this part's files: written beside no more than what its rules
    look at.

    Its words were looked at before (`_protected`).
    """
    apart: dict[str, Any] = dict.fromkeys(PLACES.values(), ())
    if kind != CAMPAIGN:
        apart[PLACES[kind]] = tuple(
            part for part in getattr(campaign, PLACES[kind]) if slug_of(part) == slug
        )
    cases = [
        case if (kind, case.slug) == ("case", slug) else case.model_copy(update={"texts": {}})
        for case in campaign.cases
    ]
    apart["cases"] = tuple(case for case in cases if kind != "case" or case.slug == slug)
    apart["statistics"] = apart["statistics"] or (campaign.statistics if kind == "case" else ())
    if kind in ("letter", "mission"):
        apart["missions"] = campaign.missions
    return reader.read(writer.write(campaign.model_copy(update=apart)), guarded=False)[1]


def _place(problem: Problem) -> tuple[str, str, str]:
    return problem.file, problem.field, problem.message


def _language(file: str) -> str:
    name = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return (
        name if file.startswith(("cases/", "letters/")) and name not in ("case", "letter") else ""
    )


_SENTENCES = (
    ("is no day of the rule", "publish.not_in_rule"),
    ("is no start of this event", "publish.no_start"),
    ("is named twice", "publish.twice"),
    ("stands twice", "publish.twice"),
    ("stands in line", "publish.twice"),
    ("is later than last_report", "publish.after_report"),
    ("was published before this happened", "publish.source_before"),
    ("is not listed under sources", "publish.no_source"),
    ("has no sentence for", "publish.timeline_words"),
    ("is no entry of the timeline", "publish.timeline_extra"),
    ("is no order of the points", "publish.orders"),
    ("there is no letter in", "publish.letter_language"),
    ("has none for", "publish.salutation"),
    ("has no point", "publish.points"),
    ("is no point in", "publish.points"),
    ("does not say where name and date go", "publish.sign_off"),
    ("holds braces", "publish.braces"),
    ("wordings where", "publish.parallel"),
    ("has no sentence", "publish.parallel"),
    ("is no sentence in", "publish.parallel"),
    ("another order than", "publish.parallel"),
    ("is no slug in missions.csv", "publish.no_mission"),
    ("there is no statistics/", "publish.no_statistic"),
)


def _key(problem: Problem) -> str:
    """The sentence for what the pack's check says, a general one for what has none."""
    return next(
        (key for words, key in _SENTENCES if words in problem.message), "publish.does_not_fit"
    )
