"""What a person sent becomes a field's value as JSON; what cannot be one is refused with a
sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from content.errors import UserError
from content.fields import moments
from content.fields.form import Field, Form
from content.language.i18n import country, language_name, words_for
from content.language.languages import DEFAULT, LANGUAGES, cldr, own_name
from content.language.typed import of_all, typed
from content.missions.places import folded
from content.text.markdown import to_markdown
from content.text.markup import Rich, link_faults, part
from content.text.web_address import fault, shown

MOST_LINES = 60
_BULLET = re.compile(r"^\s*(?:[-•*·]|\d{1,2}[.)])\s+")
_ENTRY = re.compile(r"^\s*([^\s:：|][^:：|]{0,60}?)\s*[:：]\s*(.*)$")
_BAR = re.compile("[|｜]")
_COMMA = re.compile("[,、，]")
_SEMICOLON = re.compile("[;；]")
_NO_SLUG = re.compile(r"[^a-z0-9]+")


class Unfit(UserError):
    """What was sent is no value of the field; the key's sentence says what to send."""

    key = "unfit.general"


@dataclass(frozen=True)
class Said:
    """What a person sent, and from where it is seen: the moment (aware), the zone of the part or
    the person.
    """

    text: Rich
    now: datetime
    zone: str = "UTC"
    place: tuple[float, float] | None = None
    names: tuple[str, ...] = ()  # of a passage's sentences, as another language has them
    before: Any = None  # what stands there now

    @property
    def plain(self) -> str:
        """The words without formatting and white space around them."""
        return self.text.text.strip()

    @property
    def local(self) -> datetime:
        """The wall time in the zone."""
        return self.now.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)


def read(one: Field, said: Said) -> Any:
    """The field's value as JSON; Unfit with a sentence for what is none."""
    if not said.plain and said.place is None:
        raise Unfit("unfit.nothing")
    _links(said.text)
    value = _whole(one, said)
    try:
        return _kept(one, value)
    except ValidationError as wrong:
        raise _sentence(one, wrong) from None


def _kept(one: Field, value: Any) -> Any:
    if one.form is Form.POSITION:
        north, east = value
        if not (-90 <= north <= 90 and -180 <= east <= 180):
            raise Unfit("unfit.position")
        return [north, east]
    return one.check(value)


def _links(text: Rich) -> None:
    """Unfit for a link that Telegram would refuse, typed as Markdown or made with Telegram's own
    formatting.
    """
    made = [(one.url, wrong) for one in text.entities if one.url and (wrong := fault(one.url))]
    for address, wrong in [*made, *link_faults(text.text)][:1]:
        raise Unfit(f"link.{wrong}", link=shown(address))


def _whole(one: Field, said: Said) -> Any:
    match one.form:
        case Form.RICH:
            return {"text": said.plain, "entities": _entities(said.text)}
        case Form.MARKDOWN:
            return to_markdown(said.text)
        case Form.POSITION:
            return said.place or _position(said.plain)
        case Form.ROWS:
            return [_row(one, line, said) for line in _lines(said)]
        case Form.ENTRIES:
            return _entries(one, said)
        case Form.PASSAGE:
            return _passage(said)
        case Form.WITHHELD:
            raise Unfit("unfit.withheld")
        case Form.LINES:
            return [_item(one.inner[0], _BULLET.sub("", line), said) for line in _split(one, said)]
        case _:
            return _single(one, said.plain, said)


def _entities(text: Rich) -> list[dict[str, Any]]:
    start = len(text.text) - len(text.text.lstrip())
    kept = part(text, start, len(text.text.rstrip())).entities
    return [
        {
            "type": one.type,
            "offset": one.offset,
            "length": one.length,
            "url": one.url,
            "unix_time": one.unix_time,
            "format": one.format,
        }
        for one in kept
    ]


def _lines(said: Said) -> list[str]:
    found = [line.strip() for line in said.plain.split("\n") if line.strip()]
    if len(found) > MOST_LINES:
        raise Unfit("unfit.too_many", limit=MOST_LINES)
    return found


def _split(one: Field, said: Said) -> list[str]:
    """Lines; short values may stand on one line with commas between."""
    found = _lines(said)
    inner = one.inner[0]
    short = inner.form in (Form.CHOICE, Form.LANGUAGE, Form.COUNTRY) or (
        inner.form is Form.LINE and inner.limit == 32
    )
    return [piece for line in found for piece in _parted(_COMMA, line) if piece] if short else found


def _parted(sign: re.Pattern[str], line: str) -> list[str]:
    """The pieces between the signs, without white space around them."""
    return [piece.strip() for piece in sign.split(line)]


