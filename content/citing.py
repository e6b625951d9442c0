"""How a source is cited, in a line: publisher, title where known, date."""

from __future__ import annotations

from content.language.languages import language_of


def cited(publisher: str, title: str | None, day: str, language: str) -> str:
    """Like: Voice of America, “Title”, 30 April 2019; with the commas of the language."""
    parts = [publisher, f"“{title}”" if title else "", day]
    return language_of(language).comma.join(filter(None, parts))
