"""What is queued and no longer wanted is taken back in the same action; a message's totals stay
exact.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, func, select, update

from content.events import Event, EventText, Occurrence
from content.notices.digests import reminders_past
from content.subjects import Subject
from content.text.markup import rich
from content.text.messages import Screen
from storage.delivery import digests
from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.engine.tables import Outbox, Rsvp, Supporter
from storage.engine.times import FOREVER
from storage.people import rsvps, supporters
from storage.queue import claims, outbox
from storage.queue.claims import Outcome
from storage.queue.outbox import Counts

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def _people(session: Session, sealer: Sealer, count: int) -> list[int]:
    numbers = [
        supporters.meet(session, sealer, chat, "en", NOW)[0].number for chat in range(1, count + 1)
    ]
    for number in numbers:
        supporters.follow(session, number, "seven", NOW)
    session.flush()
    return numbers


def _send(
    session: Session,
    people: list[int],
    kind: str = "alert",
    slug: str = "news",
    twice: bool = False,
) -> int:
    subject = Subject("event", slug, 5 if kind == "reminder" else None)
    message = outbox.open_message(
        session, kind, "seven", subject, NOW, repeat_unknown=twice, priority=1
    )
    body = outbox.add_body(session, message, "en", "", Screen(rich("words")))
    outbox.enqueue(session, message, body, people, NOW)
    return message


ACTIONS: dict[str, Callable[[Session, Sealer, int], object]] = {
    "blocks": lambda session, sealer, _: supporters.blocked(session, sealer, 1, NOW),
    "pauses": lambda session, _, who: supporters.change(session, who, paused_until=FOREVER),
    "turns alerts off": lambda session, _, who: supporters.change(session, who, alerts=False),
    "mutes": lambda session, _, who: supporters.mute(session, who, "seven", muted=True),
    "unfollows": lambda session, _, who: supporters.unfollow(session, who, "seven"),
}


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_an_alert_that_is_no_longer_wanted_is_taken_back(
    store: Store, sealer: Sealer, action: Callable[[Session, Sealer, int], object]
) -> None:
    def act(session: Session) -> None:
        people = _people(session, sealer, 2)
        message = _send(session, people)
        action(session, sealer, people[0])
        assert [row.recipient for row in claims.claim(session, 9, NOW)] == [people[1]]
        assert outbox.counts(session, message) == Counts(2, 1, 0, 1, 0, withdrawn=1)

    store.write_now(act)


def test_other_choices_take_back_only_what_they_are_about(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        (who,) = _people(session, sealer, 1)
        for kind, about in (
            ("digest", "digest"),
            ("reminder", "vigil"),
            ("alert", "news"),
            ("team", "feeds"),
        ):
            _send(session, [who], kind, about)
        digests.set_digest(session, who, "off", 9, 0, "Asia/Seoul", NOW)
        rsvps.stay(session, who, "vigil", 5)
        left = select(func.count()).select_from(Outbox).where(Outbox.state == "queued")
        assert session.exec(left).one() == 2
        supporters.change(session, who, paused_until=FOREVER)
        assert [row.kind for row in claims.claim(session, 9, NOW)] == ["team"]

    store.write_now(act)


def test_totals_stay_exact_when_people_are_erased(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        people = _people(session, sealer, 5)
        message, other = _send(session, people), _send(session, people)
        rows = [row for row in claims.claim(session, 9, NOW) if row.message == message]
        ends = ["sent", "gone", "blocked", "unknown", "sent"]
        claims.record(
            session,
            sealer,
            [(row, Outcome(end, 5)) for row, end in zip(rows, ends, strict=True)],
            NOW,
        )
        supporters.erase(session, rows[0].recipient)
        assert outbox.counts(session, message) == Counts(5, 0, 2, 2, 1)
        told = outbox.counts(session, other)
        assert told.total == 5
        assert told.queued + told.sent + told.failed + told.unknown == 5
        assert session.exec(select(func.count()).select_from(Supporter)).one() == 3

    store.write_now(act)


def test_someone_erased_while_it_is_sent_counts_as_unknown_once(
    store: Store, sealer: Sealer
) -> None:
    def act(session: Session) -> None:
        (who,) = _people(session, sealer, 1)
        message = _send(session, [who])
        (row,) = claims.claim(session, 9, NOW)
        supporters.erase(session, who)
        claims.record(session, sealer, [(row, Outcome("sent", 5))], NOW)
        assert outbox.counts(session, message) == Counts(1, 0, 0, 0, 1)

    store.write_now(act)


def test_what_comes_back_to_the_queue_after_a_cancel_or_a_pause_stays_back(
    store: Store, sealer: Sealer
) -> None:
    def act(session: Session) -> None:
        people = _people(session, sealer, 2)
        first, second = _send(session, people[:1]), _send(session, people[1:])
        rows = claims.claim(session, 9, NOW)
        outbox.cancel(session, first)
        supporters.change(session, people[1], paused_until=FOREVER)
        claims.record(
            session,
            sealer,
            [(rows[0], Outcome("queued")), (rows[1], Outcome("retry", after=1))],
            NOW,
        )
        for message in (first, second):
            assert outbox.counts(session, message) == Counts(1, 0, 0, 1, 0, withdrawn=1)

    store.write_now(act)


def test_an_unknown_alert_is_repeated_once_if_the_team_said_so(
    store: Store, sealer: Sealer
) -> None:
    def act(session: Session) -> None:
        people = _people(session, sealer, 3)
        once, twice = _send(session, people), _send(session, people, twice=True)
        for at in range(3):
            rows = claims.claim(session, 9, NOW + timedelta(hours=at))
            assert len(rows) == (6, 3, 0)[at]
            claims.record(
                session,
                sealer,
                [(row, Outcome("unknown")) for row in rows[1:]],
                NOW + timedelta(hours=at),
            )
            claims.recover(session, ahead=2)
        assert [outbox.counts(session, message).unknown for message in (once, twice)] == [3, 3]

    store.write_now(act)


def test_only_an_alert_may_be_repeated(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        with pytest.raises(ValueError, match="alert"):
            _send(session, _people(session, sealer, 1), "digest", twice=True)

    store.write_now(act)


def test_a_delivery_takes_the_idle_warning_back(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        (who,) = _people(session, sealer, 1)
        session.exec(update(Supporter).where(col(Supporter.number) == who).values(warned_at=5))
        _send(session, [who])
        claims.record(
            session,
            sealer,
            [(row, Outcome("sent", 5)) for row in claims.claim(session, 9, NOW)],
            NOW,
        )
        assert session.get_one(Supporter, who, populate_existing=True).warned_at is None

    store.write_now(act)


def _event(starts: datetime) -> Occurrence:
    event = Event(
        slug="vigil",
        case="seven",
        kind="vigil",
        starts=starts.replace(tzinfo=None),
        zone="Asia/Seoul",
        minutes=60,
        city={"en": "Seoul"},
        address="27 Myeongdong 2-gil",
        latitude=37.5,
        longitude=127.0,
        texts={
            "en": EventText(
                title="Vigil", place="Opposite the embassy", description="Bring a candle."
            )
        },
    )
    found = event.next(datetime(2026, 1, 1, tzinfo=UTC))
    assert found is not None
    return found


def test_who_says_yes_minutes_before_is_not_reminded_at_once(store: Store, sealer: Sealer) -> None:
    occurrence = _event(datetime.fromisoformat("2026-11-24T12:20"))  # 20 minutes after NOW

    def act(session: Session) -> None:
        (who,) = _people(session, sealer, 1)
        past = reminders_past(occurrence, NOW)
        rsvps.go(session, who, occurrence, reminded=past)
        session.flush()
        assert session.exec(select(Rsvp.reminded)).one() == 2

    store.write_now(act)
