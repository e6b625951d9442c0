"""A letter as pages to print, one for each language, typeset by typst with fonts that come with the program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from content.composer import OWN, Letter

SIZES = (11, 10.5, 10, 9.5, 9)  # points: the largest with which every language stays on its page
# Countries whose printers hold US Letter (CLDR, measurementData/paperSize).
US_LETTER = ("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE")
_CJK = {"ko": "Noto Sans CJK KR", "zh": "Noto Sans CJK SC", "ja": "Noto Sans CJK JP"}
SALUTATION = "salutation"  # the paragraph without the first line's indent that Chinese sets
_FORMULA = {"zh": 2}  # lines of the closing formula, where there is more than one


@dataclass(frozen=True)
class Outside:
    """What stands around the letter: the sender's line, the address in one or two languages, the paper."""

    addresses: Mapping[str, Sequence[str]]
    sender: str = ""
    paper: str = "a4"


def letter(made: Letter, outside: Outside) -> bytes:
    """The letter as a PDF, in the largest size that keeps every language on one page, else in the smallest."""
    size = next(_fitting(made, outside), SIZES[-1])
    page: object = _compiler(made, outside, size).compile()
    if not isinstance(page, bytes):
        raise TypeError("typst made no single PDF")
    return page


def fits(made: Letter, outside: Outside) -> bool:
    """Whether every language of the letter stays on one page."""
    return next(_fitting(made, outside), None) is not None


def paper(country: str | None) -> str:
    """The paper that a country's printers hold (CLDR, paperSize): "a4" or "us-letter"."""
    return "us-letter" if country in US_LETTER else "a4"


@cache
def fonts() -> Any:
    """The fonts of all the letter's languages; ModuleNotFoundError if a font package is missing."""
    import typst  # noqa: PLC0415 - 7 MB that a start does without

    folders = [Path(str(files("fontpkg_noto_serif"))) / "files", Path(str(files("manimgx_fonts_cjk")))]
    return typst.Fonts(include_system_fonts=False, font_paths=list(folders))


@cache
def _template() -> bytes:
    return Path(__file__).with_name("letter.typ").read_bytes()


def _fitting(made: Letter, outside: Outside) -> Iterator[float]:
    """The sizes with which there are no more pages than languages, the largest first."""
    wanted = 1 if made.translation is None else 2
    for size in SIZES:
        if json.loads(_compiler(made, outside, size).query("<pages>", field="value")) == [wanted]:
            yield size


def _compiler(made: Letter, outside: Outside, size: float) -> Any:
    import typst  # noqa: PLC0415 - as above

    sheets = [_sheet(one, outside, own=at == 0) for at, one in enumerate((made, made.translation)) if one]
    data = json.dumps({"title": made.subject, "paper": outside.paper, "size": size, "sheets": sheets})
    compiler: Any = typst.Compiler  # its stub cannot be inferred for bytes
    return compiler(_template(), font_paths=fonts(), sys_inputs={"letter": data})


def _sheet(one: Letter, outside: Outside, *, own: bool) -> dict[str, Any]:
    cjk = _CJK.get(one.language)
    shown = [paragraph for paragraph in one.paragraphs if own or paragraph.part != OWN]
    return {
        "language": one.language,
        "fonts": [cjk, "Noto Serif"] if cjk else ["Noto Serif", _CJK["ko"], _CJK["zh"]],
        "sender": outside.sender,
        "address": "\n".join(outside.addresses.get(one.language, ())),
        "paragraphs": [[part.text, one.language == "zh" and part.part != SALUTATION] for part in shown[:-1]],
        **_end(shown[-1].text, outside.sender, one.language),
    }


def _end(signature: str, sender: str, language: str) -> dict[str, Any]:
    """The signature in its two halves: the closing formula, and what stands below it."""
    rows, at = signature.split("\n"), _FORMULA.get(language, 1)
    return {
        "formula": rows[:at],
        "signed": "\n".join(rows[at:]),
        "right": language in _CJK,
        "room": bool(sender) and language not in _CJK,
    }
