"""Changing content: every change is a revision, drafts become public only by `publish`, everything can be undone.

A part (kind, slug) has versions 1, 2, 3 ... over all its languages; one action makes one version, whatever it changes.
Every row of `Revision` is one language of a part ('' for what is the same in all) as one version left it; a language
is, at version n, what its newest row up to n says ("null": not there). Of the rows of a language at most one is
`published` (what supporters see) and at most one is `draft` (the newest, where it differs from what is published).

    work          a part as the team sees it now: draft where there is one, else what is published or was withdrawn
    begin         a new part, as a draft (Taken if the slug was ever used)
    change        values of fields in one language; Conflict if one of them was changed since version `seen`
    replace       a whole part, as a draft: what an import of a pack does, part by part in one transaction
    discard       back to what is published (undo brings the draft back)
    undo          the last change is taken back; once more takes back the one before it
    restore       the words of any version, as a draft
    publish       a version becomes public: Blocked by errors, Stale if it is not the newest
    unpublish     nobody sees the part any more; it stays, to be changed and published again
    history       who changed what, when; nobody's words
    listing       all parts of a kind with their state

Bodies are plain JSON values as `content.parts.plain` writes them: the fields, and the words under "texts" by language.
All take the open session and belong to the caller's transaction. All check `may_change` for every language that they
touch (NotAllowed), refuse what a case withholds (protection.Withheld), and leave a line in the audit.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import func
from sqlmodel import Session, and_, col, select, update

from content import protection
from content.campaign import Campaign
from content.errors import Gone, NotAllowed, UserError
from content.events import Event
from content.parts import CAMPAIGN, UPDATE, made, placed, used_by
from content.permissions import Permission, may_change
from content.publishing import Finding, examine
from storage import audit
from storage import campaign as contents
from storage.cases import take_back_event, take_back_news, withdraw_case
from storage.events import follow_edit
from storage.supporters import seconds
from storage.tables import Publication, Revision
from storage.team import Colleague

Body = dict[str, Any]
Rows = dict[str, Revision]
NOTHING = "null"


class Taken(UserError):
    """There is or was a part of this name."""

    key = "edit.taken"


class Stale(UserError):
    """Somebody changed the part in the meantime."""

    key = "edit.stale"


class NothingToUndo(UserError):
    """No change of this part is left to take back."""

    key = "edit.nothing_to_undo"


class NotYours(UserError):
    """The last change is somebody else's."""

    key = "edit.not_yours"


class InUse(UserError):
    """Another part that people see names this one; the sentence says which."""

    key = "edit.in_use"


class Conflict(UserError):
    """A field was changed by somebody else since it was looked at: `theirs` by field, `by` an alias, `number` now."""

    key = "edit.conflict"

    def __init__(self, theirs: Mapping[str, Any], by: int | None, number: int) -> None:
        self.theirs, self.by, self.number = theirs, by, number
        super().__init__()


class Blocked(UserError):
    """Something stands in the way of publishing; `findings` say what."""

    key = "edit.blocked"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__()


@dataclass(frozen=True)
class Work:
    """A part as the team works on it. `public` is what supporters see now, None for nothing."""

    kind: str
    slug: str
    number: int
    body: Body
    public: Body | None
    withdrawn: bool
    begun_by: int | None
    changed: tuple[str, ...]  # languages that differ from what is public

    def own(self, member: Colleague) -> bool:
        """Whether the member began it."""
        return self.begun_by is not None and self.begun_by == member.alias


@dataclass(frozen=True)
class Version:
    """One change: Unix time, who (an alias, None for the machine), which languages and fields, what it took back."""

    number: int
    at: int
    by: int | None
    languages: tuple[str, ...]
    field: str
    undo_to: int | None
    public: bool


def work(session: Session, kind: str, slug: str) -> Work | None:
    """The part as the team sees it now, or None if there is none or its draft was thrown away."""
    rows = _newest(session, kind, slug)
    if not rows:
        return None
    public = {row.language: row for row in _in_state(session, kind, slug, "published")}
    begun = session.exec(select(Revision).where(*_mine(kind, slug)).order_by(col(Revision.id)).limit(1)).one()
    withdrawn = bool(_in_state(session, kind, slug, "withdrawn"))
    return _work(kind, slug, rows, public, begun.created_by, withdrawn=withdrawn)


