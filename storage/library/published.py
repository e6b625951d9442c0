"""Content as revisions: seeded from a pack, read back as one campaign, added to by the team."""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select, update

from content.campaign import Campaign
from content.cases import Update, UpdateText
from content.errors import Hidden
from content.language.i18n import Words, words_for
from content.language.languages import LANGUAGES
from content.model import AS_STORED, Model
from content.protection import protected_texts
from content.protection.kept_back import KeptBack
from storage.engine.remembered import remembered
from storage.engine.statements import Compiled
from storage.engine.states import RevisionState
from storage.engine.tables import Meta, Revision
from storage.engine.times import seconds
from storage.queue.kept_back import kept_back

VERSION = "content_version"
NUMBER = Compiled(columns_of(col(Meta.value)).where(col(Meta.name) == VERSION))
CAMPAIGN, UPDATE = "campaign", "update"
STAND_DOWN = "stand_down"  # of a case, under its slug
PARTS = {
    "case": "cases",
    "event": "events",
    "letter": "letters",
    "mission": "missions",
    "statistic": "statistics",
    UPDATE: "updates",
}
OF_A_CASE = ("events", "letters", "updates")  # hidden with it
WORDLESS = {"mission"}  # kinds that have no texts of their own


def seed(session: Session, campaign: Campaign, now: datetime, *, with_examples: bool) -> bool:
    """Publishes a pack into an empty store, without its examples unless they are wanted; False if
    it has content.
    """
    if session.exec(select(Revision.id).limit(1)).first() is not None:
        return False
    named: list[tuple[str, str, Model]] = [(CAMPAIGN, campaign.slug, campaign)]
    for kind, field in PARTS.items():
        for part in getattr(campaign, field):
            if with_examples or not getattr(part, "example", False):
                named.append((kind, _slug(part), part))
    kept = kept_back(session)
    for kind, slug, part in named:
        session.add_all(_rows(kept, kind, slug, part, at=seconds(now)))
    session.flush()
    bump(session)
    return True


def snapshot(session: Session) -> Campaign | None:
    """Everything that is published, or None when nothing is; read again only when something else
    is.
    """
    return remembered(session, CAMPAIGN, version(session), _snapshot)


def _snapshot(session: Session) -> Campaign | None:
    read = (
        col(Revision.kind),
        col(Revision.slug),
        col(Revision.language),
        col(Revision.body),
        col(Revision.number),
    )
    first = (
        columns_of(read[0], read[1], func.min(Revision.id).label("id"))
        .group_by(read[0], read[1])
        .subquery()
    )
    rows = session.execute(
        columns_of(*read)
        .join(first, (first.c.kind == read[0]) & (first.c.slug == read[1]))
        .where(col(Revision.state) == RevisionState.PUBLISHED)
        .order_by(first.c.id, col(Revision.id))  # a part keeps its place when it is published anew
    )
    heads: dict[str, dict[str, Any]] = defaultdict(dict)
    texts: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    latest: dict[tuple[str, str], int] = defaultdict(int)
    for kind, slug, language, body, number in rows:
        latest[kind, slug] = max(latest[kind, slug], number)
        if language:
            texts[kind, slug][language] = json.loads(body)
        else:
            heads[kind][slug] = json.loads(body)
    if not heads[CAMPAIGN]:
        return None
    slug, head = next(iter(heads[CAMPAIGN].items()))
    for case, stand_down in heads[STAND_DOWN].items():
        if case in heads["case"]:
            why = stand_down | {"texts": texts[STAND_DOWN, case]} if stand_down else None
            heads["case"][case]["stood_down"] = why
    for event, body in heads["event"].items():
        body["published"] = latest["event", event] - 1
    parts = {field: list(_whole(kind, heads[kind], texts)) for kind, field in PARTS.items()}
    gone = hidden_cases(session)
    hidden = [f"case {case}" for case in gone]
    hidden += [f"event {event}" for event, body in heads["event"].items() if body["case"] in gone]
    hidden += [f"event {event}" for event in withdrawn(session, "event")]
    for field in OF_A_CASE:
        parts[field] = [part for part in parts[field] if part["case"] not in gone]
    whole = {**head, **parts, "texts": texts[CAMPAIGN, slug], "hidden": hidden}
    return Campaign.model_validate(whole, context=AS_STORED)


def words_of(session: Session, language: str) -> Words:
    """The bot's words for somebody of this language; one that it lacks falls back in the campaign's
    order.
    """
    if language in LANGUAGES:
        return words_for(language)
    whole = snapshot(session)
    return words_for(language, whole.languages if whole else ())


def hidden_cases(session: Session) -> list[str]:
    """Slugs of the cases that the team withdrew."""
    return withdrawn(session, "case")


