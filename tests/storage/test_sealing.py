"""A seal opens with its own key at its own place and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.engine.sealing import BrokenSeal, KeyProblem, Sealer, new_key, read_key

ONE, OTHER = read_key(new_key()), read_key(new_key())
PLACES = st.text(min_size=1, max_size=20)
NUMBERS = st.integers(-(2**63), 2**63 - 1)


@settings(max_examples=60)
@given(PLACES, PLACES, NUMBERS)
def test_an_id_opens_only_at_its_place_and_key(place: str, elsewhere: str, number: int) -> None:
    seal = ONE.id(place, number)
    assert seal == ONE.id(place, number)
    assert ONE.open_id(place, seal) == number
    for sealer, where in [(OTHER, place)] + ([(ONE, elsewhere)] if elsewhere != place else []):
        with pytest.raises(BrokenSeal):
            sealer.open_id(where, seal)


@settings(max_examples=60)
@given(PLACES, st.binary(max_size=80).filter(lambda plain: plain != b"\0"), st.data())
def test_a_changed_value_does_not_open(place: str, plain: bytes, data: st.DataObject) -> None:
    seal = ONE.value(place, plain)
    assert ONE.open_value(place, seal) == plain
    assert ONE.value(place, plain) != seal
    at = data.draw(st.integers(0, len(seal) - 1))
    with pytest.raises(BrokenSeal):
        ONE.open_value(place, seal[:at] + bytes([seal[at] ^ 1]) + seal[at + 1 :])
    with pytest.raises(BrokenSeal):
        OTHER.open_value(place, seal)


@pytest.mark.parametrize(
    "text", ["", "short", new_key()[:-8], "é"], ids=["empty", "short", "cut", "not ASCII"]
)
def test_a_damaged_key_is_refused(text: str) -> None:
    with pytest.raises(KeyProblem):
        read_key(text)


def test_a_sealer_does_not_show_its_key() -> None:
    assert repr(Sealer(bytes(range(64)))) == "Sealer(...)"
