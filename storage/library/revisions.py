"""The versions of each part of the content, read: who changed what, what is a draft, what is
public.

A part (kind, slug) has versions 1, 2, 3 ... over all its languages; one action makes one version,
whatever it changes. Every row of `Revision` is one language of a part ('' for what is the same in
all) as one version left it; a language is, at version n, what its newest row up to n says ("null":
not there). Of the rows of a language at most one is `published` (what supporters see) and at most
one is `draft` (the newest, where it differs from what is published).

Bodies are plain JSON values as `content.parts.plain` writes them: the fields, and the words under
"texts" by language.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, and_, col, select

from content.errors import Gone
from storage.engine.states import RevisionState
from storage.engine.tables import Revision
from storage.people.members import Colleague

Body = dict[str, Any]
Rows = dict[str, Revision]
NOTHING = "null"
# What people see, or did.
SHOWN = col(Revision.state).in_((RevisionState.PUBLISHED, RevisionState.WITHDRAWN))


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
    """One change: Unix time, who (an alias, None for the machine), which languages and fields, what
    it took back.
    """

    number: int
    at: int
    by: int | None
    languages: tuple[str, ...]
    field: str
    undo_to: int | None
    public: bool


@dataclass(frozen=True)
class Known:
    """What is stored of a part: each language's newest row and the one that people see, and who
    began it.
    """

    kind: str
    slug: str
    newest: Rows
    public: Rows
    withdrawn: bool  # some of it was public once and is not now
    begun_by: int | None

    @property
    def number(self) -> int:
        """That of the newest version, 0 for none."""
        return max((row.number for row in self.newest.values()), default=0)

    def work(self) -> Work | None:
        """The part as the team sees it now, or None if its draft was thrown away."""
        now, public = slices(self.newest), slices(self.public)
        if not now.get(""):
            return None
        changed = tuple(
            language for language in {**now, **public} if now.get(language) != public.get(language)
        )
        return Work(
            self.kind,
            self.slug,
            self.number,
            joined(now),
            joined(public) if public else None,
            self.withdrawn and not public,
            self.begun_by,
            changed,
        )


def known(session: Session, kind: str, slug: str) -> Known:
    """What is stored of the part; no rows if there never was one."""
    shown = session.exec(
        select(Revision).where(*of_part(kind, slug), SHOWN).order_by(col(Revision.id))
    ).all()
    public = {row.language: row for row in shown if row.state == RevisionState.PUBLISHED}
    begun_by = (
        select(Revision.created_by).where(*of_part(kind, slug)).order_by(col(Revision.id)).limit(1)
    )
    newest = newest_rows(session, kind, slug)
    return Known(
        kind, slug, newest, public, len(public) < len(shown), session.exec(begun_by).first()
    )


def work(session: Session, kind: str, slug: str) -> Work | None:
    """The part as the team sees it now, or None if there is none or its draft was thrown away."""
    return known(session, kind, slug).work()


def at_version(session: Session, kind: str, slug: str, number: int) -> Body | None:
    """The part as this version left it; None if it was not there then."""
    found = slices(newest_rows(session, kind, slug, number))
    return joined(found) if found.get("") else None


def present(session: Session, kind: str, slug: str) -> Work:
    """The part as the team sees it now; Gone if there is none."""
    if (found := work(session, kind, slug)) is None:
        raise Gone
    return found


def history(session: Session, kind: str, slug: str) -> list[Version]:
    """Every version of the part, the newest first."""
    grouped: dict[int, list[Revision]] = {}
    rows = (
        select(Revision)
        .where(*of_part(kind, slug))
        .order_by(col(Revision.number).desc(), col(Revision.language))
    )
    for row in session.exec(rows):
        grouped.setdefault(row.number, []).append(row)
    return [_version(rows) for rows in grouped.values()]


def _version(rows: list[Revision]) -> Version:
    first = rows[0]
    return Version(
        first.number,
        first.created_at,
        first.created_by,
        tuple(row.language for row in rows),
        first.field,
        first.undo_to,
        any(row.state == RevisionState.PUBLISHED for row in rows),
    )


def known_of(session: Session, kind: str) -> dict[str, Known]:
    """What is stored of every part of a kind by its slug, in the order in which they were begun;
    read in sets.
    """
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
    for row in session.exec(select(Revision).where(of_kind, SHOWN)):
        if row.state == RevisionState.PUBLISHED:
            public[row.slug][row.language] = row
        else:
            withdrawn.add(row.slug)
    first = select(func.min(Revision.id)).where(of_kind).group_by(Revision.slug)
    begun = session.exec(
        select(Revision).where(col(Revision.id).in_(first)).order_by(col(Revision.id))
    )
    return {
        one.slug: Known(
            kind, one.slug, rows[one.slug], public[one.slug], one.slug in withdrawn, one.created_by
        )
        for one in begun
    }


def drafted(session: Session) -> set[tuple[str, str]]:
    """Kind and slug of every part that has words which are not public yet."""
    rows = session.exec(select(Revision.kind, Revision.slug).where(has_state(RevisionState.DRAFT)))
    return {(kind, slug) for kind, slug in rows}


def titles(session: Session, part: Work) -> dict[str, str]:
    """The part's title by language; a letter has its case's, an office its city and short name, in
    no language.
    """
    if part.kind == "letter":
        return title_of(session, "case", part.slug)
    body = part.body
    if part.kind == "mission":
        return {"": f"{body['city']} ({part.slug})"} if body.get("city") else {}
    named = {
        code: words.get("title") or words.get("name")
        for code, words in body.get("texts", {}).items()
    }
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
    mine = (
        select(Revision.kind, Revision.slug)
        .where(Revision.created_by == alias)
        .order_by(col(Revision.id).desc())
    )
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


def of_part(kind: str, slug: str) -> tuple[Any, Any]:
    """The conditions that name a part."""
    return col(Revision.kind) == kind, col(Revision.slug) == slug


def has_state(name: RevisionState) -> Any:
    """The condition that names a state of a row."""
    return col(Revision.state) == name


def in_state(session: Session, kind: str, slug: str, state: RevisionState) -> list[Revision]:
    """The part's rows in a state, in the order in which they were written."""
    return list(
        session.exec(
            select(Revision)
            .where(*of_part(kind, slug), has_state(state))
            .order_by(col(Revision.id))
        )
    )


def last_number(session: Session, kind: str, slug: str) -> int:
    """The number of the newest version, 0 for none."""
    return session.exec(
        select(func.coalesce(func.max(Revision.number), 0)).where(*of_part(kind, slug))
    ).one()


def newest_rows(
    session: Session, kind: str, slug: str, number: int | None = None
) -> dict[str, Revision]:
    """Each language's newest row up to a version."""
    upto = () if number is None else (col(Revision.number) <= number,)
    newest = (
        select(Revision.language, func.max(Revision.number).label("number"))
        .where(*of_part(kind, slug), *upto)
        .group_by(Revision.language)
        .subquery()
    )
    here = and_(
        col(Revision.language) == newest.c.language, col(Revision.number) == newest.c.number
    )
    rows = session.exec(
        select(Revision)
        .join(newest, here)
        .where(*of_part(kind, slug))
        .order_by(col(Revision.language))
    )
    return {row.language: row for row in rows}


def slices(rows: Mapping[str, Revision]) -> dict[str, Body]:
    """What each language says that is there."""
    return {code: body for code, row in rows.items() if (body := json.loads(row.body))}
