"""What a pack puts into the store comes back as it was, and grows by what the team publishes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event
from sqlmodel import Session, SQLModel, col, select, update

from content.campaign import Campaign, CampaignText
from content.cases import Case, CaseText, Consent, Moment, UpdateText
from content.events import Event, EventText
from content.letters.sentences import Letters, LetterText, Point, PointText
from content.missions.mission import Mission, MissionKind
from content.model import Source
from content.protection.kept_back import Withheld
from content.statistics import Figure, Report, Statistic, StatisticText
from content.text.markup import bold
from storage.engine.database import SEALER, connect
from storage.engine.sealing import new_key, read_key
from storage.engine.tables import Revision
from storage.library import published as contents
from storage.library import withheld

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def _event(slug: str, example: bool) -> Event:
    return Event(
        slug=slug,
        case="seven",
        kind="vigil",
        starts=datetime.fromisoformat("2026-12-02T18:30"),
        zone="Asia/Seoul",
        minutes=60,
        rule="FREQ=WEEKLY;BYDAY=WE",
        city={"en": "Seoul"},
        address="27 Myeongdong 2-gil",
        latitude=37.5,
        longitude=127.0,
        example=example,
        texts={
            "en": EventText(
                title="Vigil", place="Opposite the embassy", description="Bring a candle."
            )
        },
    )


def _missions(count: int) -> tuple[Mission, ...]:
    return tuple(
        Mission(
            slug=f"mission-{number}",
            kind=MissionKind.EMBASSY,
            country="KR",
            city="Seoul",
            city_names={"ko": "서울"},
            verified_on=date(2026, 11, 1),
            source="Wikidata",
        )
        for number in range(count)
    )


def _case() -> Case:
    text = CaseText(
        title="Seven people",
        summary="Detained.",
        what_happened="They were arrested.",
        who_is_at_risk="Seven.",
        asks=("Do not return them",),
        background="Background.",
        timeline={"arrest": "Arrested"},
    )
    return Case(
        slug="seven",
        status="detained",
        status_since="2019-04",
        last_report=date(2019, 4, 30),
        protected=True,
        minors=True,
        country="CN",
        consents=(
            Consent(given_by="Families", given_on=date(2019, 4, 30), scope="case", source="group"),
        ),
        sources=(Source(id="group", publisher="A group", date=date(2019, 4, 30)),),
        timeline=(Moment(id="arrest", happened_on=date(2019, 4, 1), sources=("group",)),),
        texts={"en": text, "ko": text.model_copy(update={"title": "일곱 사람"})},
    )


def _campaign() -> Campaign:
    letter = LetterText(
        subjects=("Please",),
        salutations={MissionKind.EMBASSY: "Your Excellency,"},
        opening={"why": ("I write.",)},
        points={"law": PointText(label="The law", text={"law": ("The law says.",)})},
        request={"ask": ("Let them go.",)},
        closing={"end": ("Thank you.",)},
        sign_off="{name}, {date}",
    )
    statistic = Statistic(
        slug="arrivals",
        gathered_on=date(2026, 11, 1),
        figures=(Figure(year=2019, value=1047, source="ministry"),),
        sources=(Report(id="ministry", publisher="Ministry", date="2020"),),
        texts={"en": StatisticText(title="Arrivals")},
    )
    return Campaign(
        slug="one",
        languages=("en", "ko"),
        reviewed={"en": True, "ko": False},
        texts={
            "en": CampaignText(name="One", one_sentence="A sentence.", what_you_can_do="Write.")
        },
        cases=(_case(),),
        events=(_event("vigil", True), _event("protest", False)),
        letters=(
            Letters(case="seven", language="en", points=(Point(id="law"),), texts={"en": letter}),
        ),
        missions=_missions(150),
        statistics=(statistic,),
    )


@pytest.fixture
def session() -> Iterator[Session]:
    engine = connect("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_a_seeded_pack_comes_back_as_it_was(session: Session) -> None:
    assert contents.seed(session, _campaign(), NOW, with_examples=True)
    assert contents.snapshot(session) == _campaign()


def test_an_address_published_under_milder_rules_costs_its_link_and_nothing_else(
    session: Session,
) -> None:
    contents.seed(session, _campaign(), NOW, with_examples=True)
    row = session.exec(
        select(Revision).where(Revision.kind == "case", Revision.language == "")
    ).one()
    body = json.loads(row.body)
    body["sources"][0]["url"] = "https://www.voanews.com:/a/1.html"
    row.body = json.dumps(body)
    assert contents.snapshot(session) == _campaign()


def test_examples_stay_out_of_a_real_bot(session: Session) -> None:
    contents.seed(session, _campaign(), NOW, with_examples=False)
    found = contents.snapshot(session)
    assert found is not None
    assert [event.slug for event in found.events] == ["protest"]


def test_a_store_with_content_is_not_seeded_again(session: Session) -> None:
    contents.seed(session, _campaign(), NOW, with_examples=True)
    first = contents.version(session)
    assert not contents.seed(session, _campaign(), NOW, with_examples=True)
    assert contents.version(session) == first


def test_an_empty_store_has_no_campaign(session: Session) -> None:
    assert contents.snapshot(session) is None
    assert contents.version(session) == ""


def test_a_version_that_was_undone_never_comes_again(session: Session) -> None:
    contents.seed(session, _campaign(), NOW, with_examples=True)
    session.commit()
    contents.bump(session)
    undone = contents.version(session)
    session.rollback()
    contents.bump(session)
    assert contents.version(session) != undone


def test_news_keeps_its_formatting_and_makes_a_new_version(session: Session) -> None:
    contents.seed(session, _campaign(), NOW, with_examples=True)
    before = contents.version(session)
    texts = {"en": UpdateText(title="News", body=bold("They are safe") + " today")}
    first = contents.publish_update(session, "seven", texts, 7, NOW)
    second = contents.publish_update(session, "seven", texts, 7, NOW)
    found = contents.snapshot(session)
    assert found is not None
    assert found.updates == (first, second)
    assert first.slug != second.slug
    assert contents.version(session) not in ("", before)


def test_what_is_withdrawn_is_not_shown(session: Session) -> None:
    contents.seed(session, _campaign(), NOW, with_examples=True)
    session.exec(update(Revision).where(col(Revision.slug) == "protest").values(state="withdrawn"))
    found = contents.snapshot(session)
    assert found is not None
    assert found.event("protest") is None


def test_a_snapshot_asks_as_often_for_150_missions_as_for_one(session: Session) -> None:
    contents.seed(session, _campaign(), NOW, with_examples=True)
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *told: asked.append(told[2]))
    found = contents.snapshot(session)
    many = len(asked)
    assert found is not None
    assert len(found.missions) == 150
    session.exec(
        update(Revision)
        .where(col(Revision.kind) == "mission", col(Revision.slug) != found.missions[0].slug)
        .values(state="withdrawn")
    )
    contents.bump(session)
    asked.clear()
    fewer = contents.snapshot(session)
    assert fewer is not None
    assert (len(fewer.missions), len(asked)) == (1, many)


def test_nothing_that_a_case_withholds_is_published(session: Session) -> None:
    contents.seed(session, _campaign(), NOW, with_examples=True)
    session.info[SEALER] = sealer = read_key(new_key())
    withheld.add(session, sealer, "seven", ["Park Mina"], None, NOW)
    before = contents.version(session)
    with pytest.raises(Withheld):
        contents.publish_update(
            session, "seven", {"en": UpdateText(title="News", body=bold("park mina"))}, None, NOW
        )
    assert contents.version(session) == before
