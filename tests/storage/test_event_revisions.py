"""Whatever is published of an event again has a higher number in calendars; people are told of what
concerns them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice

import pytest
from sqlmodel import col, select

from content.events import Change
from content.notices.digests import remind_at
from content.notices.event_changes import question_at
from storage.delivery import digests
from storage.engine.tables import Message, Outbox, Rsvp
from storage.library import published
from storage.people import rsvps
from storage.people.supporters import Person, meet
from tests import desk
from tests.stores import bundled

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
SLUG = "weekly-vigil"
CAMPAIGN = bundled()


@pytest.fixture
def filled(store):
    store.write_now(lambda session: published.seed(session, CAMPAIGN, NOW, with_examples=True))
    return store


def vigil(store):
    return store.read_now(published.snapshot).event(SLUG)


def dates(store, count=2):
    return list(islice(vigil(store).occurrences(NOW), count))


def test_calendars_always_take_over_what_was_published_last(filled) -> None:
    first, second = dates(filled)
    change = Change(at=first.local, minutes=30)
    acts = (
        {"cancelled": (second.local,)},
        {"changes": (change,)},
        {"changes": (change,)},
        {"cancelled": ()},
        {"changes": ()},
        {"address": "Elsewhere"},
    )
    numbers = [vigil(filled).sequence]
    for values in acts:
        edits(filled, **values)
        numbers.append(vigil(filled).sequence)
    assert numbers == [0, 1, 2, 2, 3, 4, 5]
    assert vigil(filled).cancelled == vigil(filled).changes == ()


def edits(store, **values):
    store.write_now(lambda session: desk.edits(session, "event", SLUG, values, NOW))


@pytest.mark.parametrize(
    ("starts", "asked"),
    [
        ("2026-12-02T22:30", "12-03 09:00"),
        ("2026-12-02T18:30", "12-02 20:30"),
        ("2026-12-02T03:00", "12-02 09:00"),
    ],
)
def test_the_question_afterwards_comes_at_a_humane_hour(starts, asked) -> None:
    once = CAMPAIGN.event(SLUG).model_copy(
        update={"starts": datetime.fromisoformat(starts), "rule": None}
    )
    found = once.next(NOW)
    assert f"{question_at(found).astimezone(found.start.tzinfo):%m-%d %H:%M}" == asked


def people(store, sealer, count) -> list[Person]:
    return [
        store.write_now(lambda s, at=at: meet(s, sealer, 4_300_000_000 + at, "en", NOW))[0]
        for at in range(count)
    ]


def test_places_go_to_those_who_wait_longest(filled, sealer) -> None:
    edits(filled, capacity=2)
    numbers = [one.number for one in people(filled, sealer, 5)]
    at = dates(filled)[0]
    for number in numbers:
        filled.write_now(lambda s, number=number: rsvps.go(s, number, at))
    assert filled.read_now(
        lambda s: [s.get(Rsvp, (number, SLUG, at.stamp)).waiting for number in numbers]
    ) == [
        0,
        0,
        1,
        2,
        3,
    ]
    filled.write_now(lambda s: rsvps.stay(s, numbers[0], SLUG, at.stamp))
    assert filled.write_now(lambda s: list(rsvps.move_up(s, at))) == [numbers[2]]
    newcomer = people(filled, sealer, 6)[-1].number
    assert filled.write_now(lambda s: rsvps.go(s, newcomer, at)).waiting
    filled.write_now(lambda s: rsvps.stay(s, numbers[1], SLUG, at.stamp))
    filled.write_now(lambda s: rsvps.stay(s, numbers[2], SLUG, at.stamp))
    assert filled.write_now(lambda s: list(rsvps.move_up(s, at))) == [numbers[3], numbers[4]]


STATES = select(Message.subject_at, Outbox.state).join(
    Outbox, col(Outbox.message) == col(Message.id)
)


def test_whoever_cannot_come_to_one_date_is_reminded_of_the_other(filled, sealer) -> None:
    (who,) = (one.number for one in people(filled, sealer, 1))
    first, second = dates(filled)
    for at in (first, second):
        filled.write_now(lambda s, at=at: rsvps.go(s, who, at))
        eve = remind_at(at)[0]
        assert (
            filled.write_now(
                lambda s, eve=eve: digests.queue_reminders(s, published.snapshot(s), eve)
            )
            == 1
        )
    filled.write_now(lambda s: rsvps.stay(s, who, SLUG, first.stamp))
    left = dict(filled.read_now(lambda s: s.exec(STATES).all()))
    assert left == {first.stamp: "cancelled", second.stamp: "queued"}


def test_a_cancelled_date_leaves_the_reminders_of_the_other(filled, sealer) -> None:
    (who,) = (one.number for one in people(filled, sealer, 1))
    first, second = dates(filled)
    for at in (first, second):
        filled.write_now(lambda s, at=at: rsvps.go(s, who, at))
        eve = remind_at(at)[0]
        filled.write_now(lambda s, eve=eve: digests.queue_reminders(s, published.snapshot(s), eve))
    edits(filled, cancelled=(first.local,))
    left = dict(filled.read_now(lambda s: s.exec(STATES.where(Message.kind == "reminder")).all()))
    assert left == {first.stamp: "cancelled", second.stamp: "queued"}
