"""What a case withholds is found in any text, and kept as a mark under a key only."""

import hmac
import unicodedata
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.pack import reader
from content.pack.withheld import left_out
from content.protection.kept_back import KeptBack, Withheld, mark, under_key

CASE = "cases/example-case/case.yaml"
OLD = "sha256:whole:8:"


def key(digest: bytes) -> bytes:
    return hmac.digest(b"a key", digest, "sha256")


def keeping(*names: str) -> KeptBack:
    return KeptBack([mark(name, key) for name in names], key)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Park Mina", "She is called PARK  Mi-na by her friends."),
        ("Núñez", "nunez"),
        ("박미나", "어제 박미나는 말했습니다."),
        ("박미나", "박 미나"),
        ("Park Mina", "Park Mina는 아홉 살입니다"),
        ("Park Mina", "昨天Park Mina说"),
        ("Minji Ａ7", "minji a7"),
        ("박미나", unicodedata.normalize("NFD", "박미나는")),
        ("朴美娜", "昨天朴美娜说"),
        ("village 7", "the Ｖillage-7"),
    ],
)
def test_a_name_is_found_however_it_is_written(name, text):
    assert keeping(name).found(text)


@pytest.mark.parametrize(
    ("name", "text"), [("Ann", "the annual report"), ("Park Mina", "a park in Minato")]
)
def test_a_latin_name_is_no_part_of_another_word(name, text):
    assert keeping(name).found(text) == []


def test_the_mark_does_not_show_the_name_and_is_another_under_another_key():
    made = mark("Park Mina", key)
    assert made == mark("park-mina", key)
    assert (
        made.keyed
        != mark("Park Mina", lambda digest: hmac.digest(b"another", digest, "sha256")).keyed
    )
    assert not KeptBack([made], lambda digest: digest).found("Park Mina")


@pytest.mark.parametrize("unfit", ["A", "", " - ", "!", "x" * 61, "금" * 61])
def test_what_is_too_short_or_too_long_cannot_be_withheld(unfit):
    with pytest.raises(ValueError, match="2 to 60 letters"):
        mark(unfit, key)


def test_an_entry_of_an_older_store_is_found_under_the_key():
    digest = sha256("appealbot withheld 박미나".encode()).hexdigest()
    kept = KeptBack([under_key(f"sha256:any:3:{digest}", key)], key)
    assert kept.found("어제 박 미나는 말했습니다.") == ["박 미나"]
    assert under_key("Park Mina", key) is None


@given(before=st.text(), after=st.text())
def test_it_is_found_between_any_words(before, after):
    text = f"{before} Park Mina {after}"
    assert keeping("Park Mina").found(text)
    with pytest.raises(Withheld):
        keeping("Park Mina").guard({"deep": [{"inside": (text,)}]})


@given(st.text())
def test_nothing_is_found_when_nothing_is_withheld(text):
    assert keeping().found(text) == []
    keeping("Park Mina").guard({"text": text.replace("P", "").replace("p", "")})


@pytest.mark.parametrize("listed", [f'"{OLD}{"ab" * 32}"', "Park Mina", "{a: b}", "7"])
def test_a_list_in_a_pack_is_left_out_with_a_sentence(listed):
    files = dict(reader.starter())
    assert left_out(files) == []
    files[CASE] += f"\nwithheld: [{listed}]\n".encode()
    campaign, problems = reader.read(files)
    assert campaign is not None, problems
    assert campaign.cases[0].withheld == ()
    (remark,) = left_out(files)
    assert remark.file == CASE
    assert files[CASE].splitlines()[remark.line - 1].startswith(b"withheld")
    assert "1 entry is left out" in remark.message
    assert "Mina" not in str(remark)
    assert "ab" * 32 not in str(remark)


def test_the_bundled_packs_hold_no_list():
    for folder in (Path(reader.__file__).parents[1] / "packs").iterdir():
        assert not any(
            b"sha256:" in body or b"withheld:" in body for body in reader.load(folder).values()
        )
