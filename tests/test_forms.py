"""The search itself finds what lies there, else its silence would say nothing."""

import base64
import sqlite3
from contextlib import closing

import pytest

from tests import forms

NUMBER, WORD = 7_318_264_905, "canary-금사"


def found(where: bytes, looked_for) -> bool:
    return any(form in where for form in looked_for if len(form) > 3)


@pytest.mark.parametrize("number", [2**33 + 5, 2**40 + 7, 2**47 + 9, 2**51 + 11])
def test_an_integer_in_a_table_is_found(tmp_path, number):
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n)")
        opened.execute("INSERT INTO t (n) VALUES (?)", (number,))
        opened.commit()
        assert found(path.read_bytes(), forms.of_number(number))
        opened.execute("DELETE FROM t")
        opened.execute("INSERT INTO t (id, n) VALUES (?, 1)", (number,))
        opened.commit()
        opened.execute("VACUUM")
    assert found(path.read_bytes(), forms.of_number(number))
    assert not found(path.read_bytes(), forms.of_number(number + 2**20))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "cp949"])
@pytest.mark.parametrize("lead", [0, 1, 2])
def test_a_word_is_found_in_any_dress(encoding, lead):
    plain = b"x" * lead + WORD.encode(encoding) + b"yz"
    assert found(plain, forms.of_word(WORD))
    assert found(base64.b64encode(plain), forms.of_word(WORD))
    assert not found(base64.b64encode(b"something else entirely"), forms.of_word(WORD))


def test_a_number_as_text_is_found():
    for written in (str(NUMBER), f"{NUMBER:x}"):
        assert found(b"a" + written.encode("utf-16-be"), forms.of_number(NUMBER))
