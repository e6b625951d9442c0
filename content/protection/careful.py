"""Words that a text about protected people should rarely hold: shown to the team with a reason; the
team decides.

One file of `careful_words` for each language, read in all of them: a text may quote another
language. For a minor names and places below the province belong to it too (SAFETY rules 2 and 3).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from content.language.languages import WordUnit, language_of
from content.letters.checks import names_given
from content.protection import handles, small_places
from content.protection.private_details import Detail

WORDS = Path(__file__).with_name("careful_words")
IN_WORDS = ("health", "school", "charges", "relatives", "source", "face")
OF_MINORS = frozenset({"face"})  # looked for in texts about minors only


def find(text: str, *, minors: bool) -> list[Detail]:
    """The first words of each kind in the text, in the order of the kinds."""
    plain = unicodedata.normalize("NFKC", text)
    found = [
        Detail(kind, match.group())
        for kind, pattern in _patterns().items()
        if (minors or kind not in OF_MINORS) and (match := pattern.search(plain))
    ]
    found += [Detail("handle", match.group())] if (match := handles.CAREFUL.search(plain)) else []
    return [*found, *(_of_minors(plain) if minors else ())]


def _of_minors(text: str) -> Iterator[Detail]:
    for kind, places in (("name", names_given(text)), ("place", small_places.find(text))):
        if places:
            start, end = places[0]
            yield Detail(kind, text[start:end])


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lists = {
        file.stem: yaml.safe_load(file.read_text("utf-8")) for file in sorted(WORDS.glob("*.yaml"))
    }
    return {
        kind: re.compile(
            "|".join(_pattern(language, one[kind]) for language, one in lists.items()),
            re.IGNORECASE,
        )
        for kind in IN_WORDS
    }


def _pattern(language: str, entries: list[str]) -> str:
    """Any of the entries as written; where words stand for themselves, as whole words with any
    space between them: their beginnings are looked for once for all of them.
    """
    any_of = "|".join(f"(?:{entry})" for entry in entries)
    if language_of(language).word_unit is WordUnit.CHARACTERS:
        return any_of
    spaced = any_of.replace(" ", r"\s+")
    return rf"(?<!\w)(?:{spaced})(?!\w)"
