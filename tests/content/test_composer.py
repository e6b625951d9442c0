"""Letters: stable for their writer, different between writers, the same thing in every language,
nothing lost.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.letters import composer
from content.letters.composer import Choices
from content.missions.mission import MissionKind
from content.text import markup
from tests.benchmarks import similarity
from tests.stores import bundled

CAMPAIGN = bundled()
LETTERS = CAMPAIGN.letters[0]
POINTS = tuple(point.id for point in LETTERS.points)
OFFICES = {mission.slug: mission for mission in CAMPAIGN.missions}
SEOUL, GENEVA = OFFICES["embassy-kr-seoul"], OFFICES["un-high-commissioner"]
LANGUAGES = ("en", "ko", "zh")
DAY = date(2026, 11, 24)

words = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=200)
choices = st.builds(
    Choices,
    points=st.sets(st.sampled_from(POINTS)).map(tuple),
    own=st.lists(words.filter(str.strip), max_size=3).map(tuple),
    name=st.sampled_from(["", "Zed Q. Canary", "김"]),
    seed=st.integers(0, 2**48),
    again=st.booleans(),
)
tongues = st.sampled_from([("en",), ("ko",), ("zh",), ("en", "zh"), ("ko", "zh"), ("zh", "en")])
offices = st.sampled_from(
    [next(m for m in CAMPAIGN.missions if m.kind is kind) for kind in MissionKind]
)


def made(seed: int, languages: tuple[str, ...] = ("en",), office=SEOUL, **more) -> composer.Letter:
    given_choices = Choices(**{"points": POINTS, "own": (), "name": "", "seed": seed, **more})
    return composer.compose(LETTERS, languages, office, given_choices, DAY)


def parts(letter: composer.Letter) -> dict[str, str]:
    return {paragraph.part: paragraph.text for paragraph in letter.paragraphs}


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_without_own_words_differ(language: str) -> None:
    bodies = [made(seed, (language,)).body for seed in range(150)]
    assert len(set(bodies)) == 150
    assert similarity.middle(bodies, language) <= 0.35


@given(choices, tongues, offices)
@settings(max_examples=150)
def test_every_chosen_point_stands_once_and_in_every_language(picked, languages, office) -> None:
    letter = composer.compose(LETTERS, languages, office, picked, DAY)
    for one in [letter, *([letter.translation] if letter.translation else [])]:
        named = [paragraph.part for paragraph in one.paragraphs if paragraph.part in POINTS]
        assert sorted(named) == sorted(picked.points)
        assert one.paragraphs[0].text == composer.salutation(LETTERS.texts[one.language], office)
        assert all(paragraph.text.strip() for paragraph in one.paragraphs)
    assert [one.text for one in letter.paragraphs if one.part == composer.OWN] == list(picked.own)


@given(choices, tongues, offices)
@settings(max_examples=150)
def test_in_two_languages_the_same_wordings_stand_side_by_side(picked, languages, office) -> None:
    letter = composer.compose(LETTERS, (languages[0],), office, picked, DAY)
    other = composer.compose(LETTERS, (languages[-1],), office, picked, DAY)
    assert [one.part for one in letter.paragraphs] == [one.part for one in other.paragraphs]
    for paragraph, (text, beside) in zip(
        letter.paragraphs, composer.side_by_side(letter, other), strict=True
    ):
        assert text == paragraph.text
        assert (beside is None) == (paragraph.part == composer.OWN)
    for place, passage in LETTERS.texts["en"].passages().items():
        for name, wordings in passage.items():
            numbers = [
                range(len(wordings)),
                *(range(len(LETTERS.texts[c].passages()[place][name])) for c in LANGUAGES),
            ]
            assert len({composer.pick(one, picked.seed, f"{place}.{name}") for one in numbers}) == 1


@given(choices, st.sampled_from(POINTS), words)
@settings(max_examples=100)
def test_a_change_elsewhere_leaves_every_other_paragraph_as_it_was(picked, point, own) -> None:
    before = parts(composer.compose(LETTERS, ("en",), SEOUL, replace(picked, own=()), DAY))
    toggled = tuple(set(picked.points) ^ {point})
    after = parts(
        composer.compose(
            LETTERS, ("en",), SEOUL, replace(picked, points=toggled, own=(own or "x",)), DAY
        )
    )
    same = set(before) & set(after) - {composer.OWN}
    assert {part: before[part] for part in same} == {part: after[part] for part in same}
    assert set(before) ^ set(after) == {point, composer.OWN}


@given(choices, tongues)
@settings(max_examples=60)
def test_every_part_fits_a_message_and_nothing_is_lost(picked, languages) -> None:
    body = composer.compose(LETTERS, languages, SEOUL, picked, DAY).body
    pieces = markup.split(markup.rich(body))
    assert all(len(piece) <= markup.TEXT_LIMIT for piece in pieces)
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(body.split())


def test_points_follow_an_order_of_the_pack() -> None:
    orders = {
        tuple(paragraph.part for paragraph in made(seed).paragraphs if paragraph.part in POINTS)
        for seed in range(200)
    }
    assert orders == set(LETTERS.orders)


def test_offices_of_other_states_are_asked_to_speak_to_china() -> None:
    assert "China" in parts(made(1, office=GENEVA))["request"]
    assert "중국" in parts(made(1, ("ko",), GENEVA))["request"]
    assert "China" not in parts(made(1))["request"]


@pytest.mark.parametrize(
    ("language", "name", "polite"), [("ko", "중국", "귀국"), ("zh", "中国", "贵国")]
)
def test_an_ambassador_reads_of_their_own_country_and_a_minister_of_china(
    language, name, polite
) -> None:
    own = (f"{name} {polite}",)  # the writer's words stay as they are
    for seed in range(60):
        said = [
            one.text
            for one in made(seed, (language,), own=own, again=True).paragraphs
            if one.part != composer.OWN
        ]
        assert name not in "".join(said)
        assert "".join(said).count(polite) >= 3
        others = "".join(one.text for one in made(seed, (language,), GENEVA).paragraphs)
        assert name in others
        assert polite not in others
    assert own[0] in made(1, (language,), own=own).body


def test_a_second_letter_begins_with_the_first() -> None:
    assert made(3, again=True).paragraphs[1].part == "again"
    assert "again" not in parts(made(3))


@pytest.mark.parametrize(
    ("language", "name", "signature"),
    [
        ("en", "Anna", "Yours sincerely,\nAnna\n24 November 2026"),
        ("en", "", "Yours sincerely,\n24 November 2026"),
        ("ko", "김하나", "감사합니다.\n2026년 11월 24일\n김하나 드림"),
        ("ko", "", "감사합니다.\n2026년 11월 24일"),
        ("zh", "李安", "此致\n敬礼！\n李安\n2026年11月24日"),
        ("zh", "", "此致\n敬礼！\n2026年11月24日"),
        ("en", "Anna\nLeeds", "Yours sincerely,\nAnna\nLeeds\n24 November 2026"),
        ("ko", "김하나\n부산", "감사합니다.\n2026년 11월 24일\n부산\n김하나 드림"),
        ("zh", "李安\n伦敦", "此致\n敬礼！\n李安\n伦敦\n2026年11月24日"),
    ],
)
def test_the_signature_has_the_form_of_its_language(
    language: str, name: str, signature: str
) -> None:
    assert made(1, (language,), name=name).paragraphs[-1].text == signature


def test_answers_stand_in_the_order_of_the_questions_and_free_words_replace_them() -> None:
    answers = {"want": "C", "who": "A\n\nA2", "why": " B "}
    assert composer.own_paragraphs(answers) == ("A", "A2", "B", "C")
    assert composer.own_paragraphs({**answers, "free": "F\n\nG"}) == ("F", "G")
    assert composer.own_paragraphs({}) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_wording_holds_a_word_that_the_campaign_avoids(language: str) -> None:
    avoided = {
        "en": ["signed", "defector", "refouler", "!", "illegal", "still held", "Shenyang"],
        "ko": [
            "탈북자",
            "남한",
            "각하",
            "당신",
            "구금 중",
            "!",
            "중공",
            "북송",
            "불법",
            "선양",
            "심양",
        ],
        "zh": [
            "脱北者",
            "北韩",
            "南韩",
            "我国",
            "仍被关押",
            "签署",
            "偷渡",
            "中共",
            "沈阳",
            "叛逃",
        ],
    }[language]
    text = LETTERS.texts[language]
    sentences = [
        words
        for passage in text.passages().values()
        for wordings in passage.values()
        for words in wordings
    ]
    found = [(word, sentence) for sentence in sentences for word in avoided if word in sentence]
    assert found == []
    ends = (
        ("다.", "까?", "오.")
        if language == "ko"
        else ("。", "？")
        if language == "zh"
        else (".", "?")
    )
    assert [sentence for sentence in sentences if not sentence.endswith(ends)] == []
    assert all(
        len(set(wordings)) == len(wordings)
        for p in text.passages().values()
        for wordings in p.values()
    )


def test_the_index_of_likeness() -> None:
    one = similarity.grams("One two three, four FIVE six", "en")
    assert similarity.alike(one, similarity.grams("one two three four five six", "en")) == 1.0
    assert similarity.alike(
        one, similarity.grams("one two three four five seven", "en")
    ) == pytest.approx(1 / 3)
    assert similarity.alike(one, similarity.grams("nothing at all in common here", "en")) == 0.0
    assert len(similarity.grams("七名朝鲜公民，在辽宁。", "zh")) == 5
