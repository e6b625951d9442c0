"""Parts of a file become drafts, all of them or none: worked out by a reader, then stored in one
short transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlmodel import Session

from content.errors import NotAllowed
from content.pack.import_file import Body as Part
from content.permissions import Role
from storage.library import revisions
from storage.library.beforehand import Beforehand
from storage.library.editing import Guards, NewVersion, new_version, put
from storage.library.revisions import Body, Known, Work
from storage.people import audit
from storage.people.members import Colleague
from storage.queue.kept_back import kept_back


@dataclass(frozen=True)
class Replacement(Beforehand[list[NewVersion]]):
    """The drafts that these parts make, cases before what is about them; what does not differ makes
    none.

    Of a translation (`language`) only its own language is taken, whatever colleagues have under way
    in the others. Errors as `drafting.change` has them.
    """

    parts: Sequence[Part]
    language: str
    by: Colleague
    now: datetime

    def work_out(self, session: Session) -> list[NewVersion]:
        stored = cache(lambda kind: revisions.known_of(session, kind))
        cases = {slug: known.work() for slug, known in stored("case").items()}
        guards = Guards(kept_back(session), cases.get, self.now)
        made = []
        for part in self.parts:
            known = stored(part.kind).get(part.slug) or Known(
                part.kind, part.slug, {}, {}, False, None
            )
            work = known.work()
            after = self._merged(part, work)
            if version := new_version(known, after, self.by, guards, own=self._own(known, work)):
                made.append(version)
            if part.kind == "case":
                public = work.public if work else None
                cases[part.slug] = Work(
                    "case", part.slug, 0, after, public, withdrawn=False, begun_by=None, changed=()
                )
        return made

    def _own(self, known: Known, work: Work | None) -> bool:
        """Whether the member may change it as their own; NotAllowed for a new part that is not
        theirs to begin.
        """
        if not known.newest and self.by.role is Role.ORGANISER and known.kind != "event":
            raise NotAllowed
        return work is None or work.own(self.by)

    def _merged(self, part: Part, work: Work | None) -> Body:
        if work is None or not self.language:
            return part.values
        words = work.body.get("texts", {}) | {self.language: part.values["texts"][self.language]}
        return work.body | {"texts": words}


def store(session: Session, made: Sequence[NewVersion], by: Colleague, now: datetime) -> None:
    """Stores what was worked out for content as it is now, and a line in the audit for
    each part.
    """
    if made:
        put(session, made)
        lines = [("begin" if one.first else "replace", f"{one.kind} {one.slug}") for one in made]
        audit.note_all(session, by.number, lines, now)
