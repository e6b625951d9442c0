"""Changing content: every change is a revision and can be undone; publishing.py makes drafts
public.

    begin         a new part, as a draft (Taken if the slug was ever used)
    change        values of fields in one language; Conflict if one of them was changed since
                  version `seen`
    discard       back to what is published (undo brings the draft back)
    undo          the last change is taken back; once more takes back the one before it
    restore       the words of any version, as a draft

All take the open session and belong to the caller's transaction. All check `may_change` for every
language that they touch (NotAllowed), refuse what a case withholds (protection.Withheld), and leave
a line in the audit. New words about protected people are refused if they say how to reach or find
somebody (private_details.PrivateDetail), and consent with a day to come
(protected_texts.ConsentAhead).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import Session, col, insert, update

from content.errors import Gone, NotAllowed, UserError
from content.permissions import may_change
from content.protection import protected_texts
from content.protection.kept_back import KeptBack
from storage.engine.states import RevisionState
from storage.engine.tables import Publication, Revision
from storage.engine.times import seconds
from storage.library.revisions import (
    Body,
    Known,
    Version,
    Work,
    at_version,
    history,
    joined,
    known,
    last_number,
    present,
    slices,
    split,
    value_at,
    work,
)
from storage.library.withheld import without
from storage.people import audit
from storage.people.members import Colleague
from storage.queue.kept_back import kept_back


class Taken(UserError):
    """There is or was a part of this name."""

    key = "edit.taken"


class NothingToUndo(UserError):
    """No change of this part is left to take back."""

    key = "edit.nothing_to_undo"


class NotYours(UserError):
    """The last change is somebody else's."""

    key = "edit.not_yours"


class Conflict(UserError):
    """A field was changed by somebody else since it was looked at: `theirs` by field, `by` an
    alias, `number` now.
    """

    key = "edit.conflict"

    def __init__(self, theirs: Mapping[str, Any], by: int | None, number: int) -> None:
        self.theirs, self.by, self.number = theirs, by, number
        super().__init__()


def begin(session: Session, kind: str, slug: str, body: Body, by: Colleague, now: datetime) -> Work:
    """A new part as a draft; Taken if the name was ever used."""
    if last_number(session, kind, slug):
        raise Taken
    if by.role.value == "organiser" and kind != "event":
        raise NotAllowed
    _write(session, kind, slug, body, by, now, own=True)
    audit.note(session, by.number, "begin", f"{kind} {slug}", now)
    return present(session, kind, slug)


def change(
    session: Session,
    kind: str,
    slug: str,
    language: str,
    values: Mapping[str, Any],
    *,
    seen: int,
    by: Colleague,
    now: datetime,
) -> Work:
    """The part with these fields (dotted paths; '' is the whole language) set, None taking one
    away.

    Conflict if another value stands in one of them than at version `seen`, unless it is the wanted
    one already.
    """
    before = present(session, kind, slug)
    then = at_version(session, kind, slug, seen) or {}
    theirs = {
        path: current
        for path, wanted in values.items()
        if (current := value_at(before.body, language, path)) != value_at(then, language, path)
        and current != wanted
    }
    if theirs:
        raise Conflict(theirs, _who(session, before, language, seen), before.number)
    after = before.body
    for path, wanted in values.items():
        after = _with(after, language, path, wanted)
    field = ",".join(values)
    if _write(
        session, kind, slug, after, by, now, own=before.own(by), field=field, touched=(language,)
    ):
        audit.note(
            session,
            by.number,
            "change",
            f"{kind} {slug} {language} {field}".replace("  ", " "),
            now,
        )
    return present(session, kind, slug)


def discard(session: Session, kind: str, slug: str, by: Colleague, now: datetime) -> Work | None:
    """The part as it is published, its draft thrown away; None if it never was public."""
    before = present(session, kind, slug)
    if before.withdrawn or not before.changed:
        return before
    _write(session, kind, slug, before.public or {}, by, now, own=before.own(by), field="discard")
    unplan(session, kind, slug, 1, by, now)
    audit.note(session, by.number, "discard", f"{kind} {slug}", now)
    return work(session, kind, slug)


def undo(
    session: Session, kind: str, slug: str, by: Colleague, now: datetime, *, mine: bool = False
) -> tuple[Version, Work | None]:
    """What was taken back and the part after it (None: it is gone); with `mine`, NotYours if it was
    somebody else's.
    """
    taken, to = last_change_of(session, kind, slug)
    before = work(session, kind, slug)
    if mine and taken.by != by.alias:
        raise NotYours
    if to == 0 and before and (before.public is not None or before.withdrawn):
        raise NothingToUndo
    after = (at_version(session, kind, slug, to) if to else None) or {}
    own = before is not None and before.own(by)
    _write(session, kind, slug, after, by, now, own=own, field=taken.field, undo_to=to)
    unplan(session, kind, slug, taken.number, by, now)
    audit.note(session, by.number, "undo", f"{kind} {slug} {taken.number}", now)
    return taken, work(session, kind, slug)


def last_change_of(session: Session, kind: str, slug: str) -> tuple[Version, int]:
    """The change that `undo` would take back, and the version whose words would come back (0:
    none).
    """
    versions = {version.number: version for version in history(session, kind, slug)}
    at = max(versions, default=0)
    while at and (to := versions[at].undo_to) is not None:
        at = to
    if at == 0 or versions[at].by is None:
        raise NothingToUndo
    return versions[at], max((number for number in versions if number < at), default=0)


