"""What to look at before a letter goes out: each finding says what, where and which words. One kind
blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from content.language.languages import WordUnit, language_of
from content.protection import person_names, small_places

WORDS = Path(__file__).with_name("letter_words")
PROTECTED, THREAT, INSULT, SHOUTING = "protected", "threat", "insult", "shouting"
OTHER_ASK, TOO_LONG, OUTDATED = "other_ask", "too_long", "outdated"
LETTER, POINTS, NAME = "letter", "points", "name"  # places that are no question of the writer's
_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]*")
_SHOUTED = re.compile(
    r"(?<![A-Z])(?:[A-Z]{2,}(?:[\s,'’-]+[A-Z]{2,}){3,}|[A-Z]{5,}(?:[\s,'’-]+[A-Z]{5,})+)"
)


@dataclass(frozen=True)
class Finding:
    """What was found, in which of the writer's texts, and the stretch of it (code points); a
    blocking one must go.
    """

    key: str
    place: str
    start: int = 0
    end: int = 0

    @property
    def blocks(self) -> bool:
        """Whether the letter may not go out with it (SAFETY rule 10)."""
        return self.key == PROTECTED


def check(
    texts: Mapping[str, str],
    published: str,
    *,
    protected: bool,
    minors: bool,
    outdated: Iterable[str],
    fits: bool,
) -> tuple[Finding, ...]:
    """Everything to look at in the writer's texts (by place), the chosen points and the whole
    letter.

    What a case withholds is not looked at here: every name of a person gets one answer, so that no
    letter can be used to find out which names are on a list. Names that the campaign itself
    published are no secret.
    """
    looked = (_text(place, text, published, protected, minors) for place, text in texts.items())
    findings = [finding for found in looked for finding in found]
    findings += [Finding(OUTDATED, f"{POINTS}.{id}") for id in outdated]
    findings += [] if fits else [Finding(TOO_LONG, LETTER)]
    return tuple(sorted(findings, key=lambda finding: not finding.blocks))


def _text(
    place: str, text: str, published: str, protected: bool, minors: bool
) -> Iterator[Finding]:
    if protected and place != NAME:  # the writer's own name is theirs to give
        yield from _named(place, text, published, minors)
    yield from _first(THREAT, place, text, _patterns("threats"))
    yield from _first(INSULT, place, text, _patterns("insults"))
    yield from _first(SHOUTING, place, text, (_SHOUTED,))
    yield from _other_ask(place, text)


def _named(place: str, text: str, published: str, minors: bool) -> Iterator[Finding]:
    """The first name of a person, by its shape or by words that give somebody a name; where minors
    are, of a town.
    """
    name = person_names.first(text, published)
    places = (
        ([name] if name else []) + (small_places.find(text) if minors else []) + names_given(text)
    )
    if places:
        start, end = min(places)
        yield Finding(PROTECTED, place, min(start, len(text) - 1), min(end, len(text)))


def names_given(text: str) -> list[tuple[int, int]]:
    """Where words give somebody a name, in any language."""
    return [found.span() for pattern in _patterns("naming") if (found := pattern.search(text))]


def _first(
    key: str, place: str, text: str, patterns: Iterable[re.Pattern[str]]
) -> Iterator[Finding]:
    """The first match in the text: one sentence about it is enough."""
    matches = [match for pattern in patterns if (match := pattern.search(text))]
    if matches:
        match = min(matches, key=lambda one: one.start())
        yield Finding(key, place, match.start(), match.end())


def _other_ask(place: str, text: str) -> Iterator[Finding]:
    """The first sentence that asks for something no letter of this kind asks."""
    for sentence in _SENTENCE.finditer(text):
        words = sentence.group()
        if _any(words, "asking") and _any(words, "elsewhere"):
            lead = len(words) - len(words.lstrip())
            yield Finding(OTHER_ASK, place, sentence.start() + lead, sentence.end())
            return


def _any(words: str, kind: str) -> bool:
    return any(pattern.search(words) for pattern in _patterns(kind))


@cache
def _patterns(kind: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of this kind in every language that has words: a person may write in any of
    them.
    """
    languages = sorted(file.stem for file in WORDS.glob("*.yaml"))
    return tuple(pattern for language in languages for pattern in _read(language)[kind])


@cache
def _read(language: str) -> dict[str, tuple[re.Pattern[str], ...]]:
    lists: dict[str, list[str]] = yaml.safe_load((WORDS / f"{language}.yaml").read_text("utf-8"))
    return {
        kind: tuple(_pattern(entry, language) for entry in entries)
        for kind, entries in lists.items()
    }


def _pattern(entry: str, language: str) -> re.Pattern[str]:
    """The entry as written; where words stand for themselves, as whole words with any space between
    them.
    """
    if language_of(language).word_unit is WordUnit.WORDS:
        entry = r"(?<!\w)(?:" + entry.replace(" ", r"\s+") + r")(?!\w)"
    return re.compile(entry, re.IGNORECASE)
