"""Which words of a part are looked at where the people of a case are protected, and what is found
in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from content.errors import UserError
from content.protection import careful, private_details
from content.protection.kept_back import texts
from content.protection.private_details import Detail

KINDS = frozenset({"case", "event", "letter", "update"})
HEAD = ("consents", "sources", "keywords", "changes")  # words that are the same in all languages
EARLIEST_ZONE = timedelta(hours=14)  # a day has begun there when it is still the day before in UTC


class ConsentAhead(UserError):
    """Consent is recorded with a day that has not come."""

    key = "error.consent_ahead"


@dataclass(frozen=True)
class Place:
    """A text of a part: its language ('' for all), its field, its words."""

    language: str
    field: str
    text: str


def case_of(kind: str, body: Mapping[str, Any]) -> str:
    """The slug of the case that a part is about, '' for none."""
    if kind not in KINDS:
        return ""
    return str(body.get("slug" if kind == "case" else "case") or "")


def places(kind: str, body: Mapping[str, Any]) -> Iterator[Place]:
    """Every text of a part that is about people. Contacts of offices and places of events are no
    such texts.
    """
    if kind not in KINDS:
        return
    head = {name: body[name] for name in HEAD if name in body}
    for language, words in [("", head), *(body.get("texts") or {}).items()]:
        for field, value in (words or {}).items():
            for text in texts(value):
                yield Place(language, field, text)


def refused(kind: str, body: Mapping[str, Any]) -> Iterator[tuple[Place, Detail]]:
    """What no text about protected people may hold, with its place."""
    return (
        (place, found) for place in places(kind, body) for found in private_details.find(place.text)
    )


def warned(
    kind: str, body: Mapping[str, Any], public: Mapping[str, Any] | None = None, *, minors: bool
) -> Iterator[tuple[Place, Detail]]:
    """What the team should look at, with its place: the first words of each kind in a field.

    Texts that are in the `public` part as they are were looked at before.
    """
    known, told = {place.text for place in places(kind, public or {})}, set()
    for place in places(kind, body):
        if not place.language or place.text in known:
            continue
        for found in careful.find(place.text, minors=minors):
            if (place.language, place.field, found.kind) not in told:
                told.add((place.language, place.field, found.kind))
                yield place, found


def guard(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """PrivateDetail if words that were not there before hold what is refused."""
    known = {place.text for place in places(kind, before)}
    for place in places(kind, after):
        if place.text not in known:
            private_details.guard(place.text)


def guard_consents(consents: Iterable[Mapping[str, Any]], now: datetime) -> None:
    """ConsentAhead if consent is recorded with a day that has begun nowhere yet."""
    if any(ahead(str(one.get("given_on") or ""), now) for one in consents):
        raise ConsentAhead


def ahead(day: str, now: datetime) -> bool:
    """Whether an ISO day has begun nowhere yet."""
    return day > (now + EARLIEST_ZONE).date().isoformat()


def ahead_of(day: date, today: date) -> bool:
    """Whether a day is later than tomorrow, which some part of the world may have already."""
    return day > today + timedelta(days=1)