def restore(
    session: Session, kind: str, slug: str, number: int, by: Colleague, now: datetime
) -> Work:
    """The words of a version as the draft; Gone if there is no such version."""
    body = at_version(session, kind, slug, number)
    if body is None:
        raise Gone
    before = work(session, kind, slug)
    _write(
        session,
        kind,
        slug,
        body,
        by,
        now,
        own=before is None or before.own(by),
        field=f"restore {number}",
    )
    audit.note(session, by.number, "restore", f"{kind} {slug} {number}", now)
    return present(session, kind, slug)


def _with(body: Body, language: str, path: str, value: Any) -> Body:
    slices = {code: json.loads(json.dumps(words)) for code, words in split(body).items()}
    if not path:
        slices[language] = value
    else:
        *parents, name = path.split(".")
        at = slices.setdefault(language, {})
        for parent in parents:
            at = at.setdefault(parent, {})
        at[name] = value
        if value is None:
            del at[name]
    return joined({code: words for code, words in slices.items() if words})


def _write(
    session: Session,
    kind: str,
    slug: str,
    after: Body,
    by: Colleague,
    now: datetime,
    *,
    own: bool,
    field: str = "",
    undo_to: int | None = None,
    touched: tuple[str, ...] = (),
) -> bool:
    """Adds a version with every language that differs; False if none does."""
    after = without(session, slug, after) if kind == "case" else after
    guards = Guards(kept_back(session), partial(work, session, "case"), now)
    made = new_version(
        known(session, kind, slug),
        after,
        by,
        guards,
        own=own,
        field=field,
        undo_to=undo_to,
        touched=touched,
    )
    if made:
        put(session, [made])
    return made is not None


@dataclass(frozen=True)
class Guards:
    """What new words are looked at with: names kept back, the cases as they are now, the moment."""

    kept: KeptBack
    case: Callable[[str], Work | None]
    now: datetime


@dataclass(frozen=True)
class NewVersion:
    """A version that is not stored yet: its rows, and the numbers of the drafts whose place they
    take.
    """

    kind: str
    slug: str
    rows: list[dict[str, Any]]
    instead_of: list[int]

    @property
    def first(self) -> bool:
        """Whether the part begins with it."""
        return all(row["number"] == 1 for row in self.rows)


def new_version(
    part: Known,
    after: Body,
    by: Colleague,
    guards: Guards,
    *,
    own: bool,
    field: str = "",
    undo_to: int | None = None,
    touched: tuple[str, ...] = (),
) -> NewVersion | None:
    """A version with every language that differs from what is stored of the part; None if none
    does.
    """
    before, wanted, public = slices(part.newest), split(after), slices(part.public)
    differing = [code for code in {**before, **wanted} if before.get(code) != wanted.get(code)]
    for code in {*differing, *touched}:
        if not may_change(by.role, by.languages, part.kind, code, own=own):
            raise NotAllowed
    if not differing:
        return None
    if undo_to is None and field != "discard":
        _protect(guards, part.kind, joined(before), after)
    guards.kept.guard([wanted.get(code) for code in differing])
    drafts = [
        row.id
        for code in differing
        if (row := part.newest.get(code)) and row.state == RevisionState.DRAFT and row.id
    ]
    # By whether it is public already.
    states = {True: RevisionState.SUPERSEDED, False: RevisionState.DRAFT}
    rows = [
        {
            "kind": part.kind,
            "slug": part.slug,
            "language": code,
            "number": part.number + 1,
            "field": field,
            "undo_to": undo_to,
            "state": states[wanted.get(code) == public.get(code)],
            "body": json.dumps(wanted.get(code), ensure_ascii=False),
            "created_at": seconds(guards.now),
            "created_by": by.alias,
        }
        for code in differing
    ]
    return NewVersion(part.kind, part.slug, rows, drafts)


def put(session: Session, made: Sequence[NewVersion]) -> None:
    """Stores the versions, which were made of what is stored now, all at once."""
    drafts = [number for one in made for number in one.instead_of]
    session.exec(
        update(Revision).where(col(Revision.id).in_(drafts)).values(state=RevisionState.SUPERSEDED)
    )
    session.execute(insert(Revision), [row for one in made for row in one.rows])


def _protect(guards: Guards, kind: str, before: Body, after: Body) -> None:
    """PrivateDetail or ConsentAhead if new words say what no text about protected people
    may say.
    """
    case = protected_texts.case_of(kind, after)
    if kind == "case":
        protected_texts.guard_consents(after.get("consents") or (), guards.now)
        protected = after.get("protected") is not False
    else:
        found = guards.case(case) if case else None
        protected = bool(case) and (
            found is None or any(_protects(body) for body in (found.body, found.public))
        )
    if protected:
        protected_texts.guard(kind, before, after)


def _protects(body: Body | None) -> bool:
    """Whether a version of a case protects its people: one that does not say so does."""
    return body is not None and body.get("protected") is not False


def _who(session: Session, before: Work, language: str, seen: int) -> int | None:
    """Who changed this language last since a version."""
    rows = [
        v
        for v in history(session, before.kind, before.slug)
        if v.number > seen and language in v.languages
    ]
    return rows[0].by if rows else None


def unplan(
    session: Session, kind: str, slug: str, number: int, by: Colleague, now: datetime
) -> None:
    """Ends the part's plan if it is for this version or a later one: what was taken back does not
    come by itself.
    """
    row = session.get(Publication, (kind, slug))
    if row and row.number >= number:
        session.delete(row)
        session.flush()
        audit.note(session, by.number, "plan-cancelled", f"{kind} {slug}", now)
