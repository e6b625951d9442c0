"""Typed words that name a screen, in any of the languages."""

from __future__ import annotations

import unicodedata
from functools import cache

from content.language.languages import LANGUAGES, own_name
from content.language.typed import typed

# The first one named is meant.
SCREENS = ("letter", "cases", "events", "updates", "language", "privacy", "help")
SCREEN_NAME_CHARACTERS = (
    24  # characters without spaces: longer texts are not taken for the name of a screen
)


def folded(text: str) -> str:
    """Letters and digits only, in one width and case."""
    return "".join(
        sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum()
    )


@cache
def _named() -> dict[str, str]:
    """Which screen a word names, folded; the name of a language leads to the choice of
    languages.
    """
    lists = [typed(code).screens for code in LANGUAGES]
    found = {folded(word): screen for screen in SCREENS for one in lists for word in one[screen]}
    return found | {folded(own_name(code)): "language" for code in LANGUAGES}


def screen_for(text: str) -> str | None:
    """The screen a short text names, whole words first, then as a part; None if it names none."""
    wanted = folded(text)
    if wanted in _named():
        return _named()[wanted]
    if not wanted or len(wanted) > SCREEN_NAME_CHARACTERS:
        return None
    tokens = {folded(token) for token in text.split()}
    for word, screen in _named().items():
        if word in tokens or (len(word) > 1 and not word.isascii() and word in wanted):
            return screen
    return None
