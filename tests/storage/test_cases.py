"""A case that is withdrawn is hidden everywhere at once, and nothing queued about it goes out."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from content.audiences import Audience
from content.cases import UpdateText
from content.errors import Hidden
from content.language.i18n import words_for
from content.pack import reader
from content.subjects import MANY, Subject
from content.text.markup import Rich, rich
from content.text.messages import Screen
from storage.actions import broadcasts
from storage.actions.broadcasts import Order
from storage.actions.withdrawal import stop, withdraw_case
from storage.delivery import digests
from storage.engine.tables import Audit, Member, Message, Outbox, Supporter
from storage.library import published as contents
from storage.people import members, rsvps, supporters
from storage.queue import claims, outbox
from tests.stores import bundled

PACK = Path(reader.__file__).parents[1] / "packs/liaoning-seven"
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CASE = "liaoning-seven"


def seeded(session: Session) -> None:
    campaign = bundled()
    contents.seed(session, campaign, NOW, with_examples=True)


def follower(session: Session, number: int) -> int:
    session.add(
        Supporter(number=number, seal=bytes([number]), language="en", created_at=0, active_at=0)
    )
    session.flush()
    supporters.follow(session, number, CASE, NOW)
    return number


def states(session: Session) -> set[str]:
    return set(session.exec(select(Outbox.state)))


def test_nothing_of_it_is_published_any_more(store):
    with Session(store.engine) as session:
        seeded(session)
        version = contents.version(session)
        assert withdraw_case(session, CASE, NOW, None) == 0
        campaign = contents.snapshot(session)
        assert (campaign.cases, campaign.events, campaign.letters, campaign.updates) == (
            (),
            (),
            (),
            (),
        )
        assert campaign.is_hidden("case", CASE)
        assert campaign.is_hidden("event", "weekly-vigil")
        assert not campaign.is_hidden("case", "another")
        assert contents.version(session) != version
        assert session.exec(select(Audit.action, Audit.detail)).all() == [("withdraw", CASE)]
        with pytest.raises(Hidden):
            contents.publish_update(
                session, CASE, {"en": UpdateText(title="News", body=Rich("News"))}, None, NOW
            )
        assert withdraw_case(session, CASE, NOW, None) is None


def test_alerts_and_digests_about_it_are_cancelled_and_others_are_not(store):
    with Session(store.engine) as session:
        seeded(session)
        one, two = follower(session, 1), follower(session, 2)
        supporters.change(session, two, digest="daily")
        news = {"en": UpdateText(title="The news", body=Rich("News"))}
        told = Subject("update", contents.publish_update(session, CASE, news, None, NOW).slug)
        alert = outbox.open_message(session, "alert", CASE, told, NOW, title="The news")
        outbox.enqueue(
            session,
            alert,
            outbox.add_body(session, alert, "en", "", Screen(Rich("x"))),
            [one, two],
            NOW,
        )
        digest = outbox.open_message(session, "digest", None, MANY, NOW)
        tells = (told, Subject("case", CASE))
        about = outbox.add_body(session, digest, "en", "a", Screen(Rich("Digest")), CASE, tells)
        other = outbox.add_body(session, digest, "en", "b", Screen(Rich("Digest of another case")))
        outbox.enqueue(session, digest, about, [one], NOW)
        outbox.enqueue(session, digest, other, [two], NOW)
        assert withdraw_case(session, CASE, NOW, None) == 3
        left = session.exec(select(Outbox.body).where(col(Outbox.state) == "queued")).all()
        assert left == [other]
        assert session.get_one(Message, alert).state == "cancelled"
        assert len(claims.claim(session, 10, NOW)) == 1


def test_news_and_events_end_what_tells_of_them_alone(store):
    with Session(store.engine) as session:
        seeded(session)
        one, two = follower(session, 1), follower(session, 2)
        news, vigil = Subject("update", "n"), Subject("event", "weekly-vigil")
        alert = outbox.open_message(session, "alert", CASE, news, NOW, title="The news")
        outbox.enqueue(
            session, alert, outbox.add_body(session, alert, "en", "", Screen(Rich("x"))), [one], NOW
        )
        reminder = outbox.open_message(session, "reminder", CASE, vigil, NOW)
        outbox.enqueue(
            session,
            reminder,
            outbox.add_body(session, reminder, "en", "", Screen(Rich("x"))),
            [one],
            NOW,
        )
        digest = outbox.open_message(session, "digest", None, MANY, NOW)
        for at, (number, told) in enumerate(((one, news), (two, vigil))):
            body = outbox.add_body(
                session, digest, "en", str(at), Screen(Rich("Digest")), CASE, [told]
            )
            outbox.enqueue(session, digest, body, [number], NOW)
        assert stop(session, "update", "n") == 2
        assert stop(session, "event", "weekly-vigil") == 2
        assert [session.get_one(Message, one).state for one in (alert, reminder)] == [
            "cancelled",
            "cancelled",
        ]


def test_what_the_team_writes_to_all_about_a_case_by_its_title_ends_with_it(store):
    with Session(store.engine) as session:
        seeded(session)
        session.add(Member(supporter=follower(session, 1), role="owner", since=0, alias=1))
        session.flush()
        owner, title = (
            members.everyone(session)[0],
            contents.snapshot(session).case(CASE).texts["en"].title,
        )
        orders = [
            broadcasts.start(
                session, Order(Audience("all"), None, "T", {"en": Screen(rich(words))}), NOW, owner
            )
            for words in (f"Of {title}", "Of the weather")
        ]
        assert withdraw_case(session, CASE, NOW, None) == 1
        assert [session.get_one(Message, one).state for one in orders] == ["cancelled", "sending"]


def test_a_reminder_that_is_due_later_is_not_queued(store):
    with Session(store.engine) as session:
        seeded(session)
        campaign = contents.snapshot(session)
        occurrence = campaign.event("weekly-vigil").next(NOW)
        rsvps.go(session, follower(session, 1), occurrence)
        withdraw_case(session, CASE, NOW, None)
        assert digests.queue_reminders(session, contents.snapshot(session), occurrence.start) == 0
        assert states(session) == set()


def test_the_team_is_told_what_a_bot_cannot_delete():
    for language in ("en", "ko", "zh"):
        assert "48" in words_for(language).text("case.withdrawn_note", count=3)
