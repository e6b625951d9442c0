"""Feeds as plain text; what is hostile in them stays text or is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import feed_reading
from content.errors import UserError


def read(body):
    """The entries, as a team with the keyword "" would get them."""
    return tuple(match.item for match in feed_reading.FeedBody(body, {"a-case": ("",)}).read())


RSS = """<?xml version="1.0"?>%s<rss version="2.0"><channel><title>t</title>
<item><title>%s</title><link>%s</link><guid>1</guid><pubDate>Tue, 30 Apr 2019 10:00:00 GMT</pubDate>
<description>%s</description></item></channel></rss>"""


def rss(title="Liaoning", link="https://example.org/1", summary="x", doctype=""):
    return (RSS % (doctype, title, link, summary)).encode()


def test_an_entry_is_plain_text_with_its_time():
    (item,) = read(rss("&lt;b&gt;Seven&lt;/b&gt; held &amp;amp; feared"))
    assert item.title == "Seven held & feared"
    assert item.published and item.published.isoformat() == "2019-04-30T10:00:00+00:00"
    assert item.key == read(rss("Other title"))[0].key


def test_atom_is_read_too():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><title>Held</title><id>u:1</id>
    <link href="https://example.org/a"/><updated>2019-04-30T10:00:00Z</updated></entry></feed>"""
    assert [(item.title, item.link) for item in read(body)] == [("Held", "https://example.org/a")]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "tel:123", "", "ftp://example.org/x"])
def test_entries_without_a_web_address_are_left_out(link):
    assert read(rss(link=link)) == ()


@pytest.mark.parametrize(
    "body", [b"", b"hello", b"<html><body>No feed</body></html>", b"\xff\xfe\x00", b"{}"]
)
def test_what_is_no_feed_is_said_to_be_none(body):
    with pytest.raises(UserError, match=r"feeds\.no_feed"):
        read(body)


def test_a_body_is_never_taken_for_the_name_of_a_file(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_bytes(rss())
    with pytest.raises(UserError):
        read(str(path).encode())


EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LEVELS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
DECLARED = {
    "external": EXTERNAL,
    "bomb": f'<!DOCTYPE x [<!ENTITY e0 "lollollol">{LEVELS}]>',
    "plain": (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"'
        ' "http://example.org/rss.dtd">'
    ),
    "small letters": "<!doctype x>",
    "after a comment": f"<!-- <rss <![CDATA[ -->{EXTERNAL}",
    "after an instruction": f"<?x <![CDATA[ ?>{EXTERNAL}",
    "in a comment": f"<!-- {EXTERNAL} -->",
    "in an open section": f"<![CDATA[ {EXTERNAL}",
    "entity alone": '\n<!ENTITY a "b">',
}


@pytest.mark.parametrize("doctype", DECLARED.values(), ids=DECLARED)
def test_what_declares_a_document_type_or_entities_is_refused(doctype):
    with pytest.raises(UserError, match=r"feeds\.declares"):
        read(rss("x &a;", doctype=doctype))


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-be",
        "utf-7",
        "cp037",
        "euc-kr",
        "utf-8-sig",
    ],
)
def test_it_is_refused_in_any_encoding(encoding):
    declared = "utf-16" if encoding.startswith("utf-16") else encoding.removesuffix("-sig")
    text = rss("x", doctype=EXTERNAL).decode().replace("?>", f' encoding="{declared}"?>', 1)
    body = text.encode(encoding)
    if encoding == "utf-7":  # its readers take every sign in the long form too
        body = text.encode("ascii").replace(b"<!", b"+ADwAIQ-")
    with pytest.raises(UserError, match=r"feeds\.declares"):
        read(body)


def test_a_document_type_that_an_article_shows_is_read():
    assert read(rss(summary="<![CDATA[<!DOCTYPE html><p>Liaoning</p>]]>"))
    assert read(rss(summary="&lt;!DOCTYPE html&gt;"))


def test_a_title_full_of_open_brackets_takes_no_time():
    """It took the square of its length: 36 seconds for 240 KB."""
    (item,) = read(rss(title="&lt;" * 120_000, summary="&lt;a " * 120_000))
    assert item.title == "<" * feed_reading.TITLE


def test_one_entry_that_is_odd_leaves_the_others():
    odd = (
        "<item><title>Odd</title><link>https://example.org/\u202e</link><guid>\u202e</guid></item>"
    )
    body = rss().replace(b"<item>", odd.encode() + b"<item>", 1)
    assert [item.title for item in read(body)] == ["Liaoning"]


@given(st.text(min_size=1, max_size=30).filter(str.strip))
def test_a_keyword_matches_in_any_case_of_letters(keyword):
    found = feed_reading.FeedBody(b"", {"a-case": (keyword,), "other": ()})
    words = f"before {keyword.upper()} after".casefold()
    assert list(found._cases(words)) == (["a-case"] if keyword.casefold() in words else [])


@pytest.mark.parametrize(
    "link",
    ["http://[x", "https://example.org/" + "x" * 2000, "http://localhost/", "https://a b.org/"],
)
def test_an_address_that_is_none_or_fills_the_screen_is_left_out(link):
    assert read(rss(link=link)) == ()


@pytest.mark.parametrize("stamp", ["0000-00-00T00:00:00Z", "0001-01-01T00:00:00+23:59"])
def test_a_time_that_no_calendar_has_is_none(stamp):
    body = f"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Held</title>
    <link href="https://example.org/a"/><updated>{stamp}</updated></entry></feed>"""
    assert [(item.title, item.published) for item in read(body.encode())] == [("Held", None)]


def test_a_title_cannot_turn_the_lines_after_it_round():
    assert read(rss(title="a\u202eb\u2066c"))[0].title == "a b c"
