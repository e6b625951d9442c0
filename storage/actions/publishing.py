"""Drafts become public only here: what stands in the way is found first, and what is queued
follows.

publish     a version becomes public: Blocked by errors, Stale if it is not the newest
unpublish   nobody sees the part any more; it stays, to be changed and published again
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlmodel import Session, update

from content.campaign import Campaign
from content.errors import Gone, NotAllowed, UserError
from content.events import Event
from content.model import AS_STORED
from content.parts import CAMPAIGN, made, placed, used_by
from content.permissions import Permission
from content.publishing import Finding, examine
from storage.actions.event_changes import follow_edit
from storage.actions.withdrawal import stop, withdraw_case
from storage.delivery import sent_messages
from storage.engine.states import RevisionState
from storage.engine.tables import Revision
from storage.library import published as contents
from storage.library.beforehand import Beforehand
from storage.library.editing import unplan
from storage.library.revisions import (
    NOTHING,
    at_version,
    has_state,
    in_state,
    last_number,
    newest_rows,
    of_part,
    present,
    title_of,
)
from storage.people import audit
from storage.people.members import Colleague
from storage.queue.kept_back import kept_back


class Stale(UserError):
    """Somebody changed the part in the meantime."""

    key = "edit.stale"


class InUse(UserError):
    """Another part that people see names this one; the sentence says which."""

    key = "edit.in_use"


class Blocked(UserError):
    """Something stands in the way of publishing; `findings` say what."""

    key = "edit.blocked"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__()


def campaign_with(
    session: Session, kind: str, slug: str, number: int | None = None
) -> Campaign | ValidationError:
    """The campaign as it would be with this version public, or what the part lacks; Gone if there
    is no campaign.
    """
    body = at_version(session, kind, slug, number or last_number(session, kind, slug))
    if body is None:
        raise Gone
    try:
        part = made(kind, body)
    except ValidationError as lacking:
        return lacking
    base = contents.snapshot(session)
    if base is None and kind == CAMPAIGN:
        base = Campaign.model_validate({**body, "cases": ()})
    if base is None:
        raise Gone("edit.campaign_first")
    return placed(base, kind, part)


@dataclass(frozen=True)
class Examination(Beforehand[list[Finding]]):
    """What stands in the way of publishing a version (the newest without a number), and what it is
    warned about.

    Gone if there is no such version.
    """

    kind: str
    slug: str
    now: datetime
    number: int | None = None

    def work_out(self, session: Session) -> list[Finding]:
        kind, slug = self.kind, self.slug
        body = at_version(session, kind, slug, self.number or last_number(session, kind, slug))
        if body is None:
            raise Gone
        public, hidden = contents.snapshot(session), contents.hidden_cases(session)
        return examine(kind, slug, body, public, kept_back(session), hidden, self.now)


def publish(
    session: Session,
    kind: str,
    slug: str,
    by: Colleague,
    now: datetime,
    *,
    number: int,
    newest: bool = True,
    examined: Callable[[Examination], list[Finding]] | None = None,
) -> None:
    """Makes this version public; later drafts stay drafts. `examined` gives what was worked out
    beforehand.

    NotAllowed without the permission to publish, Blocked by errors, Stale if it is not the newest
    and `newest` asks for that, or if something newer was published since.
    """
    if not by.may(Permission.PUBLISH):
        raise NotAllowed
    last = last_number(session, kind, slug)
    if not 0 < number <= last or (newest and number != last):
        raise Stale
    if any(row.number > number for row in in_state(session, kind, slug, RevisionState.PUBLISHED)):
        raise Stale
    examination = Examination(kind, slug, now, number)
    found = examined(examination) if examined else examination.work_out(session)
    if errors := [one for one in found if one.blocking]:
        raise Blocked(errors)
    before = present(session, kind, slug).public if kind == "event" else None
    _make_public(session, kind, slug, number)
    contents.bump(session)
    audit.note(session, by.number, "publish", f"{kind} {slug} {number}", now)
    if before and (campaign := contents.snapshot(session)):
        follow_edit(session, campaign, Event.model_validate(before, context=AS_STORED), now)


def unpublish(session: Session, kind: str, slug: str, by: Colleague, now: datetime) -> int:
    """Nobody sees the part any more; how many queued messages about it will not be sent. Gone if it
    is not public.
    """
    if not by.may(Permission.PUBLISH) or kind == CAMPAIGN:
        raise NotAllowed
    shown = in_state(session, kind, slug, RevisionState.PUBLISHED)
    if not shown:
        raise Gone
    campaign = contents.snapshot(session)
    if campaign and (users := used_by(campaign, kind, slug)):
        named = title_of(session, *users[0])
        raise InUse(title=next(iter(named.values()), users[0][1]))
    if kind == "case":
        return withdraw_case(session, slug, now, by.number) or 0
    unplan(session, kind, slug, 1, by, now)
    session.exec(
        update(Revision)
        .where(*of_part(kind, slug), has_state(RevisionState.PUBLISHED))
        .values(state=RevisionState.WITHDRAWN)
    )
    contents.bump(session)
    audit.note(session, by.number, "unpublish", f"{kind} {slug}", now)
    sent_messages.unsay(session, kind, slug)
    return stop(session, kind, slug)


def _make_public(session: Session, kind: str, slug: str, number: int) -> None:
    """Each language's row of this version becomes the published one, where its words differ from
    what is public.
    """
    rows = newest_rows(session, kind, slug, number)
    public = {row.language: row for row in in_state(session, kind, slug, RevisionState.PUBLISHED)}
    wanted = [
        row for code, row in rows.items() if code not in public or public[code].body != row.body
    ]
    for row in wanted:
        if row.language in public:
            public[row.language].state = RevisionState.SUPERSEDED
    session.flush()
    for row in wanted:
        row.state = RevisionState.SUPERSEDED if row.body == NOTHING else RevisionState.PUBLISHED
    session.flush()
