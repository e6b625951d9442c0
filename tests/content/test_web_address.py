"""Addresses are taken only where Telegram takes them too: TDLib's own parser is the judge."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.rehearsal.botapi.entities import kept_url
from content.language.i18n import words_for
from content.language.languages import LANGUAGES
from content.text.markup import from_markdown, link_faults
from content.text.web_address import Fault, fault, safe_url

SPECIAL = ":/?#@[]\\%.-_!$,~*'();&+= \t\n\u200b。：．１a0"
SIGNS = st.characters(codec=None, exclude_categories=()) | st.sampled_from(SPECIAL)
WORDS = st.text(SIGNS, max_size=6)
LABELS = st.sampled_from(("www", "org", "xn--a", "한국", "中国", "1", "[::1]")) | WORDS
STARTS = st.sampled_from(
    ("https://", "http://", "HTTPS://", "https:", "//", "", "ftp://", "tg://", "\thttps://")
)
ADDRESSES = st.builds(
    "{}{}{}{}{}".format,
    STARTS | st.just("https://"),
    st.just("") | WORDS.map("{}@".format),
    st.lists(LABELS, max_size=5).map(".".join) | st.just("www.example.org"),
    st.just("") | WORDS.map(":{}".format) | st.integers(-9, 99999).map(":{}".format),
    WORDS | WORDS.map("/{}".format),
)


@given(ADDRESSES | st.text(SIGNS))
@example("https://a.b:443/")
@example("https://www.voanews.com:/a/1.html")
@example("https://한국.kr/길?a=%zz")
def test_what_we_take_telegram_takes_and_keeps(address: str) -> None:
    if safe_url(address):
        scheme, _, site = re.split("[?#]", address)[0].rstrip("/").partition("://")
        assert kept_url(address).startswith(
            f"{scheme.lower()}://{site.partition('/')[0][:1].lower()}"
        )


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("www.voanews.com/a", Fault.START),
        ("mailto:a@b.org", Fault.START),
        ("javascript:alert(1)", Fault.START),
        ("https:/a.org", Fault.START),
        ("https://a.org/a b", Fault.SIGN),
        ("https://a.org/\u200b", Fault.SIGN),
        ("https://a\u202eb.org", Fault.SIGN),
        ("https://a.org/\ud800", Fault.SIGN),
        ("https://a.org/\x01", Fault.SIGN),
        (r"https://example.org\@evil.com", Fault.USER),
        ("http://a@b@c.d", Fault.USER),
        ("https://user:word@example.org", Fault.USER),
        ("https://www.voanews.com:/a/1.html", Fault.PORT),
        ("https://a.org:0", Fault.PORT),
        ("https://a.org:99999/", Fault.PORT),
        ("https://a.org:80abc", Fault.PORT),
        ("https://a.org:１２", Fault.PORT),
        ("https://a.org:-1", Fault.PORT),
        ("https://", Fault.HOST),
        ("https://localhost/", Fault.HOST),
        ("https://a..org", Fault.HOST),
        ("https://.", Fault.HOST),
        ("https://1.2", Fault.HOST),
        ("https://999.1.1.1/", Fault.HOST),
        ("https://[::1]/", Fault.PORT),
        ("https://[fe80::1].org", Fault.PORT),
        ("https://a%4.org", Fault.HOST),
        ("https://a。org/", Fault.HOST),
        ("https://xn--a.example/feed", Fault.HOST),
        ("https://a|b.org", Fault.HOST),
        (r"https://a.org\b", Fault.HOST),
        ("https://" + "a" * 64 + ".org", Fault.HOST),
        ("https://a.org/" + "a" * 2000, Fault.LONG),
    ],
)
def test_what_is_wrong_has_a_word_and_a_sentence_in_every_language(
    address: str, wrong: Fault
) -> None:
    assert fault(address) is wrong
    for language in LANGUAGES:
        assert "example" in words_for(language).text(f"link.{wrong}", None, link="https://example")


@pytest.mark.parametrize(
    "address",
    [
        "https://www.voanews.com/a/4903123.html",
        "HTTP://Example.ORG:8080/x?y=1#z",
        "https://한국.kr/길",
        "https://中国.example/路径?a=b",
        "https://a_b.example.org.",
        "https://93.184.216.34/x",
        "https://en.wikipedia.org/wiki/X_(Y)",
        "https://example.org/%zz",
        "https://ไทย.example/ก",
    ],
)
def test_addresses_of_the_open_web_are_taken(address: str) -> None:
    assert fault(address) is None
    assert kept_url(address)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "[report](https://www.voanews.com:/a/1.html)",
            [("https://www.voanews.com:/a/1.html", Fault.PORT)],
        ),
        ("[report](\nhttps://a.org:0)", [("https://a.org:0", Fault.PORT)]),
        ("[report][1]\n\n[1]: http://a@b@c.d", [("http://a@b@c.d", Fault.USER)]),
        ("<https://a.org:99999>", [("https://a.org:99999", Fault.PORT)]),
        ("[x](javascript:alert(1))", [("javascript:alert(1", Fault.START)]),
        ("[x](<https://example.org\\@evil.com>)", [(r"https://example.org\@evil.com", Fault.USER)]),
        ("[x](https&colon;//a.org)", [("https&colon;//a.org", Fault.START)]),
        ("<a@b.org> and [b](https://b.org/x_(y))", []),
        ("words [in brackets] (and more)", []),
    ],
)
def test_links_of_a_text(text: str, found: list[tuple[str, Fault]]) -> None:
    assert link_faults(text) == found


def test_a_bad_link_keeps_its_words_and_never_reaches_telegram() -> None:
    assert from_markdown("[report](https://a.org:0)").entities == ()
    assert from_markdown("[report](https://a.org:0)").text == "report"
