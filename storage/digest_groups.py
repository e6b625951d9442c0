"""Digests in sets: who is due, which items each group shares, one statement for all rows, one per clock to go on.

What a person gets is a key: a bit for each piece of news, a bit for each case with dates or letters; and their zone if
something takes place in it. People of one key, zone and language share a body. The bits fit a signed 64-bit number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, insert, literal, or_, tuple_, update
from sqlalchemy import select as columns_of
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from content.campaign import Campaign
from content.cases import Case, Update
from content.digests import next_at
from content.events import Occurrence
from storage.supporters import seconds
from storage.tables import Body, Follow, Message, Outbox, Supporter

BITS = 30
TOPICS = 32  # where the second part of a key begins
HOUR = 3600
EVENLY = 10  # a second; fewer than this need no spreading


@dataclass(frozen=True)
class Batch:
    """The people who are due, up to one of them in the order of the index; `all_due` counts the later ones too."""

    at: int
    last: tuple[int, int]
    people: int
    all_due: int

    @property
    def members(self) -> ColumnElement[bool]:
        """Which supporters are in it."""
        due, number = col(Supporter.digest_due), col(Supporter.number)
        return and_(due <= self.last[0], or_(due < self.last[0], number <= self.last[1]))

    @property
    def spread(self) -> int:
        """Seconds over which their digests go out."""
        return min(HOUR, max(1, self.all_due // EVENLY))


@dataclass(frozen=True)
class Group:
    """People who get the same digest."""

    language: str
    variant: str
    people: int


@dataclass(frozen=True)
class Items:
    """What a digest can hold now: news with the moment of publishing, dates, cases that ask for letters."""

    news: tuple[tuple[Update, int], ...]
    coming: tuple[Occurrence, ...]
    asking: tuple[Case, ...]

    @classmethod
    def of(cls, campaign: Campaign, published: Mapping[str, int], coming: Sequence[Occurrence], at: int) -> Items:
        """The newest items of a campaign; news of this very second is for the next digest."""
        dated = [(update, published.get(update.slug, 0)) for update in campaign.updates]
        news = [(update, moment) for update, moment in dated if 0 < moment < at]
        newest = sorted(news, key=lambda one: one[1])[-BITS:]
        asking = [one for one in campaign.cases if one.open_for_letters]
        return cls(tuple(one for one in news if one in newest), tuple(coming), tuple(asking[:BITS]))

    @property
    def topics(self) -> list[str]:
        """Cases with dates or open letters, a bit for each."""
        return list(dict.fromkeys([*(one.event.case for one in self.coming), *(one.slug for one in self.asking)]))[
            :BITS
        ]

    @property
    def zones(self) -> list[str]:
        """Where something takes place."""
        return sorted({one.event.zone for one in self.coming})

    @property
    def tag(self) -> str:
        """A short name of exactly these items, so that keys of other items are never mistaken for theirs."""
        named = [
            *(one.slug for one, _ in self.news),
            *self.topics,
            *(f"{one.event.slug} {one.stamp}" for one in self.coming),
        ]
        return sha256("\n".join(named).encode()).hexdigest()[:12]

    def _key(self, group: Group) -> tuple[int, set[str], str]:
        _, key, zone = group.variant.split(" ")
        news, topics = int(key) % (1 << TOPICS), int(key) >> TOPICS
        return news, {slug for bit, slug in enumerate(self.topics) if topics >> bit & 1}, zone

    def news_of(self, group: Group) -> list[Update]:
        """The group's news, in the campaign's order."""
        return [update for bit, (update, _) in enumerate(self.news) if self._key(group)[0] >> bit & 1]

    def coming_of(self, group: Group) -> list[Occurrence]:
        """The dates of the group's cases: those near them, if there are any."""
        _, topics, zone = self._key(group)
        return [one for one in self.coming if one.event.case in topics and zone in ("", one.event.zone)]

    def asking_of(self, group: Group) -> list[Case]:
        """The group's cases that ask for letters."""
        return [one for one in self.asking if one.slug in self._key(group)[1]]


def due_now(session: Session, at: int, limit: int) -> Batch | None:
    """The next batch in the order of the index, or None when nobody is due."""
    order = (col(Supporter.digest_due), col(Supporter.number))
    due = columns_of(*order).where(col(Supporter.digest_due) <= at).order_by(*order)
    last = session.execute(due.offset(limit - 1).limit(1)).first()
    if last is not None:
        counted = columns_of(func.count()).select_from(due.limit(HOUR * EVENLY).subquery())
        return Batch(at, (last[0], last[1]), limit, session.execute(counted).scalar_one())
    people, latest = session.execute(columns_of(func.count(), func.max(order[0])).where(order[0] <= at)).one()
    return Batch(at, (latest, 2**63 - 1), people, people) if people else None


