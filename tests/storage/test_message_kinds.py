"""Each kind of the registry is treated as its rule says by everything that holds messages back."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, delete, select

from content.subjects import Subject
from content.text.markup import rich
from content.text.messages import Screen
from storage.actions import emergency_freeze, forecast, letter_stops, withdrawal
from storage.delivery import incidents
from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.engine.tables import Message, Outbox, Rsvp, Supporter
from storage.engine.times import FOREVER
from storage.library import published as contents
from storage.people import supporters
from storage.queue import claims, message_kinds, outbox
from storage.queue.message_kinds import RULES, MessageKind, rule_of
from tests.storage.test_campaign import _campaign

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # in London
KINDS = pytest.mark.parametrize("kind", list(MessageKind))


def started(
    session: Session, sealer: Sealer, kind: MessageKind, expires: datetime | None = None
) -> tuple[int, int]:
    """A reader who wants everything, and an open message of the kind about a case, to them."""
    contents.seed(session, _campaign(), NOON, with_examples=True)
    number = supporters.meet(session, sealer, 10, "en", NOON)[0].number
    supporters.follow(session, number, "seven", NOON)
    supporters.change(session, number, zone="Europe/London", digest="daily")
    later = int((NIGHT + timedelta(days=3)).timestamp())
    session.add(Rsvp(supporter=number, event_slug="vigil", starts=later, ends=later))
    subject = Subject("event", "vigil")
    message = outbox.open_message(session, kind, "seven", subject, NOON, expires=expires)
    outbox.enqueue(
        session,
        message,
        outbox.add_body(session, message, "en", "", Screen(rich("words"))),
        [number],
        NOON,
    )
    return number, message


def goes(session: Session, at: datetime = NOON) -> bool:
    return bool(claims.claim(session, 9, at))


def state(session: Session) -> str:
    return session.exec(select(Outbox.state)).one()


@KINDS
def test_it_comes_to_whom_nothing_holds_back(
    store: Store, sealer: Sealer, kind: MessageKind
) -> None:
    def act(session: Session) -> None:
        started(session, sealer, kind)
        assert goes(session)

    store.write_now(act)


@KINDS
def test_a_freeze_stops_what_goes_to_many(store: Store, sealer: Sealer, kind: MessageKind) -> None:
    def act(session: Session) -> None:
        started(session, sealer, kind)
        emergency_freeze.freeze(session, 1, NOON)
        assert goes(session) is not rule_of(kind).many
        emergency_freeze.thaw(session, 1, NOON)
        assert goes(session) is rule_of(kind).many

    store.write_now(act)


@KINDS
def test_a_pause_takes_back_what_is_pausable(
    store: Store, sealer: Sealer, kind: MessageKind
) -> None:
    def act(session: Session) -> None:
        number, _ = started(session, sealer, kind)
        supporters.change(session, number, paused_until=FOREVER)
        assert (state(session) == "cancelled") is rule_of(kind).pausable
        assert goes(session) is not rule_of(kind).pausable

    store.write_now(act)


@KINDS
def test_who_blocked_the_bot_gets_nothing(store: Store, sealer: Sealer, kind: MessageKind) -> None:
    def act(session: Session) -> None:
        number, _ = started(session, sealer, kind)
        session.get_one(Supporter, number).blocked_at = 1
        assert not goes(session)

    store.write_now(act)


@KINDS
def test_the_night_puts_off_what_goes_to_many(
    store: Store, sealer: Sealer, kind: MessageKind
) -> None:
    def act(session: Session) -> None:
        number, _ = started(session, sealer, kind)
        assert goes(session, NIGHT) is not rule_of(kind).many
        supporters.change(session, number, digest_hour=23)
        assert goes(session, NIGHT + timedelta(minutes=1)) is False  # it waits for the morning

    store.write_now(act)


@KINDS
def test_only_what_comes_at_a_chosen_hour_comes_in_the_night(
    store: Store, sealer: Sealer, kind: MessageKind
) -> None:
    def act(session: Session) -> None:
        number, _ = started(session, sealer, kind)
        supporters.change(session, number, digest_hour=23)
        assert goes(session, NIGHT) is (rule_of(kind).at_chosen_hour or not rule_of(kind).many)

    store.write_now(act)


@KINDS
def test_what_is_over_is_taken_back(store: Store, sealer: Sealer, kind: MessageKind) -> None:
    def act(session: Session) -> None:
        started(session, sealer, kind, expires=NOON + timedelta(hours=1))
        assert not goes(session, NOON + timedelta(hours=2))
        assert state(session) == "cancelled"

    store.write_now(act)


@KINDS
@pytest.mark.parametrize("part", [("case", "seven"), ("event", "vigil")])
def test_a_withdrawal_stops_what_tells_of_it(
    store: Store, sealer: Sealer, kind: MessageKind, part: tuple[str, str]
) -> None:
    def act(session: Session) -> None:
        _, message = started(session, sealer, kind)
        assert withdrawal.stop(session, *part) == 1
        assert state(session) == "cancelled"
        assert session.get_one(Message, message).state == (
            "cancelled" if rule_of(kind).whole else "done"
        )

    store.write_now(act)


@KINDS
def test_a_withdrawn_case_holds_back_what_was_queued_since(
    store: Store, sealer: Sealer, kind: MessageKind
) -> None:
    def act(session: Session) -> None:
        started(session, sealer, kind)
        contents.withdraw(session, "seven")
        assert not goes(session)
        assert state(session) == "cancelled"

    store.write_now(act)


@KINDS
def test_where_letters_are_stopped_what_asks_is_taken_back(
    store: Store, sealer: Sealer, kind: MessageKind
) -> None:
    def act(session: Session) -> None:
        _, message = started(session, sealer, kind)
        assert (
            letter_stops.stand_down(
                session, sealer, "seven", {"en": "The lawyer asks for quiet."}, NOON, None
            )
            == 0
        )
        assert (state(session) == "cancelled") is rule_of(kind).asks
        assert (session.get_one(Message, message).state == "cancelled") is rule_of(kind).asks
        assert goes(session) is not rule_of(kind).asks

    store.write_now(act)


@KINDS
def test_the_forecast_shows_what_goes_to_many(
    store: Store, sealer: Sealer, kind: MessageKind
) -> None:
    def act(session: Session) -> None:
        _, message = started(session, sealer, kind)
        campaign = contents.snapshot(session)
        assert campaign
        shown = [one.key for one in forecast.entries(session, campaign, NOON) if one.kind == "send"]
        assert shown == ([(str(message), kind)] if rule_of(kind).many else [])

    store.write_now(act)


@KINDS
def test_too_many_refusals_pause_what_goes_to_many(
    store: Store, sealer: Sealer, kind: MessageKind
) -> None:
    def act(session: Session) -> None:
        _, message = started(session, sealer, kind)
        assert incidents.refused(session, message, 9, 10, NOON) is rule_of(kind).many

    store.write_now(act)


CHOICES = {
    MessageKind.ALERT: lambda session, who: supporters.change(session, who, alerts=False),
    MessageKind.DIGEST: lambda session, who: supporters.change(session, who, digest="off"),
    MessageKind.FOLLOWUP: lambda session, who: supporters.mute(session, who, "seven", muted=True),
    MessageKind.REMINDER: lambda session, _: session.exec(
        delete(Rsvp).where(col(Rsvp.event_slug) == "vigil")
    ),
}


@KINDS
@pytest.mark.parametrize("chosen", list(CHOICES))
def test_only_its_own_choice_turns_a_kind_off(
    store: Store, sealer: Sealer, kind: MessageKind, chosen: MessageKind
) -> None:
    def act(session: Session) -> None:
        number, _ = started(session, sealer, kind)
        CHOICES[chosen](session, number)
        # Muting is of both.
        off = {chosen} | ({MessageKind.ALERT} if chosen is MessageKind.FOLLOWUP else set())
        assert goes(session) is (kind not in off)

    store.write_now(act)


def test_a_kind_that_nobody_knows_is_treated_as_the_most_careful_one() -> None:
    rule = rule_of("of a newer program")
    assert (rule.many, rule.pausable, rule.at_chosen_hour, rule.asks) == (True, True, False, True)
    assert all(rule_of(kind.value) is RULES[kind] for kind in MessageKind)


def imported(changed: str) -> None:
    """Runs the registry's module as it would be with other words in it."""
    exec(compile(changed, message_kinds.__file__, "exec"), {"__name__": message_kinds.__name__})


def test_a_kind_without_a_rule_does_not_import() -> None:
    source = Path(message_kinds.__file__).read_text("utf-8")
    imported(source)
    with pytest.raises(RuntimeError, match="needs a rule"):
        imported(source.replace('    TEAM = "team"', '    UNRULED = "unruled"\n    TEAM = "team"'))


@pytest.mark.parametrize("forgotten", [one.name for one in fields(message_kinds.Rule)])
def test_a_rule_that_forgets_one_does_not_import(forgotten: str) -> None:
    source = Path(message_kinds.__file__).read_text("utf-8")
    before, rule, after = source.partition("MessageKind.TEAM: Rule(")
    said = re.compile(rf"\b{forgotten}=[\w()]+,?")
    assert said.search(after)
    with pytest.raises(TypeError, match=forgotten):
        imported(before + rule + said.sub("", after, count=1))
