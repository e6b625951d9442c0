"""A campaign as one value: what a pack holds, what the store gives back, what every screen is made
from.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Self, TypeVar

from pydantic import Field, StringConstraints, TypeAdapter

from content.cases import Case, Update
from content.events import Event, Occurrence
from content.language.i18n import Words, words_for
from content.language.languages import LANGUAGES
from content.letters.sentences import Letters
from content.missions.mission import Mission
from content.model import LANGUAGES as MOST_LANGUAGES
from content.model import Language, Line, Model, Prose, Slug
from content.protection.kept_back import texts
from content.statistics import Statistic

T = TypeVar("T")
_JSON: TypeAdapter[object] = TypeAdapter(object)
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class CampaignText(Model):
    """The campaign in one language."""

    name: Line
    one_sentence: Line
    what_you_can_do: Line


class Campaign(Model):
    """A whole campaign. `languages` is its order of fallbacks; `reviewed` says which a native
    reader approved.
    """

    slug: Slug
    languages: tuple[Language, ...] = Field(max_length=MOST_LANGUAGES)
    reviewed: dict[Language, bool] = Field(max_length=MOST_LANGUAGES)
    contact: Prose | None = None
    no_letters_in: tuple[CountryCode, ...] = Field(
        default=(), max_length=300, description="whose offices an import leaves out"
    )
    texts: dict[Language, CampaignText] = Field(max_length=MOST_LANGUAGES)
    cases: tuple[Case, ...]
    events: tuple[Event, ...] = ()
    letters: tuple[Letters, ...] = ()
    missions: tuple[Mission, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    updates: tuple[Update, ...] = ()
    # Kind and slug of what the team withdrew, so that old buttons can say so.
    hidden: tuple[str, ...] = ()

    def words(self, texts: Mapping[str, T], language: str) -> tuple[T, str]:
        """The text in this language, else in the first the campaign falls back to, and the language
        it is in.
        """
        for choice in (language, *self.languages):
            if choice in texts:
                return texts[choice], choice
        choice = next(iter(texts))
        return texts[choice], choice

    def speak(self, language: str) -> Words:
        """The bot's words for somebody of this language; one that it lacks falls back in the
        campaign's order.
        """
        return words_for(language, self.languages)

    def published(self) -> str:
        """What the campaign says in all languages, and its offices' cities: names in it are no
        secret.
        """
        said: list[object] = [self.texts, *((one.city, one.city_names) for one in self.missions)]
        for parts in (self.cases, self.letters, self.events, self.updates):
            said += [part.texts for part in parts]
        return "\n".join(
            text for one in said for text in texts(_JSON.dump_python(one, mode="json"))
        )

    def case(self, slug: str) -> Case | None:
        """The case with this slug if it may be shown (consent stands), else None."""
        return self._cases.get(slug)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy that looks its parts up anew; pydantic would take over what was looked up."""
        copy = super().model_copy(update=update, deep=deep)
        for looked_up in ("_cases", "_events"):
            copy.__dict__.pop(looked_up, None)
        return copy

    @cached_property
    def _cases(self) -> dict[str, Case]:
        return {case.slug: case for case in self.cases if case.publishable}

    def is_hidden(self, kind: str, slug: str) -> bool:
        """Whether this case or event was shown once and was withdrawn."""
        return f"{kind} {slug}" in self.hidden

    def event(self, slug: str) -> Event | None:
        """The event with this slug, or None."""
        return self._events.get(slug)

    @cached_property
    def _events(self) -> dict[str, Event]:
        return {event.slug: event for event in self.events}

    def place(self, occurrence: Occurrence, language: str) -> str:
        """Where this occurrence takes place, in words."""
        change = occurrence.change
        if change and change.place:
            return self.words(change.place, language)[0]
        return self.words(occurrence.event.texts, language)[0].place

    def mission(self, slug: str) -> Mission | None:
        """The addressee with this slug, or None."""
        return next((mission for mission in self.missions if mission.slug == slug), None)

    def letter(self, case: str) -> Letters | None:
        """The letter of a case, or None."""
        return next((letter for letter in self.letters if letter.case == case), None)


# What a bot serves before its team has published anything: every screen says that it is being set
# up.
EMPTY = Campaign(
    slug="empty",
    languages=tuple(LANGUAGES),
    reviewed=dict.fromkeys(LANGUAGES, False),
    texts={},
    cases=(),
)