def _item(one: Field, line: str, said: Said) -> Any:
    """One value of a list, itself a list where commas divide the line."""
    if one.form is Form.LINES:
        return [_single(one.inner[0], name, said) for name in _parted(_COMMA, line) if name]
    return _single(one, line, said)


def _row(one: Field, line: str, said: Said) -> dict[str, Any]:
    """A row's parts by column; empty parts are left out."""
    parts = _parted(_BAR, _BULLET.sub("", line))
    if len(parts) > len(one.inner) or len(parts) < sum(not column.optional for column in one.inner):
        raise Unfit("unfit.row", count=len(parts), line=line[:60])
    row: dict[str, Any] = {}
    for column, cell in zip(one.inner, parts, strict=False):
        if cell:
            row |= _cell(column, cell, said)
    return row


def _cell(column: Field, part: str, said: Said) -> dict[str, Any]:
    if column.form is Form.POSITION:
        north, east = _position(part)
        return {"latitude": north, "longitude": east}
    if column.form is Form.LINES:
        return {
            column.name: [
                _single(column.inner[0], one, said) for one in _parted(_COMMA, part) if one
            ]
        }
    if column.form is Form.ENTRIES:
        return {column.name: _named(column, _parted(_SEMICOLON, part), said)}
    return {column.name: _single(column, part, said)}


def _entries(one: Field, said: Said) -> dict[str, Any]:
    """Names and values: a line that begins with a name and a colon begins an entry, others go on
    with it.
    """
    lines = _lines(said)
    named = [_key(one, found[1]) if (found := _ENTRY.match(line)) else None for line in lines]
    if one.keys and len(lines) == len(one.keys) and not any(named):
        return {
            key: _single(one.inner[0], line, said)
            for key, line in zip(one.keys, lines, strict=True)
        }
    if not named[0]:
        raise Unfit("unfit.entry", line=lines[0][:60], names=", ".join(one.keys[:8]))
    entries: list[str] = []
    for line, name in zip(lines, named, strict=True):
        if name:
            entries.append(line)
        else:
            entries[-1] += f"\n{line}"
    return _named(one, entries, said)


def _named(one: Field, entries: list[str], said: Said) -> dict[str, Any]:
    found = {}
    for entry in entries:
        head, _, rest = re.sub("[:：]", ":", entry, count=1).partition(":")
        key = _key(one, head.strip())
        if key is None or not rest.strip():
            raise Unfit("unfit.entry", line=entry[:60], names=", ".join(one.keys[:8]))
        found[key] = _single(one.inner[0], rest.strip(), said)
    return found


def _key(one: Field, name: str) -> str | None:
    """The entry's name: one of the field's, by its value or its words in any language."""
    return _chosen(one.keys, name)


def _passage(said: Said) -> dict[str, list[str]]:
    """Sentences with an empty line between, each with its wordings; they keep the names that they
    have.
    """
    blocks = [block for block in re.split(r"\n\s*\n", said.plain) if block.strip()]
    before = list(said.before) if isinstance(said.before, Mapping) else []
    names = list(said.names) or before
    found = {}
    for at, block in enumerate(blocks):
        name = names[at] if at < len(names) else f"s{at + 1}"
        found[name] = [_BULLET.sub("", line).strip() for line in block.split("\n") if line.strip()]
    return found


def _single(one: Field, text: str, said: Said) -> Any:
    reader = _READERS.get(one.form)
    if reader is None:
        if one.form is Form.LINE and one.limit == 32:
            return _slug(text)
        return text
    value = reader(one, text, said)
    if value is None:
        raise Unfit(f"unfit.{one.form.value}", text=text[:60])
    return value


def _slug(text: str) -> str:
    """A short name: as it was typed, in small letters with hyphens."""
    return _NO_SLUG.sub("-", unicodedata.normalize("NFKC", text).casefold()).strip("-") or text


def _position(text: str) -> tuple[float, float]:
    found = re.fullmatch(r"(-?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)", text.strip())
    if not found:
        raise Unfit("unfit.position")
    return float(found[1]), float(found[2])


def _choice(one: Field, text: str, _said: Said) -> str | None:
    return _chosen(one.choices, text)


def _chosen(values: tuple[str, ...], text: str) -> str | None:
    typed = folded(text)
    for value in values:
        labels = {value, own_name(value)}
        for code in LANGUAGES:
            words, key = words_for(code), f"choice.{value}"
            labels |= {words.text(key)} if words.has(key) else set()
            labels |= {language_name(value, code)} if value in LANGUAGES else set()
        if typed in map(folded, labels):
            return str(value)
    return None