def _work(kind: str, slug: str, newest: Rows, published: Rows, begun_by: int | None, *, withdrawn: bool) -> Work | None:
    now, public = _slices(newest), _slices(published)
    if not now.get(""):
        return None
    changed = tuple(language for language in {**now, **public} if now.get(language) != public.get(language))
    return Work(
        kind, slug, max(row.number for row in newest.values()), joined(now), joined(public) if public else None,
        withdrawn and not public, begun_by, changed,
    )  # fmt: skip


def at_version(session: Session, kind: str, slug: str, number: int) -> Body | None:
    """The part as this version left it; None if it was not there then."""
    found = _slices(_newest(session, kind, slug, number))
    return joined(found) if found.get("") else None


def begin(session: Session, kind: str, slug: str, body: Body, by: Colleague, now: datetime) -> Work:
    """A new part as a draft; Taken if the name was ever used."""
    if _last(session, kind, slug):
        raise Taken
    if by.role.value == "organiser" and kind != "event":
        raise NotAllowed
    _write(session, kind, slug, body, by, now, own=True)
    audit.note(session, by.number, "begin", f"{kind} {slug}", now)
    return _present(session, kind, slug)


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
    """The part with these fields (dotted paths; '' is the whole language) set, None taking one away.

    Conflict if another value stands in one of them than at version `seen`, unless it is the wanted one already.
    """
    before = _present(session, kind, slug)
    then = at_version(session, kind, slug, seen) or {}
    theirs = {
        path: current
        for path, wanted in values.items()
        if (current := value_at(before.body, language, path)) != value_at(then, language, path) and current != wanted
    }
    if theirs:
        raise Conflict(theirs, _who(session, before, language, seen), before.number)
    after = before.body
    for path, wanted in values.items():
        after = _with(after, language, path, wanted)
    field = ",".join(values)
    if _write(session, kind, slug, after, by, now, own=before.own(by), field=field, touched=(language,)):
        audit.note(session, by.number, "change", f"{kind} {slug} {language} {field}".replace("  ", " "), now)
    return _present(session, kind, slug)


def replace(session: Session, kind: str, slug: str, body: Body, by: Colleague, now: datetime) -> Work:
    """The part with this as its draft; begun if there was none. What does not differ makes no version."""
    before = work(session, kind, slug)
    own = before is None or before.own(by)
    if before is None and _last(session, kind, slug) == 0:
        return begin(session, kind, slug, body, by, now)
    if _write(session, kind, slug, body, by, now, own=own):
        audit.note(session, by.number, "replace", f"{kind} {slug}", now)
    return _present(session, kind, slug)


def discard(session: Session, kind: str, slug: str, by: Colleague, now: datetime) -> Work | None:
    """The part as it is published, its draft thrown away; None if it never was public."""
    before = _present(session, kind, slug)
    if before.withdrawn or not before.changed:
        return before
    _write(session, kind, slug, before.public or {}, by, now, own=before.own(by), field="discard")
    _unplan(session, kind, slug, 1, by, now)
    audit.note(session, by.number, "discard", f"{kind} {slug}", now)
    return work(session, kind, slug)


def undo(
    session: Session, kind: str, slug: str, by: Colleague, now: datetime, *, mine: bool = False
) -> tuple[Version, Work | None]:
    """What was taken back and the part after it (None: it is gone); with `mine`, NotYours if it was somebody else's."""
    taken, to = last_change_of(session, kind, slug)
    before = work(session, kind, slug)
    if mine and taken.by != by.alias:
        raise NotYours
    if to == 0 and before and (before.public is not None or before.withdrawn):
        raise NothingToUndo
    after = (at_version(session, kind, slug, to) if to else None) or {}
    own = before is not None and before.own(by)
    _write(session, kind, slug, after, by, now, own=own, field=taken.field, undo_to=to)
    _unplan(session, kind, slug, taken.number, by, now)
    audit.note(session, by.number, "undo", f"{kind} {slug} {taken.number}", now)
    return taken, work(session, kind, slug)


