"""Every query of a hot path finds its rows by an index, however many there are: SQLite's own plan
of each statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import event
from sqlmodel import Session

from content.audiences import Audience
from content.cases import UpdateText
from content.pack import reader
from content.subjects import MANY
from content.text.markup import Rich, rich
from content.text.messages import Screen
from storage.delivery import audiences, digests, event_notices, followups
from storage.engine import statements as asking
from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.library import published as contents
from storage.people import inbox, supporters
from storage.queue import claims, outbox
from storage.queue.claims import Outcome
from tests.stores import bundled

PACK = Path(reader.__file__).parents[1] / "packs/liaoning-seven"
NOW = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
CASE = "liaoning-seven"
BIG = (
    "outbox",
    "supporter",
    "follow",
    "rsvp",
    "lettersent",
    "inbox",
    "sentmessage",
    "draft",
    "body",
)


@contextmanager
def statements(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database meanwhile, also by the driver alone (storage/asking)."""
    asked: list[tuple[str, Any]] = []
    placed = asking._Ready._placed

    def notes(ready: asking._Ready, values: Mapping[str, Any]) -> Any:
        asked.append((ready._words, tuple(placed(ready, values))))
        return placed(ready, values)

    def note(
        _c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
    ) -> None:
        asked.append((statement, parameters[0] if many else parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    with patch.object(asking._Ready, "_placed", notes):
        yield asked
    event.remove(store.engine, "before_cursor_execute", note)


def scans(store: Store, asked: list[tuple[str, Any]]) -> list[str]:
    """Steps of the plans that read a whole large table."""
    found = []
    with store.engine.connect() as connection:
        for statement, parameters in asked:
            if statement.split()[0] not in ("SELECT", "UPDATE", "DELETE", "INSERT", "WITH"):
                continue
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [str(row[-1]) for row in plan]
            found += [
                f"{step}: {statement}"
                for step in steps
                if any(step == f"SCAN {name}" for name in BIG)
            ]
            found += [
                f"{step}: {statement}"
                for step in steps
                if any(step.startswith(f"SCAN {name} USING") for name in BIG)
            ]
    return found


@pytest.fixture
def people(store: Store, sealer: Sealer) -> list[int]:
    read = bundled()

    def act(session: Session) -> list[int]:
        contents.seed(session, read, NOW, with_examples=True)
        texts = {"en": UpdateText(title="News", body=Rich("Body."))}
        contents.publish_update(session, CASE, texts, None, NOW)
        numbers = [
            supporters.meet(session, sealer, chat, "en", NOW)[0].number for chat in range(1, 31)
        ]
        for number in numbers:
            supporters.follow(session, number, CASE, NOW)
            supporters.change(
                session,
                number,
                zone="Asia/Seoul",
                digest="daily",
                digest_due=int(NOW.timestamp()) + 60,
            )
        return numbers

    return store.write_now(act)


def _alert(session: Session, people: list[int]) -> int:
    message = outbox.open_message(session, "alert", CASE, MANY, NOW, title="news")
    body = outbox.add_body(session, message, "en", "", Screen(rich("news")))
    outbox.enqueue(session, message, body, people, NOW)
    return message


def _later(minutes: int) -> datetime:
    return datetime.fromtimestamp(NOW.timestamp() + 60 * minutes, UTC)


def _claims_and_records(session: Session, sealer: Sealer, people: list[int]) -> None:
    _alert(session, people)
    states = ["sent", "blocked", "gone", "rejected", "unknown", "retry", "queued", "moved"]
    rows = claims.claim(session, 20, NOW)
    ends = [(row, Outcome(states[at % 8], 9_000 + at)) for at, row in enumerate(rows)]
    claims.record(session, sealer, ends, NOW)
    claims.claim(session, 20, _later(90))


def _recovers(session: Session, sealer: Sealer, people: list[int]) -> None:
    _alert(session, people)
    claims.claim(session, 20, NOW)
    outbox.pause(session, str(people[0]), _later(1))
    outbox.pauses(session, sealer, NOW)
    claims.recover(session, ahead=24)


def _cancels(session: Session, sealer: Sealer, people: list[int]) -> None:
    message = _alert(session, people)
    outbox.counts(session, message)
    outbox.waiting(session)
    outbox.cancel(session, message)


def _looks(session: Session, sealer: Sealer, people: list[int]) -> None:
    _alert(session, people)
    outbox.next_due(session)
    digests.next_digest(session)
    followups.next_followup(session)


def _digests(session: Session, sealer: Sealer, people: list[int]) -> None:
    campaign = contents.snapshot(session)
    assert campaign
    assert digests.Round(_later(5)).queue(session, campaign, limit=10) == 10
    assert digests.Round(_later(5)).queue(session, campaign) == 20
    assert digests.Round(_later(5)).queue(session, campaign) == 0


def _followers(session: Session, sealer: Sealer, people: list[int]) -> None:
    message = outbox.open_message(session, "alert", CASE, MANY, NOW, title="news")
    outbox.add_body(session, message, "en", "", Screen(rich("news")))
    assert audiences.enqueue(session, message, Audience("case", CASE), NOW) == len(people)


def _updates(session: Session, sealer: Sealer, people: list[int]) -> None:
    assert inbox.receive(session, sealer, [(1, b"a"), (2, b"b")], NOW) == {1, 2}
    supporters.meet(session, sealer, 5, "en", NOW)
    inbox.settle(session, sealer, 1, b"answer")
    inbox.waiting(session, sealer)
    inbox.end(session, sealer, [inbox.Ended(1, 5, [7])], NOW)
    supporters.sent_ids(session, sealer, people[4], NOW)
    supporters.follows(session, people[4])
    supporters.erase(session, people[4])


def _reminders(session: Session, sealer: Sealer, people: list[int]) -> None:
    campaign = contents.snapshot(session)
    assert campaign
    digests.queue_reminders(session, campaign, NOW)
    digests.next_reminder(session, campaign, NOW)
    event_notices.due(session, campaign, NOW)
    followups.queue_followups(session, campaign, NOW)


PATHS: dict[str, Callable[[Session, Sealer, list[int]], None]] = {
    "claim and record": _claims_and_records,
    "recover": _recovers,
    "cancel": _cancels,
    "look": _looks,
    "digests": _digests,
    "followers": _followers,
    "updates": _updates,
    "reminders": _reminders,
}


@pytest.mark.parametrize("path", PATHS)
def test_no_hot_path_reads_a_whole_table(
    store: Store, sealer: Sealer, people: list[int], path: str
) -> None:
    with statements(store) as asked:
        store.write_now(lambda session: PATHS[path](session, sealer, people))
    assert len(asked) > 2
    assert scans(store, asked) == []


def test_the_check_sees_a_scan(store: Store, people: list[int]) -> None:
    assert scans(store, [("SELECT * FROM outbox WHERE attempts = 3", ())])
    assert scans(store, [("SELECT count(*) FROM supporter WHERE language = ?", ("en",))])
    assert not scans(store, [("SELECT * FROM outbox WHERE recipient = ?", (1,))])
