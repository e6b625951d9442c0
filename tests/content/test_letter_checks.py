"""Checks before a letter goes out: what is bad is found where it stands, what is harmless
passes.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from content.language.languages import LANGUAGES
from content.letters import checks
from content.letters.checks import Finding, check
from tests.stores import bundled

CAMPAIGN = bundled()
SENTENCES = yaml.safe_load((Path(__file__).parent / "letter_sentences.yaml").read_text("utf-8"))
HARMLESS = [
    (language, words) for language, kinds in SENTENCES.items() for words in kinds["harmless"]
]
BAD = [tuple(words.split(": ", 1)) for kinds in SENTENCES.values() for words in kinds["bad"]]


PUBLISHED = CAMPAIGN.published()


def look(texts: dict[str, str], **more) -> tuple[Finding, ...]:
    return check(
        texts,
        PUBLISHED,
        **{"protected": True, "minors": True, "outdated": (), "fits": True, **more},
    )


def test_there_are_thirty_of_each_in_every_language() -> None:
    counts = {
        (language, kind): len(words)
        for language, kinds in SENTENCES.items()
        for kind, words in kinds.items()
    }
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
    assert (finding.key, finding.place, text[finding.start : finding.end]) == (
        "threat",
        "why",
        "You will pay",
    )
    text = "I am a nurse. Please boycott them! Thank you."
    (finding,) = look({"free": text})
    assert text[finding.start : finding.end] == "Please boycott them!"


NAMES = [
    "Hong Gil-dong",
    "hong gildong",
    "HONG GIL DONG",
    "홍길동",
    "홍 길동은",
    "洪吉童",
    "Park Mina",
    "park mi-na",
    "Mina",
    "Sarah Miller",
    "Ms Park",
    "Nguyễn Văn An",
    "김민지는",
    "민지 씨를",
    "리설주의",
    "朴美娜",
    "金英姬女士",
]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_a_person_gets_the_same_answer(name: str) -> None:
    for sentence in (
        "I pray for {} every day.",
        "저는 매일 {} 위해 기도합니다.",
        "我每天为{}祈祷。",
    ):
        findings = look({"why": sentence.format(name)})
        assert [(finding.key, finding.blocks) for finding in findings] == [("protected", True)], (
            sentence.format(name)
        )
    assert look({"name": name}) == ()  # the writer's own


@pytest.mark.parametrize(
    "words",
    [
        "I live in Fresno, near Sacramento, and I am a Christian from Busan.", "I am Kim Young-ja, a nurse.",
        "My grandmother fled in 1950.", "I read the Universal Declaration of Human Rights in New York.",
        "대사님께서 이 문제를 살펴 주시기 바랍니다.", "이유가 무엇이든 조치가 필요합니다.",
        "小女孩明年十岁，希望平安。",
    ],
)  # fmt: skip
def test_what_names_nobody_else_passes(words: str) -> None:
    assert look({"why": words}) == ()


@pytest.mark.parametrize(
    "place", ["shen-yang", "SHENYANG", "선양에서", "瀋陽", "Dandong", "단둥의", "延吉", "Hyesan"]
)
def test_every_town_gets_that_answer_where_minors_are(place: str) -> None:
    text = f"They were in {place} then."
    assert [finding.key for finding in look({"why": text})] == ["protected"]
    assert look({"why": text}, minors=False) == ()


def test_what_blocks_comes_first_and_nothing_else_blocks() -> None:
    findings = look(
        {
            "who": (
                "You will pay. Idiots. LET THEM GO RIGHT NOW. The girl's name is Example. Please"
                " boycott them."
            )
        },
        outdated=("danger",),
        fits=False,
    )
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
    for finding in look({"why": text + "Hong Gildong"}):
        assert 0 <= finding.start < finding.end <= len(text) + len("Hong Gildong")


@pytest.mark.parametrize("kind", ["threats", "insults", "asking", "elsewhere", "naming"])
def test_every_language_has_every_list(kind: str) -> None:
    assert all(checks._read(language)[kind] for language in LANGUAGES)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("必ず後悔させてやる。", {"threat"}),
        ("大使館を爆破する。", {"threat"}),
        ("人でなしのあなたへ。", {"insult"}),
        ("政権を打倒してください。", {"other_ask"}),
        ("その女の子の名前は花子です。", {"protected"}),
        ("私は横浜で子どもたちに教えています。あの子を送り返さないでください。", set()),
        ("七人を殺さないでください。無事に暮らせるようお願いいたします。", set()),
    ],
)
def test_words_of_a_language_that_only_campaigns_have_are_looked_for_too(text, kinds):
    found = check({"free": text}, "", protected=True, minors=True, outdated=(), fits=True)
    assert {finding.key for finding in found} == kinds
