"""A letter's files: every fault named with file, line, field and what to write instead."""

from __future__ import annotations

import pytest
import yaml

from content.pack import reader
from content.pack.reader import Problem

PLAN, ENGLISH, KOREAN = (f"letters/example-case/{name}.yaml" for name in ("letter", "en", "ko"))


def starter(**languages: bytes) -> dict[str, bytes]:
    """The starter with Korean beside English."""
    files = reader.starter()
    campaign = files["campaign.yaml"].decode().replace("languages: [en]", "languages: [en, ko]")
    return {
        **files,
        "campaign.yaml": (
            campaign.replace("reviewed: {en: false}", "reviewed: {en: false, ko: false}").encode()
        ),
        KOREAN: files[ENGLISH],
        **languages,
    }


def problems(file: str, old: str, new: str) -> list[Problem]:
    files = starter()
    text = files[file].decode()
    assert old in text
    return reader.read({**files, file: text.replace(old, new, 1).encode()})[1]


def test_a_letter_in_two_languages_is_clean() -> None:
    campaign, found = reader.read(starter())
    assert found == []
    assert campaign is not None
    assert list(campaign.letters[0].texts) == ["en", "ko"]


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "line", "says"),
    [
        (KOREAN, "    - EXAMPLE. My letter is about", "#", "opening.who", 20, "has 1 wordings where en has 2"),
        (KOREAN, "  why:\n", "  whi:\n", "opening", 19, "has no sentence why, which en has"),
        (KOREAN, "  why:\n", "  whi:\n", "opening.whi", 23, "did you mean why?"),
        (KOREAN, "  - EXAMPLE another subject\n", "", "subjects", 5, "has 1 wordings where en has 2"),
        (KOREAN, "  second-point:", "  third-point:", "points", 27, "has no point second-point"),
        (KOREAN, "  second-point:", "  third-point:", "points.third-point", 34, "is no point in letter.yaml"),
        (KOREAN, "in {country}", "in {land}", "envelopes.embassy", 16, "write {country} or {city} only"),
        (KOREAN, "    - EXAMPLE. I ask you to do this.", '    - ""', "request.first-ask.1", 43, "is empty"),
        (PLAN, "language: en", "language: fr", "language", 4, 'there is no letter in "fr"'),
        (PLAN, "  - [second-point, first-point]", "  - [second-point]", "orders.2", 13, "name each point once"),
        (PLAN, "  - id: second-point", "  - id: first-point", "points.2.id", 9, "stands twice"),
        (PLAN, "  - id: second-point", "  - name: second-point", "points.2.id", 9, "is missing"),
        (
            PLAN, "language: en", "language: en\nlanguages_by_mission: {exampl-embassy: en}",
            "languages_by_mission.exampl-embassy", 5, "did you mean example-embassy?",
        ),
        (PLAN, "    # valid_until: 2027-01-31", "    valid_until: soon", "points.1.valid_until", 8, "2019-05-03"),
    ],
)  # fmt: skip
def test_a_fault_is_named(file: str, old: str, new: str, field: str, line: int, says: str) -> None:
    found = problems(file, old, new)
    told = [problem for problem in found if (problem.file, problem.field) == (file, field)]
    assert told, "\n".join(map(str, found))
    assert says in str(told[0])
    assert told[0].line == line, told[0]


def test_sentences_in_another_order_are_told() -> None:
    files = starter()
    value = yaml.safe_load(files[KOREAN])
    value["opening"] = dict(reversed(value["opening"].items()))
    files[KOREAN] = yaml.safe_dump(value, sort_keys=False).encode()
    assert [problem.instead for problem in reader.read(files)[1]] == [
        "write them in this order: who, why"
    ]


def test_a_letter_without_its_plan_is_told() -> None:
    files = reader.starter()
    del files[PLAN]
    found = reader.read(files)[1]
    assert [(problem.file, problem.message) for problem in found] == [(PLAN, "is missing")]
    assert "points" in found[0].instead


def test_a_point_past_its_day_is_outdated() -> None:
    files = reader.starter()
    files[PLAN] = files[PLAN].replace(
        b"    # valid_until: 2027-01-31", b"    valid_until: 2027-01-31"
    )
    campaign, found = reader.read(files)
    assert campaign, found
    until = campaign.letters[0].points[0].valid_until
    assert until
    assert campaign.letters[0].outdated(until) == ()
    assert campaign.letters[0].outdated(until.replace(month=2, day=1)) == ("first-point",)
