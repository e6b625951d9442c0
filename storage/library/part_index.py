"""What lists show of many parts, found without reading their bodies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import JSON, and_, case, func, type_coerce
from sqlalchemy import select as columns_of
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from storage.engine.states import RevisionState
from storage.engine.tables import Revision
from storage.library.beforehand import Beforehand
from storage.library.revisions import NOTHING


@dataclass
class Listed:
    """A part as lists show it: its titles by language ('' for a name in no language)."""

    kind: str
    slug: str
    titles: dict[str, str] = field(default_factory=dict)
    cities: list[str] = field(default_factory=list)
    there: bool = False  # else its draft was thrown away
    public: bool = False
    withdrawn: bool = False  # it was public once and is not now
    changed: bool = False  # something of it is not public yet


@dataclass(frozen=True)
class PartIndex(Beforehand[list[Listed]]):
    """Every part of these kinds that is there, kind by kind, in the order in which they were
    begun.
    """

    kinds: tuple[str, ...]

    def work_out(self, session: Session) -> list[Listed]:
        wanted = {*self.kinds, *(("case",) if "letter" in self.kinds else ())}
        found = _read(session, wanted)
        for (kind, slug), one in found.items():
            if kind == "letter":
                one.titles = _case_titles(found, slug)
        return [
            one for kind in self.kinds for one in found.values() if one.kind == kind and one.there
        ]


def _case_titles(found: Mapping[tuple[str, str], Listed], slug: str) -> dict[str, str]:
    case = found.get(("case", slug))
    return case.titles if case and case.there else {}


def _read(session: Session, kinds: set[str]) -> dict[tuple[str, str], Listed]:
    """The parts of these kinds by kind and name."""
    found = dict[tuple[str, str], Listed]()
    of_kinds = col(Revision.kind).in_(kinds)
    keys = (col(Revision.kind), col(Revision.slug))
    first = func.min(col(Revision.id))
    for kind, slug in session.execute(
        columns_of(*keys).where(of_kinds).group_by(*keys).order_by(first)
    ):
        found[kind, slug] = Listed(kind, slug)
    once = columns_of(*keys).where(of_kinds, col(Revision.state) == RevisionState.WITHDRAWN)
    for kind, slug in session.execute(once.distinct()):
        found[kind, slug].withdrawn = True
    for kind, slug, language, is_there, is_public, mine, theirs, *named in _newest(session, kinds):
        one, (title, name, city, cities) = found[kind, slug], named
        one.public |= bool(is_public)
        one.changed |= mine != theirs and json.loads(mine) != json.loads(theirs)
        if not language:
            one.there = is_there
            if kind == "mission" and city:
                one.titles[""] = f"{city} ({slug})"
                one.cities = list((cities or {}).values())
        elif is_there and (title or name):
            one.titles[language] = title or name
    for one in found.values():
        one.withdrawn &= not one.public
    return found


def _newest(session: Session, kinds: set[str]) -> Sequence[Any]:
    """Of each language of each part: whether it is there and public, its newest body and the one
    that people see where they differ, and what it is called.
    """
    newest = (
        columns_of(
            col(Revision.kind), col(Revision.slug), col(Revision.language),
            func.max(col(Revision.number)).label("number"),
        )
        .where(col(Revision.kind).in_(kinds))
        .group_by(col(Revision.kind), col(Revision.slug), col(Revision.language))
        .subquery()
    )  # fmt: skip
    public = aliased(Revision)
    here = and_(
        col(Revision.kind) == newest.c.kind, col(Revision.slug) == newest.c.slug,
        col(Revision.language) == newest.c.language, col(Revision.number) == newest.c.number,
    )  # fmt: skip
    shown = and_(
        col(public.kind) == newest.c.kind, col(public.slug) == newest.c.slug,
        col(public.language) == newest.c.language, col(public.state) == RevisionState.PUBLISHED,
    )  # fmt: skip
    body = type_coerce(col(Revision.body), JSON)
    theirs = func.coalesce(col(public.body), NOTHING)
    same = col(Revision.body) == theirs
    columns = (
        col(Revision.kind), col(Revision.slug), col(Revision.language),
        col(Revision.body) != NOTHING, theirs != NOTHING,
        case((same, NOTHING), else_=col(Revision.body)), case((same, NOTHING), else_=theirs),
        body["title"].as_string(), body["name"].as_string(),
        body["city"].as_string(), body["city_names"],
    )  # fmt: skip
    return session.execute(columns_of(*columns).join(newest, here).outerjoin(public, shown)).all()
