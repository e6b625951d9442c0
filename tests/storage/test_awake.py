"""After an absence nothing overdue goes out by itself: sending is frozen and the team is asked,
once.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from content.subjects import IDLE_WARNING, MANY, Subject
from content.text.markup import rich
from content.text.messages import Screen
from storage.delivery import downtime
from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.engine.tables import Audit, Member, Message, Supporter
from storage.people import supporters
from storage.queue import claims, freeze, outbox

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("away", "due", "asked"),
    [
        (59 * MINUTE, -MINUTE, False),  # a restart
        (HOUR, -MINUTE, True),
        (HOUR, timedelta(0), True),
        (HOUR, MINUTE, False),  # nothing is overdue
        (HOUR, None, False),
        (None, -MINUTE, False),  # the first start of all
    ],
)
def test_only_an_absence_with_something_overdue_asks(
    store: Store, away: timedelta | None, due: timedelta | None, asked: bool
) -> None:
    def act(session: Session) -> None:
        if away is not None:
            downtime.beat(session, NOW - away)
        assert downtime.wake(session, None if due is None else NOW + due, NOW) is asked
        assert (freeze.frozen_since(session) is not None) is asked
        assert not downtime.wake(session, NOW, NOW)  # the bot is awake now

    store.write_now(act)


def test_a_restored_copy_asks_however_young_it_is(store: Store) -> None:
    def act(session: Session) -> None:
        downtime.beat(session, NOW)
        downtime.restored(session)
        assert downtime.wake(session, NOW, NOW)

    store.write_now(act)


def _send(session: Session, sealer: Sealer, kind: str, about: Subject = MANY) -> int:
    who = supporters.meet(session, sealer, 5, "en", NOW)[0].number
    message = outbox.open_message(session, kind, None, about, NOW, priority=1)
    outbox.enqueue(
        session,
        message,
        outbox.add_body(session, message, "en", "", Screen(rich("words"))),
        [who],
        NOW,
    )
    return message


def test_the_team_is_told_while_everything_else_is_frozen(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        news = _send(session, sealer, "alert")
        mina = supporters.meet(session, sealer, 6, "ko", NOW)[0].number
        session.add(Member(supporter=mina, role="owner", since=0, alias=1))
        downtime.restored(session)
        session.flush()
        assert downtime.wake(session, NOW, NOW)
        assert claims.claim(session, 9, NOW) == []
        assert downtime.ask(session, NOW) == 1
        assert [row.recipient for row in claims.claim(session, 9, NOW)] == [mina]
        assert outbox.waiting(session) == 1
        assert outbox.drop_waiting(session) == 1
        assert session.get_one(Message, news, populate_existing=True).state == "done"
        assert outbox.next_due(session) is None

    store.write_now(act)


def test_with_nothing_to_say_sending_goes_on_unasked(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        downtime.restored(session)
        assert downtime.wake(session, NOW, NOW)
        assert downtime.ask(session, NOW) == 0
        assert freeze.frozen_since(session) is None
        assert session.exec(select(Audit)).all() == []

    store.write_now(act)


def test_who_should_have_been_warned_is_warned_anew(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        _send(session, sealer, "notice", IDLE_WARNING)
        session.exec(select(Supporter)).one().warned_at = 5
        session.flush()
        outbox.drop_waiting(session)
        assert session.exec(select(col(Supporter.warned_at))).one() is None

    store.write_now(act)
