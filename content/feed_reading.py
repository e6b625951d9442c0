"""News feeds: what an RSS or Atom document holds, as plain text, and of which cases it speaks. Read
in the worker.
"""

from __future__ import annotations

import html
import re
from calendar import timegm
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from time import struct_time
from typing import Any
from unicodedata import category

from content.errors import UserError
from content.foreign import Foreign
from content.text.web_address import safe_url

TITLE = 200
SUMMARY_CHARACTERS = 20_000  # characters of a summary that are looked through
MOST_ITEMS = 100  # items that one reading looks at
_TAG = re.compile(r"<[^<>]*>")
_DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CLOSED = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_OPENED = re.compile(r"<!--|<!\[CDATA\[|<\?|<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True)
class Item:
    """One entry of a feed. `key` stays the same when the entry is seen again; `published`
    is UTC.
    """

    key: str
    title: str
    link: str
    published: datetime | None


@dataclass(frozen=True)
class Match:
    """An entry that speaks of a case."""

    case: str
    item: Item


@dataclass(frozen=True)
class FeedBody(Foreign[tuple[Match, ...]]):
    """A feed as it came, and the words by which each case is looked for in it."""

    seconds = 3
    body: bytes
    keywords: Mapping[str, tuple[str, ...]]

    def read(self) -> tuple[Match, ...]:
        """The entries that speak of a case; UserError if it is no feed or declares a document type
        or entities.
        """
        found = ((case, item) for item, words in entries(self.body) for case in self._cases(words))
        return tuple(Match(case, item) for case, item in found)

    def _cases(self, words: str) -> Iterator[str]:
        """The cases of which one keyword stands in the words, in any case of letters."""
        for case, keywords in self.keywords.items():
            if any(keyword.casefold() in words for keyword in keywords):
                yield case


def entries(body: bytes) -> Iterator[tuple[Item, str]]:
    """The entries that have a title and a web address, each with its words in lower case; UserError
    as `read`.
    """
    import feedparser  # noqa: PLC0415 - the worker starts without it
    from feedparser.encodings import convert_to_utf8  # noqa: PLC0415

    # What is looked at is what is parsed, whatever encoding it claims.
    text = convert_to_utf8({}, body, {})
    if _declares(text.decode("utf-8", "replace")):
        raise UserError("feeds.declares")
    # The document's HTML is kept as text, so that nothing of it needs to be cleaned or resolved.
    found = feedparser.parse(BytesIO(text), sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version"):
        raise UserError("feeds.no_feed")
    for entry in found.entries[:MOST_ITEMS]:
        if item := _item(entry):
            yield item, f"{item.title} {_plain(entry.get('summary', ''))}".casefold()


def _declares(text: str) -> bool:
    """Whether it declares a document type or entities (XML 1.0, 2.8), which no feed needs; CDATA
    may show one.
    """
    root = re.search(r"<\w", text)
    if _DECLARATION.search(text, 0, root.start() if root else len(text)):
        return True
    at = 0
    while found := _OPENED.search(text, at):
        closed = _CLOSED.get(found[0].upper())
        if closed is None:
            return True
        stop = text.find(closed, found.end())
        stop = len(text) if stop < 0 else stop
        if closed != "]]>" and _DECLARATION.search(text, found.end(), stop):
            return True
        at = stop + len(closed)
    return False


def _item(entry: Mapping[str, Any]) -> Item | None:
    title, link = _plain(entry.get("title", ""))[:TITLE], str(entry.get("link", ""))
    if not title or not safe_url(link):
        return None
    published = _moment(entry.get("published_parsed") or entry.get("updated_parsed"))
    key = sha256(str(entry.get("id") or link).encode(errors="replace")).hexdigest()[:32]
    return Item(key, title, link, published)


def _moment(stamp: struct_time | None) -> datetime | None:
    """The entry's time; None for what no calendar has, which feeds of others may well say."""
    try:
        return datetime.fromtimestamp(timegm(stamp), UTC) if stamp else None
    except (ValueError, OverflowError, OSError):
        return None


def _plain(text: str) -> str:
    """Words without markup, controls and marks that turn the writing round (they would rule the
    lines after them).
    """
    words = html.unescape(_TAG.sub(" ", str(text)[:SUMMARY_CHARACTERS]))
    return " ".join("".join(sign if category(sign)[0] != "C" else " " for sign in words).split())
