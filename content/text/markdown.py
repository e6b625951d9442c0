"""Rich text as the Markdown that `markup.from_markdown` reads back, for Telegram's formatting in a
pack's files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.text.markup import Entity, Rich, units
from content.text.web_address import safe_url

_SIGNS = {"bold": "**", "italic": "*", "strikethrough": "~~"}
_SPECIAL = re.compile(r"([\\`*_\[\]<>~&])")
_START = re.compile(r"^([^\S\n]*)([-+#=>]|\d+[.)])", re.MULTILINE)


def to_markdown(value: Rich) -> str:
    """Markdown that reads back as the same words, with bold, italic and struck words, links and
    quotes.
    """
    blocks = []
    for start, end in _paragraphs(value.text):
        quoted = _over(value, start, end, ("blockquote", "expandable_blockquote"))
        words = _inline(value, start, end)
        blocks.append("> " + words.replace("\n", "\n> ") if quoted else words)
    return "\n\n".join(blocks)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where the paragraphs of a text stand, without the white space around them."""
    for found in re.finditer(r"\S(?:.*\S)?(?:\n[^\S\n]*\S(?:.*\S)?)*", text):
        yield found.start(), found.end()


def _over(value: Rich, start: int, end: int, types: tuple[str, ...]) -> bool:
    first, last = units(value.text[:start]), units(value.text[:end])
    return any(
        one.type in types and one.offset <= first and one.offset + one.length >= last
        for one in value.entities
    )


def _inline(value: Rich, start: int, end: int) -> str:
    """One paragraph: runs of characters with the same formatting, each between its signs."""
    out = ""
    for text, entities in _runs(value, start, end):
        signs = sorted(_SIGNS[one.type] for one in entities if one.type in _SIGNS)
        address = next(
            (
                one.url
                for one in entities
                if one.type == "text_link" and one.url and safe_url(one.url)
            ),
            None,
        )
        out += _wrapped(text, signs, address)
    return out


def _wrapped(text: str, signs: list[str], address: str | None) -> str:
    """Signs close to the words: Markdown knows none beside white space."""
    inner = text.strip()
    if not inner:
        return _plain(text)
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    words = _plain(inner)
    for sign in signs:
        words = f"{sign}{words}{sign}"
    if address:
        words = f"[{words}](<{address}>)"
    return _plain(before) + words + _plain(after)


def _plain(text: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", text)
    escaped = _START.sub(lambda found: found[1] + _escaped(found[2]), escaped)
    return escaped.replace("\n", "\\\n")


def _escaped(start: str) -> str:
    return start[:-1] + "\\" + start[-1]


def _runs(value: Rich, start: int, end: int) -> Iterator[tuple[str, list[Entity]]]:
    """Stretches of the text whose characters have the same entities."""
    at, begun, before = units(value.text[:start]), start, None
    for place in range(start, end + 1):
        over = (
            [one for one in value.entities if one.offset <= at < one.offset + one.length]
            if place < end
            else None
        )
        if place > begun and over != before:
            yield value.text[begun:place], before or []
            begun = place
        before = over
        at += units(value.text[place : place + 1])
