"""The outbox: each person once, in their language, as they chose; a crash repeats nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlmodel import Session

from content.audiences import Audience
from content.campaign import Campaign
from content.subjects import MANY
from content.text.markup import rich
from content.text.messages import Screen
from storage.actions import retention
from storage.delivery import audiences
from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.engine.times import FOREVER
from storage.people import erasure, supporters
from storage.queue import claims, outbox
from storage.queue.claims import Outcome

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def _person(session: Session, sealer: Sealer, chat: int, language: str = "en") -> int:
    number = supporters.meet(session, sealer, chat, language, NOW)[0].number
    supporters.follow(session, number, "seven", NOW)
    return number


def _alert(session: Session, priority: int = 1) -> int:
    message = outbox.open_message(
        session, "alert", "seven", MANY, NOW, title="news", priority=priority
    )
    for language in ("en", "ko"):
        outbox.add_body(session, message, language, "", Screen(rich(language)))
    return message


def test_followers_are_queued_once_as_they_chose(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        people = [
            _person(session, sealer, chat, language)
            for chat, language in enumerate(["ko", "zh", *["en"] * 4], 1)
        ]
        supporters.blocked(session, sealer, 3, NOW)
        supporters.mute(session, people[3], "seven", muted=True)
        supporters.change(session, people[4], paused_until=FOREVER)
        supporters.change(session, people[5], alerts=False)
        message = _alert(session)
        assert audiences.enqueue(session, message, Audience("case", "seven"), NOW) == 2
        assert audiences.enqueue(session, message, Audience("case", "seven"), NOW) == 0
        rows = claims.claim(session, 9, NOW)
        screens = claims.bodies(session, {row.body for row in rows})
        said = {row.recipient: screens[row.body] for row in rows}
        assert set(said) == set(people[:2])
        assert '"ko"' in said[people[0]]
        assert '"en"' in said[people[1]]
        assert claims.claim(session, 9, NOW) == []
        assert claims.recover(session, ahead=1) == 2
        counts = outbox.counts(session, message)
        assert (counts.unknown, counts.unsent) == (2, 1)
        assert claims.claim(session, 9, NOW) == []

    store.write_now(act)


def test_the_urgent_go_first_and_the_gone_are_erased(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        _person(session, sealer, 1)
        for priority in (3, 1):
            audiences.enqueue(session, _alert(session, priority), Audience("case", "seven"), NOW)
        rows = claims.claim(session, 9, NOW)
        assert [row.priority for row in rows] == [1, 3]
        claims.record(session, sealer, [(rows[0], Outcome("gone"))], NOW)
        assert supporters.find(session, sealer, 1) is None

    store.write_now(act)


def test_the_idle_warning_does_not_count_as_being_heard_from(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        _person(session, sealer, 1)
        warned = NOW + timedelta(days=106)
        assert retention.sweep(session, CAMPAIGN, warned)["warned"] == 1
        rows = claims.claim(session, 9, warned)
        claims.record(session, sealer, [(row, Outcome("sent", 5)) for row in rows], warned)
        assert retention.sweep(session, CAMPAIGN, NOW + timedelta(days=120))["idle"] == 1

    store.write_now(act)


CAMPAIGN = Campaign.model_construct(cases=())


def test_an_old_copy_is_erased_again_and_who_came_back_stays(
    store: Store, sealer: Sealer, tmp_path: Path
) -> None:
    path, later = tmp_path / erasure.NAME, NOW + timedelta(hours=1)
    store.write_now(partial(_person, sealer=sealer, chat=1))
    for chat in (1, 2):
        erasure.write(path, sealer, chat, later)
    store.write_now(
        lambda session: supporters.meet(session, sealer, 2, "en", later + timedelta(hours=1))
    )
    assert store.write_now(partial(erasure.replay, sealer=sealer, path=path)) == 1
    assert store.read_now(lambda session: supporters.find(session, sealer, 1)) is None
    assert store.read_now(lambda session: supporters.find(session, sealer, 2)) is not None
