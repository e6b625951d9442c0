"""Puts a person's letter together: approved paragraphs chosen by the draft's seed, their own words in the middle."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from urllib.parse import quote

from content.i18n import date_long
from content.letters import LetterText
from content.missions import Mission

T = TypeVar("T")
WORDS_LIMIT = 1500
NAME_LIMIT = 80
URL_LIMIT = 1900  # longer addresses are cut by mail sites and by phones


@dataclass(frozen=True)
class Choices:
    """What the writer chose: points by id, own words, the name to sign with, and the seed that picks wordings."""

    points: tuple[str, ...]
    words: str
    name: str
    seed: int


@dataclass(frozen=True)
class Letter:
    """A finished letter: subject and paragraphs, salutation first, signature last."""

    subject: str
    paragraphs: tuple[str, ...]

    @property
    def body(self) -> str:
        """The letter as plain text."""
        return "\n\n".join(self.paragraphs)


def pick(wordings: Sequence[T], seed: int, part: str) -> T:
    """The wording of a part that this seed chooses: the same every time for the same seed."""
    digest = hashlib.blake2b(f"{seed}:{part}".encode(), digest_size=8).digest()
    return wordings[int.from_bytes(digest, "big") % len(wordings)]


def compose(text: LetterText, language: str, mission: Mission, choices: Choices, today: date) -> Letter:
    """The letter to a mission: chosen points once each, in the campaign's order; without a name, no line for it."""
    seed = choices.seed
    points = [pick(point.wordings, seed, point.id) for point in text.points if point.id in choices.points]
    own = [part.strip() for part in choices.words.split("\n\n") if part.strip()]
    signature = text.sign_off.replace("{date}", date_long(today, language)).replace("{name}", choices.name)
    middle = (pick(text.openings, seed, "opening"), *points, *own, pick(text.requests, seed, "request"))
    ends = (pick(text.closings, seed, "closing"), "\n".join(line for line in signature.splitlines() if line.strip()))
    return Letter(pick(text.subjects, seed, "subject"), (salutation(text, mission), *middle, *ends))


def salutation(text: LetterText, mission: Mission) -> str:
    """The form of address this office uses, in the letter's language."""
    return text.salutations_by_mission.get(mission.slug) or text.salutations[mission.kind]


def mail_links(to: str, letter: Letter) -> dict[str, str]:
    """https addresses that open the letter in a mail site, by its name; those too long to survive are left out."""
    subject, body, address = quote(letter.subject), quote(letter.body), quote(to)
    links = {
        "Gmail": f"https://mail.google.com/mail/?view=cm&fs=1&to={address}&su={subject}&body={body}",
        "Outlook": f"https://outlook.live.com/mail/0/deeplink/compose?to={address}&subject={subject}&body={body}",
        "Yahoo": f"https://compose.mail.yahoo.com/?to={address}&subject={subject}&body={body}",
    }
    return {name: link for name, link in links.items() if len(link) <= URL_LIMIT}
