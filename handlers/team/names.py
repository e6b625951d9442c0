"""How members and roles are called: pseudonyms from a list of trees, never a name or an id."""

from __future__ import annotations

from content.language.i18n import Words, list_of
from content.language.languages import own_name
from storage.people.members import Colleague


def alias(words: Words, number: int | None) -> str:
    """The pseudonym with this number; the machine for what nobody of the team did."""
    if number is None:
        return words.text("people.machine")
    trees = words.text("people.trees").split("|")
    lap = number // len(trees)
    return trees[number % len(trees)] + (f" {lap + 1}" if lap else "")


def role(words: Words, colleague: Colleague) -> str:
    """The role in words, a translator's languages with it."""
    name = words.text(f"team.role.{colleague.role.value}")
    languages = [own_name(code) for code in colleague.languages]
    return f"{name} ({list_of(languages, words.language)})" if languages else name
