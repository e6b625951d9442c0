"""Did they reply? Questions that are due are queued in sets; answers are kept as one word; bad
addresses are told.

A question goes out once, 14 days after the letter, and once more a week later if it was not
answered. Nothing is asked of those who blocked the bot, stopped it or muted the case, nor about a
case that takes no letters any more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, tuple_
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, func, select, update

from content.campaign import Campaign
from content.missions.mission import Mission
from content.notices import followups
from content.notices.followups import Answer
from content.permissions import Permission
from content.subjects import Subject
from storage.delivery import team_notices
from storage.engine.tables import Follow, LetterSent, Message, Meta, Outbox, Supporter
from storage.engine.times import FOREVER, seconds
from storage.queue import outbox
from storage.queue.cancellation import withdraw
from storage.queue.message_kinds import MessageKind

QUESTIONS_BATCH = 1000
DAY = 86400
ASKING_LATE_SECONDS = (
    6 * 3600
)  # later than this it may be night: the same hour of the next day is taken
ENOUGH_WRITERS = 3  # different people who could not reach an office
KIND = MessageKind.FOLLOWUP


@dataclass(frozen=True)
class Sent:
    """A letter that its writer sent."""

    case: str
    mission: str
    day: int
    reply: str


def plan(
    session: Session, number: int, case: str, mission: Mission, zone: str | None, now: datetime
) -> None:
    """Puts down when the writer is asked about this letter."""
    due = seconds(followups.ask_at(now, zone, mission.longitude))
    _change(session, *_one(number, case, mission.slug), ask_at=due, asked=0)


def mine(session: Session, number: int, tag: str) -> Sent | None:
    """The person's letter with this tag, or None."""
    rows = session.exec(select(LetterSent).where(LetterSent.supporter == number))
    found = (Sent(row.case_slug, row.mission_slug, row.day, row.reply) for row in rows)
    return next((sent for sent in found if followups.tag(sent.case, sent.mission) == tag), None)


def answer(session: Session, number: int, sent: Sent, reply: Answer) -> None:
    """Keeps the answer, the latest one; nothing more is asked about this letter."""
    values: dict[str, Any] = {"ask_at": None} | ({"reply": reply} if reply else {})
    _change(session, *_one(number, sent.case, sent.mission), **values)
    about = (col(Message.case_slug) == sent.case) & (col(Message.subject_slug) == sent.mission)
    withdraw(session, col(Outbox.recipient) == number, (KIND,), about)


def quiet(session: Session, number: int, sent: Sent) -> None:
    """Asks nothing more about this letter."""
    answer(session, number, sent, Answer.NONE)


def _one(number: int, case: str, mission: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(LetterSent.supporter) == number,
        col(LetterSent.case_slug) == case,
        col(LetterSent.mission_slug) == mission,
    )


def next_followup(session: Session) -> int | None:
    """When the next question is due (Unix seconds), or None."""
    return session.exec(
        select(func.min(LetterSent.ask_at)).where(col(LetterSent.ask_at).is_not(None))
    ).one()


def queue_followups(session: Session, campaign: Campaign, now: datetime) -> int:
    """Queues questions that are due, at most a thousand at a time; how many."""
    at = seconds(now)
    due = col(LetterSent.ask_at) <= at
    _drop(session, campaign, due)
    _postpone(session, due, at)
    about = (col(LetterSent.case_slug), col(LetterSent.mission_slug), col(LetterSent.asked))
    rows = session.execute(
        columns_of(*about, col(LetterSent.supporter), col(Supporter.language))
        .join(Supporter, col(Supporter.number) == col(LetterSent.supporter))
        .where(due)
        .order_by(col(LetterSent.ask_at))
        .limit(QUESTIONS_BATCH)
    ).all()
    groups: dict[tuple[str, str, int], list[tuple[int, str]]] = defaultdict(list)
    for slug, office, asked, number, language in rows:
        groups[slug, office, asked].append((number, language))
    for letter, people in groups.items():
        _ask(session, campaign, letter, people, now)
    return len(rows)


