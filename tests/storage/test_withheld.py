"""What cases keep back: under the key, in the store only, found in every text, gone with
the key.
"""

import json
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from content.cases import UpdateText
from content.errors import UserError
from content.protection.kept_back import KeptBack, mark, under_key
from content.protection.kept_back import Withheld as Named
from content.text.markup import Rich
from storage.actions import backup, emergency_wipe, publishing
from storage.engine.database import Store, connect
from storage.engine.sealing import BrokenSeal, new_key, read_key
from storage.engine.tables import Audit, Revision, Withheld
from storage.library import editing, revisions, withheld
from storage.library import published as campaign
from storage.people import members
from storage.queue.kept_back import NoKey, kept_back
from tests import forms

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CASE = "liaoning-seven"
OWNER = members.Colleague(1, 0, members.Role.OWNER, (), 0)


def old(words: str) -> str:
    """An entry as older versions wrote it: unkeyed."""
    folded = "".join(sign for sign in words.casefold() if sign.isalnum())
    digest = sha256(f"appealbot withheld {folded}".encode()).hexdigest()
    return f"sha256:{'whole' if folded.isascii() else 'any'}:{len(folded)}:{digest}"


@pytest.fixture
def filled(store, sealer, campaign):
    store.unlock(sealer)
    store.write_now(lambda session: seed(session, campaign))
    return store


def seed(session, read):
    campaign.seed(session, read, NOW, with_examples=False)


def keeps(store, sealer, *names):
    return store.write_now(lambda session: withheld.add(session, sealer, CASE, names, None, NOW))


def test_a_list_is_added_to_counted_and_cleared_and_the_audit_knows_numbers_only(filled, sealer):
    assert len(keeps(filled, sealer, "Kim Secret", "", "김비밀").marks) == 2
    assert len(keeps(filled, sealer, "KIM  SECRET", "金秘密").marks) == 1
    assert filled.read_now(lambda session: withheld.count(session, CASE)) == 3
    assert filled.read_now(kept_back).found("About Kim-Secret.") == ["Kim-Secret"]
    assert filled.write_now(lambda session: withheld.clear(session, CASE, None, NOW)) == 3
    assert filled.read_now(kept_back).marks == ()
    told = filled.read_now(lambda session: session.exec(select(Audit.action, Audit.detail)).all())
    assert told == [
        ("withhold", f"{CASE} 2"),
        ("withhold", f"{CASE} 1"),
        ("withhold-cleared", f"{CASE} 3"),
    ]


@pytest.mark.parametrize(
    "names", [["x"], ["Kim Secret", "!"], ["y" * 61], [f"name {at}" for at in range(201)]]
)
def test_what_does_not_fit_leaves_nothing_behind(filled, sealer, names):
    with pytest.raises(UserError):
        keeps(filled, sealer, *names)
    assert filled.read_now(lambda session: withheld.count(session, CASE)) == 0


def test_without_the_key_nothing_is_let_through(filled, sealer):
    keeps(filled, sealer, "Kim Secret")
    with Session(filled.engine) as session, pytest.raises(NoKey):
        kept_back(session)
    filled.unlock(read_key(new_key()))
    with pytest.raises(BrokenSeal):
        filled.read_now(kept_back)
    assert not filled.read_now(lambda session: withheld.opens(session, read_key(new_key())))
    assert filled.read_now(lambda session: withheld.opens(session, sealer))


def older(store, lists):
    """Puts unkeyed lists among the case's words, as an older store has them."""

    def play(session):
        for row in session.exec(
            select(Revision).where(Revision.kind == "case", Revision.language == "")
        ):
            row.body = json.dumps(
                json.loads(row.body) | {"withheld": [old(name) for name in lists]}
            )
            session.add(row)

    store.write_now(play)


def test_lists_of_an_older_store_move_under_the_key_and_leave_its_words(filled, sealer, tmp_path):
    older(filled, ["Kim Secret", "김비밀"])
    assert filled.write_now(withheld.move) == 1
    assert filled.write_now(withheld.move) == 0
    assert filled.read_now(lambda session: withheld.count(session, CASE)) == 2
    assert filled.read_now(kept_back).found("kim secret, 김 비밀은") == [
        "kim secret",
        "김 비밀",
    ]
    keeps(filled, sealer, "Kim Secret")  # the same again is no second entry
    assert filled.read_now(lambda session: withheld.count(session, CASE)) == 2
    shown = filled.read_now(campaign.snapshot)
    assert shown.case(CASE).withheld == ()
    filled.truncate_now()
    assert b"sha256:" not in (tmp_path / "store.db").read_bytes()


