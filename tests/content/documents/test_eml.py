"""The e-mail draft, read back by the standard library: unsent, whole in every script, and silent about its maker."""

from __future__ import annotations

from email import policy
from email.parser import BytesParser

from hypothesis import given
from hypothesis import strategies as st

from content.documents import eml

PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=300)


def read(body):
    return BytesParser(policy=policy.default).parsebytes(body)


def test_it_opens_as_an_unsent_message():
    letter = "尊敬的大使阁下：\n\n请不要遣返他们。\n\n此致\n敬礼！"
    found = read(eml.draft("embassy@example.org", "七人 · 7명", letter))
    assert (found["To"], found["Subject"], found["X-Unsent"]) == ("embassy@example.org", "七人 · 7명", "1")
    assert found.get_content().replace("\r\n", "\n").rstrip() == letter
    assert found["Date"] is found["Message-ID"] is found["From"] is None


def test_without_an_address_nobody_is_named():
    assert read(eml.draft(None, "Subject", "Body"))["To"] is None


@given(PLAIN, PLAIN)
def test_any_words_come_back_as_they_were(subject, body):
    found = read(eml.draft(None, subject.strip() or "x", body))
    assert found.get_content().replace("\r\n", "\n") == body + "\n"
