"""Checks before a letter goes out: what is bad is found where it stands, what is harmless passes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from content import letter_checks
from content.letter_checks import Finding, check
from content.protection import withhold

SENTENCES = yaml.safe_load((Path(__file__).parent / "letter_sentences.yaml").read_text("utf-8"))
HARMLESS = [(language, words) for language, kinds in SENTENCES.items() for words in kinds["harmless"]]
BAD = [tuple(words.split(": ", 1)) for kinds in SENTENCES.values() for words in kinds["bad"]]


def look(texts: dict[str, str], withheld: tuple[str, ...] = (), **more) -> tuple[Finding, ...]:
    return check(texts, withheld, **{"protected": True, "outdated": (), "fits": True, **more})


def test_there_are_thirty_of_each_in_every_language() -> None:
    counts = {(language, kind): len(words) for language, kinds in SENTENCES.items() for kind, words in kinds.items()}
    assert set(counts.values()) == {30}
    assert len(counts) == 6


@pytest.mark.parametrize(("language", "words"), HARMLESS)
def test_harmless_words_pass(language: str, words: str) -> None:
    assert look({"why": words}) == ()


@pytest.mark.parametrize(("key", "words"), BAD)
def test_bad_words_are_found(key: str, words: str) -> None:
    assert key in {finding.key for finding in look({"why": words})}


def test_all_harmless_words_together_pass() -> None:
    for language in SENTENCES:
        assert look({"free": " ".join(words for one, words in HARMLESS if one == language)}) == ()


def test_a_finding_says_where_and_which_words() -> None:
    text = "I am a nurse. You will pay for this. Thank you."
    (finding,) = look({"who": "I am Anna.", "why": text})
    assert (finding.key, finding.place, text[finding.start : finding.end]) == ("threat", "why", "You will pay")
    text = "I am a nurse. Please boycott them! Thank you."
    (finding,) = look({"free": text})
    assert text[finding.start : finding.end] == "Please boycott them!"


@pytest.mark.parametrize(
    "spelling", ["Hong Gil-dong", "hong gildong", "HONG GIL DONG", "홍길동", "홍 길동은", "洪吉童"]
)
def test_a_withheld_name_blocks_however_it_is_spelt(spelling: str) -> None:
    withheld = tuple(withhold(words) for words in ("Hong Gildong", "홍길동", "洪吉童"))
    findings = look({"why": f"I pray for {spelling} every day."}, withheld)
    assert [finding.key for finding in findings if finding.blocks] == ["protected"]
    assert look({"why": "I pray for them every day."}, withheld) == ()
    name = look({"name": spelling}, withheld)
    assert name[0].place == "name"


def test_what_blocks_comes_first_and_nothing_else_blocks() -> None:
    findings = look(
        {"who": "You will pay. Idiots. LET THEM GO RIGHT NOW. The girl's name is Example. Please boycott them."},
        outdated=("danger",), fits=False,
    )  # fmt: skip
    assert findings[0].key == "protected"
    assert {finding.key for finding in findings} == {
        "protected", "threat", "insult", "shouting", "other_ask", "outdated", "too_long",
    }  # fmt: skip
    assert [finding.blocks for finding in findings].count(True) == 1
    assert Finding("outdated", "points.danger") in findings
    assert Finding("too_long", "letter") in findings


def test_a_case_without_protected_people_may_be_written_about_by_name() -> None:
    assert look({"who": "A girl named Example is among them."}, protected=False) == ()


@given(st.text(max_size=400))
def test_places_lie_within_the_text(text: str) -> None:
    for finding in look({"why": text}, (withhold("Hong Gildong"),)):
        assert 0 <= finding.start < finding.end <= len(text)


@pytest.mark.parametrize("kind", ["threats", "insults", "asking", "elsewhere", "naming", "maybe_naming"])
def test_every_language_has_every_list(kind: str) -> None:
    assert all(letter_checks._read(language)[kind] for language in letter_checks.LANGUAGES)
