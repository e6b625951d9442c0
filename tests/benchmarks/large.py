"""A campaign as large as one gets: the bundled one many times over, in five languages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from content.campaign import Campaign
from content.cases import Case
from content.events import Event
from content.letters.sentences import Letters
from content.missions.mission import Mission
from content.model import Model
from tests.stores import bundled

LANGUAGES = ("en", "ko", "zh", "fr", "de")
EVENTS, OFFICES = 4, 2  # to each case
WITH_LETTER = 5  # every so many cases have one


def large(cases: int) -> Campaign:
    """So many cases, four times as many events, twice as many offices; the last two languages have
    English words.
    """
    small = bundled()
    return small.model_copy(
        update={
            "languages": LANGUAGES,
            "reviewed": dict.fromkeys(LANGUAGES, False),
            "texts": _in_five(small.texts),
            "cases": tuple(_case(small.cases[0], number) for number in range(cases)),
            "events": tuple(_event(small, at, cases) for at in range(EVENTS * cases)),
            "letters": tuple(_letter(small.letters[0], at) for at in range(0, cases, WITH_LETTER)),
            "missions": tuple(_office(small.missions, at) for at in range(OFFICES * cases)),
            "statistics": tuple(_translated(one) for one in small.statistics),
        }
    )


def _in_five(texts: dict[str, Any]) -> dict[str, Any]:
    return {code: texts.get(code, texts["en"]) for code in LANGUAGES}


def _translated(part: Any) -> Any:
    return part.model_copy(update={"texts": _in_five(part.texts)})


def _own(value: Any, mark: str) -> Any:
    """The same words with the part's mark behind each, so that no two parts say the same."""
    match value:
        case str():
            return f"{value} {mark}"
        case dict():
            return {name: _own(inner, mark) for name, inner in value.items()}
        case tuple() | list():
            return tuple(_own(inner, mark) for inner in value)
        case _:
            return value


def _marked(texts: dict[str, Any], mark: str) -> dict[str, Model]:
    five = _in_five(texts).items()
    return {code: type(text).model_validate(_own(text.model_dump(), mark)) for code, text in five}


def _slug(number: int) -> str:
    return f"case-{number:03}"


def _case(case: Case, number: int) -> Case:
    written = number % WITH_LETTER == 0
    texts = _marked(case.texts, _slug(number))
    changed = {"slug": _slug(number), "texts": texts, "letters": written}
    return case.model_copy(update=changed)


def _event(campaign: Campaign, number: int, cases: int) -> Event:
    event = campaign.events[number % len(campaign.events)]
    changed = {
        "slug": f"event-{number:04}",
        "case": _slug(number % cases),
        "starts": event.starts + timedelta(days=7 * (number % 50)),
        "cancelled": (),
        "changes": (),
        "exceptions": (),
        "texts": _marked(event.texts, str(number)),
    }
    return event.model_copy(update=changed)


def _letter(letters: Letters, number: int) -> Letters:
    by_office = {"salutations_by_mission": {}, "envelopes_by_mission": {}}
    texts = {
        code: text.model_copy(update=by_office) for code, text in _in_five(letters.texts).items()
    }
    return letters.model_copy(
        update={"case": _slug(number), "texts": texts, "languages_by_mission": {}}
    )


def _office(missions: tuple[Mission, ...], number: int) -> Mission:
    changed = {"slug": f"office-{number:04}", "qid": None} if number >= len(missions) else {}
    return missions[number % len(missions)].model_copy(update=changed)