def last_change_of(session: Session, kind: str, slug: str) -> tuple[Version, int]:
    """The change that `undo` would take back, and the version whose words would come back (0: none)."""
    versions = {version.number: version for version in history(session, kind, slug)}
    at = max(versions, default=0)
    while at and (to := versions[at].undo_to) is not None:
        at = to
    if at == 0 or versions[at].by is None:
        raise NothingToUndo
    return versions[at], max((number for number in versions if number < at), default=0)


def restore(session: Session, kind: str, slug: str, number: int, by: Colleague, now: datetime) -> Work:
    """The words of a version as the draft; Gone if there is no such version."""
    body = at_version(session, kind, slug, number)
    if body is None:
        raise Gone
    before = work(session, kind, slug)
    _write(session, kind, slug, body, by, now, own=before is None or before.own(by), field=f"restore {number}")
    audit.note(session, by.number, "restore", f"{kind} {slug} {number}", now)
    return _present(session, kind, slug)


def campaign_with(session: Session, kind: str, slug: str, number: int | None = None) -> Campaign | ValidationError:
    """The campaign as it would be with this version public, or what the part lacks; Gone if there is no campaign."""
    body = at_version(session, kind, slug, number or _last(session, kind, slug))
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


def findings(session: Session, kind: str, slug: str, now: datetime, number: int | None = None) -> list[Finding]:
    """What stands in the way of publishing this version (the newest without one), and what it is warned about."""
    body = at_version(session, kind, slug, number or _last(session, kind, slug))
    if body is None:
        raise Gone
    return examine(
        kind, slug, body, contents.snapshot(session), contents.withheld(session), contents.hidden_cases(session), now
    )


def publish(
    session: Session, kind: str, slug: str, by: Colleague, now: datetime, *, number: int, newest: bool = True
) -> Work:
    """Makes this version public; later drafts stay drafts.

    NotAllowed without the permission to publish, Blocked by errors, Stale if it is not the newest and `newest` asks
    for that, or if something newer was published since.
    """
    if not by.may(Permission.PUBLISH):
        raise NotAllowed
    last = _last(session, kind, slug)
    if not 0 < number <= last or (newest and number != last):
        raise Stale
    if any(row.number > number for row in _in_state(session, kind, slug, "published")):
        raise Stale
    if errors := [one for one in findings(session, kind, slug, now, number) if one.blocking]:
        raise Blocked(errors)
    before = _present(session, kind, slug).public
    _make_public(session, kind, slug, number)
    contents.bump(session)
    audit.note(session, by.number, "publish", f"{kind} {slug} {number}", now)
    campaign = contents.snapshot(session)
    if kind == "event" and before and campaign:
        follow_edit(session, campaign, Event.model_validate(before), now)
    return _present(session, kind, slug)


def _unplan(session: Session, kind: str, slug: str, number: int, by: Colleague, now: datetime) -> None:
    """Ends the part's plan if it is for this version or a later one: what was taken back does not come by itself."""
    row = session.get(Publication, (kind, slug))
    if row and row.number >= number:
        session.delete(row)
        session.flush()
        audit.note(session, by.number, "plan-cancelled", f"{kind} {slug}", now)


def unpublish(session: Session, kind: str, slug: str, by: Colleague, now: datetime) -> int:
    """Nobody sees the part any more; how many queued messages about it will not be sent. Gone if it is not public."""
    if not by.may(Permission.PUBLISH) or kind == CAMPAIGN:
        raise NotAllowed
    shown = _in_state(session, kind, slug, "published")
    if not shown:
        raise Gone
    campaign = contents.snapshot(session)
    if campaign and (users := used_by(campaign, kind, slug)):
        named = title_of(session, *users[0])
        raise InUse(title=next(iter(named.values()), users[0][1]))
    if kind == "case":
        return withdraw_case(session, slug, now, by.number) or 0
    texts = joined(_slices({row.language: row for row in shown}))["texts"]
    _unplan(session, kind, slug, 1, by, now)
    session.exec(update(Revision).where(*_mine(kind, slug), _state("published")).values(state="withdrawn"))
    contents.bump(session)
    audit.note(session, by.number, "unpublish", f"{kind} {slug}", now)
    if kind == UPDATE:
        return take_back_news(session, slug, texts, now)
    return take_back_event(session, slug, {one["title"] for one in texts.values()}) if kind == "event" else 0