def _yes_no(_one: Field, text: str, _said: Said) -> bool | None:
    said = folded(text)
    for value, also in (("yes", of_all(lambda one: one.yes)), ("no", of_all(lambda one: one.no))):
        shown = {words_for(code).text(f"choice.{value}") for code in LANGUAGES}
        if said in map(folded, (*shown, *also)):
            return value == "yes"
    return None


def _number(_one: Field, text: str, _said: Said) -> int | None:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    return int(plain) if re.fullmatch(r"-?\d{1,12}", plain) else None


def _day(_one: Field, text: str, said: Said) -> str | None:
    found = moments.day(text, said.local.date())
    return found.isoformat() if found else None


def _partial(_one: Field, text: str, said: Said) -> str | None:
    return moments.partial(text, said.local.date())


def _moment(one: Field, text: str, said: Said) -> str | None:
    """Local time at the place; a time that is named with another zone is counted over."""
    named, rest = moments.zone_in(text)
    zone = named or said.zone
    found = moments.moment(rest, said.now.astimezone(ZoneInfo(zone)).replace(tzinfo=None))
    if found is None and (only := moments.day(rest, said.local.date())):
        found = datetime(only.year, only.month, only.day)  # noqa: DTZ001 - wall time
        return found.isoformat() if one.name != "starts" else None
    if found is None:
        return None
    if zone != said.zone:
        found = (
            found.replace(tzinfo=ZoneInfo(zone))
            .astimezone(ZoneInfo(said.zone))
            .replace(tzinfo=None)
        )
    return found.isoformat()


def _zone(_one: Field, text: str, _said: Said) -> str | None:
    return moments.zone(text)


def _rule(_one: Field, text: str, _said: Said) -> str:
    rules = [one for code in LANGUAGES for one in typed(code).rules.items()]
    named = {folded(name): rule for rule, names in rules for name in names}
    return named.get(folded(text), text.upper().removeprefix("RRULE:"))


def _country(_one: Field, text: str, _said: Said) -> str | None:
    if re.fullmatch(r"[A-Za-z]{2}", text):
        code = text.upper()
        return code if country(code, DEFAULT) != code else None
    typed = folded(text)
    codes = [str(code) for code in cldr(DEFAULT).territories if re.fullmatch("[A-Z]{2}", str(code))]
    return next(
        (
            code
            for code in codes
            if typed in {folded(country(code, language)) for language in LANGUAGES}
        ),
        None,
    )


def _language(_one: Field, text: str, _said: Said) -> str | None:
    if named := _language_names().get(folded(text)):
        return named
    return text.lower() if re.fullmatch(r"[a-zA-Z]{2,3}", text) else None


@cache
def _language_names() -> dict[str, str]:
    """Codes of languages by their names, folded: what the bot's languages call them (CLDR) and
    themselves.
    """
    named = {
        folded(name): code
        for one in LANGUAGES
        for code, name in cldr(one).languages.items()
        if len(code) < 4
    }
    return named | {folded(name): code for code in LANGUAGES for name in (code, own_name(code))}


_READERS: Mapping[Form, Callable[[Field, str, Said], Any]] = {
    Form.CHOICE: _choice,
    Form.YES_NO: _yes_no,
    Form.NUMBER: _number,
    Form.DAY: _day,
    Form.PARTIAL: _partial,
    Form.MOMENT: _moment,
    Form.ZONE: _zone,
    Form.RULE: _rule,
    Form.COUNTRY: _country,
    Form.LANGUAGE: _language,
}


def _sentence(one: Field, wrong: ValidationError) -> Unfit:
    """The first error of the model in a sentence."""
    first = wrong.errors(include_url=False)[0]
    context = first.get("ctx", {})
    match first["type"]:
        case "string_too_long":
            return Unfit(
                "unfit.too_long", count=len(str(first["input"])), limit=int(context["max_length"])
            )
        case "too_long":
            return Unfit("unfit.too_many", limit=int(context["max_length"]))
        case "too_short" | "string_too_short":
            return Unfit("unfit.nothing")
        case "string_pattern_mismatch" if "\n" in str(first["input"]):
            return Unfit("unfit.one_line")
        case "missing":
            return Unfit("unfit.row", count=0, line="")
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            bound = next(iter(context.values()))
            return Unfit("unfit.range", limit=str(bound))
        case "value_error" if one.form is Form.RULE:
            return Unfit("unfit.rule")
        case "web_address":
            return Unfit(f"link.{context['fault']}", link=context["link"])
        case _:
            return Unfit("unfit.shape", text=str(first["input"])[:60])
