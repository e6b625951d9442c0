"""A letter on paper: nothing runs off its lines, and no word of it becomes a box."""

from __future__ import annotations

import io
import json
import zlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from content.documents import pdf, typesetting
from content.letters.composer import Letter, Paragraph

MILLIMETRE = 72 / 25.4
PIXELS_PER_INCH = 24.0  # a pixel is three points
WIDE = (
    "W",
    "m",
    "가",
    "한글은",
    "我们",
    "é",
    "https://example.org/",
    "a-b",
    "WWW.",
    "_",
    "—",
    "(",
    "0",
)


def letter(own: str, language: str = "en", name: str = "A") -> Letter:
    parts = (("salutation", "Excellency,"), ("own", own), ("signature", f"Sincerely,\n{name}"))
    return Letter(language, "Subject", tuple(Paragraph(part, text) for part, text in parts))


def ink(made: Letter, outside: pdf.Outside) -> list[tuple[float, float]]:
    """First and last dark column of each page's picture, in points."""
    data = json.loads(pdf.letter(made, outside).data) | {"size": typesetting.SIZES[0]}
    pages = typesetting._compiler(typesetting.LETTER, data).compile(
        format="png", ppi=PIXELS_PER_INCH
    )
    return [_dark(page) for page in (pages if isinstance(pages, list) else [pages])]


def _dark(page: bytes) -> tuple[float, float]:
    rows = _rows(page)
    columns = [at for at, column in enumerate(zip(*rows, strict=True)) if min(column) < 200]
    return columns[0] * 3.0, columns[-1] * 3.0


def _rows(page: bytes) -> list[bytearray]:
    """How red the rows of a PNG of eight-bit RGBA are (without interlacing; PNG, filters
    0 to 4).
    """
    width, at, packed = int.from_bytes(page[16:20], "big"), 8, b""
    assert page[24:29] == b"\x08\x06\0\0\0"
    while at < len(page):
        size = int.from_bytes(page[at : at + 4], "big")
        packed += page[at + 8 : at + 8 + size] if page[at + 4 : at + 8] == b"IDAT" else b""
        at += size + 12
    told, wide = zlib.decompress(packed), 4 * width
    rows = [bytearray(width)]
    for start in range(0, len(told), wide + 1):
        rows.append(_plain(told[start], told[start + 1 : start + 1 + wide : 4], rows[-1]))
    return rows[1:]


def _plain(how: int, row: bytes, above: bytearray) -> bytearray:
    made = bytearray(row)
    for at in range(len(row)):
        left, up, corner = (made[at - 1] if at else 0), above[at], (above[at - 1] if at else 0)
        guess = left + up - corner
        near = min((left, up, corner), key=lambda one: abs(guess - one))
        made[at] = (row[at] + (0, left, up, (left + up) // 2, near)[how]) & 255
    return made


WORDS = st.lists(
    st.tuples(st.sampled_from(WIDE), st.integers(1, 150)).map(lambda one: one[0] * one[1]),
    max_size=4,
)


@given(
    WORDS.map(" ".join), st.sampled_from(["en", "ko", "zh"]), st.sampled_from(["a4", "us-letter"])
)
@example("W" * 300, "en", "a4")
@example("https://example.org/" + "a" * 400, "ko", "a4")
@example("가" * 300, "ko", "us-letter")
@example("가W" * 150, "en", "us-letter")
@example("我们" * 150 + "W" * 99, "zh", "a4")
@settings(max_examples=25)
def test_nothing_runs_off_its_line(own: str, language: str, paper: str) -> None:
    made = letter(own or "x", language, name=own[:80] or "x")
    block = (own[:120], "W" * 44, "123 Mainstreet, Town")
    width = {"a4": 210, "us-letter": 215.9}[paper] * MILLIMETRE
    for first, last in ink(made, pdf.Outside({language: block}, own[:80], paper)):
        assert first >= 25 * MILLIMETRE - 4
        assert last <= width - 25 * MILLIMETRE + 4


def test_a_long_word_of_the_address_stays_in_the_window() -> None:
    outside = pdf.Outside({"en": ("W" * 60, "https://example.org/" + "w" * 60)})
    ((_, last),) = ink(letter("x"), outside)
    assert last <= (25 + 66) * MILLIMETRE + 4


@pytest.mark.parametrize("language", ["en", "ko", "zh"])
def test_short_words_are_broken_nowhere(language: str) -> None:
    work = pdf.letter(
        letter("A sentence of usual words, 보통의 낱말로 된 문장, 平常的话。", language),
        pdf.Outside({}),
    )
    text = PdfReader(io.BytesIO(work.read().content)).pages[0].extract_text()
    assert "\u200b" not in text
    assert "A sentence of usual words" in text


THAI = "ฉันเป็นครูอยู่ที่กรุงเทพฯ"


@pytest.mark.parametrize(
    ("own", "left"),
    [
        ("They deserve safety ✊🏽❤️", "They deserve safety"),
        ("🙏🏽 Please 👩‍👩‍👧 help", "Please help"),
        ("Go 🇰🇷 on", "Go on"),
    ],
)
def test_emoji_are_left_out_and_named(own: str, left: str) -> None:
    made = pdf.letter(letter(own), pdf.Outside({})).read()
    text = PdfReader(io.BytesIO(made.content)).pages[0].extract_text()
    assert left in text.splitlines()
    assert set(made.missing) & set("✊🙏👩🇰")
    assert not set(text) & set(made.missing)


@pytest.mark.parametrize("where", ["own", "name", "address"])
@pytest.mark.parametrize("words", [THAI, "สมชาย ใจดี", "مرحبا", "नमस्ते", "ሰላም"])
def test_words_that_no_font_has_are_named_and_not_printed(where: str, words: str) -> None:
    made = letter(words if where == "own" else "x", name=words if where == "name" else "A")
    outside = pdf.Outside({"en": (words,)} if where == "address" else {}, "A")
    found = pdf.letter(made, outside).read()
    assert found.content == b""
    assert set(found.missing) <= set(words)
    assert {sign for sign in words if sign.isalpha()} <= set(found.missing)


@given(
    st.text(
        "abcéßøğŁœАбвΩλ가힣ㄱ我们漢字ひカ，。「」—…“”’·№©™°½→0123!?\u00a0", min_size=1, max_size=80
    ).filter(str.strip)
)
@settings(max_examples=25)
def test_what_the_fonts_have_is_printed(own: str) -> None:
    made = pdf.letter(letter(own), pdf.Outside({})).read()
    assert made.missing == ""
    assert made.content
