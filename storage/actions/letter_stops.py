"""Stopping the letters about a case, and letting them go on: at once, for everybody, with the
reason.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, literal
from sqlmodel import Session, col, func, select, update

from content.campaign import Campaign
from content.cases import Case, StandDown
from content.language.languages import LANGUAGES
from content.notices.letter_stops import compose_notice, compose_withdrawn
from content.subjects import Subject
from storage.actions import broadcasts
from storage.delivery import audiences
from storage.engine.sealing import Sealer
from storage.engine.states import RevisionState
from storage.engine.tables import LetterSent, Message, Revision, Supporter
from storage.engine.times import seconds
from storage.library.published import STAND_DOWN, bump, snapshot
from storage.people import audit, conversation_state, members
from storage.queue import outbox
from storage.queue.cancellation import finish
from storage.queue.kept_back import kept_back
from storage.queue.message_kinds import ASKING, MessageKind

LETTER = "letter"  # the kind of draft that a letter is
SENT = "sent"  # the variant for those who have no open letter


def stand_down(
    session: Session,
    sealer: Sealer,
    case: str,
    reasons: Mapping[str, str],
    now: datetime,
    by: int | None,
) -> int | None:
    """Stops the letters about a case; None if it is not open for letters, else how many people are
    told why, once.

    Told are those with an open letter and those whom an open send about the case reached. Such
    sends end; questions about replies to earlier letters are taken back. The reasons are published
    words: protection.Withheld if they name what a case withholds.
    """
    campaign = snapshot(session)
    found = campaign.case(case) if campaign else None
    if campaign is None or found is None or found.stood_down is not None:
        return None
    why = StandDown(since=now.date(), texts=dict(reasons))
    _publish(session, case, why, now, by)
    session.exec(update(LetterSent).where(col(LetterSent.case_slug) == case).values(ask_at=None))
    ended = broadcasts.withdraw_about(session, case)
    _take_back(
        session, ASKING, col(Message.case_slug) == case, col(Message.state).in_(broadcasts.OPEN)
    )
    audit.note(session, by, "stand-down", f"{case} {len(ended)}", now)
    return _tell(
        session, sealer, campaign, found.model_copy(update={"stood_down": why}), now, by, ended
    )


def reopen(
    session: Session, sealer: Sealer, case: str, now: datetime, by: int | None
) -> int | None:
    """Lets letters about the case go on; those whose letter is still open are told. None if they
    were not stopped.
    """
    campaign = snapshot(session)
    found = campaign.case(case) if campaign else None
    if campaign is None or found is None or found.stood_down is None:
        return None
    _publish(session, case, None, now, by)
    # What was not sent yet of an earlier notice is not true any more.
    _take_back(session, col(Message.subject_kind) == STAND_DOWN, col(Message.subject_slug) == case)
    audit.note(session, by, "stand-down-undone", case, now)
    return _tell(session, sealer, campaign, found.model_copy(update={"stood_down": None}), now, by)


def _publish(
    session: Session, case: str, why: StandDown | None, now: datetime, by: int | None
) -> None:
    """Puts the reason, or that there is none any more, in the place of what was published
    before.
    """
    body = why.model_dump(mode="json") if why else {}
    kept_back(session).guard(body)
    mine = (col(Revision.kind) == STAND_DOWN, col(Revision.slug) == case)
    session.exec(
        update(Revision)
        .where(*mine, col(Revision.state) == RevisionState.PUBLISHED)
        .values(state=RevisionState.SUPERSEDED)
    )
    number = (
        session.exec(select(func.coalesce(func.max(Revision.number), 0)).where(*mine)).one() + 1
    )
    for language, value in [("", body), *body.pop("texts", {}).items()]:
        text = json.dumps(value, ensure_ascii=False)
        session.add(
            Revision(kind=STAND_DOWN, slug=case, language=language, number=number, body=text,
                     created_at=seconds(now), created_by=members.alias(session, by))
        )  # fmt: skip
    session.flush()
    bump(session)


def _take_back(session: Session, *which: ColumnElement[bool]) -> None:
    for message in session.exec(select(Message.id).where(*which)):
        if message is not None:
            outbox.cancel(session, message)


def open_letters(session: Session, sealer: Sealer, case: str, now: datetime) -> int:
    """How many people have an open letter about the case."""
    return len(conversation_state.holders(session, sealer, LETTER, "case", case, now))


def _tell(
    session: Session,
    sealer: Sealer,
    campaign: Campaign,
    found: Case,
    now: datetime,
    by: int | None,
    ended: list[int] | None = None,
) -> int:
    """Queues the notice for everybody with an open letter about the case, and for whom a send
    reached; how many.
    """
    case = found.slug
    message = outbox.open_message(
        session,
        MessageKind.CHANGE,
        case,
        Subject(STAND_DOWN, case),
        now,
        by=members.alias(session, by),
    )
    for language in dict.fromkeys((*campaign.languages, *LANGUAGES)):
        words = campaign.speak(language)
        outbox.add_body(session, message, language, "", compose_notice(campaign, words, found))
        if ended:
            outbox.add_body(
                session, message, language, SENT, compose_withdrawn(campaign, words, found)
            )
    people = conversation_state.holders(session, sealer, LETTER, "case", case, now)
    at = literal(seconds(now))
    writers = (col(Supporter.number).in_(people), col(Supporter.blocked_at).is_(None))
    told = audiences.queue(session, message, writers, at)
    told += audiences.queue(session, message, broadcasts.had(ended, now), at, SENT) if ended else 0
    finish(session, [message])
    return told
