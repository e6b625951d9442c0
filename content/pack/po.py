"""One language of a campaign as a gettext catalogue for translators, and back (GNU gettext, PO
files).

Each text's context names its place, such as "case/liaoning-seven/title"; what is missing comes
first.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po
from pydantic import ValidationError

from content.campaign import Campaign
from content.errors import UserError
from content.language.languages import matching
from content.pack.diff import KINDS

CATALOGUE_BYTES = 1_000_000  # bytes
MOST_TEXTS = 10_000
Texts = dict[str, str]
# Ours have no plurals, and the parser makes as many texts of one as the header says: a billion fill
# the memory.
_PLURAL = re.compile(r"msgid_plural")
_CATALOGUE_WIDTH = 100_000  # one line for one text
_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # the same texts, the same bytes


def to_po(campaign: Campaign, source: str, target: str) -> bytes:
    """The catalogue from one language into another: what has no translation yet stands first."""
    originals, done = _texts(campaign, source), _texts(campaign, target)
    catalogue = Catalog(
        target.replace("-", "_"), header_comment="# What has no translation yet comes first.",
        project=campaign.slug, fuzzy=False, creation_date=_DATE, revision_date=_DATE,
    )  # fmt: skip
    for place in sorted(originals, key=lambda place: place in done):
        catalogue.add(originals[place], done.get(place, ""), context=place)
    out = io.BytesIO()
    write_po(out, catalogue, width=_CATALOGUE_WIDTH)
    return out.getvalue()


class Translation(NamedTuple):
    """What a catalogue brings: its language, the campaign with it, and what was left out of it."""

    language: str
    campaign: Campaign
    fuzzy: int  # texts that their translator is not sure of (GNU gettext, fuzzy entries)
    older: int  # texts whose original says something else by now


def from_po(body: bytes, campaign: Campaign) -> Translation:
    """The campaign with the texts of the catalogue's language replaced; UserError where it does not
    fit.

    Texts that are empty, fuzzy or translate an older original stay as they are. A piece of content
    comes in once all of its required texts are there.
    """
    catalogue = _read(body)
    language = matching(str(catalogue.locale_identifier or ""), campaign.languages[1:])
    if language is None:
        raise UserError("packs.no_language")
    written = [message for message in catalogue if message.id and message.string]
    sure = [message for message in written if not message.fuzzy]
    originals = _texts(campaign, campaign.languages[0])
    given = {
        str(message.context): str(message.string)
        for message in sure
        if _same(str(message.id), originals.get(str(message.context)))
    }
    whole = _with(campaign, campaign.languages[0], language, given)
    return Translation(language, whole, len(written) - len(sure), len(sure) - len(given))


def _same(original: str, now: str | None) -> bool:
    """Whether a catalogue's original is what the text says now; of no text that is said later."""
    return now is None or original.replace("\r\n", "\n").strip() == now.strip()


def _read(body: bytes) -> Catalog:
    if len(body) > CATALOGUE_BYTES:
        raise UserError("packs.too_large")
    try:
        text = body.decode("utf-8-sig")  # whatever its header claims
        if _PLURAL.search(text):
            raise UserError("packs.no_po")
        if text.count("msgid") > MOST_TEXTS:
            raise UserError("packs.too_many_texts", limit=MOST_TEXTS)
        return read_po(io.StringIO(text), abort_invalid=True)
    except (PoFileError, ValueError, LookupError) as broken:
        raise UserError("packs.no_po") from broken


def _texts(campaign: Campaign, language: str) -> Texts:
    """Each text of this language by its place."""
    found: Texts = {}
    for kind, slug, texts in _all_texts(campaign):
        if language in texts:
            found |= {f"{kind}/{slug}/{path}": text for path, text in _strings(texts[language], "")}
    return found


def _all_texts(campaign: Campaign) -> Iterator[tuple[str, str, dict[str, Any]]]:
    whole = campaign.model_dump(mode="json")
    yield "campaign", campaign.slug, whole["texts"]
    for kind, name in KINDS.items():
        for part in whole[name]:
            if "texts" in part:
                yield kind, part.get("slug") or part["case"], part["texts"]


def _strings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            if path.rsplit("/", 1)[-1] != "id" and value:
                yield path, value
        case dict() | list():
            items = value.items() if isinstance(value, dict) else enumerate(value)
            for name, item in items:
                yield from _strings(item, f"{path}/{name}" if path else str(name))


def _with(campaign: Campaign, source: str, target: str, given: Mapping[str, str]) -> Campaign:
    whole = campaign.model_dump(mode="json", by_alias=True)
    parts = [("campaign", campaign.slug, whole["texts"])]
    for kind, name in KINDS.items():
        parts += [
            (kind, part.get("slug") or part["case"], part["texts"])
            for part in whole[name]
            if "texts" in part
        ]
    unknown = set(given)
    for kind, slug, texts in parts:
        if source not in texts:
            continue
        place = f"{kind}/{slug}"
        wanted = dict(_strings(texts[source], ""))
        mine = {path: given[f"{place}/{path}"] for path in wanted if f"{place}/{path}" in given}
        unknown -= {f"{place}/{path}" for path in mine}
        known = dict(_strings(texts.get(target, {}), ""))
        if mine and all(path in mine or path in known for path in wanted):
            texts[target] = _filled(texts[source], known | mine, "")
    if unknown:
        raise UserError("packs.unknown_text", place=sorted(unknown)[0])
    try:
        return Campaign.model_validate(whole)
    except ValidationError as wrong:
        place = "/".join(str(step) for step in wrong.errors()[0]["loc"])
        raise UserError("packs.does_not_fit", place=place) from wrong


def _filled(shape: Any, texts: Mapping[str, str], path: str) -> Any:
    """The same shape with the texts at their places."""
    match shape:
        case str():
            return texts.get(path, shape)
        case dict():
            return {
                name: _filled(item, texts, f"{path}/{name}" if path else name)
                for name, item in shape.items()
            }
        case list():
            return [
                _filled(item, texts, f"{path}/{at}" if path else str(at))
                for at, item in enumerate(shape)
            ]
        case _:
            return shape
