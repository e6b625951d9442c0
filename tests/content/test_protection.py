"""What a case withholds is found in any text, and kept as a digest only."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import pack
from content.protection import Withheld, found, guard, withhold

CASE = "cases/example-case/case.yaml"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Park Mina", "She is called PARK  Mi-na by her friends."),
        ("Núñez", "nunez"),
        ("박미나", "어제 박미나는 말했습니다."),
        ("박미나", "박 미나"),
        ("박미나", unicodedata.normalize("NFD", "박미나는")),
        ("朴美娜", "昨天朴美娜说"),
        ("village 7", "the Ｖillage-7"),
    ],
)
def test_a_name_is_found_however_it_is_written(name, text):
    assert found([withhold(name)], text)


@pytest.mark.parametrize(("name", "text"), [("Ann", "the annual report"), ("Park Mina", "a park in Minato")])
def test_a_latin_name_is_no_part_of_another_word(name, text):
    assert found([withhold(name)], text) == []


def test_the_digest_does_not_show_the_name_and_stays_as_it_is():
    digest = withhold("Park Mina")
    assert "park" not in digest.lower()
    assert withhold(digest) == digest == withhold("park-mina")


@pytest.mark.parametrize("short", ["A", "", " - ", "!"])
def test_a_single_letter_cannot_be_withheld(short):
    with pytest.raises(ValueError, match="at least two letters"):
        withhold(short)


@given(before=st.text(), after=st.text())
def test_it_is_found_between_any_words(before, after):
    text = f"{before} Park Mina {after}"
    assert found([withhold("Park Mina")], text)
    with pytest.raises(Withheld):
        guard([withhold("Park Mina")], {"deep": [{"inside": (text,)}]})


@given(st.text())
def test_nothing_is_found_when_nothing_is_withheld(text):
    assert found([], text) == []
    guard([withhold("Park Mina")], {"text": text.replace("P", "").replace("p", "")})


@pytest.mark.parametrize(
    "file",
    [
        CASE, "cases/example-case/en.md", "events/example-vigil.yaml", "letters/example-case/en.yaml",
        "statistics/example-figures.yaml", "campaign.yaml", "README.md", "missions.csv",
    ],
)  # fmt: skip
def test_the_check_names_file_and_line_of_what_is_withheld(file):
    files = dict(pack.starter())
    files[CASE] = files[CASE].replace(b"withheld: []", b"withheld:\n  - Park Mina\n  - EXAMPLE village")
    assert pack.read(files)[1] == []
    if file == "missions.csv":
        files[file] = files[file].replace(b"EXAMPLE", b"Park Mina EXAMPLE", 1)
    else:
        files[file] = files[file].replace(b"EXAMPLE", b"Park-Mina", 1) if b"EXAMPLE" in files[file] else b"Park Mina"
    problems = pack.read(files)[1]
    assert any(one.file == file and "is withheld by a case" in one.message and one.line for one in problems)


def test_a_campaign_holds_digests_in_place_of_names():
    files = dict(pack.starter())
    files[CASE] = files[CASE].replace(b"withheld: []", b"withheld: [Park Mina]")
    campaign, problems = pack.read(files)
    assert campaign is not None, problems
    assert "Mina" not in campaign.model_dump_json()
    assert campaign.cases[0].withheld == (withhold("Park Mina"),)
