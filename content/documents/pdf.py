"""A letter as pages to print, one for each language; typesetting.py sets them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from content.documents.typesetting import Fits, Pages
from content.language.languages import language_of
from content.letters.composer import OWN, Letter

# Countries whose printers hold US Letter (CLDR, measurementData/paperSize).
US_LETTER = ("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE")
SALUTATION = "salutation"  # the paragraph that is never indented


@dataclass(frozen=True)
class Outside:
    """What stands around the letter: the sender's line, the address in one or two languages, the
    paper.
    """

    addresses: Mapping[str, Sequence[str]]
    sender: str = ""
    paper: str = "a4"


def letter(made: Letter, outside: Outside) -> Pages:
    """The letter as pages to set."""
    return Pages(_data(made, outside))


def fits(made: Letter, outside: Outside) -> Fits:
    """The letter to measure: whether every language of it stays on one page."""
    return Fits(_data(made, outside))


def paper(country: str | None) -> str:
    """The paper that a country's printers hold (CLDR, paperSize): "a4" or "us-letter"."""
    return "us-letter" if country in US_LETTER else "a4"


def _data(made: Letter, outside: Outside) -> str:
    sheets = [
        _sheet(one, outside, own=at == 0) for at, one in enumerate((made, made.translation)) if one
    ]
    return json.dumps({"title": made.subject, "paper": outside.paper, "sheets": sheets})


def _sheet(one: Letter, outside: Outside, *, own: bool) -> dict[str, Any]:
    written = language_of(one.language)
    shown = [paragraph for paragraph in one.paragraphs if own or paragraph.part != OWN]
    return {
        "language": one.language,
        "fonts": written.fonts,
        "indented": written.indented,
        "sender": outside.sender,
        "address": "\n".join(outside.addresses.get(one.language, ())),
        "paragraphs": [
            [part.text, written.indented and part.part != SALUTATION] for part in shown[:-1]
        ],
        **_end(shown[-1].text, outside.sender, one.language),
    }


def _end(signature: str, sender: str, language: str) -> dict[str, Any]:
    """The signature in its two halves: the closing formula, and what stands below it."""
    own = language_of(language)
    rows, at = signature.split("\n"), own.closing_rows
    return {
        "formula": rows[:at],
        "signed": "\n".join(rows[at:]),
        "at_end": own.signed_at_end,
        "room": bool(sender) and not own.signed_at_end,
    }
