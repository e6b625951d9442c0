"""Markup stays over its own words and within the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from content.text import markup
from content.text.markup import bold, fill, from_markdown, part, rich, split, units


@settings(max_examples=80)
@given(st.text(st.sampled_from("ab *_~`[]()<>#-1.\n😀한"), max_size=60))
def test_markdown_gives_entities_within_the_text(source: str) -> None:
    made = from_markdown(source)
    for entity in made.entities:
        assert entity.offset >= 0
        assert 0 < entity.length <= units(made.text) - entity.offset


@pytest.mark.parametrize(
    ("source", "text", "marked"),
    [
        ("**信件已丢弃。**没有保留任何内容。", "信件已丢弃。没有保留任何内容。", ["信件已丢弃。"]),
        ("他说**“获释”**是可能的", "他说“获释”是可能的", ["“获释”"]),
        ("看（**重点**）。", "看（重点）。", ["重点"]),
        ("**대사관(서울)**에 씁니다", "대사관(서울)에 씁니다", ["대사관(서울)"]),
        ("**7명**은 *지금* 기다립니다", "7명은 지금 기다립니다", ["7명", "지금"]),
        ("**a.** b **c**", "a. b c", ["a.", "c"]),
        ("**a.**b", "**a.**b", []),  # as CommonMark has it
        ("2 * 3 ** 4", "2 * 3 ** 4", []),
        ("一 ** 二", "一 ** 二", []),
    ],
)
def test_emphasis_needs_no_spaces_beside_wide_letters(
    source: str, text: str, marked: list[str]
) -> None:
    made = from_markdown(source)
    assert made.text == text
    assert [
        part(made, entity.offset, entity.offset + entity.length).text for entity in made.entities
    ] == marked


@settings(max_examples=150)
@given(st.text(st.sampled_from("ab *_.,()!😀"), max_size=40))
def test_without_wide_letters_emphasis_is_commonmarks(source: str) -> None:
    common = MarkdownIt("commonmark", {"html": False}).enable("strikethrough").disable("image")
    words = "".join(
        c.content
        for token in common.parse(source)
        for c in token.children or ()
        if c.type == "text"
    )
    ours = "".join(
        c.content
        for token in markup._PARSER.parse(source)
        for c in token.children or ()
        if c.type == "text"
    )
    assert ours == words


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_a_value_is_never_read_as_markup(value: str) -> None:
    made = fill(from_markdown("a {x} **b**"), {"x": rich(value)})
    assert made.text == f"a {value} b"
    assert (made + "c").entities == made.entities
    (entity,) = made.entities
    assert entity == (rich(f"a {value} ") + bold("b")).entities[0]


@settings(max_examples=60)
@given(st.text(st.sampled_from("ab. \n😀。"), max_size=120), st.integers(5, 40))
def test_pieces_fit_and_lose_only_white_space(text: str, limit: int) -> None:
    pieces = split(rich(text), limit)
    assert all(len(piece) <= limit for piece in pieces)
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(text.split())