def _per_person(batch: Batch, items: Items, since: int) -> Any:
    """SQL: number, language and key of those in the batch who may get a digest and have news."""
    news: dict[str, list[ColumnElement[int]]] = {}
    for bit, (one, moment) in enumerate(items.news):
        news.setdefault(one.case, []).append(case((col(Supporter.digest_seen) < moment, 1 << bit), else_=0))
    bits: dict[str, ColumnElement[int]] = {slug: sum(some[1:], some[0]) for slug, some in news.items()}
    for bit, slug in enumerate(items.topics):
        bits[slug] = bits.get(slug, literal(0)) + (1 << (bit + TOPICS))
    mine = (col(Follow.supporter) == col(Supporter.number), col(Follow.muted).is_(False))
    told = case(*((col(Follow.case_slug) == slug, value) for slug, value in bits.items()), else_=0)
    key = columns_of(func.sum(told)).where(*mine).correlate(Supporter).scalar_subquery()
    zone = case((col(Supporter.zone).in_(items.zones), col(Supporter.zone)), else_="")
    asked = columns_of(
        col(Supporter.number), col(Supporter.language), func.coalesce(key, 0).label("key"), zone.label("zone")
    ).where(
        batch.members, col(Supporter.digest_due) >= since, col(Supporter.blocked_at).is_(None),
        func.coalesce(col(Supporter.paused_until), 0) <= batch.at,
    )  # fmt: skip
    people = asked.limit(batch.people).subquery()  # the limit keeps SQLite from computing the key three times
    variant = literal(f"{items.tag} ") + cast(people.c.key, Text) + " " + people.c.zone
    wanted = columns_of(people.c.number, people.c.language, variant.label("variant"))
    return wanted.where(people.c.key.op("%")(1 << TOPICS) > 0).subquery()


def found(session: Session, batch: Batch, items: Items, since: int) -> list[Group]:
    """The different digests that the batch needs."""
    if not items.news:
        return []
    person = _per_person(batch, items, since)
    rows = columns_of(person.c.language, person.c.variant, func.count()).group_by(person.c.language, person.c.variant)
    return [Group(*row) for row in session.execute(rows)]


def enqueue(session: Session, message: int, batch: Batch, items: Items, since: int) -> int | None:
    """Queues the digests of the batch in one statement, evenly over the hour when they are many; how many.

    None, with nothing queued, if one of them is not composed yet.
    """
    person = _per_person(batch, items, since)
    mine = (col(Body.message) == message, Body.language == person.c.language, Body.variant == person.c.variant)
    rows = columns_of(
        literal(message), person.c.number, columns_of(col(Body.id)).where(*mine).scalar_subquery(), literal(3),
        literal("queued"), literal(0), literal(False), batch.at + person.c.number % batch.spread,
    )  # fmt: skip
    columns = ["message", "recipient", "body", "priority", "state", "attempts", "repeated", "due_at"]
    savepoint = session.begin_nested()
    try:
        count = session.connection().execute(insert(Outbox).from_select(columns, rows)).rowcount
    except IntegrityError:
        savepoint.rollback()
        return None
    savepoint.commit()
    total = col(Message.total) + count
    session.connection().execute(update(Message).where(col(Message.id) == message).values(total=total))
    return count


def composed(session: Session, message: int) -> set[tuple[str, str]]:
    """Languages and variants that the message has words for."""
    rows = session.execute(columns_of(col(Body.language), col(Body.variant)).where(col(Body.message) == message))
    return {(language, variant) for language, variant in rows}


def opened(session: Session, at: int) -> int | None:
    """The message that digests of this very moment go out with, while it is open; else None."""
    same = (Message.kind == "digest", Message.state == "sending", Message.created_at == at)
    return session.exec(select(Message.id).where(*same)).first()


def reschedule(session: Session, batch: Batch, now: datetime, late: int) -> None:
    """Everyone's next digest, computed once for each clock; who was served has seen all news until now."""
    clock = (col(Supporter.digest), col(Supporter.digest_hour), col(Supporter.digest_weekday), col(Supporter.zone))
    clocks = session.execute(columns_of(*clock).where(batch.members).distinct()).all()
    moments: dict[int | None, list[tuple[Any, ...]]] = {}
    for rhythm, hour, weekday, zone in clocks:
        following = next_at(rhythm, hour, weekday, zone or "UTC", now)
        key = (rhythm, hour, weekday, zone or "")
        moments.setdefault(seconds(following) if following else None, []).append(key)
    plain = (*clock[:3], func.coalesce(clock[3], ""))
    served = and_(
        col(Supporter.digest_due) >= batch.at - late, col(Supporter.blocked_at).is_(None),
        func.coalesce(col(Supporter.paused_until), 0) <= batch.at,
    )  # fmt: skip
    due = case(*((tuple_(*plain).in_(keys), at) for at, keys in moments.items()), else_=None)
    values = {"digest_due": due, "digest_seen": case((served, batch.at - 1), else_=col(Supporter.digest_seen))}
    session.connection().execute(update(Supporter).where(batch.members).values(**values))
