"""Which digest each of many people gets, whatever they follow and saw: SQL beside the rule in plain
words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from content.campaign import Campaign
from content.cases import Update, UpdateText
from content.text.markup import Rich
from storage.delivery import digest_groups, digests
from storage.delivery.digest_items import Group, Items
from storage.delivery.digest_keys import JOINED, NAMED_BODIES
from storage.engine.database import Store
from storage.engine.tables import Body, Follow, Outbox, Revision, Supporter
from tests.storage.test_digests import NOW
from tests.storage.test_query_plans import scans, statements

AT = int(NOW.timestamp())
CASES = JOINED + 2
NEWS = [
    (f"news-{number}", f"case-{number % CASES}", AT - 3600 * (number + 1))
    for number in range(2 * CASES)
]
ZONES = ("Asia/Seoul", "Europe/London", None)


@dataclass(frozen=True)
class Reader:
    """Somebody who is due."""

    follows: dict[int, bool]  # case -> muted
    seen: int  # hours ago
    late: int  # hours
    language: str
    zone: str | None
    reached: bool


READERS = st.builds(
    Reader,
    follows=st.dictionaries(st.integers(0, CASES - 1), st.booleans(), max_size=CASES),
    seen=st.integers(0, 2 * CASES + 2),
    late=st.sampled_from([0, 0, 0, 2, 13]),
    language=st.sampled_from(["en", "ko"]),
    zone=st.sampled_from(ZONES),
    reached=st.sampled_from([True, True, True, False]),
)


def _campaign(campaign: Campaign, cases: int) -> Campaign:
    """With so many cases, which have news, events and letters each."""
    words = {"en": UpdateText(title="News", body=Rich("Body."))}
    updates = [
        Update(slug=slug, case=case, published_on=date(2026, 11, 20), texts=words)
        for slug, case, _ in NEWS
        if case in {f"case-{number}" for number in range(cases)}
    ]
    first, event = campaign.cases[0], digests.coming(campaign, NOW)[0].event
    return campaign.model_copy(
        update={
            "cases": tuple(
                first.model_copy(update={"slug": f"case-{number}"}) for number in range(cases)
            ),
            "updates": tuple(updates),
            "events": tuple(
                event.model_copy(update={"slug": f"event-{number}", "case": f"case-{number}"})
                for number in range(0, cases, 2)
            ),
        }
    )


def _wanted(reader: Reader, campaign: Campaign, items: Items) -> Group | None:
    """The rule: news of what they follow that is newer than what they saw; and their cases' dates
    and letters.
    """
    mine = {f"case-{number}" for number, muted in reader.follows.items() if not muted}
    since = AT - 3600 * reader.seen
    news = [
        bit
        for bit, (update, moment) in enumerate(items.news)
        if update.case in mine and since < moment
    ]
    if not news or reader.late > 12 or not reader.reached:
        return None
    topics = [bit for bit, slug in enumerate(items.topics) if slug in mine]
    near = {occurrence.event.zone for occurrence in items.coming}
    key = sum(1 << bit for bit in news) + sum(1 << (32 + bit) for bit in topics)
    return Group(reader.language, key, reader.zone if reader.zone in near else "")


def _fill(session: Session, readers: list[Reader]) -> dict[int, Reader]:
    for slug, _, moment in NEWS:
        session.add(Revision(kind="update", slug=slug, body="{}", created_at=moment))
    people = {((at * 2_654_435_761) % 2**31 << 31) + 1: reader for at, reader in enumerate(readers)}
    for number, reader in people.items():
        session.add(
            Supporter(
                number=number,
                seal=str(number).encode(),
                language=reader.language,
                zone=reader.zone,
                digest="daily",
                digest_hour=9,
                digest_due=AT - 3600 * reader.late,
                digest_seen=AT - 3600 * reader.seen,
                blocked_at=None if reader.reached else 1,
                created_at=1,
                active_at=1,
            )
        )
    session.flush()
    for number, reader in people.items():
        for case, muted in reader.follows.items():
            session.add(Follow(supporter=number, case_slug=f"case-{case}", muted=muted, since=1))
    session.flush()
    return people


@settings(max_examples=60)
@given(
    st.lists(READERS, min_size=1, max_size=40),
    st.integers(1, CASES),
    st.sampled_from([3, 5000]),
    st.sampled_from([1, digest_groups.SAMPLE]),
)
def test_everyone_gets_exactly_what_is_new_to_them_in_what_they_follow(
    store: Store, campaign: Campaign, readers: list[Reader], cases: int, limit: int, sample: int
) -> None:
    known = _campaign(campaign, cases)
    with Session(store.engine) as session, patch.object(digest_groups, "SAMPLE", sample):
        people = _fill(session, readers)
        items = Items.of(known, digests.published(session), digests.coming(known, NOW), AT)
        looked = 0
        while more := digests.Round(NOW).queue(session, known, limit):
            looked += more
        rows = session.exec(
            select(Outbox.recipient, Body.language, Body.variant).join(Body, Body.id == Outbox.body)  # type: ignore[arg-type]
        ).all()
        got = {number: items.keys().group(language, variant) for number, language, variant in rows}
        wanted = {number: _wanted(reader, known, items) for number, reader in people.items()}
        assert (looked, len(rows)) == (len(people), len(got))
        assert got == {number: group for number, group in wanted.items() if group}
        for row in session.exec(select(Supporter)):
            reader = people[row.number]
            served = reader.reached and reader.late <= 12
            assert row.digest_seen == (AT - 1 if served else AT - 3600 * reader.seen)
            assert AT < (row.digest_due or 0) <= AT + 86400
        session.rollback()


def test_more_bodies_than_the_statement_names(store: Store, campaign: Campaign) -> None:
    readers = [
        Reader(
            {number: False for number in range(CASES) if bits >> number & 1},
            2 * CASES + 2,
            0,
            "en",
            None,
            True,
        )
        for bits in range(1, 2**CASES)
    ]
    readers += [Reader(one.follows, one.seen, 0, "ko", None, True) for one in readers]
    assert len(readers) > NAMED_BODIES
    known = _campaign(campaign, CASES)
    with Session(store.engine) as session:
        people = _fill(session, readers)
        with statements(store) as asked:
            assert digests.Round(NOW).queue(session, known, 40) == 40
            assert digests.Round(NOW).queue(session, known) == len(people) - 40
        bodies = session.exec(select(Outbox.body)).all()
        assert (len(bodies), len(set(bodies))) == (len(people), len(people))
        session.rollback()
    assert scans(store, asked) == []


@pytest.mark.parametrize(("every", "dense"), [(1, True), (2, True), (3, False)])
def test_half_or_more_of_all_are_found_without_the_index(
    store: Store, campaign: Campaign, every: int, dense: bool
) -> None:
    known = _campaign(campaign, 1)
    reader = Reader({0: False}, 9, 0, "en", None, True)
    with Session(store.engine) as session, patch.object(digest_groups, "SAMPLE", 50):
        numbers = list(_fill(session, [reader] * 200))
        for at, number in enumerate(sorted(numbers)):
            if at % every:
                session.get_one(Supporter, number).digest_due = None
        session.flush()
        found = digest_groups.due_now(session, AT, 80)
        assert found is not None
        assert found.dense is dense
        with statements(store) as asked:
            while digests.Round(NOW).queue(session, known, 80):
                pass
        assert set(session.exec(select(Outbox.recipient))) == set(sorted(numbers)[::every])
        session.rollback()
    assert scans(store, asked) == []
    assert any("digest_due + " in one for one, *_ in asked) is dense


def test_digests_go_out_evenly_in_the_order_of_the_rows(store: Store, campaign: Campaign) -> None:
    known = _campaign(campaign, 1)
    with Session(store.engine) as session:
        _fill(session, [Reader({0: False}, 9, 0, "en", None, True)] * 200)
        while digests.Round(NOW).queue(session, known, 64):
            pass
        due = session.exec(select(Outbox.due_at).order_by(Outbox.recipient)).all()  # type: ignore[arg-type]
        assert list(due) == sorted(due)
        assert {at - AT for at in due} == set(range(20))
        assert list(due) == sorted(session.exec(select(Outbox.due_at).order_by(Outbox.id)).all())  # type: ignore[arg-type]
        session.rollback()


def test_what_a_digest_of_the_next_second_holds_is_not_taken_for_this_one(
    campaign: Campaign,
) -> None:
    known = _campaign(campaign, 2)
    published = {slug: moment for slug, _, moment in NEWS}
    one = Items.of(known, published, digests.coming(known, NOW), AT)
    other = Items.of(known, published, digests.coming(known, NOW + timedelta(days=7)), AT)
    group = Group("en", 1, "")
    assert one.keys().group("en", one.keys().variant(group)) == group
    assert other.keys().group("en", one.keys().variant(group)) is None
