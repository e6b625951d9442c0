"""Copies are whole while the bot writes and hold no key; what was erased or withdrawn does not come
back with one.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, func, select

from content.permissions import Role
from content.subjects import MANY
from content.text.markup import rich
from content.text.messages import Screen
from storage.actions import backup, emergency_wipe, given_numbers
from storage.delivery import downtime
from storage.engine import schema
from storage.engine.database import Store, connect
from storage.engine.sealed_columns import SUPPORTER_SEAL
from storage.engine.sealing import Sealer, new_key, read_key
from storage.engine.tables import Invite, Member, Meta, OwnerCode, Publication, Supporter
from storage.library import published
from storage.people import erasure, inbox, members, supporters, team_inbox
from storage.queue import outbox
from tests.stores import bundled

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
PACK = Path(__file__).parents[2] / "content/packs/liaoning-seven"
HANA, EMMA = 7_318_264_905, 7_318_264_906


@pytest.fixture
def live(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


def people(store: Store, sealer: Sealer) -> list[int]:
    """Which of the two the store knows."""
    found = {
        chat: store.read_now(lambda session, chat=chat: supporters.find(session, sealer, chat))
        for chat in (HANA, EMMA)
    }
    return [chat for chat, person in found.items() if person]


def meet(store: Store, sealer: Sealer, *chats: int, now: datetime = NOW) -> None:
    for chat in chats:
        store.write_now(
            lambda session, chat=chat: supporters.meet(session, sealer, chat, "en", now)
        )


def forget(store: Store, sealer: Sealer, chat: int, ledger: Path) -> None:
    def act(session: Session) -> None:
        person = supporters.find(session, sealer, chat)
        assert person
        supporters.erase(session, person.number)
        erasure.write(ledger, sealer, chat, LATER)

    store.write_now(act)


def put_back(
    copy: Path, live: Path, sealer: Sealer, ledger: Path, withdrawn: tuple[str, ...] = ()
) -> backup.Restored:
    with backup.prepared(copy, live) as working:
        return backup.restore(working, live, sealer, ledger, withdrawn)


def test_who_was_erased_after_the_copy_does_not_come_back(
    store: Store, sealer: Sealer, live: Path, tmp_path: Path
) -> None:
    copy, ledger = tmp_path / "copy.db", tmp_path / erasure.NAME
    meet(store, sealer, HANA, EMMA)
    backup.write(live, copy)
    forget(store, sealer, HANA, ledger)
    store.close()
    assert put_back(copy, live, sealer, ledger) == backup.Restored([], 1)
    again = Store(connect(f"sqlite:///{live}"))
    assert people(again, sealer) == [EMMA]
    again.close()
    assert sealer.id(SUPPORTER_SEAL, HANA) not in b"".join(
        path.read_bytes() for path in tmp_path.glob("store.db*")
    )
    assert sealer.id(SUPPORTER_SEAL, HANA) in copy.read_bytes()


def test_who_came_back_by_themselves_before_the_copy_stays(
    store: Store, sealer: Sealer, live: Path, tmp_path: Path
) -> None:
    copy, ledger = tmp_path / "copy.db", tmp_path / erasure.NAME
    meet(store, sealer, HANA)
    forget(store, sealer, HANA, ledger)
    meet(store, sealer, HANA, now=LATER + timedelta(seconds=1))
    backup.write(live, copy)
    store.close()
    assert put_back(copy, live, sealer, ledger).forgotten == 0


def test_another_machines_ledger_is_taken_in_once(sealer: Sealer, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    erasure.write(ours, sealer, HANA, NOW)
    erasure.write(theirs, sealer, HANA, NOW)
    erasure.write(theirs, sealer, EMMA, NOW)
    for _ in range(2):
        erasure.merge(ours, theirs)
        assert ours.read_text() == theirs.read_text()


def test_a_copy_is_one_file_for_its_owner_alone_and_whole_while_others_write(
    store: Store, sealer: Sealer, live: Path, tmp_path: Path
) -> None:
    meet(store, sealer, HANA)
    over = threading.Event()

    def write() -> None:
        chat = 2**40
        while not over.is_set():
            meet(store, sealer, chat)
            chat += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for at in range(5):
            copy = tmp_path / "copies" / f"{at}.db"
            before = store.read_now(
                lambda session: session.exec(select(func.count()).select_from(Supporter)).one()
            )
            backup.write(live, copy)
            with closing(sqlite3.connect(copy)) as opened:
                assert opened.execute("SELECT count(*) FROM supporter").fetchone()[0] >= before
            assert copy.stat().st_mode & 0o777 == 0o600
    finally:
        over.set()
        writer.join()
    assert [path.name for path in sorted((tmp_path / "copies").iterdir())] == [
        f"{at}.db" for at in range(5)
    ]


def test_a_copy_never_replaces_a_file(store: Store, live: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(FileExistsError):
        backup.write(live, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"


@pytest.mark.parametrize("damage", ["text", "cut", "other"])
def test_what_is_no_copy_changes_nothing(
    store: Store, sealer: Sealer, live: Path, tmp_path: Path, damage: str
) -> None:
    meet(store, sealer, HANA)
    copy = tmp_path / "copy.db"
    if damage == "text":
        copy.write_bytes(b"no database at all" * 1000)
    elif damage == "cut":
        backup.write(live, copy)
        copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    else:
        with closing(sqlite3.connect(copy)) as other:
            other.execute("CREATE TABLE mine (x)")
    with pytest.raises(backup.NoCopy), backup.prepared(copy, live):
        pytest.fail("it was taken")
    assert people(store, sealer) == [HANA]
    assert not list(tmp_path.glob("*.restoring*"))


def test_a_broken_store_is_replaced_whole(
    store: Store, sealer: Sealer, live: Path, tmp_path: Path
) -> None:
    meet(store, sealer, HANA)
    backup.write(live, tmp_path / "copy.db")
    store.close()
    live.write_bytes(b"broken" * 5000)
    put_back(tmp_path / "copy.db", live, sealer, tmp_path / erasure.NAME)
    again = Store(connect(f"sqlite:///{live}"))
    assert people(again, sealer) == [HANA]
    assert not schema.pending(again.engine)
    again.close()


def test_waiting_updates_are_not_handled_again_and_the_wake_is_an_absence(
    store: Store, sealer: Sealer, live: Path, tmp_path: Path
) -> None:
    def act(session: Session) -> None:
        inbox.receive(session, sealer, [(7, b"publish to everyone")], NOW)
        downtime.beat(session, NOW)

    store.write_now(act)
    backup.write(live, tmp_path / "copy.db")
    store.close()
    put_back(tmp_path / "copy.db", live, sealer, tmp_path / erasure.NAME)
    again = Store(connect(f"sqlite:///{live}"))
    assert again.read_now(lambda session: inbox.waiting(session, sealer)) == []
    assert again.read_now(lambda session: session.get_one(Meta, downtime.NAME).value) == "0"
    assert (
        again.write_now(lambda session: inbox.receive(session, sealer, [(7, b"the same")], NOW))
        == set()
    )
    again.close()


def test_a_case_that_was_withdrawn_since_stays_withdrawn(
    store: Store, sealer: Sealer, live: Path, tmp_path: Path
) -> None:
    read = bundled()
    store.write_now(lambda session: published.seed(session, read, NOW, with_examples=True))
    backup.write(live, tmp_path / "copy.db")
    store.write_now(lambda session: published.withdraw(session, "liaoning-seven"))
    gone = tuple(store.read_now(published.hidden_cases))
    store.close()
    put_back(tmp_path / "copy.db", live, sealer, tmp_path / erasure.NAME, gone)
    again = Store(connect(f"sqlite:///{live}"))
    shown = again.read_now(published.snapshot)
    assert shown
    assert shown.cases == ()
    again.close()


@pytest.mark.parametrize("asked", [True, False])
def test_no_number_that_was_given_since_the_copy_is_given_again(
    store: Store, sealer: Sealer, live: Path, tmp_path: Path, asked: bool
) -> None:
    copy = tmp_path / "copy.db"
    meet(store, sealer, HANA, EMMA)

    def open_and_seat(session: Session) -> tuple[int, int, int]:
        message = outbox.open_message(session, "alert", None, MANY, NOW, title="News")
        body = outbox.add_body(session, message, "en", "", Screen(rich("News")))
        person = supporters.find(session, sealer, EMMA)
        assert person
        code = members.new_owner_code(session, NOW)
        assert members.claim(session, person.number, code, NOW)
        session.delete(session.get_one(Member, person.number))
        return message, body, members.next_alias(session)

    store.write_now(open_and_seat)
    backup.write(live, copy)
    given_since = [store.write_now(open_and_seat) for _ in range(3)]
    numbers = store.read_now(given_numbers.highest) if asked else {}
    store.close()
    with backup.prepared(copy, live) as working:
        backup.restore(working, live, sealer, tmp_path / erasure.NAME, numbers=numbers)
    again = Store(connect(f"sqlite:///{live}"))
    after = again.write_now(open_and_seat)
    again.close()
    assert all(new > old for old in given_since for new, old in zip(after, old, strict=True))


def test_copies_end_after_30_days(store: Store, live: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    backup.write(live, folder / "one.db")
    made = datetime.fromtimestamp((folder / "one.db").stat().st_mtime, UTC)
    assert backup.sweep(folder, made + timedelta(days=30, seconds=-1)) == 0
    assert backup.sweep(folder, made + timedelta(days=30, seconds=1)) == 1
    assert list(folder.iterdir()) == []


def _team(store: Store, sealer: Sealer) -> None:
    """Hana owns the bot, Emma is a publisher, and an invitation, a code and a plan are open."""

    def act(session: Session) -> None:
        hana, emma = (
            supporters.meet(session, sealer, chat, "en", NOW)[0].number for chat in (HANA, EMMA)
        )
        members.claim(session, hana, members.new_owner_code(session, NOW), NOW)
        owner = members.everyone(session)[0]
        members.accept(session, emma, members.invite(session, Role.PUBLISHER, (), owner, NOW), NOW)
        members.invite(session, Role.OWNER, (), owner, NOW)
        members.new_owner_code(session, NOW)
        session.add(Publication(kind="event", slug="vigil", number=1, at=1, zone="UTC", by=0))

    store.write_now(act)


@pytest.mark.parametrize("change", ["ended", "translator"])
def test_who_left_the_team_or_lost_rights_since_does_not_come_back_with_a_copy(
    store: Store, sealer: Sealer, live: Path, tmp_path: Path, change: str
) -> None:
    _team(store, sealer)
    copy, ledger = tmp_path / "copy.db", tmp_path / erasure.NAME
    backup.write(live, copy)

    def act(session: Session) -> None:
        owner, emma = members.everyone(session)
        if change == "ended":
            members.end(session, emma.alias, owner, LATER)
        else:
            members.assign(session, emma.alias, Role.TRANSLATOR, ("ko",), owner, LATER)

    store.write_now(act)
    since = store.read_now(members.suspensions)
    now = {
        alias: (*seat, since.get(alias)) for alias, seat in store.read_now(members.roles).items()
    }
    store.close()
    with backup.prepared(copy, live) as working:
        backup.restore(working, live, sealer, ledger, (), now)
    again = Store(connect(f"sqlite:///{live}"))
    roles = [one.role for one in again.read_now(members.everyone)]
    assert roles == [Role.OWNER, *([Role.TRANSLATOR] if change == "translator" else [])]
    for table in (Invite, OwnerCode, Publication):
        assert again.read_now(lambda session, table=table: session.exec(select(table)).all()) == []
    again.close()


def test_a_store_that_knows_no_team_takes_nobody_out(
    store: Store, sealer: Sealer, live: Path, tmp_path: Path
) -> None:
    _team(store, sealer)
    copy = tmp_path / "copy.db"
    backup.write(live, copy)
    store.close()
    put_back(copy, live, sealer, tmp_path / erasure.NAME)
    again = Store(connect(f"sqlite:///{live}"))
    assert len(again.read_now(members.everyone)) == 2
    again.close()


def test_nothing_sealed_outlives_the_key(store: Store, sealer: Sealer) -> None:
    _team(store, sealer)
    store.write_now(
        lambda session: team_inbox.set_group(
            session, sealer, team_inbox.Group(-100_1, "en"), None, NOW
        )
    )
    store.write_now(emergency_wipe.forget_everyone)
    other = read_key(new_key())
    assert store.read_now(lambda session: team_inbox.group(session, other)) is None
    for table in (Invite, OwnerCode, Publication):
        assert store.read_now(lambda session, table=table: session.exec(select(table)).all()) == []


def test_lines_of_the_ledger_end_after_400_days_and_older_copies_are_told_apart(
    store: Store, sealer: Sealer, live: Path, tmp_path: Path
) -> None:
    ledger, day = tmp_path / erasure.NAME, timedelta(days=1)
    erasure.prune(ledger, NOW)
    assert not ledger.exists()
    erasure.write(ledger, sealer, HANA, NOW)
    erasure.write(ledger, sealer, EMMA, NOW + day)
    whole = ledger.read_text()
    erasure.prune(ledger, NOW + 400 * day - timedelta(seconds=1))
    assert ledger.read_text() == whole
    erasure.prune(ledger, NOW + 400 * day)
    assert ledger.read_text() == whole.splitlines(keepends=True)[1]
    assert ledger.stat().st_mode & 0o777 == 0o600
    assert not backup.too_old(live, NOW + 999 * day)  # nobody is in it
    meet(store, sealer, HANA)
    backup.write(live, tmp_path / "copy.db")
    with backup.prepared(tmp_path / "copy.db", live) as working:
        assert not backup.too_old(working, NOW + 365 * day)
        assert backup.too_old(working, NOW + 365 * day + timedelta(seconds=1))
