"""What leaves Telegram: the e-mail read back by the standard library, the page's text read back by
another library.
"""

from __future__ import annotations

import email
import io
from datetime import date
from email.policy import default
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from content.documents import eml, envelope, links, pdf
from content.letters import composer
from content.letters.composer import Choices
from content.missions.mission import MissionKind
from tests.stores import bundled

CAMPAIGN = bundled()
LETTERS = CAMPAIGN.letters[0]
POINTS = tuple(point.id for point in LETTERS.points)
OFFICES = {mission.slug: mission for mission in CAMPAIGN.missions}
SEOUL, WASHINGTON = OFFICES["embassy-kr-seoul"], OFFICES["embassy-us-washington-d-c"]
OWN = ("I teach in Seoul. 저는 교사입니다. 我是老师。", "Children of nine sit in my class.")
DAY = date(2026, 11, 24)
TONGUES = [("en",), ("ko",), ("zh",), ("en", "zh"), ("ko", "zh")]
MILLIMETRE = 72 / 25.4


def made(
    languages, office=SEOUL, *, seed=7, points=POINTS, own=OWN, name="Zed Q. Canary"
) -> composer.Letter:
    return composer.compose(LETTERS, languages, office, Choices(points, own, name, seed), DAY)


def around(languages, office=SEOUL, name="Zed Q. Canary", paper="a4") -> pdf.Outside:
    return pdf.Outside(
        {code: envelope.block(LETTERS.texts[code], code, office) for code in languages}, name, paper
    )


def printed(letter, outside) -> bytes:
    return pdf.letter(letter, outside).read().content


def fits(letter, outside) -> bool:
    return pdf.fits(letter, outside).read()


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("languages", TONGUES)
@pytest.mark.parametrize("office", [SEOUL, WASHINGTON])
def test_the_pages_hold_the_letter_and_nothing_else(languages, office) -> None:
    letter, outside = (
        made(languages, office),
        around(languages, office, paper=pdf.paper(office.country)),
    )
    reader = PdfReader(io.BytesIO(printed(letter, outside)))
    assert len(reader.pages) == len(languages)
    for page, one in zip(
        reader.pages, [letter, *([letter.translation] if letter.translation else [])], strict=True
    ):
        head = squeezed(outside.sender + "".join(outside.addresses[one.language]))
        words = "".join(
            part.text for part in one.paragraphs if one is letter or part.part != composer.OWN
        )
        assert squeezed(page.extract_text()) == head + squeezed(words)


@given(
    st.sets(st.sampled_from(POINTS)), st.sampled_from(TONGUES), st.integers(0, 2**48), st.sampled_from(sorted(OFFICES)),
    st.lists(st.text("abz AZ09.,;'()가힣한글我们的信。，", min_size=1, max_size=120).filter(str.strip), max_size=3),
)  # fmt: skip
@settings(max_examples=25)
def test_the_words_on_paper_are_the_letters_whatever_it_holds(
    points, languages, seed, slug, own
) -> None:
    letter = made(
        languages, OFFICES[slug], seed=seed, points=tuple(points), own=tuple(map(str.strip, own))
    )
    outside = around(languages, OFFICES[slug])
    pages = PdfReader(io.BytesIO(printed(letter, outside))).pages
    assert len(pages) == len(languages)
    for page, one in zip(
        pages, [letter, *([letter.translation] if letter.translation else [])], strict=True
    ):
        words = "".join(
            part.text for part in one.paragraphs if one is letter or part.part != composer.OWN
        )
        assert squeezed(page.extract_text()).endswith(squeezed(words))


@pytest.mark.parametrize("languages", TONGUES)
def test_every_font_is_embedded(languages) -> None:
    reader = PdfReader(io.BytesIO(printed(made(languages), around(languages))))
    fonts = [
        font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()
    ]
    below = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert below
    assert all({"/FontFile3", "/FontFile2"} & set(descriptor.get_object()) for descriptor in below)


@pytest.mark.parametrize(
    ("paper", "size", "top", "bottom"),
    [("a4", (210, 297), 57, 84), ("us-letter", (215.9, 279.4), 63.5, 81.5)],
)
@pytest.mark.parametrize(
    "office", [SEOUL, WASHINGTON, OFFICES["un-mission-new-york"], OFFICES["ministry-gb"]]
)
@pytest.mark.parametrize("language", ["en", "ko", "zh"])
def test_the_address_stands_in_the_window(paper, size, top, bottom, office, language) -> None:
    body = printed(made((language,), office), around((language,), office, paper=paper))
    page = PdfReader(io.BytesIO(body)).pages[0]
    width, height = (
        float(side) / MILLIMETRE for side in (page.mediabox.width, page.mediabox.height)
    )
    assert (round(width, 1), round(height, 1)) == size
    street = {"ministry-gb": "King Charles Street"}.get(office.slug, office.address.split(",")[0])
    country = {"KR": "SOUTH KOREA", "US": "UNITED STATES", "GB": "UNITED KINGDOM"}[office.country]
    heights: list[float] = []

    def note(text, outer, inner, _font, _size):
        if text.strip() and (street in text or country in text):
            heights.append(
                height - (outer[1] * inner[4] + outer[3] * inner[5] + outer[5]) / MILLIMETRE
            )

    page.extract_text(visitor_text=note)
    assert heights
    assert top < min(heights)
    assert max(heights) < bottom


