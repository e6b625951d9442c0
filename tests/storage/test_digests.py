"""Digests in sets and quiet hours: who gets which, once, at a humane hour; nothing late, nothing
superseded.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from content.audiences import Audience
from content.campaign import Campaign
from content.cases import UpdateText
from content.notices.digests import after_quiet
from content.pack import reader
from content.subjects import MANY
from content.text.markup import Rich, rich
from content.text.messages import Screen
from storage.delivery import audiences, digests
from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.engine.tables import Body, Message, Outbox, Supporter
from storage.library import published as contents
from storage.people import supporters
from storage.queue import claims, outbox
from tests.stores import bundled

NOW = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)  # 09:30 in Seoul, 00:30 in London
PACK = Path(reader.__file__).parents[1] / "packs/liaoning-seven"
CASE = "liaoning-seven"
ZONES = ("Asia/Seoul", "Europe/London", "America/New_York", "Australia/Sydney")


def seeded(store: Store, at: datetime) -> Campaign:
    read = bundled()
    store.write_now(lambda session: contents.seed(session, read, at, with_examples=True))
    return read


def _person(
    session: Session, sealer: Sealer, chat: int, zone: str | None, language: str = "en"
) -> int:
    number = supporters.meet(session, sealer, chat, language, NOW - timedelta(days=1))[0].number
    supporters.follow(session, number, CASE, NOW)
    supporters.change(session, number, zone=zone)
    return number


def _news(session: Session, title: str, at: datetime) -> None:
    contents.publish_update(
        session, CASE, {"en": UpdateText(title=title, body=Rich("Body."))}, None, at
    )


def _due(session: Session, number: int, at: datetime = NOW) -> None:
    digests.set_digest(session, number, "daily", 9, 0, "Asia/Seoul", NOW - timedelta(days=2))
    supporters.change(session, number, digest_due=int(at.timestamp()))


def _alert(session: Session, kind: str = "alert", *, critical: bool = False) -> int:
    message = outbox.open_message(
        session, kind, CASE, MANY, NOW, title="news", critical=critical, priority=1
    )
    outbox.add_body(session, message, "en", "", Screen(rich("news")))
    return message


def test_alerts_wait_for_the_morning_unless_they_are_critical(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        awake = _person(session, sealer, 1, "Asia/Seoul")
        asleep = _person(session, sealer, 2, "Europe/London")
        nowhere = _person(session, sealer, 3, None)
        owl = _person(session, sealer, 4, "Europe/London")
        supporters.change(session, owl, quiet_from=0, quiet_to=0)
        assert audiences.enqueue(session, _alert(session), Audience("case", CASE), NOW) == 4
        assert {row.recipient for row in claims.claim(session, 9, NOW)} == {awake, nowhere, owl}
        due = session.exec(select(Outbox.due_at).where(Outbox.recipient == asleep)).one()
        assert datetime.fromtimestamp(due, ZoneInfo("Europe/London")).hour == 7
        assert outbox.next_due(session) == due
        assert (
            audiences.enqueue(session, _alert(session, critical=True), Audience("case", CASE), NOW)
            == 4
        )
        assert len(claims.claim(session, 9, NOW)) == 4

    store.write_now(act)


@settings(max_examples=200)
@given(
    st.integers(0, 23), st.integers(0, 23), st.sampled_from(ZONES),
    st.integers(0, 2 * 365 * 86400).map(lambda late: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=late)),
)  # fmt: skip
def test_no_alert_lands_in_quiet_hours_also_when_the_clocks_change(
    begins: int, ends: int, zone: str, now: datetime
) -> None:
    due = after_quiet(begins, ends, zone, now)
    assert now <= due <= now + timedelta(hours=25)
    hour = due.astimezone(ZoneInfo(zone)).hour
    inside = begins <= hour < ends if begins <= ends else hour >= begins or hour < ends
    assert not inside
    assert due == now or hour in (ends, ends + 1)


def test_each_gets_their_language_and_their_news_once(store: Store, sealer: Sealer) -> None:
    read = seeded(store, NOW - timedelta(days=9))

    def act(session: Session) -> None:
        _news(session, "Old news", NOW - timedelta(days=3))
        _news(session, "New news", NOW - timedelta(hours=2))
        people = [
            _person(session, sealer, chat, "Asia/Seoul", language)
            for chat, language in enumerate("ekz", 1)
        ]
        for number, language in zip(people, ("en", "ko", "zh"), strict=True):
            supporters.change(session, number, language=language)
            _due(session, number)
        supporters.change(
            session, people[0], digest_seen=int((NOW - timedelta(days=5)).timestamp())
        )
        quiet = _person(session, sealer, 9, "Asia/Seoul")
        supporters.mute(session, quiet, CASE, muted=True)
        _due(session, quiet)
        known = contents.snapshot(session) or read
        assert digests.Round(NOW).queue(session, known) == 4
        assert digests.Round(NOW).queue(session, known) == 0
        rows = claims.claim(session, 9, NOW + timedelta(hours=1))
        said = {
            row.recipient: json.loads(claims.bodies(session, [row.body])[row.body])["text"]["text"]
            for row in rows
        }
        assert set(said) == set(people)
        assert ("Old news" in said[people[0]], "Old news" in said[people[1]]) == (True, False)
        assert all("New news" in words for words in said.values())
        assert len({row.body for row in rows}) == 3
        assert "Letters are still needed" in said[people[0]]
        for row in session.exec(select(Supporter)):
            assert row.digest_due
            following = datetime.fromtimestamp(row.digest_due, ZoneInfo("Asia/Seoul"))
            assert (following.hour, following > NOW) == (9, True)

    store.write_now(act)


def test_many_of_one_hour_are_spread_and_all_batches_reach_everyone_once(
    store: Store, sealer: Sealer
) -> None:
    read = seeded(store, NOW - timedelta(days=9))

    def act(session: Session) -> None:
        _news(session, "News", NOW - timedelta(hours=2))
        people = [_person(session, sealer, chat, "Asia/Seoul") for chat in range(1, 301)]
        for number in people:
            _due(session, number)
        known = contents.snapshot(session) or read
        looked = 0
        while more := digests.Round(NOW).queue(session, known, limit=64):
            looked += more
        assert looked == 300
        rows = session.exec(select(Outbox.recipient, Outbox.due_at)).all()
        assert sorted(number for number, _ in rows) == sorted(people)
        waits = [due - int(NOW.timestamp()) for _, due in rows]
        assert len(set(waits)) > 5
        assert min(waits) >= 0
        assert max(waits) < 3600
        assert sum(session.exec(select(Message.total)).all()) == 300

    store.write_now(act)


def test_what_is_late_is_sent_within_its_window_and_skipped_after_it(
    store: Store, sealer: Sealer
) -> None:
    read = seeded(store, NOW - timedelta(days=9))

    def act(session: Session) -> None:
        _news(session, "News", NOW - timedelta(hours=20))
        late, too_late = (_person(session, sealer, chat, "Asia/Seoul") for chat in (1, 2))
        _due(session, late, NOW - timedelta(hours=11))
        _due(session, too_late, NOW - timedelta(hours=13))
        assert digests.Round(NOW).queue(session, contents.snapshot(session) or read) == 2
        assert session.exec(select(Outbox.recipient)).all() == [late]
        assert claims.claim(session, 9, NOW + timedelta(hours=13)) == []
        assert session.exec(select(Outbox.state)).all() == ["cancelled"]
        assert session.exec(select(Message.state)).one() == "done"
        assert outbox.next_due(session) is None

    store.write_now(act)


@pytest.mark.parametrize(("other", "left"), [(False, 0), (True, 1)])
def test_an_alert_takes_the_place_of_a_digest_about_the_same_case_only(
    store: Store, sealer: Sealer, other: bool, left: int
) -> None:
    def act(session: Session) -> None:
        number = _person(session, sealer, 1, None)
        supporters.change(session, number, digest="daily")
        digest = outbox.open_message(session, "digest", None, MANY, NOW)
        body = outbox.add_body(
            session, digest, "en", "a", Screen(rich("d")), "other" if other else CASE
        )
        outbox.enqueue(session, digest, body, [number], NOW)
        alert = _alert(session)
        audiences.enqueue(session, alert, Audience("case", CASE), NOW)
        outbox.supersede(session, alert, CASE)
        kinds = sorted(row.kind for row in claims.claim(session, 9, NOW))
        assert kinds == ["alert", *["digest"] * left]
        assert session.exec(select(Body.case_slug).where(Body.message == digest)).one() == (
            "other" if other else CASE
        )

    store.write_now(act)