def withdrawn(session: Session, kind: str) -> list[str]:
    """Slugs of the parts of a kind that were public and are not any more."""
    heads = (Revision.kind == kind, Revision.language == "")
    shown = select(Revision.slug).where(*heads, Revision.state == RevisionState.PUBLISHED)
    gone = select(Revision.slug).where(
        *heads, Revision.state == RevisionState.WITHDRAWN, col(Revision.slug).not_in(shown)
    )
    return sorted(set(session.exec(gone)))


def protects(session: Session, case: str) -> bool:
    """Whether the people of a case are protected, as it is public now; yes unless it says
    otherwise.
    """
    mine = (
        Revision.kind == "case",
        Revision.slug == case,
        Revision.language == "",
        Revision.state == RevisionState.PUBLISHED,
    )
    body = session.exec(select(Revision.body).where(*mine)).first()
    return body is None or json.loads(body).get("protected") is not False


def is_public(session: Session, kind: str, slug: str) -> bool:
    """Whether people see this part now; a case's parts are hidden with it."""
    mine = (
        Revision.kind == kind,
        Revision.slug == slug,
        Revision.language == "",
        Revision.state == RevisionState.PUBLISHED,
    )
    return session.exec(select(Revision.id).where(*mine)).first() is not None


def withdraw(session: Session, case: str) -> bool:
    """Takes a case and all that belongs to it out of what is published; False if it is not
    published.
    """
    mine = (
        col(Revision.kind) == "case",
        col(Revision.slug) == case,
        col(Revision.state) == RevisionState.PUBLISHED,
    )
    done = (
        session.exec(update(Revision).where(*mine).values(state=RevisionState.WITHDRAWN)).rowcount
        > 0
    )
    if done:
        bump(session)
    return done


def version(session: Session) -> str:
    """A word that is another one after everything that is published, and never the same again; ''
    at first.
    """
    return str(found.value) if (found := NUMBER.first(session)) else ""


def publish_update(
    session: Session,
    case: str,
    texts: Mapping[str, UpdateText],
    by: int | None,
    now: datetime,
    *,
    state: RevisionState = RevisionState.PUBLISHED,
) -> Update:
    """The news as it was published about a case, under a slug of its own. With the state `draft`
    nobody sees it yet.

    `by`: a member's alias. Hidden if the case was withdrawn, PrivateDetail if its people are
    protected and the news says how to find somebody.
    """
    if case in hidden_cases(session):
        raise Hidden
    day = now.date()
    known = select(func.count()).where(Revision.kind == UPDATE, Revision.language == "")
    slug = f"{day:%Y%m%d}-{session.exec(known).one() + 1}"
    news = Update(slug=slug, case=case, published_on=day, texts=dict(texts))
    if protects(session, case):
        protected_texts.guard(UPDATE, {}, news.model_dump(mode="json"))
    rows = _rows(kept_back(session), UPDATE, slug, news, at=seconds(now), by=by, state=state)
    session.add_all(rows)
    session.flush()
    if state == RevisionState.PUBLISHED:
        bump(session)
    return news


def appears(session: Session, news: str, now: datetime) -> None:
    """News that was a draft is as old as it is public: digests tell it to those who had theirs in
    between.
    """
    mine = (col(Revision.kind) == UPDATE, col(Revision.slug) == news)
    session.exec(update(Revision).where(*mine).values(created_at=seconds(now)))


def _slug(part: Any) -> str:
    return str(getattr(part, "slug", None) or part.case)


def _rows(
    kept: KeptBack,
    kind: str,
    slug: str,
    part: Model,
    *,
    at: int,
    by: int | None = None,
    state: RevisionState = RevisionState.PUBLISHED,
) -> list[Revision]:
    """The part's first version, a row for each language; refused where it names what is kept
    back.
    """
    body = part.model_dump(mode="json", exclude=set(PARTS.values()) if kind == CAMPAIGN else None)
    kept.guard(body)
    return [
        Revision(
            kind=kind,
            slug=slug,
            language=language,
            state=state,
            body=json.dumps(value, ensure_ascii=False),
            created_at=at,
            created_by=by,
        )
        for language, value in [("", body), *body.pop("texts", {}).items()]
    ]


def _whole(
    kind: str, heads: Mapping[str, dict[str, Any]], texts: Mapping[tuple[str, str], dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    for slug, head in heads.items():
        if kind in WORDLESS:
            yield head
        elif (kind, slug) in texts:  # without words in any language there is nothing to show
            yield head | {"texts": texts[kind, slug]}


def bump(session: Session) -> None:
    """Notes that something else is published now. By chance: a count would come again after a
    commit that failed.
    """
    row = session.get(Meta, VERSION) or Meta(name=VERSION, value="")
    row.value = secrets.token_hex(8)
    session.add(row)
    session.flush()
