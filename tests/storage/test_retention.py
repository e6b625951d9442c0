"""What ends by itself, each rule of SAFETY 6 one second before its end and at it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, update

from content.campaign import Campaign
from content.cases import Status
from storage.actions import retention
from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.engine.tables import (
    Follow,
    Inbox,
    LetterSent,
    Member,
    Message,
    OwnerCode,
    Pause,
    Revision,
    Rsvp,
    SentMessage,
    Supporter,
)
from storage.people import conversation_state, members, supporters

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
CHAT, CASE = 7_318_264_905, "liaoning-seven"


@pytest.fixture
def person(store: Store, sealer: Sealer) -> int:
    return store.write_now(
        lambda session: supporters.meet(session, sealer, CHAT, "ko", NOW)[0].number
    )


def sweep(store: Store, campaign: Campaign, later: timedelta) -> dict[str, int]:
    """What ends when so much time has passed."""
    counts = store.write_now(lambda session: retention.sweep(session, campaign, NOW + later))
    return {name: count for name, count in counts.items() if count}


def rows(store: Store, table: str) -> int:
    return store.read_now(
        lambda session: session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    )


def test_a_draft_ends_after_7_days(
    store: Store, sealer: Sealer, person: int, campaign: Campaign
) -> None:
    store.write_now(
        lambda session: conversation_state.put(
            session, sealer, person, "letter", {"name": "x"}, NOW
        )
    )
    assert sweep(store, campaign, 7 * DAY - SECOND) == {}
    assert sweep(store, campaign, 7 * DAY) == {"drafts": 1}
    assert rows(store, "draft") == 0


def test_coming_is_forgotten_7_days_after_the_event(
    store: Store, person: int, campaign: Campaign
) -> None:
    ends = AT + 3600
    store.write_now(
        lambda session: session.add(
            Rsvp(supporter=person, event_slug="vigil", starts=AT, ends=ends)
        )
    )
    assert sweep(store, campaign, 7 * DAY + timedelta(hours=1) - SECOND) == {}
    assert sweep(store, campaign, 7 * DAY + timedelta(hours=1)) == {"rsvps": 1}


def test_numbers_of_messages_and_updates_end_after_48_hours(
    store: Store, sealer: Sealer, person: int, campaign: Campaign
) -> None:
    def act(session: Session) -> None:
        supporters.sent(session, sealer, [supporters.SentTo(CHAT, [5])], NOW)
        session.add(Inbox(update_id=1, state="done", received_at=AT))
        session.add(Inbox(update_id=2, state="received", sealed=b"x", received_at=AT))

    store.write_now(act)
    assert sweep(store, campaign, 2 * DAY - SECOND) == {}
    assert sweep(store, campaign, 2 * DAY) == {"sent": 1, "updates": 1}
    assert rows(store, "inbox") == 1  # what waits to be handled is never swept


@pytest.mark.parametrize(
    ("state", "kept"), [("asked", 0), ("done", 0), ("cancelled", 0), ("sending", 1), ("paused", 1)]
)
def test_what_was_said_or_asked_for_ends_after_thirty_days(
    store: Store, campaign: Campaign, state: str, kept: int
) -> None:
    store.write_now(lambda s: s.add(Message(kind="alert", priority=1, state=state, created_at=AT)))
    asked = {"requests": 1} if state == "asked" else {}  # nobody approved it within a day
    assert sweep(store, campaign, 30 * DAY - SECOND) == asked
    sweep(store, campaign, 30 * DAY)
    assert rows(store, "message") == kept


def test_codes_and_pauses_end_when_they_say(store: Store, campaign: Campaign) -> None:
    def act(session: Session) -> None:
        members.new_owner_code(session, NOW)
        session.add(Pause(scope="", until=AT + 60))

    store.write_now(act)
    assert sweep(store, campaign, timedelta(seconds=59)) == {}
    assert sweep(store, campaign, timedelta(seconds=60)) == {"pauses": 1}
    assert sweep(store, campaign, DAY - SECOND) == {}
    assert sweep(store, campaign, DAY) == {"codes": 1}


def _revision(session: Session, number: int, status: str, at: datetime) -> None:
    session.exec(update(Revision).where(col(Revision.slug) == CASE).values(state="superseded"))
    body = json.dumps({"status": status})
    session.add(
        Revision(kind="case", slug=CASE, number=number, body=body, created_at=int(at.timestamp()))
    )
    session.flush()


def test_follows_and_letters_end_90_days_after_the_case_was_closed_for_good(
    store: Store, person: int, campaign: Campaign
) -> None:
    closed = NOW + 200 * DAY

    def act(session: Session) -> None:
        supporters.follow(session, person, CASE, NOW)
        supporters.sent_letter(session, person, CASE, "seoul", NOW)
        story = [("detained", NOW), ("closed", NOW + 9 * DAY), ("detained", NOW + 10 * DAY)]
        story += [("closed", closed), ("closed", closed + 5 * DAY)]
        for number, (status, at) in enumerate(story, 1):
            _revision(session, number, status, at)
        supporters.change(session, person, active_at=int(closed.timestamp()))

    store.write_now(act)
    case = campaign.cases[0].model_copy(update={"status": Status.CLOSED})
    over = campaign.model_copy(update={"cases": (case,)})
    assert sweep(store, campaign, closed - NOW + 90 * DAY) == {}  # an open case keeps them
    assert sweep(store, over, closed - NOW + 90 * DAY - SECOND) == {}
    assert sweep(store, over, closed - NOW + 90 * DAY) == {"letters": 1, "follows": 1}


def test_the_silent_are_warned_once_and_erased_after_120_days(
    store: Store, person: int, campaign: Campaign
) -> None:
    assert sweep(store, campaign, 106 * DAY - SECOND) == {}
    assert sweep(store, campaign, 106 * DAY) == {"warned": 1}
    assert rows(store, "outbox") == 1
    assert sweep(store, campaign, 120 * DAY - SECOND) == {}
    assert sweep(store, campaign, 120 * DAY) == {"idle": 1}
    assert rows(store, "supporter") == rows(store, "outbox") == 0


def test_nobody_is_erased_within_14_days_of_the_warning(
    store: Store, person: int, campaign: Campaign
) -> None:
    assert sweep(store, campaign, 200 * DAY) == {"warned": 1}  # the bot was off for months
    assert sweep(store, campaign, 214 * DAY - SECOND) == {}
    assert sweep(store, campaign, 214 * DAY) == {"idle": 1}


def test_a_delivered_message_starts_anew_and_so_does_the_warning(
    store: Store, person: int, campaign: Campaign
) -> None:
    assert sweep(store, campaign, 106 * DAY) == {"warned": 1}
    reached = AT + int((110 * DAY).total_seconds())
    store.write_now(lambda session: supporters.change(session, person, active_at=reached))
    assert sweep(store, campaign, 215 * DAY) == {}
    assert sweep(store, campaign, 216 * DAY) == {"warned": 1}
    assert sweep(store, campaign, 230 * DAY - SECOND) == {}
    assert "idle" in sweep(store, campaign, 230 * DAY)


def test_who_blocked_the_bot_is_not_warned_but_erased_after_120_days(
    store: Store, sealer: Sealer, person: int, campaign: Campaign
) -> None:
    store.write_now(lambda session: supporters.blocked(session, sealer, CHAT, NOW))
    assert sweep(store, campaign, 119 * DAY) == {}
    assert sweep(store, campaign, 120 * DAY) == {"idle": 1}


def test_the_team_is_exempt(store: Store, person: int, campaign: Campaign) -> None:
    store.write_now(
        lambda session: session.add(Member(supporter=person, role="owner", since=AT, alias="A"))
    )
    assert sweep(store, campaign, 400 * DAY) == {}


def test_erasing_a_person_takes_every_row_of_theirs(
    store: Store, sealer: Sealer, person: int
) -> None:
    def act(session: Session) -> None:
        supporters.follow(session, person, CASE, NOW)
        session.add(Rsvp(supporter=person, event_slug="vigil", starts=AT, ends=AT))
        supporters.sent_letter(session, person, CASE, "embassy", NOW)
        supporters.sent(session, sealer, [supporters.SentTo(CHAT, [1, 2])], NOW)
        conversation_state.put(session, sealer, person, "letter", {}, NOW)
        session.add(Member(supporter=person, role="owner", since=AT, alias="A"))

    store.write_now(act)
    store.write_now(lambda session: supporters.erase(session, person))
    for table in (Supporter, Follow, Rsvp, LetterSent, SentMessage, Member):
        assert rows(store, table.__name__.lower()) == 0, table
    assert rows(store, "draft") == 0
    assert rows(store, OwnerCode.__name__.lower()) == 0
