"""What the team does at its desk, as tests do it: by the calls of the desk's handlers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from content.audiences import Audience
from content.cases import Case
from content.events import Event
from content.missions.mission import Mission
from content.permissions import Role
from content.statistics import Statistic
from content.text.messages import Screen
from storage.actions import broadcasts, publishing
from storage.actions.broadcasts import Order
from storage.library import editing, revisions
from storage.library import published as contents
from storage.people.members import Colleague

OWNER = Colleague(number=1, alias=1, role=Role.OWNER, languages=(), since=0)


def publishes(
    session: Session, kind: str, part: Case | Event | Mission | Statistic, now: datetime
) -> None:
    """The owner changes a part to this and makes it public."""
    before, after = (
        revisions.present(session, kind, part.slug),
        revisions.split(part.model_dump(mode="json")),
    )
    for language in {**revisions.split(before.body), **after}:
        seen, words = revisions.last_number(session, kind, part.slug), after.get(language)
        editing.change(
            session, kind, part.slug, language, {"": words}, seen=seen, by=OWNER, now=now
        )
    last = revisions.last_number(session, kind, part.slug)
    publishing.publish(session, kind, part.slug, OWNER, now, number=last)


def alerts(
    session: Session,
    case: str,
    title: str,
    screens: Mapping[str, Screen],
    now: datetime,
    *,
    news: str | None = None,
    critical: bool = True,
) -> int:
    """The number of a critical alert to a case's followers. For sends.HURRY it can still be
    stopped.
    """
    order = Order(Audience("case", case), case, title, screens, critical=critical, news=news)
    return broadcasts.start(session, order, now, OWNER)


def edits(session: Session, kind: str, slug: str, values: Mapping[str, Any], now: datetime) -> None:
    """The owner sets fields that are the same in all languages, and makes the part public."""
    campaign = contents.snapshot(session)
    assert campaign
    part = {"case": campaign.case, "event": campaign.event}[kind](slug)
    assert part
    publishes(
        session,
        kind,
        type(part).model_validate(part.model_copy(update=dict(values)).model_dump()),
        now,
    )
