"""What the team does at its desk, as tests do it: by the calls of the desk's handlers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from content.cases import Case
from content.events import Event
from content.missions import Mission
from content.permissions import Role
from content.statistics import Statistic
from storage import campaign as contents
from storage import drafting, releasing
from storage.team import Colleague

OWNER = Colleague(number=1, alias=1, role=Role.OWNER, languages=(), since=0)


def publishes(session: Session, kind: str, part: Case | Event | Mission | Statistic, now: datetime) -> None:
    """The owner changes a part to this and makes it public."""
    work = drafting.replace(session, kind, part.slug, part.model_dump(mode="json"), OWNER, now)
    releasing.publish(session, kind, part.slug, OWNER, now, number=work.number)


def edits(session: Session, kind: str, slug: str, values: Mapping[str, Any], now: datetime) -> None:
    """The owner sets fields that are the same in all languages, and makes the part public."""
    campaign = contents.snapshot(session)
    assert campaign
    part = {"case": campaign.case, "event": campaign.event}[kind](slug)
    assert part
    publishes(session, kind, type(part).model_validate(part.model_copy(update=dict(values)).model_dump()), now)
