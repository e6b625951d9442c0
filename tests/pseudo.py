"""Two languages that nobody speaks, made from English for tests: one accented and 40 % longer, one from right to
left with six plural forms. A word that comes from no catalogue stays English, and is seen.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml
from babel.messages.pofile import read_po

from content.campaign import Campaign
from content.language import i18n, typed
from content.language.languages import ENGLISH, LANGUAGES, Direction, Language
from content.protection import name_lists

ACCENTED = replace(
    ENGLISH, code="xa", name="Ƀéȿŧ", locale="de", day="d. MMMM y", day_of_year="d. MMM",
    moment="EEE, d. MMM y, HH:mm", articles={},
)  # fmt: skip
FROM_RIGHT = replace(
    ENGLISH, code="xr", name="قبصد", locale="ar", direction=Direction.RIGHT_TO_LEFT, day="d MMMM y",
    day_of_year="d MMM", moment="EEE d MMM y HH:mm", articles={},
)  # fmt: skip
PLURALS = {
    "xa": "nplurals=2; plural=(n != 1);",
    "xr": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SIGNS = {
    "xa": str.maketrans(
        LETTERS + LETTERS.upper(), "áƀçđéƒğĥíĵķĺɱñöþɋŕšŧúṽŵẋýž" + "ÁɃÇĐÉƑĞĤÍĴĶĹḾÑÖÞɊŔŠŦÚṼŴẊÝŽ"
    ),
    "xr": str.maketrans(LETTERS + LETTERS.upper(), "ابجدهوزحطيكلمنسعفصقرشتثخذض" * 2),
}
# What is no words: values to fill in, commands, addresses of pages, and marks of Markdown.
KEPT = re.compile(r"\{\w+\}|(?<![\w/])/[a-z_]+|https?://\S+|\]\([^)]*\)|`[^`]*`|\S+@\S+|\n")
LONGER, WORD = 0.4, 7


def said(text: str, code: str) -> str:
    """A text in the language, in the accented one 40 % longer; what is no words stays."""
    more = round(len(text) * LONGER) if code == "xa" else 0
    return _translated(text, code) + "".join(" " if at % WORD == 0 else "ö" for at in range(more))


def _translated(text: str, code: str) -> str:
    parts, at = [], 0
    for kept in KEPT.finditer(text):
        parts += [text[at : kept.start()].translate(SIGNS[code]), kept.group()]
        at = kept.end()
    return "".join((*parts, text[at:].translate(SIGNS[code])))


def campaign(whole: Campaign) -> Campaign:
    """The campaign as if it had been written in the two languages only."""
    told = _told(whole.model_dump(mode="json"))
    return Campaign.model_validate(
        told | {"languages": ["xa", "xr"], "reviewed": {"xa": True, "xr": True}}
    )


def _told(value: Any) -> Any:
    """Every mapping of languages with its English text said in both."""
    if isinstance(value, list):
        return [_told(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "en" in value:
        return {code: _said_in(value["en"], code) for code in PLURALS}
    return {name: _told(one) for name, one in value.items()}


def _said_in(value: Any, code: str) -> Any:
    if isinstance(value, str):
        return _translated(value, code)
    if isinstance(value, list):
        return [_said_in(one, code) for one in value]
    if isinstance(value, dict):
        return {name: _said_in(one, code) for name, one in value.items()}
    return value


@contextmanager
def spoken(folder: Path) -> Iterator[None]:
    """While it lasts, the bot speaks the two languages as well as its own."""
    words = folder / "typed_words", folder / "name_words"
    shutil.copytree(i18n.LOCALES, folder / "locales")
    for own, copied in zip((typed.WORDS, name_lists.WORDS), words, strict=True):
        shutil.copytree(own, copied)
    for code in PLURALS:
        _catalogues(folder / "locales", code)
        english = yaml.safe_load((typed.WORDS / "en.yaml").read_text("utf-8"))
        english["screens"] = {
            name: [said(word, code) for word in those] for name, those in english["screens"].items()
        }
        (words[0] / f"{code}.yaml").write_text(yaml.safe_dump(english, allow_unicode=True), "utf-8")
        shutil.copy(words[1] / "en.yaml", words[1] / f"{code}.yaml")
    both: dict[str, Language] = {one.code: one for one in (ACCENTED, FROM_RIGHT)}
    with (
        patch.dict(LANGUAGES, both),
        patch.object(i18n, "LOCALES", folder / "locales"),
        patch.object(typed, "WORDS", words[0]),
        patch.object(name_lists, "WORDS", words[1]),
    ):
        _forget()
        yield
    _forget()


def _catalogues(folder: Path, code: str) -> None:
    """A catalogue for each English one, as a translator would have written it."""
    (folder / code).mkdir()
    for path in (folder / "en").glob("*.po"):
        with path.open("rb") as file:
            english = read_po(file, locale="en")
        blocks = [f'msgid ""\nmsgstr "Plural-Forms: {PLURALS[code]}\\n"\n']
        for message in english:
            if isinstance(message.id, str):
                if message.id:
                    blocks.append(
                        f"msgid {_quoted(message.id)}\nmsgstr {_quoted(said(message.string, code))}\n"
                    )
            else:
                one, many = (said(form, code) for form in message.string)
                forms = [one, many] if code == "xa" else [many, one, many, many, many, many]
                listed = "\n".join(f"msgstr[{at}] {_quoted(form)}" for at, form in enumerate(forms))
                blocks.append(
                    f"msgid {_quoted(message.id[0])}\nmsgid_plural {_quoted(message.id[1])}\n{listed}\n"
                )
        (folder / code / path.name).write_text("\n".join(blocks), "utf-8")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _forget() -> None:
    """Empties every cache of the program that may hold something of a language."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in ("bot", "handlers", "storage", "content"):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