def history(session: Session, kind: str, slug: str) -> list[Version]:
    """Every version of the part, the newest first."""
    grouped: dict[int, list[Revision]] = {}
    rows = select(Revision).where(*_mine(kind, slug)).order_by(col(Revision.number).desc(), col(Revision.language))
    for row in session.exec(rows):
        grouped.setdefault(row.number, []).append(row)
    return [_version(rows) for rows in grouped.values()]


def _version(rows: list[Revision]) -> Version:
    first = rows[0]
    return Version(
        first.number, first.created_at, first.created_by, tuple(row.language for row in rows), first.field,
        first.undo_to, any(row.state == "published" for row in rows),
    )  # fmt: skip


def listing(session: Session, kind: str) -> list[Work]:
    """Every part of a kind that is there, in the order in which they were begun; read in sets."""
    of_kind = col(Revision.kind) == kind
    newest = (
        select(Revision.slug, Revision.language, func.max(Revision.number).label("number"))
        .where(of_kind)
        .group_by(Revision.slug, Revision.language)
        .subquery()
    )
    here = and_(
        col(Revision.slug) == newest.c.slug,
        col(Revision.language) == newest.c.language,
        col(Revision.number) == newest.c.number,
    )
    rows, public, withdrawn = defaultdict[str, Rows](dict), defaultdict[str, Rows](dict), set[str]()
    for row in session.exec(select(Revision).join(newest, here).where(of_kind)):
        rows[row.slug][row.language] = row
    for row in session.exec(select(Revision).where(of_kind, col(Revision.state).in_(("published", "withdrawn")))):
        if row.state == "published":
            public[row.slug][row.language] = row
        else:
            withdrawn.add(row.slug)
    first = select(func.min(Revision.id)).where(of_kind).group_by(Revision.slug)
    begun = session.exec(select(Revision).where(col(Revision.id).in_(first)).order_by(col(Revision.id)))
    found = [
        _work(kind, one.slug, rows[one.slug], public[one.slug], one.created_by, withdrawn=one.slug in withdrawn)
        for one in begun
    ]
    return [one for one in found if one]


def titles(session: Session, part: Work) -> dict[str, str]:
    """The part's title by language; a letter has its case's, an office its city and short name, in no language."""
    if part.kind == "letter":
        return title_of(session, "case", part.slug)
    body = part.body
    if part.kind == "mission":
        return {"": f"{body['city']} ({part.slug})"} if body.get("city") else {}
    named = {code: words.get("title") or words.get("name") for code, words in body.get("texts", {}).items()}
    return {code: name for code, name in named.items() if name}


def title_of(session: Session, kind: str, slug: str) -> dict[str, str]:
    """The same by name; empty if there is no such part."""
    found = work(session, kind, slug)
    return titles(session, found) if found else {}


def newest(session: Session) -> int:
    """A number that grows with every change, of drafts too."""
    return session.exec(select(func.max(Revision.id))).one() or 0


def last_by(session: Session, alias: int) -> tuple[str, str] | None:
    """Kind and slug of the part that this member changed last, or None."""
    mine = select(Revision.kind, Revision.slug).where(Revision.created_by == alias).order_by(col(Revision.id).desc())
    return session.exec(mine.limit(1)).first()


def joined(slices: Mapping[str, Body]) -> Body:
    """A body from its languages."""
    texts = {language: words for language, words in slices.items() if language}
    return {**slices.get("", {}), "texts": texts}


