"""The judges of the long runs themselves: each kind of wrong is seen and named, and nothing else is
called wrong.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import SQLModel

from content.language.i18n import words_for
from content.language.languages import LANGUAGES
from storage.engine.database import Store, connect
from storage.engine.tables import (
    Contact,
    Draft,
    Inbox,
    Message,
    OwnerCode,
    Rsvp,
    SentMessage,
    Supporter,
)
from tests.faults import ends, months
from tests.faults.record import Arrival, Dweller, Record
from tests.stores import new_store

LONDON = ZoneInfo("Europe/London")  # clocks go back on 31 October 2027
BEGUN, UNTIL = datetime(2027, 10, 20, tzinfo=UTC), datetime(2027, 11, 20, tzinfo=UTC)
TOLD = datetime(2027, 10, 31, 13, tzinfo=LONDON)  # the news
DIGEST = datetime(2027, 10, 31, 18, tzinfo=LONDON)
START = datetime(2027, 11, 1, 18, 30, tzinfo=LONDON)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Change = Callable[[Record, Dweller], None]


def right(language: str = "en", habit: str = "daily") -> tuple[Record, Dweller]:
    """A person of London whom one piece of news reached as it should, and both reminders of one
    event.
    """
    one = Dweller(5, language, "Europe/London", habit, (22, 7), 18, BEGUN, comes=[START])
    record = Record([one], {"News 1.": TOLD})
    arrives(record, TOLD, alert())
    arrives(record, DIGEST, digest(language))
    for back in (DAY, 2 * HOUR):
        arrives(record, START - back, reminder(language))
    return record, one


def arrives(record: Record, at: datetime, text: str, *, reply: bool = False) -> None:
    record.arrived[5].append(Arrival(at.astimezone(UTC), text, reply))


def alert(number: int = 1) -> str:
    return f"News {number}.\n\nWords of it.\n\nWhy you get this."


def digest(language: str = "en", *titles: str, day: int = 31) -> str:
    words = words_for(language)
    head = words("message.digest", day=str(day)).text
    return "\n\n".join(
        (
            head,
            *(f"{title}\nWords." for title in titles or ("News 1.",)),
            words("message.why_digest").text,
        )
    )


def reminder(language: str = "en") -> str:
    words = words_for(language)
    return f"{words('message.reminder', event='Vigil').text}\n\n{words('message.why_going').text}"


def gone(record: Record, words: str) -> None:
    """As if whatever has these words in it had not come."""
    record.arrived[5] = [message for message in record.arrived[5] if words not in message.text]


def moved(record: Record, old: datetime, new: datetime) -> None:
    """As if what came at one moment had come at another."""
    (found,) = (message for message in record.arrived[5] if message.at == old)
    record.arrived[5].remove(found)
    arrives(record, new, found.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_right_is_not_called_wrong(language: str) -> None:
    record, one = right(language)
    assert months.wrong(record, UNTIL) == []
    assert [len(kind(record, one)) for kind in (months.digests, months.reminders)] == [1, 2]
    arrives(record, TOLD + 10 * HOUR, "an answer in the night", reply=True)
    arrives(record, TOLD + 10 * HOUR, "an answer in the night", reply=True)
    one.pauses.append(TOLD - 2 * DAY)  # long over
    assert months.wrong(record, UNTIL) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_digest_at_a_chosen_hour_of_the_night_is_right(language: str) -> None:
    record, one = right(language)
    one.hour = 7
    one.night = (21, 9)
    moved(record, DIGEST, DIGEST + 13 * HOUR)
    assert months.wrong(record, UNTIL) == []


def test_a_weekly_digest_comes_on_monday_and_a_full_one_may_leave_news_out() -> None:
    record, _ = right(habit="weekly")
    assert any("a digest: 2027-10-31 18:00" in found for found in months.wrong(record, UNTIL))
    moved(record, DIGEST, DIGEST + DAY)
    assert months.wrong(record, UNTIL) == []
    for number in range(2, 6):
        record.news[f"News {number}."] = TOLD
        arrives(record, TOLD, alert(number))
    gone(record, "chose a digest")
    arrives(record, DIGEST + DAY, digest("en", *(f"News {number}." for number in range(2, 6))))
    assert months.wrong(record, UNTIL) == []


WRONG: list[tuple[str, Change]] = [
    ("2 times: News 1.", lambda record, _: arrives(record, TOLD + HOUR, alert() + "!")),
    ("2 times: 'News 1.", lambda record, _: arrives(record, TOLD + HOUR, alert())),
    (
        "2 times: 'A notice",
        lambda record, _: record.arrived[5].extend(2 * [Arrival(TOLD, "A notice")]),
    ),
    ("2 times: News 1.", lambda record, _: arrives(record, DIGEST + DAY, digest(day=1))),
    ("at night: 2027-10-31 22:00", lambda record, _: moved(record, TOLD, TOLD + 9 * HOUR)),
    (
        "at night: 2027-11-01 06:59",
        lambda record, _: moved(record, TOLD, TOLD + 18 * HOUR - timedelta(minutes=1)),
    ),
    ("at night: 2027-11-01 05:00", lambda record, _: moved(record, DIGEST, DIGEST + 11 * HOUR)),
    ("in a pause: 2027-10-31 13:00", lambda _, one: one.pauses.append(TOLD - HOUR)),
    ("never came: News 1.", lambda record, _: gone(record, "Why you get this")),
    ("never came: News 1.", lambda record, _: moved(record, TOLD, TOLD + DAY)),
    ("a digest: 2027-10-31 17:00", lambda record, _: moved(record, DIGEST, DIGEST - HOUR)),
    (
        "a digest: 2027-10-31 18:05",
        lambda record, _: moved(record, DIGEST, DIGEST + timedelta(minutes=5)),
    ),
    ("a digest: 2027-10-31 18:00", lambda _, one: setattr(one, "habit", "alerts")),
    ("in no digest: News 1.", lambda record, _: gone(record, "chose a digest")),
    ("in no digest: News 1.", lambda record, _: moved(record, DIGEST, DIGEST + DAY)),
    (
        "0 reminders at 2027-10-31 18:30",
        lambda record, _: moved(record, START - DAY, START - DAY + HOUR),
    ),
    (
        "a reminder at 2027-10-31 17:30",
        lambda record, _: moved(record, START - DAY, START - DAY - HOUR),
    ),
    ("0 reminders at 2027-11-01 16:30", lambda record, _: gone(record, "Reminder")),
    (
        "2 reminders at 2027-11-01 16:30",
        lambda record, _: arrives(record, START - 2 * HOUR, reminder()),
    ),
    ("a reminder at 2027-11-01 16:30", lambda _, one: one.comes.clear()),
]


@pytest.mark.parametrize(("fault", "change"), WRONG)
def test_every_kind_of_wrong_is_named(fault: str, change: Change) -> None:
    record, one = right()
    change(record, one)
    assert any(found.startswith(f"5: {fault}") for found in months.wrong(record, UNTIL))


def test_what_is_still_to_come_is_not_missing() -> None:
    record, _ = right()
    record.arrived[5].clear()
    assert months.wrong(record, TOLD + HOUR) == []


def test_who_only_looks_and_who_paused_miss_nothing() -> None:
    for habit, pauses in (("silent", []), ("daily", [TOLD - HOUR])):
        record, one = right(habit=habit)
        record.arrived[5].clear()
        one.pauses, one.comes = pauses, []
        assert months.wrong(record, UNTIL) == []


def test_clock_changes_between_an_event_and_its_day_before_are_told() -> None:
    _, one = right()
    for day, found in ((31, {("Europe/London", False)}), (30, set())):
        one.comes = [datetime(2027, 10, day, 18, 30, tzinfo=LONDON)]
        assert months.changed([one], UNTIL) == found
    one.comes = [datetime(2028, 3, 26, 18, 30, tzinfo=LONDON)]
    assert months.changed([one], UNTIL) == set()
    assert months.changed([one], one.comes[0] + HOUR) == {("Europe/London", True)}


def rows(at: int) -> dict[str, SQLModel]:
    """A row of each kind that has an end, as old as that moment (Unix seconds)."""
    return {
        "draft": Draft(supporter=1, kind="letter", sealed=b"", updated_at=at),
        "RSVP": Rsvp(supporter=1, event_slug="vigil", starts=at - 7200, ends=at),
        "id of a message sent": SentMessage(supporter=1, sealed=b"", sent_at=at),
        "message to many": Message(kind="alert", priority=1, created_at=at),
        "conversation with the team": Contact(supporter=1, number=100_000, touched_at=at),
        "update received": Inbox(update_id=1, received_at=at),
        "code for an owner": OwnerCode(digest="x", expires_at=at),
        "silent person": Supporter(number=2, seal=b"2", language="en", created_at=at, active_at=at),
    }


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one person in it, made once."""
    path = tmp_path_factory.mktemp("empty") / ends.STORE
    here = int(UNTIL.timestamp())
    with new_store(path) as store:
        person = Supporter(number=1, seal=b"1", language="en", created_at=here, active_at=here)
        store.write_now(lambda session: session.add(person))
    return path


