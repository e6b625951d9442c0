"""The night, a pause and every other wish are asked for when a row is claimed, whatever happened
since.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, delete, select, update

from content.audiences import Audience
from content.events import Event, EventText, Occurrence
from content.notices.digests import after_quiet
from content.subjects import MANY, Subject
from content.text.markup import rich
from content.text.messages import Screen
from storage.actions import broadcasts, emergency_freeze
from storage.actions.broadcasts import Order
from storage.delivery import audiences, downtime, event_notices
from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.engine.tables import Follow, Message, Meta, Outbox, Revision, Rsvp, Supporter
from storage.engine.times import FOREVER
from storage.library import published as contents
from storage.people import members, supporters
from storage.queue import claims as claiming
from storage.queue import freeze, outbox
from storage.queue.claims import Outcome
from storage.queue.outbox import Counts

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # in London, and the morning is at 7
MORNING = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
WORDS = Screen(rich("words"))
ORDER = Order(Audience("case", "seven"), "seven", "news", {"en": WORDS})


def colleague(session: Session, sealer: Sealer, chat: int) -> members.Colleague:
    """Somebody of the team who gets nothing here."""
    number = supporters.meet(session, sealer, chat, "en", NOON)[0].number
    assert members.claim(session, number, members.new_owner_code(session, NOON), NOON)
    supporters.change(session, number, alerts=False)
    found = members.member(session, number)
    assert found
    return found


def reader(
    session: Session, sealer: Sealer, chat: int = 10, zone: str | None = "Europe/London"
) -> int:
    number = supporters.meet(session, sealer, chat, "en", NOON)[0].number
    supporters.follow(session, number, "seven", NOON)
    supporters.change(session, number, zone=zone)
    session.flush()
    return number


def started(
    session: Session, sealer: Sealer, **other: object
) -> tuple[int, members.Colleague, int]:
    """A reader, a member of the team, and a send that began at noon."""
    session.add(Revision(kind="case", slug="seven", body="{}", created_at=0))
    who, us = reader(session, sealer), colleague(session, sealer, 1)
    order = Order(**(vars(ORDER) | other))  # type: ignore[arg-type]
    return who, us, broadcasts.start(session, order, NOON - broadcasts.DELAY, us)


def queued(
    session: Session, kind: str, people: list[int], at: datetime = NOON, **other: object
) -> int:
    message = outbox.open_message(
        session, kind, "seven", Subject("event", "vigil"), NOON, **other, priority=2
    )  # type: ignore[arg-type]
    outbox.enqueue(session, message, outbox.add_body(session, message, "en", "", WORDS), people, at)
    return message


def told(session: Session, at: datetime) -> list[int]:
    return [row.recipient for row in claiming.claim(session, 9, at)]


def due(session: Session) -> list[datetime]:
    return [datetime.fromtimestamp(at, UTC) for at in session.exec(select(Outbox.due_at))]


def _frozen(session: Session, us: members.Colleague, message: int) -> None:
    emergency_freeze.freeze(session, us.number, NOON)
    assert told(session, NOON) == []
    emergency_freeze.thaw(session, us.number, NIGHT)


def _paused(session: Session, us: members.Colleague, message: int) -> None:
    broadcasts.pause(session, message, us.number, NOON)
    assert told(session, NOON) == []
    broadcasts.resume(session, message, us.number, NIGHT)


def _away(session: Session, us: members.Colleague, message: int) -> None:
    downtime.restored(session)
    assert downtime.wake(session, NOON, NIGHT)
    assert told(session, NIGHT) == []
    freeze.release(session)


def _failed(session: Session, us: members.Colleague, message: int) -> None:
    rows = claiming.claim(session, 9, NOON)
    later = (NIGHT - NOON).total_seconds() - 60
    claiming.record(
        session, SEALERS[-1], [(row, Outcome("retry", after=later)) for row in rows], NOON
    )


def _handed_back(session: Session, us: members.Colleague, message: int) -> None:
    rows = claiming.claim(session, 9, NOON)
    claiming.record(session, SEALERS[-1], [(row, Outcome("queued")) for row in rows], NOON)


SEALERS: list[Sealer] = []
HAPPENED: dict[str, Callable[[Session, members.Colleague, int], None]] = {
    "a freeze": _frozen,
    "a pause of the send": _paused,
    "an absence": _away,
    "a long queue": lambda *_: None,
    "a failure": _failed,
    "an outage": _handed_back,
}


@pytest.mark.parametrize("happened", HAPPENED.values(), ids=HAPPENED)
def test_what_was_queued_by_day_and_meets_the_night_waits_for_the_morning(
    store: Store, sealer: Sealer, happened: Callable[[Session, members.Colleague, int], None]
) -> None:
    def act(session: Session) -> None:
        SEALERS.append(sealer)
        who, us, message = started(session, sealer)
        happened(session, us, message)
        assert told(session, NIGHT) == []
        assert outbox.counts(session, message) == Counts(1, 1, 0, 0, 0)
        assert due(session) == [MORNING]
        assert outbox.next_due(session) == int(MORNING.timestamp())
        assert told(session, MORNING - timedelta(seconds=1)) == []
        assert told(session, MORNING) == [who]

    store.write_now(act)


@pytest.mark.parametrize("happened", [_frozen, _paused])
def test_a_critical_alert_does_not_wait(
    store: Store, sealer: Sealer, happened: Callable[[Session, members.Colleague, int], None]
) -> None:
    def act(session: Session) -> None:
        who, us, message = started(session, sealer, critical=True)
        happened(session, us, message)
        assert told(session, NIGHT) == [who]

    store.write_now(act)


def test_a_second_person_who_approves_at_night_wakes_nobody(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        who, us, message = started(session, sealer)
        other = colleague(session, sealer, 2)
        outbox.cancel(session, message)
        session.add(Meta(name=members.APPROVAL_OVER, value="0"))
        asked = broadcasts.start(session, ORDER, NIGHT - timedelta(hours=2), us)
        assert session.get_one(Message, asked).state == "asked"
        broadcasts.approve(session, asked, other, NIGHT)
        assert told(session, NIGHT + timedelta(minutes=1)) == []
        assert told(session, MORNING) == [who]

    store.write_now(act)


CHANGES: dict[str, tuple[dict[str, object], bool]] = {
    "the night begins earlier": ({"quiet_from": 11}, False),
    "no quiet hours": ({"quiet_from": 0, "quiet_to": 0}, True),
    "it is day there": ({"zone": "Asia/Seoul"}, True),
    "it is night there too": ({"zone": "Europe/Paris"}, False),
    "where it is night nobody knows": ({"zone": None}, True),
}


@pytest.mark.parametrize(("chosen", "now"), CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("looked", [False, True], ids=["not claimed before", "put off before"])
def test_other_hours_or_another_zone_count_at_once(
    store: Store, sealer: Sealer, chosen: dict[str, int], now: bool, looked: bool
) -> None:
    def act(session: Session) -> None:
        who, *_ = started(session, sealer)
        at = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)  # 09:30 in Seoul
        if looked:
            assert told(session, NIGHT) == []
        supporters.change(session, who, **chosen)
        assert told(session, at) == ([who] if now else [])
        assert due(session)[0] <= at if now else due(session)[0] > at

    store.write_now(act)


SPANS = ((22, 7), (21, 9), (23, 8), (0, 0), (9, 17), (1, 2))
ZONES = (
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Santiago",
    "UTC",
)
CLOCKS = (  # the clocks go forward or back in the night of one of the zones, or of none
    datetime(2026, 3, 28, 20, tzinfo=UTC), datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2026, 3, 8, 6, 59, tzinfo=UTC), datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
    datetime(2026, 4, 4, 14, 45, tzinfo=UTC), datetime(2026, 9, 6, 3, 0, tzinfo=UTC),
    datetime(2026, 6, 30, 21, 0, tzinfo=UTC), datetime(2026, 6, 30, 20, 59, 59, tzinfo=UTC),
)  # fmt: skip


def test_nobody_is_told_in_their_night_and_everybody_in_their_morning_also_when_the_clocks_change(
    store: Store, sealer: Sealer
) -> None:
    def act(session: Session) -> None:
        people = {}
        for chat, (zone, (begins, ends)) in enumerate(product(ZONES, SPANS), 10):
            number = reader(session, sealer, chat, zone)
            supporters.change(session, number, quiet_from=begins, quiet_to=ends)
            people[number] = (begins, ends, zone)
        for at in CLOCKS:
            message = queued(session, "notice", list(people), at)
            rows = dict(
                session.exec(
                    select(Outbox.recipient, Outbox.id).where(Outbox.message == message)
                ).all()
            )
            claimed = {row.recipient for row in claiming.claim(session, 999, at)}
            for number, (begins, ends, zone) in people.items():
                morning = after_quiet(begins, ends, zone, at)
                assert (number in claimed) == (morning <= at), (zone, begins, ends, at)
                if morning > at:
                    row = session.get_one(Outbox, rows[number], populate_existing=True)
                    assert (row.state, row.due_at) == ("queued", int(morning.timestamp())), (
                        zone,
                        begins,
                        ends,
                        at,
                    )
            assert {
                row.recipient for row in claiming.claim(session, 999, at + timedelta(hours=25))
            } <= set(people)
            outbox.cancel(session, message)

    store.write_now(act)


@pytest.mark.parametrize(
    ("expires", "state"), [(MORNING, "cancelled"), (MORNING + timedelta(seconds=1), "queued")]
)
def test_what_is_over_before_the_morning_is_dropped(
    store: Store, sealer: Sealer, expires: datetime, state: str
) -> None:
    def act(session: Session) -> None:
        message = queued(session, "notice", [reader(session, sealer)], expires=expires)
        assert told(session, NIGHT) == []
        assert session.exec(select(Outbox.state)).one() == state
        assert outbox.counts(session, message).withdrawn == (state == "cancelled")

    store.write_now(act)


def test_a_kind_that_nobody_knows_goes_to_many(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        who, awake_one = reader(session, sealer), reader(session, sealer, 11, None)
        message = queued(session, "survey", [who, awake_one])
        freeze.hold(session, NIGHT)
        assert told(session, NIGHT) == []
        assert outbox.next_due(session) is None
        assert outbox.waiting(session) == 2
        freeze.release(session)
        assert told(session, NIGHT) == [awake_one]
        supporters.change(session, who, paused_until=FOREVER)
        assert outbox.counts(session, message).withdrawn == 1
        assert outbox.drop_waiting(session) == 0

    store.write_now(act)


def test_the_teams_own_matters_come_through_the_night(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        who = reader(session, sealer)
        supporters.change(session, who, paused_until=FOREVER, alerts=False)
        queued(session, "team", [who])
        freeze.hold(session, NIGHT)
        assert told(session, NIGHT) == [who]

    store.write_now(act)


def _chosen(**values: object) -> Callable[[Session, int], object]:
    return lambda session, who: session.exec(
        update(Supporter).where(col(Supporter.number) == who).values(**values)
    )


def _hidden(session: Session, who: int) -> None:
    session.exec(update(Revision).where(col(Revision.kind) == "case").values(state="withdrawn"))


def _follows_no_more(session: Session, who: int) -> None:
    session.exec(delete(Follow).where(col(Follow.supporter) == who))


def _muted(session: Session, who: int) -> None:
    session.exec(update(Follow).where(col(Follow.supporter) == who).values(muted=True))


WISHES: dict[str, Callable[[Session, int], object]] = {
    "blocked": _chosen(blocked_at=5),
    "paused": _chosen(paused_until=FOREVER),
    "no alerts": _chosen(alerts=False),
    "muted": _muted,
    "follows no more": _follows_no_more,
    "withdrawn": _hidden,
}


@pytest.mark.parametrize("wish", WISHES.values(), ids=WISHES)
def test_a_wish_that_took_nothing_back_holds_all_the_same(
    store: Store, sealer: Sealer, wish: Callable[[Session, int], object]
) -> None:
    """As in an older copy that was put back, or between a claim and its return: nobody took the row
    back.
    """

    def act(session: Session) -> None:
        who, _, message = started(session, sealer)
        wish(session, who)
        assert told(session, NOON) == []
        assert outbox.counts(session, message) == Counts(1, 0, 0, 1, 0, withdrawn=1)
        assert outbox.next_due(session) is None

    store.write_now(act)


@pytest.mark.parametrize("kind", ["digest", "followup", "reminder"])
@pytest.mark.parametrize("wanted", [False, True])
def test_each_kind_asks_for_the_choice_that_turns_it_off(
    store: Store, sealer: Sealer, kind: str, wanted: bool
) -> None:
    def act(session: Session) -> None:
        who = reader(session, sealer)
        supporters.change(session, who, digest="daily")
        session.add(Rsvp(supporter=who, event_slug="vigil", starts=5, ends=2**40))
        session.flush()
        queued(session, kind, [who])
        if not wanted:
            _chosen(digest="off")(session, who)
            _muted(session, who)
            session.exec(delete(Rsvp))
        assert told(session, NOON) == ([who] if wanted else [])

    store.write_now(act)


@pytest.mark.parametrize(("hour", "goes"), [(23, True), (21, False)])
def test_a_digest_comes_at_the_hour_that_its_reader_chose_and_at_no_other_of_their_night(
    store: Store, sealer: Sealer, hour: int, goes: bool
) -> None:
    def act(session: Session) -> None:
        who = reader(session, sealer)
        supporters.change(session, who, digest="daily", digest_hour=hour)
        queued(session, "digest", [who])
        assert told(session, NIGHT) == ([who] if goes else [])

    store.write_now(act)


def vigil(start: datetime) -> Occurrence:
    event = Event(
        slug="vigil",
        case="seven",
        kind="vigil",
        starts=start.replace(tzinfo=None),
        zone="UTC",
        minutes=60,
        city={"en": "London"},
        address="27 Gate Street",
        latitude=51.5,
        longitude=0.0,
        texts={
            "en": EventText(
                title="Vigil", place="Opposite the embassy", description="Bring a candle."
            )
        },
    )
    found = event.next(datetime(2026, 1, 1, tzinfo=UTC))
    assert found is not None
    return found


@pytest.mark.parametrize("late", [False, True], ids=["paused before", "paused while it waits"])
def test_who_paused_hears_of_a_change_to_a_date_of_theirs_and_who_blocked_does_not(
    store: Store, sealer: Sealer, late: bool
) -> None:
    def act(session: Session) -> None:
        who, gone = reader(session, sealer), reader(session, sealer, 11)
        for number in [] if late else [who]:
            supporters.change(session, number, paused_until=FOREVER)
        event_notices.tell(
            session, vigil(NOON + timedelta(days=3)), [who, gone], lambda _: WORDS, NOON
        )
        supporters.change(session, who, paused_until=FOREVER)
        _chosen(blocked_at=5)(session, gone)
        assert told(session, NOON) == [who]

    store.write_now(act)


@pytest.mark.parametrize(("hours", "goes"), [(11, True), (13, False)])
def test_news_of_a_date_that_comes_soon_does_not_wait_for_the_morning(
    store: Store, sealer: Sealer, hours: int, goes: bool
) -> None:
    def act(session: Session) -> None:
        who = reader(session, sealer)
        assert (
            event_notices.tell(
                session, vigil(NIGHT + timedelta(hours=hours)), [who], lambda _: WORDS, NIGHT
            )
            == 1
        )
        assert told(session, NIGHT) == ([who] if goes else [])

    store.write_now(act)


def test_of_many_who_sleep_a_claim_looks_at_so_many_and_finds_who_is_awake(
    store: Store, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "LOOK", 5)
    monkeypatch.setattr(claiming, "ASIDE", 20)

    def act(session: Session) -> None:
        sleepers = [reader(session, sealer, chat) for chat in range(10, 60)]
        awake_one = reader(session, sealer, 99, "Asia/Seoul")
        message = queued(session, "notice", [*sleepers, awake_one])
        at, claims = datetime(2026, 11, 25, 1, 0, tzinfo=UTC), 0
        found: list[int] = []
        while not found:
            found, claims = [row.recipient for row in claiming.claim(session, 2, at)], claims + 1
        assert (found, 2 <= claims <= 4) == ([awake_one], True)
        assert outbox.counts(session, message).queued == 51
        assert len(claiming.claim(session, 99, MORNING)) == 50

    store.write_now(act)


def test_a_withdrawn_case_counts_as_long_as_it_is_not_shown_again(
    store: Store, sealer: Sealer
) -> None:
    def act(session: Session) -> None:
        who, *_ = started(session, sealer)
        contents.withdraw(session, "seven")
        session.add(Revision(kind="case", slug="seven", number=2, body="{}", created_at=1))
        session.flush()
        assert told(session, NOON) == [who]

    store.write_now(act)


def test_an_audience_without_a_case_needs_no_follow(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        number = supporters.meet(session, sealer, 10, "en", NOON)[0].number
        message = outbox.open_message(session, "alert", "seven", MANY, NOON, title="news")
        outbox.add_body(session, message, "en", "", WORDS)
        assert audiences.enqueue(session, message, Audience("language", "en"), NOON) == 1
        assert told(session, NOON) == [number]

    store.write_now(act)
