"""Markup stays over its own words and within the text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from content.markup import bold, fill, from_markdown, rich, split, units


@settings(max_examples=80, deadline=None)
@given(st.text(st.sampled_from("ab *_~`[]()<>#-1.\n😀한"), max_size=60))
def test_markdown_gives_entities_within_the_text(source: str) -> None:
    made = from_markdown(source)
    for entity in made.entities:
        assert entity.offset >= 0
        assert 0 < entity.length <= units(made.text) - entity.offset


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_a_value_is_never_read_as_markup(value: str) -> None:
    made = fill(from_markdown("a {x} **b**"), {"x": rich(value)})
    assert made.text == f"a {value} b"
    assert (made + "c").entities == made.entities
    (entity,) = made.entities
    assert entity == (rich(f"a {value} ") + bold("b")).entities[0]


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("ab. \n😀。"), max_size=120), st.integers(5, 40))
def test_pieces_fit_and_lose_only_white_space(text: str, limit: int) -> None:
    pieces = split(rich(text), limit)
    assert all(len(piece) <= limit for piece in pieces)
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(text.split())