def test_a_letter_grows_smaller_before_it_grows_longer() -> None:
    own = ("Every evening my children light a candle for the seven. " * 14,)
    for languages in [("en",), ("en", "zh")]:
        assert fits(made(languages, own=own), around(languages))
        pages = PdfReader(io.BytesIO(printed(made(languages, own=own), around(languages)))).pages
        assert len(pages) == len(languages)
    much = ("Every evening my children light a candle for the seven. " * 60,)
    assert not fits(made(("en",), own=much), around(("en",)))
    assert len(PdfReader(io.BytesIO(printed(made(("en",), own=much), around(("en",))))).pages) == 2


@pytest.mark.parametrize("kind", list(MissionKind))
def test_every_kind_of_office_has_an_address_block_in_every_language(kind) -> None:
    office = next(mission for mission in CAMPAIGN.missions if mission.kind is kind)
    for code, text in LETTERS.texts.items():
        block = envelope.block(text, code, office)
        assert block
        assert not [row for row in block if "{" in row]
        assert len(block) <= 6


def test_the_envelope_has_the_forms_of_the_glossary() -> None:
    assert envelope.block(LETTERS.texts["ko"], "ko", SEOUL)[0] == "주한 중국대사님께"
    assert envelope.block(LETTERS.texts["zh"], "zh", SEOUL)[:2] == (
        "中华人民共和国驻大韩民国大使馆",
        "大使阁下",
    )
    assert envelope.block(LETTERS.texts["en"], "en", WASHINGTON)[-1] == "UNITED STATES"


words = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=300).filter(
    str.strip
)


@given(words, words, st.sampled_from([None, "embassy@example.org"]))
@settings(max_examples=80)
def test_the_mail_is_read_back_as_it_was_written(subject, body, to) -> None:
    letter = made(("en",), own=(body.strip(),))
    read = email.message_from_bytes(eml.draft(to, letter.subject, letter.body), policy=default)
    assert read["Subject"] == letter.subject
    assert read["To"] == to
    assert read["X-Unsent"] == "1"
    assert read.get_content_type() == "text/plain"
    assert read.get_content_charset() == "utf-8"
    assert (
        read.get_content().replace("\r\n", "\n").rstrip("\n").splitlines()
        == letter.body.rstrip("\n").splitlines()
    )
    assert not read.defects
    assert not {"From", "Date", "Message-ID"} & set(read)


@pytest.mark.parametrize("languages", TONGUES)
def test_a_subject_in_any_language_survives(languages) -> None:
    letter = made(languages)
    body = eml.draft(SEOUL.email, letter.subject, letter.body)
    assert body.isascii()
    assert max(map(len, body.split(b"\r\n"))) <= 998
    read = email.message_from_bytes(body, policy=default)
    assert read["Subject"] == letter.subject
    assert read.get_content().replace("\r\n", "\n").rstrip("\n") == letter.body


def test_links_carry_the_whole_letter_or_are_not_offered() -> None:
    short = made(("en",), points=POINTS[:1], own=())
    found = links.mail_links("embassy@example.org", short)
    assert set(found) == {"Gmail", "Outlook", "Yahoo"}
    for name, link in found.items():
        parts = urlsplit(link)
        asked = parse_qs(parts.query)
        assert parts.scheme == "https"
        assert asked["body"] == [short.body]
        assert asked["su" if name == "Gmail" else "subject"] == [short.subject]
        assert asked["to"] == ["embassy@example.org"]
        assert len(link) <= links.URL_LIMIT
    assert links.mail_links("embassy@example.org", made(("ko",))) == {}
    begun = links.mail_starts("embassy@example.org", made(("ko", "zh")))
    assert set(begun) == set(found)
    for name, link in begun.items():
        asked = parse_qs(urlsplit(link).query)
        assert asked["su" if name == "Gmail" else "subject"] == [made(("ko", "zh")).subject]
        assert "body" not in asked
        assert len(link) <= links.URL_LIMIT
    assert links.mail_links("embassy@example.org", made(("en",), own=("x" * 1500,))) == {}