def _drop(session: Session, campaign: Campaign, due: ColumnElement[bool]) -> None:
    """Takes back the questions that nobody is to be asked any more."""
    cases = [case.slug for case in campaign.cases if case.open_for_letters]
    missions = [mission.slug for mission in campaign.missions]
    gone = exists().where(
        col(Supporter.number) == col(LetterSent.supporter),
        or_(col(Supporter.blocked_at).is_not(None), col(Supporter.paused_until) == FOREVER),
    )
    muted = exists().where(
        col(Follow.supporter) == col(LetterSent.supporter),
        col(Follow.case_slug) == col(LetterSent.case_slug),
        col(Follow.muted),
    )
    closed = or_(
        col(LetterSent.case_slug).not_in(cases), col(LetterSent.mission_slug).not_in(missions)
    )
    _change(session, due, or_(gone, muted, closed), ask_at=None)


def _change(session: Session, *where: ColumnElement[bool], **values: Any) -> None:
    session.exec(
        update(LetterSent)
        .where(*where)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _postpone(session: Session, due: ColumnElement[bool], at: int) -> None:
    """Puts off by whole days: until after a pause, into daylight when late, and all but one
    question to a person.
    """
    ask_at = col(LetterSent.ask_at)
    row = (col(LetterSent.supporter), col(LetterSent.case_slug), col(LetterSent.mission_slug))
    until = (
        select(Supporter.paused_until)
        .where(col(Supporter.number) == col(LetterSent.supporter))
        .scalar_subquery()
    )
    for where, goal in ((until > at, until), (ask_at < at - ASKING_LATE_SECONDS, at)):
        _change(session, due, where, ask_at=ask_at + DAY * ((goal - ask_at) // DAY + 1))
    place = func.row_number().over(partition_by=row[0], order_by=(ask_at, *row[1:]))
    ranked = select(*row, place.label("place")).where(due).subquery()
    later = select(ranked.c.supporter, ranked.c.case_slug, ranked.c.mission_slug).where(
        ranked.c.place > 1
    )
    _change(session, tuple_(*row).in_(later), ask_at=ask_at + DAY)


def _ask(
    session: Session,
    campaign: Campaign,
    about: tuple[str, str, int],
    people: list[tuple[int, str]],
    now: datetime,
) -> None:
    slug, office, asked = about
    case, mission = campaign.case(slug), campaign.mission(office)
    numbers = [number for number, _ in people]
    mine = (col(LetterSent.supporter).in_(numbers), col(LetterSent.case_slug) == slug,
            col(LetterSent.mission_slug) == office)  # fmt: skip
    again = col(LetterSent.ask_at) + int(followups.AGAIN.total_seconds()) if not asked else None
    _change(session, *mine, ask_at=again, asked=asked + 1)
    if case is None or mission is None:
        return
    message = outbox.open_message(session, KIND, slug, Subject("mission", office), now)
    for language in sorted({language for _, language in people}):
        screen = followups.compose_question(
            campaign, campaign.speak(language), case, mission, last=asked > 0
        )
        body = outbox.add_body(session, message, language, "", screen)
        outbox.enqueue(
            session, message, body, [number for number, theirs in people if theirs == language], now
        )


def report(session: Session, mission: Mission, now: datetime) -> bool:
    """Tells the team, once for an address, when several people could not reach an office; whether
    it did so now.
    """
    if doubtful(session, mission):
        return False
    since = int(datetime.combine(mission.verified_on, datetime.min.time(), now.tzinfo).timestamp())
    unreached = (
        col(LetterSent.mission_slug) == mission.slug,
        col(LetterSent.reply).in_(followups.UNREACHED),
    )
    people = select(func.count(func.distinct(LetterSent.supporter))).where(
        *unreached, col(LetterSent.day) >= since
    )
    if session.exec(people).one() < ENOUGH_WRITERS:
        return False
    row = session.get(Meta, _name(mission)) or Meta(name=_name(mission), value="")
    row.value = mission.verified_on.isoformat()
    session.add(row)
    session.flush()
    team_notices.to_team(
        session,
        mission.slug,
        Permission.WRITE,
        lambda words: followups.compose_flag(words, mission),
        now,
    )
    return True


def doubtful(session: Session, mission: Mission) -> bool:
    """Whether several people could not reach this office at the address on record."""
    row = session.get(Meta, _name(mission))
    return row is not None and row.value == mission.verified_on.isoformat()


def _name(mission: Mission) -> str:
    return f"unreached.{mission.slug}"
