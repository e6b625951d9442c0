"""Editing: any sequence of edits, publishes, undos and restores by three people is what a simple
model says.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, select

from content.errors import NotAllowed
from content.events import Event
from content.permissions import Role
from content.protection.kept_back import Withheld
from storage.actions import publishing
from storage.engine.database import SEALER, connect
from storage.engine.sealing import new_key, read_key
from storage.engine.tables import Audit, Member, Revision, Supporter
from storage.library import editing, revisions, withheld
from storage.library import published as contents
from storage.library.part_index import PartIndex
from storage.people.members import Colleague
from tests.storage.test_campaign import _campaign

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
OWNER = Colleague(1, 0, Role.OWNER, (), 0)
PUBLISHER = Colleague(2, 1, Role.PUBLISHER, (), 0)
EDITOR = Colleague(3, 2, Role.EDITOR, (), 0)
KOREAN = Colleague(4, 3, Role.TRANSLATOR, ("ko",), 0)
HOST = Colleague(5, 4, Role.ORGANISER, (), 0)
TEAM = (OWNER, PUBLISHER, EDITOR, KOREAN, HOST)


@cache
def _engine() -> Engine:
    """One store in memory for a whole module; what a test does is rolled back."""
    engine = connect("sqlite://")
    SQLModel.metadata.create_all(engine)
    small = _campaign()
    with Session(engine) as session, session.begin():
        contents.seed(
            session,
            small.model_copy(update={"missions": small.missions[:1]}),
            NOW,
            with_examples=True,
        )
        for one in TEAM:
            person = Supporter(
                number=one.number,
                seal=bytes([one.number]),
                language="en",
                created_at=0,
                active_at=0,
            )
            session.add(person)
            session.flush()
            session.add(Member(supporter=one.number, role=one.role.value, since=0, alias=one.alias))
    return engine


def small_store() -> Iterator[Engine]:
    """It is open from before a module's first test until its last one has ended; a state machine
    takes no fixtures.
    """
    yield _engine()
    _engine().dispose()
    _engine.cache_clear()


engine = pytest.fixture(scope="module", autouse=True)(small_store)


@pytest.fixture
def session() -> Iterator[Session]:
    with Session(_engine()) as session:
        yield session
        session.rollback()


def _withholds(session: Session, name: str) -> None:
    session.info[SEALER] = sealer = read_key(new_key())
    withheld.add(session, sealer, "seven", [name], None, NOW)


def _title(session: Session, language: str = "en") -> str:
    found = contents.snapshot(session)
    event = found.event("protest") if found else None
    assert event is not None
    return event.texts[language].title


def _number(session: Session, kind: str = "event", slug: str = "protest") -> int:
    found = revisions.work(session, kind, slug)
    assert found is not None
    return found.number


def test_a_change_is_a_draft_until_it_is_published(session: Session) -> None:
    after = editing.change(
        session, "event", "protest", "en", {"title": "March"}, seen=1, by=EDITOR, now=NOW
    )
    assert (after.number, after.changed, _title(session)) == (2, ("en",), "Vigil")
    publishing.publish(session, "event", "protest", PUBLISHER, NOW, number=2)
    assert _title(session) == "March"
    assert revisions.work(session, "event", "protest").changed == ()


def test_the_second_editor_of_a_field_is_told_and_nothing_is_overwritten(session: Session) -> None:
    editing.change(
        session, "event", "protest", "en", {"title": "March"}, seen=1, by=EDITOR, now=NOW
    )
    with pytest.raises(editing.Conflict) as told:
        editing.change(
            session, "event", "protest", "en", {"title": "Walk"}, seen=1, by=OWNER, now=NOW
        )
    assert (told.value.theirs, told.value.by, told.value.number) == (
        {"title": "March"},
        EDITOR.alias,
        2,
    )
    editing.change(
        session, "event", "protest", "en", {"place": "The square"}, seen=1, by=OWNER, now=NOW
    )
    editing.change(session, "event", "protest", "en", {"title": "Walk"}, seen=2, by=OWNER, now=NOW)
    assert revisions.work(session, "event", "protest").body["texts"]["en"]["title"] == "Walk"


def test_an_editor_cannot_publish_and_a_version_must_be_the_newest(session: Session) -> None:
    editing.change(
        session, "event", "protest", "en", {"title": "March"}, seen=1, by=EDITOR, now=NOW
    )
    with pytest.raises(NotAllowed):
        publishing.publish(session, "event", "protest", EDITOR, NOW, number=2)
    editing.change(session, "event", "protest", "en", {"title": "Walk"}, seen=2, by=EDITOR, now=NOW)
    with pytest.raises(publishing.Stale):
        publishing.publish(session, "event", "protest", OWNER, NOW, number=2)
    publishing.publish(session, "event", "protest", OWNER, NOW, number=2, newest=False)
    assert _title(session) == "March"
    assert revisions.work(session, "event", "protest").changed == ("en",)


def test_translators_change_words_in_their_languages_only(session: Session) -> None:
    words = {"title": "집회", "place": "광장", "description": "초를 가져오세요."}
    editing.change(session, "event", "protest", "ko", {"": words}, seen=1, by=KOREAN, now=NOW)
    for language, values in (("en", {"title": "X"}), ("", {"minutes": 5})):
        with pytest.raises(NotAllowed):
            editing.change(
                session, "event", "protest", language, values, seen=2, by=KOREAN, now=NOW
            )
    editing.undo(session, "event", "protest", KOREAN, NOW, mine=True)
    assert "ko" not in revisions.work(session, "event", "protest").body["texts"]


def test_organisers_change_the_events_that_they_began(session: Session) -> None:
    with pytest.raises(NotAllowed):
        editing.change(session, "event", "protest", "en", {"title": "X"}, seen=1, by=HOST, now=NOW)
    begun = editing.begin(session, "event", "mine", {"case": "seven", "texts": {}}, HOST, NOW)
    editing.change(
        session, "event", "mine", "en", {"title": "X"}, seen=begun.number, by=HOST, now=NOW
    )
    with pytest.raises(NotAllowed):
        editing.begin(session, "case", "other", {"status": "detained", "texts": {}}, HOST, NOW)
    with pytest.raises(editing.Taken):
        editing.begin(session, "event", "mine", {"case": "seven", "texts": {}}, EDITOR, NOW)


def test_what_is_kept_back_does_not_even_become_a_draft(session: Session) -> None:
    _withholds(session, "Park Mina")
    with pytest.raises(Withheld):
        editing.change(
            session,
            "event",
            "protest",
            "en",
            {"title": "For PARK MINA"},
            seen=1,
            by=EDITOR,
            now=NOW,
        )


@pytest.mark.parametrize(
    ("kind", "slug", "language", "values", "key"),
    [
        ("case", "seven", "", {"consents": []}, "publish.no_consent"),
        ("case", "seven", "", {"protected": False}, "publish.minors"),
        ("case", "seven", "", {"sources": []}, "publish.no_source"),
        ("case", "seven", "en", {"background": "[here](http://localhost/x)"}, "link.host"),
        ("case", "seven", "en", {"title": None}, "publish.empty"),
        ("case", "seven", "en", {"timeline": {}}, "publish.timeline_words"),
        ("event", "protest", "", {"sources": ["nobody"]}, "publish.no_source"),
        ("event", "protest", "", {"starts": "2026-12-03T18:30:00"}, "publish.not_in_rule"),
        (
            "letter",
            "seven",
            "",
            {"points": [{"id": "law", "valid_until": "2026-11-23"}]},
            "publish.expired",
        ),
        ("statistic", "arrivals", "", {"valid_until": "2026-11-23"}, "publish.expired"),
    ],
)
def test_errors_block_publishing(session: Session, kind, slug, language, values, key) -> None:
    number = editing.change(
        session, kind, slug, language, values, seen=1, by=EDITOR, now=NOW
    ).number
    with pytest.raises(publishing.Blocked) as blocked:
        publishing.publish(session, kind, slug, OWNER, NOW, number=number)
    assert key in {one.key for one in blocked.value.findings}


def test_words_that_are_kept_back_later_block_publishing(session: Session) -> None:
    editing.change(
        session, "event", "protest", "en", {"title": "For Park Mina"}, seen=1, by=EDITOR, now=NOW
    )
    _withholds(session, "Park Mina")
    with pytest.raises(publishing.Blocked) as blocked:
        publishing.publish(session, "event", "protest", OWNER, NOW, number=2)
    assert "publish.withheld" in {one.key for one in blocked.value.findings}


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"starts": "2020-01-01T10:00:00", "rule": None}, "publish.past"),
        ({"starts": "2029-01-01T10:00:00", "rule": None}, "publish.far"),
        ({}, "publish.missing"),
    ],
)
def test_warnings_do_not_block(session: Session, values, key) -> None:
    editing.change(
        session, "event", "protest", "", {"minutes": 61, **values}, seen=1, by=EDITOR, now=NOW
    )
    assert key in {
        one.key for one in publishing.Examination("event", "protest", NOW).work_out(session)
    }
    publishing.publish(session, "event", "protest", OWNER, NOW, number=2)


def test_unpublished_parts_are_not_shown_and_come_back(session: Session) -> None:
    publishing.unpublish(session, "event", "protest", OWNER, NOW)
    assert contents.snapshot(session).event("protest") is None
    assert revisions.work(session, "event", "protest").withdrawn
    publishing.publish(session, "event", "protest", OWNER, NOW, number=1)
    assert _title(session) == "Vigil"
    publishing.unpublish(session, "case", "seven", OWNER, NOW)
    assert contents.snapshot(session).case("seven") is None
    with pytest.raises(publishing.Blocked):
        publishing.publish(session, "event", "protest", OWNER, NOW, number=1)


def test_a_new_draft_is_thrown_away_and_brought_back(session: Session) -> None:
    body = _campaign().events[0].model_dump(mode="json") | {"slug": "new"}
    editing.begin(session, "event", "new", body, EDITOR, NOW)
    assert editing.discard(session, "event", "new", EDITOR, NOW) is None
    assert editing.undo(session, "event", "new", EDITOR, NOW)[1].body == body
    assert "new" in [one.slug for one in PartIndex(("event",)).work_out(session)]


def test_seeded_words_cannot_be_undone(session: Session) -> None:
    with pytest.raises(editing.NothingToUndo):
        editing.undo(session, "event", "protest", OWNER, NOW)


@pytest.mark.parametrize(("kind", "slug"), [("statistic", "arrivals"), ("mission", "mission-0")])
def test_what_another_part_names_is_not_taken_back(session: Session, kind: str, slug: str) -> None:
    case = editing.change(
        session, "case", "seven", "", {"statistics": ["arrivals"]}, seen=1, by=EDITOR, now=NOW
    )
    publishing.publish(session, "case", "seven", OWNER, NOW, number=case.number)
    named = {"languages_by_mission": {"mission-0": "en"}}
    letter = editing.change(session, "letter", "seven", "", named, seen=1, by=EDITOR, now=NOW)
    publishing.publish(session, "letter", "seven", OWNER, NOW, number=letter.number)
    with pytest.raises(publishing.InUse) as told:
        publishing.unpublish(session, kind, slug, OWNER, NOW)
    assert told.value.values == {"title": "Seven people"}


def test_a_language_with_words_in_it_stays(session: Session) -> None:
    values = {"languages": ["en"], "reviewed": {"en": True}}
    editing.change(session, "campaign", "one", "", values, seen=1, by=EDITOR, now=NOW)
    found = publishing.Examination("campaign", "one", NOW).work_out(session)
    assert ("publish.language_used", "ko") in [
        (one.key, one.language) for one in found if one.blocking
    ]


class Editing(RuleBasedStateMachine):
    """Three people at one event; the model is a stack of bodies and what is public."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(_engine())
        start = revisions.work(self.session, "event", "protest")
        assert start is not None
        self.stack = [start.body]
        self.versions = {1: start.body}
        self.public: dict | None = start.body
        self.actions = 0

    def teardown(self) -> None:
        self.session.rollback()
        self.session.close()

    @property
    def now_at(self) -> int:
        return max(self.versions)

    def _push(self, body: dict) -> None:
        if body != self.stack[-1]:
            self.stack.append(body)
            self._count(body)

    def _count(self, body: dict) -> None:
        self.actions += 1
        self.versions[self.now_at + 1] = body

    @rule(
        who=st.sampled_from(TEAM[:3]),
        language=st.sampled_from(["en", "ko"]),
        field=st.sampled_from(["title", "bring"]),
        words=st.sampled_from(["One", "Two", "Three"]),
    )
    def edits(self, who: Colleague, language: str, field: str, words: str) -> None:
        seen = self.now_at
        editing.change(
            self.session, "event", "protest", language, {field: words}, seen=seen, by=who, now=NOW
        )
        body = copy.deepcopy(self.stack[-1])
        body["texts"].setdefault(language, {})[field] = words
        self._push(body)

    @rule(who=st.sampled_from(TEAM[:3]), minutes=st.integers(1, 3))
    def edits_what_is_common(self, who: Colleague, minutes: int) -> None:
        values = {"minutes": minutes}
        editing.change(
            self.session, "event", "protest", "", values, seen=self.now_at, by=who, now=NOW
        )
        self._push(copy.deepcopy(self.stack[-1]) | values)

    @rule(who=st.sampled_from(TEAM[:3]), language=st.sampled_from(["ko"]))
    def takes_a_language_out(self, who: Colleague, language: str) -> None:
        editing.change(
            self.session,
            "event",
            "protest",
            language,
            {"": None},
            seen=self.now_at,
            by=who,
            now=NOW,
        )
        body = copy.deepcopy(self.stack[-1])
        body["texts"].pop(language, None)
        self._push(body)

    @rule(who=st.sampled_from(TEAM[:2]))
    def publishes(self, who: Colleague) -> None:
        body = self.stack[-1]
        whole = all(
            {"title", "place", "description"} <= words.keys() for words in body["texts"].values()
        )
        if not whole:
            with pytest.raises(publishing.Blocked):
                publishing.publish(self.session, "event", "protest", who, NOW, number=self.now_at)
            return
        publishing.publish(self.session, "event", "protest", who, NOW, number=self.now_at)
        self.public = body
        self.actions += 1

    @precondition(lambda self: self.public is not None)
    @rule(who=st.sampled_from(TEAM[:2]))
    def unpublishes(self, who: Colleague) -> None:
        publishing.unpublish(self.session, "event", "protest", who, NOW)
        self.public = None
        self.actions += 1

    @rule(who=st.sampled_from(TEAM[:3]))
    def undoes(self, who: Colleague) -> None:
        if len(self.stack) == 1:
            with pytest.raises(editing.NothingToUndo):
                editing.undo(self.session, "event", "protest", who, NOW)
            return
        editing.undo(self.session, "event", "protest", who, NOW)
        self.stack.pop()
        self._count(self.stack[-1])

    @rule(who=st.sampled_from(TEAM[:3]), back=st.integers(0, 5))
    def restores(self, who: Colleague, back: int) -> None:
        number = max(1, self.now_at - back)
        editing.restore(self.session, "event", "protest", number, who, NOW)
        wanted = self.versions[number]
        if wanted == self.stack[-1]:
            self.actions += 1
        self._push(wanted)

    @rule(who=st.sampled_from(TEAM[:3]))
    def discards(self, who: Colleague) -> None:
        editing.discard(self.session, "event", "protest", who, NOW)
        if self.public is not None:
            self._push(self.public)

    @invariant()
    def content_is_what_the_model_says(self) -> None:
        found = revisions.work(self.session, "event", "protest")
        assert found is not None
        assert (found.body, found.number, found.public) == (
            self.stack[-1],
            self.now_at,
            self.public,
        )
        shown = contents.snapshot(self.session).event("protest")
        assert (shown is None) == (self.public is None)
        if shown and self.public:
            assert shown.model_dump() == Event.model_validate(self.public).model_dump()
        for number, body in list(self.versions.items())[-3:]:
            assert revisions.at_version(self.session, "event", "protest", number) == body

    @invariant()
    def lists_show_it_so(self) -> None:
        found = revisions.work(self.session, "event", "protest")
        known = PartIndex(("event",)).work_out(self.session)
        one = next(one for one in known if one.slug == "protest")
        assert found is not None
        assert (one.titles, one.public, one.withdrawn, one.changed) == (
            revisions.titles(self.session, found),
            found.public is not None,
            found.withdrawn,
            bool(found.changed),
        )

    @invariant()
    def every_change_is_in_the_audit(self) -> None:
        assert len(self.session.exec(select(Audit)).all()) == self.actions
        drafts = select(Revision).where(Revision.slug == "protest", col(Revision.state) == "draft")
        languages = [row.language for row in self.session.exec(drafts)]
        assert len(languages) == len(set(languages))


TestEditing = Editing.TestCase
TestEditing.settings = settings(
    max_examples=20, stateful_step_count=15, suppress_health_check=list(HealthCheck)
)


def test_a_case_that_keeps_a_name_back_shows_where_it_is_public_still(session: Session) -> None:
    slug = contents.snapshot(session).cases[0].slug
    _withholds(session, "Vigil")
    found = [
        one
        for one in publishing.Examination("case", slug, NOW).work_out(session)
        if one.key == "publish.named_elsewhere"
    ]
    assert {(str(one.values["slug"]), one.blocking) for one in found} == {
        ("vigil", False),
        ("protest", False),
    }


def test_a_case_that_was_withdrawn_says_so_before_it_is_public_again(session: Session) -> None:
    slug = contents.snapshot(session).cases[0].slug
    keys = [one.key for one in publishing.Examination("case", slug, NOW).work_out(session)]
    assert "publish.was_withdrawn" not in keys
    publishing.unpublish(session, "case", slug, OWNER, NOW)
    keys = [one.key for one in publishing.Examination("case", slug, NOW).work_out(session)]
    assert "publish.was_withdrawn" in keys
