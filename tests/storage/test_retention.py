"""What ends by itself ends on its day."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, func, select, update

from content.campaign import Campaign
from content.cases import Case, Status
from storage import retention, supporters
from storage.db import Store
from storage.sealing import Sealer
from storage.tables import LetterSent, Revision

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CLOSED = Campaign.model_construct(cases=(Case.model_construct(slug="seven", status=Status.CLOSED),))


def _revision(session: Session, number: int, status: str, at: datetime) -> None:
    session.exec(update(Revision).where(col(Revision.slug) == "seven").values(state="superseded"))
    body = json.dumps({"status": status})
    session.add(Revision(kind="case", slug="seven", number=number, body=body, created_at=int(at.timestamp())))
    session.flush()


def test_letters_end_90_days_after_the_case_was_closed_not_after_the_letter(store: Store, sealer: Sealer) -> None:
    def act(session: Session) -> None:
        who = supporters.meet(session, sealer, 1, "en", NOW)[0].number
        supporters.sent_letter(session, who, "seven", "seoul", NOW)
        closed = NOW + timedelta(days=200)
        story = [("detained", NOW), ("closed", NOW + timedelta(days=9)), ("detained", NOW + timedelta(days=10))]
        story += [("closed", closed), ("closed", closed + timedelta(days=5))]
        for number, (status, at) in enumerate(story, 1):
            _revision(session, number, status, at)
        supporters.meet(session, sealer, 1, "en", closed + timedelta(days=80))
        kept = select(func.count()).select_from(LetterSent)
        retention.sweep(session, CLOSED, closed + timedelta(days=89))
        assert session.exec(kept).one() == 1
        retention.sweep(session, CLOSED, closed + timedelta(days=90))
        assert session.exec(kept).one() == 0

    store.write_now(act)
