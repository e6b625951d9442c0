"""A letter as a page to print, typeset by typst with fonts that come with the program."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

# The person's words reach typst as data, never as its source. The address stands where a DL window envelope shows it.
PAGE = b"""
#let letter = json(bytes(sys.inputs.letter))
#set page(paper: letter.paper, margin: (x: 25mm, top: 20mm, bottom: 20mm))
#set text(font: ("Noto Serif", "Noto Sans CJK " + letter.cjk), size: 11pt, lang: letter.language)
#set par(leading: 0.75em, spacing: 1.2em)
#block(height: 45mm, width: 85mm, inset: (top: 22mm))[#for line in letter.address [#line \\ ]]
#v(12mm)
#for paragraph in letter.paragraphs [
  #par[#for (at, line) in paragraph.split("\\n").enumerate() [#if at > 0 [\\ ]#line]]
]
"""


@cache
def fonts() -> tuple[Path, ...]:
    """Folders with the fonts of all the letter's languages; ModuleNotFoundError if a font package is missing."""
    return (Path(str(files("fontpkg_noto_serif"))) / "files", Path(str(files("manimgx_fonts_cjk"))))


def letter(paragraphs: Sequence[str], address: Sequence[str], language: str, paper: str = "a4") -> bytes:
    """The letter as a PDF on "a4" or "us-letter" paper."""
    content = {
        "paragraphs": list(paragraphs), "address": list(address), "paper": paper,
        "language": language, "cjk": {"ko": "KR", "zh": "SC"}.get(language, "KR"),
    }  # fmt: skip
    compiler: Any = typst.Compiler  # its stub cannot be inferred for paths
    made: object = compiler(PAGE, font_paths=list(fonts()), sys_inputs={"letter": json.dumps(content)}).compile()
    if not isinstance(made, bytes):
        raise TypeError("typst made no single PDF")
    return made
