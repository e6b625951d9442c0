"""What was typed and not kept yet: one sealed draft for each member, with every open answer by the
field it is for.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter

from handlers.context import Context
from handlers.team.editing.place import Place
from storage.people import conversation_state

KIND = "edit"
MOST_ANSWERS = 20  # answers that wait for a yes; the oldest goes


@dataclass(frozen=True)
class Answer:
    """A value that waits to be kept: for which field, and the version that its writer had seen."""

    kind: str
    slug: str
    language: str
    field: str
    seen: int
    value: Any = None
    zone: str = ""  # of a planned moment

    @property
    def key(self) -> str:
        """The name under which it waits."""
        return f"{self.kind}/{self.slug}/{self.language}/{self.field}"


@dataclass(frozen=True)
class Unsaved:
    """All open answers, and the one that the next message is for ('' for none)."""

    answers: dict[str, Answer] = field(default_factory=dict)
    open: str = ""
    given: dict[str, int] = field(default_factory=dict)  # key -> the message that answered it
    revision: int = 0

    @property
    def current(self) -> Answer | None:
        """The open answer."""
        return self.answers.get(self.open)


_UNSAVED: TypeAdapter[Unsaved] = TypeAdapter(Unsaved)


def load(ctx: Context) -> Unsaved:
    """What waits; empty if nothing does."""
    stored = conversation_state.get(ctx.session, ctx.sealer, ctx.me.number, KIND, ctx.now)
    return (
        replace(_UNSAVED.validate_python(stored.value), revision=stored.revision)
        if stored
        else Unsaved()
    )


def save(ctx: Context, unsaved: Unsaved, *, awaiting: bool) -> Unsaved:
    """Stores it under its next revision; with `awaiting` the next message is for the open
    answer.
    """
    answers = dict(list(unsaved.answers.items())[-MOST_ANSWERS:])
    value = _UNSAVED.dump_python(replace(unsaved, answers=answers), mode="json")
    stored = conversation_state.put(
        ctx.session, ctx.sealer, ctx.me.number, KIND, value, ctx.now, awaiting=awaiting
    )
    return replace(unsaved, answers=answers, revision=stored.revision)


def opened(ctx: Context, answer: Answer) -> Unsaved:
    """Opens the question for a field; an answer that waits for it already stays."""
    unsaved = load(ctx)
    before = unsaved.answers.get(answer.key)
    kept = before if before and before.value is not None else answer
    others = {
        key: one
        for key, one in unsaved.answers.items()
        if key != answer.key and one.value is not None
    }
    return save(
        ctx, replace(unsaved, answers={**others, answer.key: kept}, open=answer.key), awaiting=True
    )


def settled(ctx: Context, key: str) -> None:
    """Takes an answer away; the others go on waiting."""
    unsaved = load(ctx)
    answers = {name: one for name, one in unsaved.answers.items() if name != key}
    given = {name: message for name, message in unsaved.given.items() if name != key}
    if answers:
        save(
            ctx,
            Unsaved(answers, "" if unsaved.open == key else unsaved.open, given),
            awaiting=False,
        )
    else:
        conversation_state.drop(ctx.session, ctx.me.number, KIND)


def of(ctx: Context, place: Place) -> list[Answer]:
    """Answers that wait for this part."""
    mine = (place.work.kind, place.work.slug)
    return [
        one
        for one in load(ctx).answers.values()
        if (one.kind, one.slug) == mine and one.value is not None
    ]
