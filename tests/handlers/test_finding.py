"""Typed words that name a screen, and words that do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.language.languages import LANGUAGES
from content.language.typed import typed
from handlers.screen_words import SCREENS, folded, screen_for

NAMED = [
    (word, screen)
    for code in LANGUAGES
    for screen in SCREENS
    for word in typed(code).screens[screen]
]


@pytest.mark.parametrize(("word", "screen"), NAMED)
def test_every_word_finds_its_screen_however_it_is_typed(word, screen):
    for written in (word, word.upper(), f"  {word}. ", f"“{word}”？"):
        assert screen_for(written) == screen, written


def test_no_word_names_two_screens():
    meant = {(folded(word), screen) for word, screen in NAMED}
    assert len({word for word, _ in meant}) == len(meant)


@pytest.mark.parametrize(
    ("sentence", "screen"),
    [
        ("a letter please", "letter"),
        ("편지를 쓰고 싶어요", "letter"),
        ("我想写信", "letter"),
        ("다음 집회", "events"),
        ("where is the protest", "events"),
    ],
)
def test_a_short_sentence_with_such_a_word_finds_it(sentence, screen):
    assert screen_for(sentence) == screen


@pytest.mark.parametrize(
    "other",
    ["", " ", "🙂", "better", "이", "asdf", "letters" * 9, "a long story about a letter I wrote"],
)
def test_other_words_name_nothing(other):
    assert screen_for(other) is None


@given(st.text(max_size=200))
def test_any_text_can_be_looked_up(text):
    assert screen_for(text) in {None, *SCREENS}
