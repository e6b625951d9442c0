"""Names of people in a letter: measured with sentences that name somebody and sentences that do
not.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from content.letters import checks
from content.protection import person_names
from content.protection.kept_back import texts
from tests.stores import bundled

PHRASES = Path(__file__).parent / "name_phrases"
CAMPAIGN = bundled()
PUBLISHED = CAMPAIGN.published()


def phrases(file: str) -> list[str]:
    return [
        words
        for listed in yaml.safe_load((PHRASES / file).read_text("utf-8")).values()
        for words in listed
    ]


def blocked(words: str) -> list[str]:
    found = checks.check(
        {"why": words}, PUBLISHED, protected=True, minors=False, outdated=(), fits=True
    )  # fmt: skip
    return [words[one.start : one.end] for one in found if one.blocks]


def test_there_are_enough_of_both() -> None:
    assert len(set(phrases("found.yaml"))) >= 60
    assert len(set(phrases("pass.yaml"))) >= 120


@pytest.mark.parametrize("words", phrases("found.yaml"))
def test_a_sentence_that_names_somebody_is_found(words: str) -> None:
    assert blocked(words)


@pytest.mark.parametrize("words", phrases("pass.yaml"))
def test_a_sentence_that_names_nobody_else_passes(words: str) -> None:
    assert blocked(words) == []


def test_every_sentence_of_the_bundled_letters_passes() -> None:
    said = [
        text for one in CAMPAIGN.letters for text in texts(one.model_dump(mode="json")["texts"])
    ]
    assert len(said) > 300
    assert {text: found for text in said if (found := person_names.first(text, "EXAMPLE"))} == {}


KOREAN = ["김철수", "박영희", "최순이", "이순옥", "한명희", "조은혜", "리명학", "황금순"]
FORMS = [
    "{}씨를 풀어 주세요", "{} 씨를 풀어 주세요", "{}님을 풀어 주세요", "{}양을", "{}의 아들", "{}를 풀어",
    "{}과", "{}이 위험", "{}에게", "{}라는 여성", "{}, 29세", "{}(29)", "{}씨는", "{}씨와", "{}도", "{}만",
    "{}까지", "{}부터", "{}한테서", "{}에게는",
]  # fmt: skip


@pytest.mark.parametrize("name", KOREAN)
@pytest.mark.parametrize("form", FORMS)
def test_a_korean_name_is_found_with_every_particle(name: str, form: str) -> None:
    assert blocked("제발 " + form.format(name))
