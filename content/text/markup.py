"""Rich text: a string with Telegram's entities, offsets in UTF-16 code units (Bot API,
MessageEntity).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from markdown_it import MarkdownIt
from markdown_it.token import Token

from content.text.emphasis import tokenize
from content.text.web_address import Fault, fault, safe_url

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


def units(text: str) -> int:
    """Length of a text in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of a text and how it is shown (Bot API, MessageEntity); `url`, `unix_time` and
    `format` by type.
    """

    type: str
    offset: int
    length: int
    url: str | None = None
    unix_time: int | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Rich:
    """A text and its entities. Adding, joining and filling keep every entity over its own words."""

    text: str = ""
    entities: tuple[Entity, ...] = field(default=())

    def __add__(self, other: Rich | str) -> Rich:
        right = rich(other)
        by = units(self.text)
        moved = tuple(replace(entity, offset=entity.offset + by) for entity in right.entities)
        return Rich(self.text + right.text, self.entities + moved)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __len__(self) -> int:
        """Length in code points, as Telegram counts it against its limits."""
        return len(self.text)

    def within(
        self,
        type: str,
        *,
        url: str | None = None,
        unix_time: int | None = None,
        format: str | None = None,
    ) -> Rich:
        """The same text with one more entity around all of it."""
        if not self.text.strip():
            return self
        around = Entity(type, 0, units(self.text), url, unix_time, format)
        return Rich(self.text, (around, *self.entities))


def rich(value: Rich | str | int) -> Rich:
    """The value as rich text; a string stays plain, whatever characters it has."""
    return value if isinstance(value, Rich) else Rich(str(value))


def bold(value: Rich | str) -> Rich:
    return rich(value).within("bold")


def italic(value: Rich | str) -> Rich:
    return rich(value).within("italic")


def quote(value: Rich | str, *, expandable: bool = False) -> Rich:
    """A block quote; an expandable one opens folded. Quotes do not nest in Telegram: inner ones are
    dropped.
    """
    inner = rich(value)
    kept = tuple(entity for entity in inner.entities if not entity.type.endswith("blockquote"))
    return Rich(inner.text, kept).within("expandable_blockquote" if expandable else "blockquote")


def link(label: Rich | str, url: str) -> Rich:
    """A link if Telegram takes its address, else the label alone: a bad one would cost the whole
    message.
    """
    return rich(label).within("text_link", url=url) if safe_url(url) else rich(label)


def moment(label: str, unix_time: int, format: str = "wdt") -> Rich:
    """A point in time that Telegram shows in the reader's own zone; the label is what older apps
    show (Bot API 9.5).
    """
    return rich(label).within("date_time", unix_time=unix_time, format=format)


def join(separator: Rich | str, parts: Iterable[Rich | str]) -> Rich:
    """The non-empty parts with the separator between them."""
    between = rich(separator)
    texts: list[str] = []
    entities: list[Entity] = []
    at = 0
    for part in filter(None, map(rich, parts)):
        for one in (between, part) if texts else (part,):
            entities += [replace(entity, offset=entity.offset + at) for entity in one.entities]
            texts.append(one.text)
            at += units(one.text)
    return Rich("".join(texts), tuple(entities))


def paragraphs(*parts: Rich | str | None) -> Rich:
    """The given parts, an empty line between them; None and empty ones are left out."""
    return join("\n\n", [part for part in parts if part])


def lines(*parts: Rich | str | None) -> Rich:
    """The given parts, one below the other; None and empty ones are left out."""
    return join("\n", [part for part in parts if part])


_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def fill(template: Rich, values: Mapping[str, Rich | str | int]) -> Rich:
    """The template with `{name}` replaced by values. A value is never read as markup; an unknown
    name is a KeyError.
    """
    text, entities, end = "", list(template.entities), 0
    for match in _PLACEHOLDER.finditer(template.text):
        value = rich(values[match.group(1)])
        text += template.text[end : match.start()]
        at, grown = units(text), units(value.text) - units(match.group(0))
        entities = [_stretched(entity, at, units(match.group(0)), grown) for entity in entities]
        entities += [replace(entity, offset=entity.offset + at) for entity in value.entities]
        text, end = text + value.text, match.end()
    filled = (entity for entity in entities if entity.length > 0)
    return Rich(
        text + template.text[end:],
        tuple(sorted(filled, key=lambda entity: (entity.offset, -entity.length))),
    )


def _stretched(entity: Entity, at: int, width: int, grown: int) -> Entity:
    if entity.offset >= at + width:
        return replace(entity, offset=entity.offset + grown)
    if entity.offset <= at and entity.offset + entity.length >= at + width:
        return replace(entity, length=entity.length + grown)
    return entity


_PARSER = (
    MarkdownIt("commonmark", {"html": False, "linkify": False})
    .enable("strikethrough")
    .disable("image")
)
_PARSER.inline.ruler.at("emphasis", tokenize)
_LIKE_A_LINK = re.compile(r"\]\s*[(:\[]|<")
_TYPED = re.compile(
    r"\]\(\s*<?([^)\s>]+)|<([a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>]*)>|^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)",
    re.MULTILINE,
)
_NUMBERED = re.compile(r"\d")
_ADDRESS = re.compile(r"\]\([^)\n]*\)")
_MORE_THAN = re.compile(r"(?:\A|\n\s*\n) {0,3}(>\s*\d+)[^\n]*(?=\n\s*\n|\Z)")  # a quote of one line
_INLINE = {"strong": "bold", "em": "italic", "s": "strikethrough"}


def from_markdown(source: str) -> Rich:
    """Markdown as rich text: paragraphs, **bold**, *italic*, ~~strike~~, `code`, links, lists,
    quotes, bold headings.

    A number in front of a paragraph may be a date: it stays as it was written. HTML stays as it was
    typed. A link whose address Telegram would refuse keeps its words and loses its address.
    """
    tokens = _PARSER.parse(source)
    writer = _Writer(source.split("\n"), _no_lists(tokens))
    for token in tokens:
        writer.block(token)
    return writer.done()


def _no_lists(tokens: Sequence[Token]) -> set[int]:
    """The lines on which one dash, plus or star alone stands before a number: a sign rather than a
    list.
    """
    items: list[list[Token]] = []
    found = set[int]()
    for at, token in enumerate(tokens):
        if token.type == "bullet_list_open":
            items.append([])
        elif token.type == "list_item_open" and token.info == "" and items:
            items[-1].append(tokens[at + 2] if at + 2 < len(tokens) else token)
        elif token.type == "bullet_list_close":
            (first, *others) = items.pop()
            if not others and first.content[:1].isdecimal() and first.map:
                found.add(first.map[0])
    return found


def changed_numbers(source: str) -> list[str]:
    """The numbers of a Markdown text that are not shown as they are written, a sign for "more than"
    before one among them. Addresses of links are not shown.
    """
    if not _NUMBERED.search(source):
        return []
    written = re.findall(r"\d+", _ADDRESS.sub("]", source))
    shown = re.findall(r"\d+", from_markdown(source).text)
    steps = SequenceMatcher(None, written, shown, autojunk=False).get_opcodes()
    changed = [
        number
        for what, i1, i2, j1, j2 in steps
        if what != "equal"
        for number in written[i1:i2] or shown[j1:j2]
    ]
    return changed + [" ".join(found.split()) for found in _MORE_THAN.findall(source)]


def link_faults(source: str) -> list[tuple[str, Fault]]:
    """The links of a Markdown text that Telegram would refuse, with what is wrong; also what only
    looks like a link.

    Addresses of mail are none of them: they lose their link and keep their words, which Telegram
    makes a link again.
    """
    if not _LIKE_A_LINK.search(source):
        return []
    typed = ["".join(groups) for groups in _TYPED.findall(source)]
    if found := _faults(typed):
        return found
    tokens = [token for block in _PARSER.parse(source) for token in block.children or ()]
    made = [str(token.attrs.get("href", "")) for token in tokens if token.type == "link_open"]
    return _faults(address for address in made if not address.startswith("mailto:"))


def _faults(addresses: Iterable[str]) -> list[tuple[str, Fault]]:
    return [(address, wrong) for address in addresses if (wrong := fault(address))]


class _Writer:
    """Walks Markdown tokens and collects text and entities."""

    def __init__(self, source: Sequence[str], no_lists: Container[int]) -> None:
        self.source, self.no_lists = source, no_lists
        self.text = ""
        self.size = 0
        self.entities: list[Entity] = []
        self.open: list[tuple[str, int, int, str | None]] = []
        self.depth = 0
        self.prefix = ""
        self.gap = ""

    def write(self, words: str) -> None:
        self.text += words
        self.size += units(words)

    def start(self, type: str, url: str | None = None) -> None:
        self.open.append((type, self.size, len(self.text), url))

    def end(self) -> None:
        type, offset, index, url = self.open.pop()
        if type and self.text[index:].strip() and (url is None or safe_url(url)):
            self.entities.append(Entity(type, offset, self.size - offset, url))

    def block(self, token: Token) -> None:
        match token.type:
            case "inline":
                for child in token.children or ():
                    self.inline(child)
            case "paragraph_open" | "heading_open":
                self.write((self.gap if self.text else "") + self.prefix)
                self.prefix = ""
                self.start("bold" if token.type == "heading_open" else "")
            case "paragraph_close" | "heading_close":
                self.end()
                self.gap = "\n" if self.depth else "\n\n"
            case "bullet_list_open" | "ordered_list_open":
                self.depth += 1
            case "bullet_list_close" | "ordered_list_close":
                self.depth -= 1
                self.gap = "\n" if self.depth else "\n\n"
            case "list_item_open":
                self.item(token)
            case "list_item_close":
                self.item_end()
            case "blockquote_open":
                self.write(self.gap if self.text else "")
                self.gap = ""
                self.start(
                    "" if any(opened[0] == "blockquote" for opened in self.open) else "blockquote"
                )
            case "blockquote_close":
                self.end()
                self.gap = "\n\n"
            case "fence" | "code_block":
                self.write((self.gap if self.text else "") + self.prefix)
                self.prefix = ""
                self.start("pre")
                self.write(token.content.rstrip("\n"))
                self.end()
                self.gap = "\n\n"
            case "hr":
                self.write((self.gap if self.text else "") + "—")
                self.gap = "\n\n"

    def item(self, token: Token) -> None:
        """A number as it was written: it may be the first of a date, whose others are lists in
        this one.
        """
        line = token.map[0] if token.map else 0
        sign = f"{token.info}{token.markup}" if token.info or line in self.no_lists else "•"
        self.prefix = f"{self.prefix or '  ' * (self.depth - 1)}{sign} "
        if token.info and self.text and line and not self.source[line - 1].strip(" >"):
            self.gap = "\n\n"

    def item_end(self) -> None:
        """A number without words after it stays too."""
        if any(map(str.isdecimal, self.prefix)):
            self.write((self.gap if self.text else "") + self.prefix.rstrip())
            self.prefix, self.gap = "", "\n"

    def inline(self, token: Token) -> None:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        match token.type:
            case "text":
                self.write(token.content)
            case "softbreak":
                self.write(" " if self.text.isascii() or not _is_han(self.text[-1:]) else "")
            case "hardbreak":
                self.write("\n")
            case "code_inline":
                self.start("code")
                self.write(token.content)
                self.end()
            case "strong_open" | "em_open" | "s_open":
                self.start(_INLINE[kind])
            case "link_open":
                self.start("text_link", str(token.attrs.get("href", "")))
            case "strong_close" | "em_close" | "s_close" | "link_close":
                self.end()
            case _:
                self.write(token.content)

    def done(self) -> Rich:
        ordered = sorted(self.entities, key=lambda entity: (entity.offset, -entity.length))
        return Rich(self.text, tuple(ordered))


def _is_han(character: str) -> bool:
    return (
        "\u3000" <= character <= "\u303f"
        or "\u4e00" <= character <= "\u9fff"
        or "\uff00" <= character <= "\uffef"
    )


_BREAKS = (
    re.compile(r"\n\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?。！？])\s*"),
    re.compile(r"\s+"),
)


def split(value: Rich, limit: int = TEXT_LIMIT) -> list[Rich]:
    """The text in pieces of at most `limit` code points, cut at a paragraph, line, sentence or
    word.
    """
    pieces = []
    while len(value.text) > limit:
        at, after = _cut(value.text, limit)
        pieces.append(part(value, 0, at))
        value = part(value, after, len(value.text))
    return [*pieces, value] if value.text or not pieces else pieces


def _cut(text: str, limit: int) -> tuple[int, int]:
    for pattern in _BREAKS:
        places = [
            match
            for match in pattern.finditer(text, 0, limit + 1)
            if limit // 3 <= match.start() <= limit
        ]
        if places:
            return places[-1].start(), max(places[-1].end(), places[-1].start())
    return limit, limit


def part(value: Rich, start: int, end: int) -> Rich:
    """The characters from `start` to `end` (code points) with the entities over them."""
    first, last = units(value.text[:start]), units(value.text[:end])
    cut = []
    for entity in value.entities:
        begin, finish = max(entity.offset, first), min(entity.offset + entity.length, last)
        if begin < finish:
            cut.append(replace(entity, offset=begin - first, length=finish - begin))
    return Rich(value.text[start:end], tuple(cut))
