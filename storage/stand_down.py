"""Stopping the letters about a case, and letting them go on: at once, for everybody, with the reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, func, select, update

from content import protection
from content.cases import StandDown
from content.i18n import words_for
from content.stand_down import compose_notice
from storage import audit, drafts, outbox
from storage.campaign import STAND_DOWN, bump, snapshot, withheld
from storage.sealing import Sealer
from storage.supporters import seconds
from storage.tables import LetterSent, Message, Revision, Supporter

LETTER = "letter"  # the kind of draft that a letter is


def stand_down(
    session: Session, sealer: Sealer, case: str, reasons: Mapping[str, str], now: datetime, by: int | None
) -> int | None:
    """Stops the letters about a case; those with an open letter are told why, once. None if it is not open for letters.

    Questions about replies to earlier letters are taken back. Gives back how many people are told. The reasons are
    published words: protection.Withheld if they name what a case withholds.
    """
    campaign = snapshot(session)
    found = campaign.case(case) if campaign else None
    if found is None or found.stood_down is not None:
        return None
    _publish(session, case, StandDown(since=now.date(), texts=dict(reasons)), now, by)
    for message in session.exec(select(Message.id).where(Message.case_slug == case, Message.kind == "followup")):
        if message is not None:
            outbox.cancel(session, message)
    session.exec(update(LetterSent).where(col(LetterSent.case_slug) == case).values(ask_at=None))
    audit.note(session, by, "stand-down", case, now)
    return _tell(session, sealer, case, now, by)


def reopen(session: Session, sealer: Sealer, case: str, now: datetime, by: int | None) -> int | None:
    """Lets letters about the case go on; those whose letter is still open are told. None if they were not stopped."""
    campaign = snapshot(session)
    found = campaign.case(case) if campaign else None
    if found is None or found.stood_down is None:
        return None
    _publish(session, case, None, now, by)
    _take_back_notices(session, case)
    audit.note(session, by, "stand-down-undone", case, now)
    return _tell(session, sealer, case, now, by)


def _publish(session: Session, case: str, why: StandDown | None, now: datetime, by: int | None) -> None:
    """Puts the reason, or that there is none any more, in the place of what was published before."""
    body = why.model_dump(mode="json") if why else {}
    protection.guard(withheld(session), body)
    mine = (col(Revision.kind) == STAND_DOWN, col(Revision.slug) == case)
    session.exec(update(Revision).where(*mine, col(Revision.state) == "published").values(state="superseded"))
    number = session.exec(select(func.coalesce(func.max(Revision.number), 0)).where(*mine)).one() + 1
    for language, value in [("", body), *body.pop("texts", {}).items()]:
        text = json.dumps(value, ensure_ascii=False)
        session.add(
            Revision(kind=STAND_DOWN, slug=case, language=language, number=number, body=text,
                     created_at=seconds(now), created_by=by)
        )  # fmt: skip
    session.flush()
    bump(session)


def _take_back_notices(session: Session, case: str) -> None:
    """What was not sent yet of an earlier notice is not true any more."""
    for message in session.exec(select(Message.id).where(Message.case_slug == case, Message.about == STAND_DOWN)):
        if message is not None:
            outbox.cancel(session, message)


def _tell(session: Session, sealer: Sealer, case: str, now: datetime, by: int | None) -> int:
    """Queues the notice for everybody with an open letter about the case; how many."""
    campaign = snapshot(session)
    found = campaign.case(case) if campaign else None
    people = drafts.holders(session, sealer, LETTER, "case", case, now)
    reached = (col(Supporter.number).in_(people), col(Supporter.blocked_at).is_(None))
    rows = session.exec(select(Supporter.number, Supporter.language).where(*reached)).all()
    if campaign is None or found is None or not rows:
        return 0
    message = outbox.open_message(session, "notice", 2, case, STAND_DOWN, now, by=by)
    for language in sorted({language for _, language in rows}):
        body = outbox.add_body(session, message, language, "", compose_notice(campaign, words_for(language), found))
        outbox.enqueue(session, message, body, [number for number, theirs in rows if theirs == language], now)
    return len(rows)
