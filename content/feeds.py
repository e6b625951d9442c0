"""News feeds: what an RSS or Atom document holds, as plain text, and whether it speaks of a case."""

from __future__ import annotations

import html
import re
from calendar import timegm
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from time import struct_time
from typing import Any
from unicodedata import category

from content.errors import UserError
from content.i18n import Words
from content.markup import bold, lines, paragraphs
from content.messages import KEPT, Button, Screen, data
from content.web_address import safe_url

TITLE = 200
LINK = 2000  # characters; longer ones leave no room on the screen
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
    import feedparser  # noqa: PLC0415 - 1 MB that a start does without

    found = feedparser.parse(BytesIO(body))  # bytes alone would be tried as the name of a file
    if not found.get("version"):
        raise UserError("feeds.no_feed")
    items = (_item(entry) for entry in found.entries[:MOST])
    return tuple(item for item in items if item)


def _item(entry: Mapping[str, Any]) -> Item | None:
    title, link = _plain(entry.get("title", ""))[:TITLE], str(entry.get("link", ""))
    if not title or len(link) > LINK or not safe_url(link):
        return None
    published = _moment(entry.get("published_parsed") or entry.get("updated_parsed"))
    key = sha256(str(entry.get("id") or link).encode()).hexdigest()[:32]
    return Item(key, title, link, published, f"{title} {_plain(entry.get('summary', ''))}")


def _moment(stamp: struct_time | None) -> datetime | None:
    """The entry's time; None for what no calendar has, which feeds of others may well say."""
    try:
        return datetime.fromtimestamp(timegm(stamp), UTC) if stamp else None
    except (ValueError, OverflowError, OSError):
        return None


def _plain(text: str) -> str:
    """Words without markup, controls and marks that turn the writing round (they would rule the lines after them)."""
    words = html.unescape(_TAG.sub(" ", str(text)))
    return " ".join("".join(sign if category(sign)[0] != "C" else " " for sign in words).split())


def matches(item: Item, keywords: Iterable[str]) -> bool:
    """Whether one of the keywords stands in the entry's title or summary, in any case of letters."""
    words = item.words.casefold()
    return any(keyword.casefold() in words for keyword in keywords)


def compose_found(words: Words, count: int) -> Screen:
    """Tells the team that feeds had something about a case."""
    look = Button(words.text("feeds.look"), data(KEPT, "suggestions"), style="primary")
    return Screen(paragraphs(bold(words("feeds.found", n=count)), words("feeds.never_by_itself")), ((look,),))


def compose_broken(words: Words, host: str, why: str = "") -> Screen:
    """Tells the team once that a feed cannot be read, and why where it is known: private, large."""
    look = Button(words.text("feeds.open"), data(KEPT, "feeds"), style="primary")
    return Screen(
        lines(bold(words("feeds.broken", host=host)), words(f"feeds.why_{why}" if why else "feeds.broken_help")),
        ((look,),),
    )