def test_a_list_that_only_an_overwritten_version_had_is_not_taken_up_again(filled):
    older(filled, ["Kim Secret"])

    def overwritten(session):
        row = session.exec(
            select(Revision).where(Revision.kind == "case", Revision.language == "")
        ).one()
        session.add(
            Revision(
                **row.model_dump(exclude={"id", "number", "state"}), number=9, state="superseded"
            )
        )
        row.body = json.dumps(json.loads(row.body) | {"withheld": []})
        session.add(row)

    filled.write_now(overwritten)
    assert filled.write_now(withheld.move) == 1
    assert filled.read_now(kept_back).marks == ()
    bodies = filled.read_now(lambda session: session.exec(select(Revision.body)).all())
    assert not any("sha256:" in body for body in bodies)


def test_an_answer_that_waited_over_the_change_goes_under_the_key_too(filled):
    def keep(session):
        seen = revisions.work(session, "case", CASE).number
        values = {"withheld": [old("Kim Secret")]}
        return editing.change(session, "case", CASE, "", values, seen=seen, by=OWNER, now=NOW)

    filled.write_now(keep)
    assert filled.read_now(kept_back).found("Kim Secret") == ["Kim Secret"]
    assert not any(
        "sha256:" in body for body in filled.read_now(lambda s: s.exec(select(Revision.body)).all())
    )


def test_publishing_a_protected_case_without_a_list_warns_and_goes_on(filled, sealer):
    def found(session):
        return [
            (one.key, one.blocking)
            for one in publishing.Examination("case", CASE, NOW).work_out(session)
        ]

    assert ("publish.no_list", False) in filled.read_now(found)
    keeps(filled, sealer, "Kim Secret")
    assert "publish.no_list" not in dict(filled.read_now(found))


def test_news_that_names_what_is_kept_back_is_refused(filled, sealer):
    keeps(filled, sealer, "Kim Secret")
    texts = {"en": UpdateText(title="News", body=Rich("About KIM SECRET."))}
    with pytest.raises(Named):
        filled.write_now(lambda session: _news(session, texts))


def _news(session, texts):
    return campaign.publish_update(session, CASE, texts, None, NOW)


def test_burning_takes_the_lists_along(filled, sealer):
    keeps(filled, sealer, "Kim Secret")
    filled.write_now(emergency_wipe.forget_everyone)
    assert filled.read_now(lambda session: session.exec(select(Withheld)).all()) == []
    assert not filled.read_now(withheld.exist)


def test_a_copy_keeps_the_lists_and_no_word_of_them(filled, sealer, tmp_path):
    names = ("Zyxwvutsrq", "나다라마", "阿波茨德")
    keeps(filled, sealer, *names)
    store, copy = tmp_path / "store.db", tmp_path / "copy.db"
    backup.write(store, copy)
    seized = copy.read_bytes() + store.read_bytes()
    for name in names:
        digest = bytes.fromhex(old(name).rsplit(":", 1)[1])
        looked_for = [*forms.of_word(name), digest, digest.hex().encode()]
        assert [form for form in looked_for if len(form) > 3 and form in seized] == []
    with backup.prepared(copy, tmp_path / "other.db") as working:
        backup.restore(working, tmp_path / "other.db", sealer, tmp_path / "erasures.log")
    other = Store(connect(f"sqlite:///{tmp_path / 'other.db'}"))
    other.unlock(sealer)
    assert other.read_now(kept_back).found("나다라마") == ["나다라마"]
    other.close()


@settings(max_examples=40)
@given(st.lists(st.text(min_size=2, max_size=12), max_size=4), st.text(max_size=60))
def test_old_and_new_entries_find_the_same(sealer, names, text):
    key = sealer.name_mark
    fresh, moved = [], []
    for name in names:
        try:
            one = mark(name, key)
        except ValueError:
            continue
        fresh.append(one)
        moved.append(type(one)(one.shape, one.length, one.keyed))
    assert under_key("no entry", key) is None
    assert KeptBack(fresh, key).found(text) == KeptBack(moved, key).found(text)
