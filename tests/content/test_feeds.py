"""Feeds as plain text; what is hostile in them stays text or is left out."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import feeds
from content.errors import UserError

RSS = """<?xml version="1.0"?>%s<rss version="2.0"><channel><title>t</title>
<item><title>%s</title><link>%s</link><guid>1</guid><pubDate>Tue, 30 Apr 2019 10:00:00 GMT</pubDate>
<description>%s</description></item></channel></rss>"""


def rss(title="Liaoning", link="https://example.org/1", summary="x", doctype=""):
    return (RSS % (doctype, title, link, summary)).encode()


def test_an_entry_is_plain_text_with_its_time():
    (item,) = feeds.read(rss("&lt;b&gt;Seven&lt;/b&gt; held &amp;amp; feared"))
    assert item.title == "Seven held & feared"
    assert item.published and item.published.isoformat() == "2019-04-30T10:00:00+00:00"
    assert item.key == feeds.read(rss("Other title"))[0].key


def test_atom_is_read_too():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><title>Held</title><id>u:1</id>
    <link href="https://example.org/a"/><updated>2019-04-30T10:00:00Z</updated></entry></feed>"""
    assert [(item.title, item.link) for item in feeds.read(body)] == [("Held", "https://example.org/a")]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "tel:123", "", "ftp://example.org/x"])
def test_entries_without_a_web_address_are_left_out(link):
    assert feeds.read(rss(link=link)) == ()


@pytest.mark.parametrize("body", [b"", b"hello", b"<html><body>No feed</body></html>", b"\xff\xfe\x00", b"{}"])
def test_what_is_no_feed_is_said_to_be_none(body):
    with pytest.raises(UserError, match=r"feeds\.no_feed"):
        feeds.read(body)


def test_a_body_is_never_taken_for_the_name_of_a_file(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_bytes(rss())
    with pytest.raises(UserError):
        feeds.read(str(path).encode())


def test_no_file_is_read_and_no_entity_grows():
    external = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    assert all("root:" not in item.words for item in feeds.read(rss("x &a;", doctype=external)))
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = rss("x &e11;", doctype=f'<!DOCTYPE x [<!ENTITY e0 "lollollol">{levels}]>')
    tracemalloc.start()
    try:
        items = feeds.read(bomb)
    except UserError:
        items = ()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50_000_000
    assert all(len(item.title) <= feeds.TITLE for item in items)


@given(st.text(min_size=1, max_size=30).filter(str.strip))
def test_a_keyword_matches_in_any_case_of_letters(keyword):
    item = feeds.Item("k", "t", "https://example.org", None, f"before {keyword.upper()} after".casefold())
    assert feeds.matches(item, [keyword]) == (keyword.casefold() in item.words.casefold())
    assert not feeds.matches(item, [])


@pytest.mark.parametrize(
    "link", ["http://[x", "https://example.org/" + "x" * 2000, "http://localhost/", "https://a b.org/"]
)
def test_an_address_that_is_none_or_fills_the_screen_is_left_out(link):
    assert feeds.read(rss(link=link)) == ()


@pytest.mark.parametrize("stamp", ["0000-00-00T00:00:00Z", "0001-01-01T00:00:00+23:59"])
def test_a_time_that_no_calendar_has_is_none(stamp):
    body = f"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Held</title>
    <link href="https://example.org/a"/><updated>{stamp}</updated></entry></feed>"""
    assert [(item.title, item.published) for item in feeds.read(body.encode())] == [("Held", None)]


def test_a_title_cannot_turn_the_lines_after_it_round():
    assert feeds.read(rss(title="a\u202eb\u2066c"))[0].title == "a b c"
