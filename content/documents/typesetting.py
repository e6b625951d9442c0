"""Letters and charts set by typst with fonts that come with the program; done in a worker process, never in the bot.

typst keeps what it has worked out. Only a compilation lets go of what ten later ones did not use; a query does not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from pydantic import ConfigDict

from content.foreign import Foreign

T = TypeVar("T")
SIZES = (11, 10.5, 10, 9.5, 9)  # points: the largest with which every language stays on its page
PIXELS_PER_INCH = 144.0  # of a page 540 points wide: 1,080 pixels, three for each of a phone's
LETTER, CHART = "letter.typ", "chart.typ"


@dataclass(frozen=True)
class Made:
    """A file that was made."""

    content: bytes
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
        """A PDF, in the largest size that keeps every language on one page, else in the smallest."""
        data = json.loads(self.data)
        return _made(_compiler(LETTER, data | {"size": _fitting(data) or SIZES[-1]}).compile())


class Fits(Typeset[bool]):
    """A letter whose pages are counted."""

    def read(self) -> bool:
        """Whether every language of the letter stays on one page."""
        return _fitting(json.loads(self.data)) is not None


class Chart(Typeset[Made]):
    """A chart to draw."""

    def read(self) -> Made:
        """A PNG, 1,080 pixels wide."""
        return _made(_compiler(CHART, json.loads(self.data)).compile(format="png", ppi=PIXELS_PER_INCH))


def _fitting(data: dict[str, Any]) -> float | None:
    """The largest size with which there are no more pages than languages."""
    found = next((size for size in SIZES if _pages(data | {"size": size}) == len(data["sheets"])), None)
    _compiler(None, {}).compile()  # lets go of what the queries have worked out
    return found


def _pages(data: dict[str, Any]) -> int:
    counted: list[int] = json.loads(_compiler(LETTER, data).query("<pages>", field="value"))
    return counted[0]


def _compiler(template: str | None, data: dict[str, Any]) -> Any:
    import typst  # noqa: PLC0415 - 7 MB that only the worker needs

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

    folders = [Path(str(files("fontpkg_noto_serif"))) / "files", Path(str(files("manimgx_fonts_cjk")))]
    return typst.Fonts(include_system_fonts=False, font_paths=list(folders))
