"""News feeds: what an RSS or Atom document holds, as plain text, and whether it speaks of a case."""

from __future__ import annotations

import html
import re
from calendar import timegm
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from urllib.parse import urlsplit

import feedparser

from content.errors import UserError
from content.i18n import Words
from content.markup import bold, lines, paragraphs
from content.messages import KEPT, Button, Screen, data

TITLE = 200
MOST = 100  # items that one reading looks at
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Item:
    """One entry of a feed. `key` stays the same when the entry is seen again; `published` is UTC."""

    key: str
    title: str
    link: str
    published: datetime | None
    words: str  # what keywords are looked for in


def read(body: bytes) -> tuple[Item, ...]:
    """The entries of a feed that have a title and a web address; UserError if it is no feed."""
    found = feedparser.parse(BytesIO(body))  # bytes alone would be tried as the name of a file
    if not found.get("version"):
        raise UserError("feeds.no_feed")
    items = (_item(entry) for entry in found.entries[:MOST])
    return tuple(item for item in items if item)


def _item(entry: feedparser.FeedParserDict) -> Item | None:
    title, link = _plain(entry.get("title", ""))[:TITLE], str(entry.get("link", ""))
    if not title or urlsplit(link).scheme not in ("http", "https"):
        return None
    stamp = entry.get("published_parsed") or entry.get("updated_parsed")
    published = datetime.fromtimestamp(timegm(stamp), UTC) if stamp else None
    key = sha256(str(entry.get("id") or link).encode()).hexdigest()[:32]
    return Item(key, title, link, published, f"{title} {_plain(entry.get('summary', ''))}")


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", str(text))).split())


def matches(item: Item, keywords: Iterable[str]) -> bool:
    """Whether one of the keywords stands in the entry's title or summary, in any case of letters."""
    words = item.words.casefold()
    return any(keyword.casefold() in words for keyword in keywords)


def compose_found(words: Words, count: int) -> Screen:
    """Tells the team that feeds had something about a case."""
    look = Button(words.text("feeds.look"), data(KEPT, "suggestions"), style="primary")
    return Screen(paragraphs(bold(words("feeds.found", n=count)), words("feeds.never_by_itself")), ((look,),))


def compose_broken(words: Words, host: str) -> Screen:
    """Tells the team once that a feed cannot be read."""
    look = Button(words.text("feeds.open"), data(KEPT, "feeds"), style="primary")
    return Screen(lines(bold(words("feeds.broken", host=host)), words("feeds.broken_help")), ((look,),))