@pytest.mark.parametrize("kind", ends.ENDS)
def test_every_row_beyond_its_end_is_found(kind: str, empty: Path, tmp_path: Path) -> None:
    end = int(UNTIL.timestamp()) - ends.ENDS[kind][1] - ends.SLACK
    shutil.copy(empty, tmp_path)
    with Store(connect(f"sqlite:///{tmp_path / ends.STORE}")) as store:
        assert ends.overdue(tmp_path, UNTIL) == []
        store.write_now(lambda session: session.add(rows(end)[kind]))
        assert ends.overdue(tmp_path, UNTIL) == []
        assert ends.overdue(tmp_path, UNTIL + timedelta(seconds=1)) == [f"{kind}: 1"]


@pytest.mark.parametrize(("kind", "days"), [("log", 14), ("copy of the store", 30)])
def test_files_beyond_their_end_are_found(
    kind: str, days: int, empty: Path, tmp_path: Path
) -> None:
    shutil.copy(empty, tmp_path)
    ends.leave(tmp_path, UNTIL)
    assert f"{kind}: 1" not in ends.overdue(tmp_path, UNTIL + timedelta(days=days, minutes=-1))
    assert f"{kind}: 1" in ends.overdue(tmp_path, UNTIL + timedelta(days=days + 1, hours=1))
