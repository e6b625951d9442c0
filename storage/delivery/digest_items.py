"""What a digest can hold at a moment, and what each person gets of it: a key, shared by all who get
the same.

A key is a bit for each piece of news, and a bit for each case with dates or letters. People of one
key and language share a body; of one zone too, if something takes place in it. The bits fit a
signed 64-bit number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from content.campaign import Campaign
from content.cases import Case, Update
from content.events import Occurrence
from content.subjects import Subject

BITS = 30
TOPICS = 32  # where the second part of a key begins


@dataclass(frozen=True)
class Group:
    """What people who get the same digest have in common."""

    language: str
    key: int
    zone: str


@dataclass(frozen=True)
class Steps:
    """What followers of a case add to their key: that of the first moment since which they have
    seen all, else the whole of it. The moments go from the newest news to the oldest.
    """

    case: str
    seen: tuple[tuple[int, int], ...]
    whole: int


@dataclass(frozen=True)
class Keys:
    """How keys are made. `tag` is a short name of the items, so that keys of others are never
    mistaken for theirs.
    """

    tag: str
    steps: tuple[Steps, ...]
    zones: tuple[str, ...]

    def variant(self, group: Group) -> str:
        """The name of the group's body."""
        return f"{self.tag} {group.key} {group.zone}"

    def group(self, language: str, variant: str) -> Group | None:
        """Whose body has the name; None if it is of other items."""
        tag, key, zone = variant.split(" ")
        return Group(language, int(key), zone) if tag == self.tag else None


@dataclass(frozen=True)
class Items:
    """What a digest can hold now: news with the moment of publishing, dates, cases that ask for
    letters.
    """

    news: tuple[tuple[Update, int], ...]
    coming: tuple[Occurrence, ...]
    asking: tuple[Case, ...]

    @classmethod
    def of(
        cls, campaign: Campaign, published: Mapping[str, int], coming: Sequence[Occurrence], at: int
    ) -> Items:
        """The newest items of a campaign; news of this very second is for the next digest."""
        dated = [(update, published.get(update.slug, 0)) for update in campaign.updates]
        news = [(update, moment) for update, moment in dated if 0 < moment < at]
        newest = sorted(news, key=lambda one: one[1])[-BITS:]
        asking = [one for one in campaign.cases if one.open_for_letters]
        return cls(tuple(one for one in news if one in newest), tuple(coming), tuple(asking[:BITS]))

    @property
    def topics(self) -> list[str]:
        """Cases with dates or open letters, a bit for each."""
        return list(
            dict.fromkeys(
                [*(one.event.case for one in self.coming), *(one.slug for one in self.asking)]
            )
        )[:BITS]

    def keys(self) -> Keys:
        """How the keys of these items are made."""
        topics = {slug: 1 << (bit + TOPICS) for bit, slug in enumerate(self.topics)}
        slugs = dict.fromkeys([*(update.case for update, _ in self.news), *topics])
        named = [
            *(one.slug for one, _ in self.news),
            *topics,
            *(f"{one.event.slug} {one.stamp}" for one in self.coming),
        ]
        return Keys(
            sha256("\n".join(named).encode()).hexdigest()[:12],
            tuple(self._steps(slug, topics.get(slug, 0)) for slug in slugs),
            tuple(sorted({one.event.zone for one in self.coming})),
        )

    def _steps(self, case: str, key: int) -> Steps:
        bits = [
            (moment, 1 << bit)
            for bit, (update, moment) in enumerate(self.news)
            if update.case == case
        ]
        seen = []
        for moment, bit in sorted(bits, reverse=True):
            seen.append((moment, key))
            key |= bit
        return Steps(case, tuple(seen), key)

    def news_of(self, group: Group) -> list[Update]:
        """The group's news, in the campaign's order."""
        return [update for bit, (update, _) in enumerate(self.news) if group.key >> bit & 1]

    def _topics_of(self, group: Group) -> set[str]:
        return {slug for bit, slug in enumerate(self.topics) if group.key >> (bit + TOPICS) & 1}

    def coming_of(self, group: Group) -> list[Occurrence]:
        """The dates of the group's cases: those near them, if there are any."""
        topics = self._topics_of(group)
        return [
            one
            for one in self.coming
            if one.event.case in topics and group.zone in ("", one.event.zone)
        ]

    def subjects_of(self, group: Group) -> set[Subject]:
        """Of what the group's digest tells."""
        news, dates = self.news_of(group), self.coming_of(group)
        cases = {one.case for one in news} | {one.event.case for one in dates}
        cases |= {one.slug for one in self.asking_of(group)}
        return {
            *(Subject("case", case) for case in cases),
            *(Subject("update", one.slug) for one in news),
            *(Subject("event", one.event.slug) for one in dates),
        }

    def asking_of(self, group: Group) -> list[Case]:
        """The group's cases that ask for letters."""
        return [one for one in self.asking if one.slug in self._topics_of(group)]
