"""Letters and charts set by typst with fonts that come with the program; done in a worker process,
never in the bot.

typst keeps what it has worked out. Only a compilation lets go of what ten later ones did not use; a
query does not.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from unicodedata import category

from pydantic import ConfigDict

from content.foreign import Foreign

T = TypeVar("T")
SIZES = (11, 10.5, 10, 9.5, 9)  # points: the largest with which every language stays on its page
PIXELS_PER_INCH = 144.0  # of a page 540 points wide: 1,080 pixels, three for each of a phone's
LETTER, CHART = "letter.typ", "chart.typ"
# Within an emoji; a class of a pattern.
_JOINING = "\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_BREAK = "\u200b"  # the template's own: a place at which a long word may be broken
_UNSHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}")


@dataclass(frozen=True)
class Made:
    """A file that was made, and the signs that are not in it because no font has them.

    Emoji are left out. A letter with others is not made at all (`content` is empty): it would show
    boxes for words.
    """

    content: bytes
    missing: str = ""
    __pydantic_config__ = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")


@dataclass(frozen=True)
class Typeset(Foreign[T]):
    """Something to set; `data` is JSON, for the template. typst and the fonts take some 80 MB."""

    seconds: ClassVar[int] = 10
    memory: ClassVar[int] = 300 * 1024 * 1024
    data: str


class Pages(Typeset[Made]):
    """A letter to print."""

    def read(self) -> Made:
        """A PDF, in the largest size that keeps every language on one page, else in the
        smallest.
        """
        data = json.loads(self.data)
        missing = _missing(data | {"size": SIZES[0]})
        if any(not _ornament(sign) for sign in missing):
            return Made(b"", missing)
        data = _without(missing, data) if missing else data
        made = _made(_compiler(LETTER, data | {"size": _fitting(data) or SIZES[-1]}).compile())
        return replace(made, missing=missing)


class Fits(Typeset[bool]):
    """A letter whose pages are counted."""

    def read(self) -> bool:
        """Whether every language of the letter stays on one page."""
        return _fitting(json.loads(self.data)) is not None


class Chart(Typeset[Made]):
    """A chart to draw."""

    def read(self) -> Made:
        """A PNG, 1,080 pixels wide."""
        return _made(
            _compiler(CHART, json.loads(self.data)).compile(format="png", ppi=PIXELS_PER_INCH)
        )


def _missing(data: dict[str, Any]) -> str:
    """The signs that no font has, in their order: PDF/A-2u allows none, so typst names them when it
    is asked for it.
    """
    import typst  # noqa: PLC0415 - 7 MB that only the worker needs

    try:
        _compiler(LETTER, data | {"tried": True}).compile(pdf_standards=["a-2u"])
    except typst.TypstError as refused:
        named = "".join(_UNSHOWN.findall(refused.diagnostic))
        if not named:
            raise
        signs = _CODE.sub(lambda code: chr(int(code[1], 16)), named).replace(_BREAK, "")
        return "".join(dict.fromkeys(signs))
    return ""


def _ornament(sign: str) -> bool:
    """Whether a letter says the same without it: emoji, symbols, and what joins or colours them."""
    return category(sign) in ("So", "Sk", "Cf", "Me", "Cn", "Co") or sign in _JOINING


def _without(missing: str, data: Any) -> Any:
    """The same without these signs, what belongs to them, and the space before them."""
    if isinstance(data, str):
        signs = f"(?:[{re.escape(missing)}][{_JOINING}]*)+"
        return re.sub(f"(?m)^{signs} ?| ?{signs}", "", data)
    if isinstance(data, list):
        return [_without(missing, one) for one in data]
    return (
        {name: _without(missing, one) for name, one in data.items()}
        if isinstance(data, dict)
        else data
    )


def _fitting(data: dict[str, Any]) -> float | None:
    """The largest size with which there are no more pages than languages."""
    found = next(
        (size for size in SIZES if _pages(data | {"size": size}) == len(data["sheets"])), None
    )
    _compiler(None, {}).compile()  # lets go of what the queries have worked out
    return found


def _pages(data: dict[str, Any]) -> int:
    counted: list[int] = json.loads(_compiler(LETTER, data).query("<pages>", field="value"))
    return counted[0]


def _compiler(template: str | None, data: dict[str, Any]) -> Any:
    import typst  # noqa: PLC0415 - as above

    compiler: Any = typst.Compiler  # its stub cannot be inferred for bytes
    source = _template(template) if template else b" "
    return compiler(source, font_paths=_fonts(), sys_inputs={"data": json.dumps(data)})


def _made(found: object) -> Made:
    if not isinstance(found, bytes):
        raise TypeError("typst made no single file")
    return Made(found)


@cache
def _template(name: str) -> bytes:
    return Path(__file__).with_name(name).read_bytes()


@cache
def _fonts() -> Any:
    """The fonts of all the letter's languages; ModuleNotFoundError if a font package is missing."""
    import typst  # noqa: PLC0415 - as above

    folders = [
        Path(str(files("fontpkg_noto_serif"))) / "files",
        Path(str(files("manimgx_fonts_cjk"))),
    ]
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)
    )
