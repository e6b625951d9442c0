"""Puts a person's letter together: approved sentences chosen by the draft's seed, their own words
as its heart.

Every sentence is chosen on its own, from the seed and the sentence's name: the same draft gives the
same letter, whatever else the writer changes, and the same wording numbers in every language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from content.language.i18n import date_long
from content.language.languages import language_of
from content.letters.sentences import Letters, LetterText, Told
from content.missions.mission import Mission

T = TypeVar("T")
QUESTIONS = ("who", "why", "want")
FREE = "free"
NAME_LIMIT = 80
OWN = "own"
DIVIDER = "* * *"


@dataclass(frozen=True)
class Choices:
    """What the writer chose: points by id, own paragraphs, name (a town below it), the seed that
    picks wordings.
    """

    points: tuple[str, ...]
    own: tuple[str, ...]
    name: str
    seed: int
    again: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph and its part: salutation, again, opening, own, a point's id, request, closing or
    signature.
    """

    part: str
    text: str


@dataclass(frozen=True)
class Letter:
    """A finished letter, salutation first, signature last; with a translation it goes out in both
    languages.
    """

    language: str
    subject: str
    paragraphs: tuple[Paragraph, ...]
    translation: Letter | None = None

    @property
    def body(self) -> str:
        """The letter as plain text; a translation follows without the writer's own words, which
        stand once.
        """
        text = "\n\n".join(paragraph.text for paragraph in self.paragraphs)
        if self.translation is None:
            return text
        return "\n\n".join(
            [text, DIVIDER, *(one.text for one in self.translation.paragraphs if one.part != OWN)]
        )


def pick(wordings: Sequence[T], seed: int, slot: str) -> T:
    """The wording for a slot that this seed chooses: the same every time for the same seed."""
    digest = hashlib.blake2b(f"{seed}:{slot}".encode(), digest_size=8).digest()
    return wordings[int.from_bytes(digest, "big") % len(wordings)]


def own_paragraphs(answers: Mapping[str, str]) -> tuple[str, ...]:
    """The writer's own paragraphs: free writing if there is any, else the answers in the order of
    the questions.
    """
    written = (
        [answers.get(FREE, "")]
        if answers.get(FREE)
        else [answers.get(question, "") for question in QUESTIONS]
    )
    return tuple(part.strip() for text in written for part in text.split("\n\n") if part.strip())


def compose(
    letters: Letters, languages: Sequence[str], mission: Mission, choices: Choices, today: date
) -> Letter:
    """The letter to an office in one language, or in the first with the second as its
    translation.
    """
    first = _one(letters, languages[0], mission, choices, today)
    if len(languages) == 1:
        return first
    second = _one(letters, languages[1], mission, choices, today)
    return Letter(first.language, f"{first.subject} / {second.subject}", first.paragraphs, second)


def side_by_side(letter: Letter, other: Letter) -> tuple[tuple[str, str | None], ...]:
    """Paragraphs of the letter, each with the same one of the other; None beside the writer's own
    words.
    """
    beside = {
        paragraph.part: paragraph.text for paragraph in other.paragraphs if paragraph.part != OWN
    }
    return tuple((paragraph.text, beside.get(paragraph.part)) for paragraph in letter.paragraphs)


def salutation(text: LetterText, mission: Mission) -> str:
    """The form of address this office uses, in the letter's language."""
    return text.salutations_by_mission.get(mission.slug) or text.salutations[mission.kind]


def say(passage: Mapping[str, Sequence[str]], seed: int, place: str, language: str) -> str:
    """A passage as one paragraph: of each sentence the wording that the seed chooses."""
    sentences = [pick(wordings, seed, f"{place}.{name}") for name, wordings in passage.items()]
    return language_of(language).sentence_space.join(sentences)


def _one(
    letters: Letters, language: str, mission: Mission, choices: Choices, today: date
) -> Letter:
    text, seed = letters.texts[language], choices.seed
    asking = text.request if mission.kind.is_mission else text.request_to_others or text.request
    middle = [
        *(
            [Paragraph("again", say(text.again, seed, "again", language))]
            if choices.again and text.again
            else []
        ),
        Paragraph("opening", say(text.opening, seed, "opening", language)),
        *(Paragraph(OWN, words) for words in choices.own),
        *(
            Paragraph(id, say(text.points[id].text, seed, f"points.{id}", language))
            for id in _order(letters, seed)
            if id in choices.points and id in text.points
        ),
        Paragraph("request", say(asking, seed, "request", language)),
        Paragraph("closing", say(text.closing, seed, "closing", language)),
    ]
    ends = (
        Paragraph("salutation", salutation(text, mission)),
        Paragraph("signature", _signature(text, language, choices.name, today)),
    )
    told = [
        one for one in letters.to_the_state if mission.kind.is_mission and one.language == language
    ]
    said = [one if one.part == OWN else replace(one, text=_told(one.text, told)) for one in middle]
    return Letter(language, pick(text.subjects, seed, "subject"), (ends[0], *said, ends[1]))


def _told(words: str, otherwise: Sequence[Told]) -> str:
    """The campaign's words as an office of the state itself is told them: of its own country, not
    of China.
    """
    for one in otherwise:
        words = words.replace(one.words, one.instead)
    return words


def _order(letters: Letters, seed: int) -> Sequence[str]:
    return pick(letters.orders or (tuple(point.id for point in letters.points),), seed, "order")


def _signature(text: LetterText, language: str, name: str, today: date) -> str:
    """The closing formula with name, town and date; without a name, no line for it."""
    who, _, town = name.partition("\n")
    rows: list[str] = []
    for row in filter(None, map(str.strip, text.sign_off.splitlines())):
        if "{name}" not in row:
            rows.append(row.replace("{date}", date_long(today, language)))
        elif who:
            signed = [row.replace("{name}", who), town]
            rows += signed[::-1] if language_of(language).name_last else signed
    return "\n".join(filter(None, rows))
