"""A name is kept back from now on: what waits and names it ends in the same transaction, and it is
told where it still stands. What is found is named by kind and title; a title that names it itself
is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from content.notices.broadcasts import MessageState
from content.protection.kept_back import KeptBack
from content.publishing import naming
from content.text.messages import Screen, load_screen
from storage.engine.sealing import Sealer
from storage.engine.states import RevisionState
from storage.engine.tables import Body, Message, Publication, Revision
from storage.library import revisions, withheld
from storage.library.beforehand import Beforehand
from storage.library.published import snapshot
from storage.people import audit
from storage.queue import outbox
from storage.queue.kept_back import kept_back
from storage.queue.message_kinds import TO_MANY, MessageKind


@dataclass(frozen=True)
class Named:
    """Something that names what is kept back: its kind, and its title ('' for one that names it
    too).
    """

    kind: str
    title: str


@dataclass(frozen=True)
class Found:
    """What was new in the list, and what was stopped for it."""

    added: KeptBack
    messages: tuple[Named, ...]
    plans: tuple[Named, ...]


@dataclass(frozen=True)
class Stands:
    """Where a name still stands: slugs of public parts, and drafts."""

    public: tuple[str, ...]
    drafts: tuple[Named, ...]


@dataclass(frozen=True)
class Standing(Beforehand[Stands]):
    """Where those of the names that a case's list does not have yet still stand; withheld.Unfit as
    for `keep_back`.
    """

    sealer: Sealer
    case: str
    names: tuple[str, ...] = field(repr=False)

    def work_out(self, session: Session) -> Stands:
        new, campaign = (
            withheld.not_yet(session, self.sealer, self.case, self.names),
            snapshot(session),
        )
        return Stands(tuple(naming(campaign, new)) if campaign else (), _drafts(session, new))


def keep_back(
    session: Session, sealer: Sealer, case: str, names: Iterable[str], by: int | None, now: datetime
) -> Found:
    """Adds names to a case's list and stops whatever waits and names them; withheld.Unfit or
    TooMany adds nothing.
    """
    added = withheld.add(session, sealer, case, names, by, now)
    kept = kept_back(session)
    messages, plans = stop_messages(session, kept), _stop_plans(session, kept)
    if messages or plans:
        audit.note(session, by, "withhold-stopped", f"{case} {len(messages) + len(plans)}", now)
    return Found(added, messages, plans)


def stop_messages(session: Session, kept: KeptBack) -> tuple[Named, ...]:
    """Takes back whatever is to go to many and names what is kept back: of what the team wrote all
    languages, of what the bot made by itself the variants that name it.
    """
    stopped: dict[int, Named] = {}
    bodies: list[int] = []
    for row, body, screen in _open_bodies(session) if kept.marks else ():
        if row.id is None or body is None or not names(kept, load_screen(screen)):
            continue
        bodies.append(body)
        if row.id not in stopped and (
            row.kind == MessageKind.ALERT or row.audience or row.state == MessageState.ASKED
        ):
            outbox.cancel(session, row.id)
        stopped[row.id] = _named(kept, row.kind, row.title)
    outbox.cancel_bodies(session, bodies)
    return tuple(stopped.values())


def _open_bodies(session: Session) -> list[tuple[Message, int | None, str]]:
    open_ones = (TO_MANY, col(Message.state).not_in((MessageState.DONE, MessageState.CANCELLED)))
    rows = select(Message, Body.id, Body.screen).join(Body, col(Body.message) == col(Message.id))
    return list(session.exec(rows.where(*open_ones).order_by(col(Body.id))))


def names(kept: KeptBack, screen: Screen) -> bool:
    """Whether words that a reader sees name what is kept back."""
    labels = (button.label for row in screen.rows for button in row)
    return any(map(kept.found, (screen.text.text, *labels)))


def _stop_plans(session: Session, kept: KeptBack) -> tuple[Named, ...]:
    ended = []
    for row in session.exec(select(Publication)).all() if kept.marks else ():
        body = revisions.at_version(session, row.kind, row.slug, row.number)
        if kept.names(body):
            ended.append(_part(session, kept, row.kind, row.slug))
            session.delete(row)
    session.flush()
    return tuple(ended)


def _drafts(session: Session, kept: KeptBack) -> tuple[Named, ...]:
    """The parts whose newest words name it and are not public yet."""
    words = select(Revision.kind, Revision.slug, Revision.body).where(
        Revision.state == RevisionState.DRAFT
    )
    rows = session.exec(words).all() if kept.marks else ()
    parts = {(kind, slug) for kind, slug, body in rows if kept.names(json.loads(body))}
    return tuple(_part(session, kept, kind, slug) for kind, slug in sorted(parts))


def _part(session: Session, kept: KeptBack, kind: str, slug: str) -> Named:
    return _named(kept, kind, *revisions.title_of(session, kind, slug).values(), slug)


def _named(kept: KeptBack, kind: str, *titles: str) -> Named:
    """The first of the titles that does not name it."""
    return Named(kind, next(_clean(kept, titles), ""))


def _clean(kept: KeptBack, titles: Iterable[str]) -> Iterator[str]:
    return (title for title in titles if title and not kept.found(title))