def split(body: Body) -> dict[str, Body]:
    """A body by languages, '' holding what is the same in all."""
    head = {name: value for name, value in body.items() if name != "texts"}
    return {**({"": head} if head else {}), **body.get("texts", {})}


def value_at(body: Body, language: str, path: str) -> Any:
    """What stands in a field (dotted path; '' is the whole language), None for nothing."""
    at: Any = split(body).get(language)
    for name in path.split(".") if path else ():
        at = at.get(name) if isinstance(at, Mapping) else None
    return at


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
    rows = _newest(session, kind, slug)
    before, wanted = _slices(rows), split(after)
    differing = [code for code in {**before, **wanted} if before.get(code) != wanted.get(code)]
    for code in {*differing, *touched}:
        if not may_change(by.role, by.languages, kind, code, own=own):
            raise NotAllowed
    if not differing:
        return False
    withheld = after.get("withheld", ()) if kind == "case" else ()
    protection.guard([*contents.withheld(session), *withheld], [wanted.get(code) for code in differing])
    public = _slices({row.language: row for row in _in_state(session, kind, slug, "published")})
    number = _last(session, kind, slug) + 1
    mine = and_(*_mine(kind, slug), col(Revision.language).in_(differing), _state("draft"))
    session.exec(update(Revision).where(mine).values(state="superseded"))
    for code in differing:
        body = wanted.get(code)
        session.add(
            Revision(
                kind=kind, slug=slug, language=code, number=number, field=field, undo_to=undo_to,
                state="superseded" if body == public.get(code) else "draft",
                body=json.dumps(body, ensure_ascii=False), created_at=seconds(now), created_by=by.alias,
            )
        )  # fmt: skip
    session.flush()
    return True


def _make_public(session: Session, kind: str, slug: str, number: int) -> None:
    """Each language's row of this version becomes the published one, where its words differ from what is public."""
    rows = _newest(session, kind, slug, number)
    public = {row.language: row for row in _in_state(session, kind, slug, "published")}
    wanted = [row for code, row in rows.items() if code not in public or public[code].body != row.body]
    for row in wanted:
        if row.language in public:
            public[row.language].state = "superseded"
    session.flush()
    for row in wanted:
        row.state = "superseded" if row.body == NOTHING else "published"
    session.flush()


def _present(session: Session, kind: str, slug: str) -> Work:
    if (found := work(session, kind, slug)) is None:
        raise Gone
    return found


def _who(session: Session, before: Work, language: str, seen: int) -> int | None:
    """Who changed this language last since a version."""
    rows = [v for v in history(session, before.kind, before.slug) if v.number > seen and language in v.languages]
    return rows[0].by if rows else None


def _mine(kind: str, slug: str) -> tuple[Any, Any]:
    return col(Revision.kind) == kind, col(Revision.slug) == slug


def _state(name: str) -> Any:
    return col(Revision.state) == name


def _in_state(session: Session, kind: str, slug: str, state: str) -> list[Revision]:
    return list(session.exec(select(Revision).where(*_mine(kind, slug), _state(state)).order_by(col(Revision.id))))


def _last(session: Session, kind: str, slug: str) -> int:
    return session.exec(select(func.coalesce(func.max(Revision.number), 0)).where(*_mine(kind, slug))).one()


def _newest(session: Session, kind: str, slug: str, number: int | None = None) -> dict[str, Revision]:
    """Each language's newest row up to a version."""
    upto = () if number is None else (col(Revision.number) <= number,)
    newest = (
        select(Revision.language, func.max(Revision.number).label("number"))
        .where(*_mine(kind, slug), *upto)
        .group_by(Revision.language)
        .subquery()
    )
    here = and_(col(Revision.language) == newest.c.language, col(Revision.number) == newest.c.number)
    rows = session.exec(select(Revision).join(newest, here).where(*_mine(kind, slug)).order_by(col(Revision.language)))
    return {row.language: row for row in rows}


def _slices(rows: Mapping[str, Revision]) -> dict[str, Body]:
    return {code: body for code, row in rows.items() if (body := json.loads(row.body))}
