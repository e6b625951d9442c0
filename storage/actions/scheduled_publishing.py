"""Publications that are planned: a version of a part and the moment at which it becomes public, one
for each part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel import Session, col, func, select

from content.errors import NotAllowed, UserError
from content.language.i18n import Words
from content.notices.publishing import compose_planned, told
from content.permissions import Permission
from content.publishing import Finding
from content.text.markup import Rich
from content.text.messages import Screen
from storage.actions import publishing
from storage.actions.publishing import Examination
from storage.delivery import team_notices
from storage.engine.tables import Publication
from storage.engine.times import seconds
from storage.library import revisions
from storage.library.beforehand import stamp
from storage.people import audit
from storage.people.members import Colleague, by_alias
from storage.queue import freeze


class TooLate(UserError):
    """The moment is past already."""

    key = "plan.past"


def plan(
    session: Session,
    kind: str,
    slug: str,
    number: int,
    at: datetime,
    zone: str,
    by: Colleague,
    now: datetime,
) -> Publication:
    """Plans that this version becomes public at a moment (aware); an earlier plan for the part is
    replaced.
    """
    if not by.may(Permission.PUBLISH):
        raise NotAllowed
    if at <= now:
        raise TooLate
    row = session.get(Publication, (kind, slug)) or Publication(
        kind=kind, slug=slug, number=0, at=0, zone="", by=0
    )
    row.number, row.at, row.zone, row.by = number, seconds(at), zone, by.alias
    session.add(row)
    session.flush()
    audit.note(session, by.number, "plan", f"{kind} {slug} {number} {at:%Y-%m-%d %H:%M} UTC", now)
    return row


def of(session: Session, kind: str, slug: str) -> Publication | None:
    """The plan for a part, or None."""
    return session.get(Publication, (kind, slug))


def planned(session: Session) -> list[Publication]:
    """Every plan, the next first."""
    return list(
        session.exec(select(Publication).order_by(col(Publication.at), col(Publication.slug)))
    )


def cancel(session: Session, kind: str, slug: str, by: Colleague, now: datetime) -> bool:
    """Takes a plan back; False if there is none."""
    if not by.may(Permission.PUBLISH):
        raise NotAllowed
    row = of(session, kind, slug)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    audit.note(session, by.number, "plan-cancelled", f"{kind} {slug}", now)
    return True


def next_due(session: Session) -> int | None:
    """When the next plan is due (Unix seconds), or None; while all sending is frozen, plans wait
    too.
    """
    if freeze.frozen_since(session) is not None:
        return None
    return session.exec(select(func.min(Publication.at))).one()


@dataclass(frozen=True)
class Examined:
    """What was found of a version that is due, and the stamp of the content that it holds for."""

    version: Examination
    findings: list[Finding]
    stamp: str


def examine_next(session: Session, now: datetime) -> Examined | None:
    """What stands in the way of the plan that is due first, for `publish_next`; None without one,
    or without its version.
    """
    row = _first_due(session, now)
    if row is None or revisions.at_version(session, row.kind, row.slug, row.number) is None:
        return None
    version = Examination(row.kind, row.slug, now, row.number)
    return Examined(version, version.work_out(session), stamp(session))


def publish_next(session: Session, now: datetime, examined: Examined | None = None) -> bool:
    """Publishes what is due first and tells the team of it, also when it did not happen; False if
    nothing is due.

    It is checked at this moment, unless `examined` holds for it and for content as it is.
    """
    row = _first_due(session, now)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    _publish(session, row, now, examined)
    return True


def _first_due(session: Session, now: datetime) -> Publication | None:
    if freeze.frozen_since(session) is not None:
        return None
    due = select(Publication).where(Publication.at <= seconds(now)).order_by(col(Publication.at))
    return session.exec(due.limit(1)).first()


def _publish(session: Session, row: Publication, now: datetime, examined: Examined | None) -> None:
    planner = by_alias(session, row.by)
    why: UserError | None = None
    attempt = session.begin_nested()
    try:
        if planner is None:
            raise NotAllowed
        publishing.publish(
            session, row.kind, row.slug, planner, now, number=row.number, newest=False,
            examined=partial(_findings, session, examined),
        )  # fmt: skip
        attempt.commit()
    except UserError as refused:
        attempt.rollback()
        why = refused
        number = planner.number if planner else None
        audit.note(
            session,
            number,
            "plan-failed",
            f"{row.kind} {row.slug} {refused.key}",
            now,
            allowed=False,
        )
    compose = partial(
        _notice, row=row, title=revisions.title_of(session, row.kind, row.slug), why=why
    )
    team_notices.to_team(session, "plan", Permission.PUBLISH, compose, now)


def _findings(session: Session, known: Examined | None, version: Examination) -> list[Finding]:
    if known and known.version == version and known.stamp == stamp(session):
        return known.findings
    return version.work_out(session)


def _notice(words: Words, row: Publication, title: dict[str, str], why: UserError | None) -> Screen:
    named = title.get(words.reads) or next(iter(title.values()), row.slug)
    reason: Rich | None = None
    if isinstance(why, publishing.Blocked):
        reason = told(words, row.kind, why.findings[0])
    elif why is not None:
        reason = words(why.key, None, **why.values)
    return compose_planned(words, row.kind, row.slug, named, reason)
