"""The e-mail draft, read back by the standard library: unsent, whole in every script, and silent
about its maker.
"""

from __future__ import annotations

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.parser import BytesParser

from hypothesis import example, given
from hypothesis import strategies as st

from content.documents import eml

PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=300)


def read(body):
    return BytesParser(policy=policy.default).parsebytes(body)


def test_it_opens_as_an_unsent_message():
    letter = "尊敬的大使阁下：\n\n请不要遣返他们。\n\n此致\n敬礼！"
    found = read(eml.draft("embassy@example.org", "七人 · 7명", letter))
    assert (found["To"], found["Subject"], found["X-Unsent"]) == (
        "embassy@example.org",
        "七人 · 7명",
        "1",
    )
    assert found.get_content().replace("\r\n", "\n").rstrip() == letter
    assert found["Date"] is found["Message-ID"] is found["From"] is None


def test_without_an_address_nobody_is_named():
    assert read(eml.draft(None, "Subject", "Body"))["To"] is None


@given(PLAIN, PLAIN)
def test_any_words_come_back_as_they_were(subject, body):
    found = read(eml.draft(None, subject.strip() or "x", body))
    assert found.get_content().replace("\r\n", "\n") == body + "\n"


SUBJECTS = (
    "랴오닝성에서 구금된 북한 주민 7명의 안전에 관하여",
    (
        "Regarding the people detained in Liaoning — don’t send them back, Excellency, whatever"
        " happens"
    ),
    "关于七名在辽宁省被拘留的朝鲜公民的安全以及不推回原则" * 5,
    "They 7 deserve 명의 safety ✊🏽❤️ 安全 now " * 4,
    (
        "plain words that are longer than one line of a header may be, and go on for a while after"
        " that"
    ),
    "=?utf-8?q?not_an_encoded_word?= 7명의",
)
WORD = st.text(
    st.sampled_from("abcXYZ017명의안전에관하여安全关于辽宁省🙏🏽👩‍👩‍👧é—’“.:=?_"),
    min_size=1,
    max_size=40,
)
LINES = st.lists(WORD, min_size=1, max_size=12).map(" ".join)


def both(body):
    """The subject as the new and the old half of the standard library read it."""
    return read(body)["Subject"], str(
        make_header(decode_header(message_from_bytes(body)["Subject"]))
    )


@given(LINES)
@example(SUBJECTS[0])
@example(SUBJECTS[1])
@example(SUBJECTS[2])
@example(SUBJECTS[3])
@example(SUBJECTS[4])
@example(SUBJECTS[5])
def test_a_subject_keeps_its_words_and_its_spaces(subject):
    body = eml.draft("embassy@example.org", subject, "Body.")
    assert both(body) == (subject.strip(),) * 2
    head = body.split(b"\r\n\r\n")[0]
    assert head.isascii()
    assert all(len(line) <= 78 for line in head.split(b"\r\n"))


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=200))
def test_no_subject_brings_a_header_of_its_own(subject):
    found = read(eml.draft(None, f"{subject}\r\nBcc: x@example.org", "Body."))
    assert set(found.keys()) == set(read(eml.draft(None, "x", "Body.")).keys())
