"""Publishing at a moment: asked in words, shown back in both zones, listed, moved, cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from content.errors import Gone, NotAllowed, UserError
from content.events.recurrence import instant
from content.fields.foreign import MomentAnswer
from content.language.i18n import when
from content.notices.publishing import KINDS
from content.permissions import Permission
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import Button, Keep, Reply, Screen, Show, Toast, data
from handlers.context import Context
from handlers.team import names
from handlers.team.editing import place, unsaved
from handlers.team.editing.unsaved import Answer, Unsaved
from storage.actions import publishing, scheduled_publishing
from storage.actions.publishing import Examination
from storage.engine.tables import Publication
from storage.library import revisions
from storage.library.revisions import Work

WHEN = "+when"
PLANS_SHOWN = 4


def ask_when(ctx: Context, code: str, slug: str) -> Reply:
    """Asks for the moment at which the part becomes public."""
    found = place.find(ctx, code, slug)
    errors = [
        one for one in ctx.beforehand(Examination(found.work.kind, slug, ctx.now)) if one.blocking
    ]
    if errors:
        raise publishing.Blocked(errors)
    waiting = unsaved.opened(ctx, Answer(found.work.kind, slug, "", WHEN, found.work.number))
    if waiting.current and waiting.current.value is not None:
        return (Show(confirm(ctx, waiting, waiting.current)),)
    zone = ctx.me.zone or "UTC"
    text = paragraphs(
        lines(bold(ctx.words("plan.ask_title")), place.title(ctx, found.work)),
        lines(
            ctx.words("plan.ask"),
            ctx.words("plan.now", time=when(ctx.now, zone, ctx.language), zone=zone),
        ),
    )
    return (Show(Screen(text, ((ctx.button("button.back", "edit.look", *found.at[:2]),),))),)


def answered(ctx: Context, waiting: Unsaved, asked: Answer) -> Reply:
    """Takes the moment that was sent and shows it back."""
    if not ctx.us.may(Permission.PUBLISH):
        raise NotAllowed
    try:
        at, zone = _said(ctx)
    except UserError as refused:
        text = paragraphs(
            ctx.words(refused.key, None, **refused.values), ctx.words("edit.send_again")
        )
        back = ctx.button("button.back", "edit.look", KINDS[asked.kind], asked.slug)
        return (Keep(Screen(text, ((back,),))),)
    answer = replace(asked, value=at.astimezone(UTC).isoformat(), zone=zone)
    given = {**waiting.given, asked.key: ctx.incoming.message_id or 0}
    answers = {**waiting.answers, asked.key: answer}
    saved = unsaved.save(
        ctx, replace(waiting, answers=answers, given=given, open=asked.key), awaiting=True
    )
    return (Keep(confirm(ctx, saved, answer)),)


def _said(ctx: Context) -> tuple[datetime, str]:
    """The moment that was sent and its zone; UserError for none and for one that is past."""
    said = ctx.elsewhere(MomentAnswer(ctx.incoming.text.text, ctx.now, ctx.me.zone or "UTC"))
    if said.local is None:
        raise UserError("unfit.moment", text=said.text[:60])
    at = instant(said.local, said.zone)
    if at <= ctx.now:
        raise UserError("plan.past")
    return at, said.zone


def confirm(ctx: Context, waiting: Unsaved, asked: Answer) -> Screen:
    """The moment in the zone in which it was said, and in the reader's own."""
    work = revisions.work(ctx.session, asked.kind, asked.slug)
    if work is None:
        raise Gone
    text = paragraphs(
        lines(bold(ctx.words("plan.confirm_title")), place.title(ctx, work)),
        _both(ctx, datetime.fromisoformat(asked.value), asked.zone),
        ctx.words("plan.confirm_help"),
    )
    keep_it = (ctx.button("plan.keep", "plan.keep", waiting.revision, style="primary"),)
    leave = (ctx.button("edit.cancel", "edit.cancel", waiting.revision, style="danger"),)
    return Screen(
        text,
        (keep_it, leave, (ctx.button("button.back", "edit.look", KINDS[asked.kind], asked.slug),)),
    )


def _both(ctx: Context, at: datetime, zone: str) -> Rich:
    """A moment in the zone it was said in and, where that is another, the reader's own."""
    own = ctx.me.zone or "UTC"
    said = f"{when(at, zone, ctx.language)} ({zone})"
    return lines(bold(said), None if own == zone else f"{when(at, own, ctx.language)} ({own})")


def keep_plan(ctx: Context, revision: str) -> Reply:
    """Plans the publication."""
    waiting = unsaved.load(ctx)
    asked = waiting.current
    if asked is None or asked.field != WHEN or asked.value is None:
        raise UserError("team.nothing")
    if revision != str(waiting.revision):
        toast = Toast(ctx.words.text("edit.changed_meanwhile"), alert=True)
        return (toast, Show(confirm(ctx, waiting, asked)))
    at = datetime.fromisoformat(asked.value)
    scheduled_publishing.plan(
        ctx.session, asked.kind, asked.slug, asked.seen, at, asked.zone, ctx.us, ctx.now
    )
    unsaved.settled(ctx, asked.key)
    return (Toast(ctx.words.text("plan.kept")), *plans(ctx))


def plans(ctx: Context, page: str = "0") -> Reply:
    """What is planned, the next first, each to be moved or taken back."""
    if not page.isdecimal() or len(page) > 3:
        raise Gone
    every = scheduled_publishing.planned(ctx.session)
    at = int(page) if int(page) * PLANS_SHOWN < len(every) else 0
    shown = [
        (row, revisions.work(ctx.session, row.kind, row.slug))
        for row in every[at * PLANS_SHOWN : (at + 1) * PLANS_SHOWN]
    ]
    text = paragraphs(
        bold(ctx.words("plan.title")),
        *(_told(ctx, row, work) for row, work in shown),
        None if every else ctx.words("plan.none"),
    )
    rows = [
        (
            Button(
                ctx.words.text("plan.open", title=_title(ctx, work)),
                data("edit.part", KINDS[row.kind], row.slug),
            ),
            ctx.button("plan.cancel", "plan.withdraw", KINDS[row.kind], row.slug, style="danger"),
        )
        for row, work in shown
    ]
    more = (
        ((ctx.button("edit.more", "plan.list", at + 1),),)
        if len(every) > (at + 1) * PLANS_SHOWN
        else ()
    )
    return (Show(Screen(text, (*rows, *more, (ctx.button("button.back", "edit.show"),)))),)


def _title(ctx: Context, work: Work | None) -> str:
    return place.title(ctx, work) if work else ""


def _told(ctx: Context, row: Publication, work: Work | None) -> Rich:
    by = ctx.words("plan.by", name=names.alias(ctx.words, row.by))
    at = datetime.fromtimestamp(row.at, UTC)
    return lines(
        bold(_title(ctx, work) or row.slug), _both(ctx, at, row.zone), by, _older(ctx, row, work)
    )


def _older(ctx: Context, row: Publication, work: Work | None) -> Rich | None:
    """Says that the plan is for an earlier version than the newest."""
    return ctx.words("plan.older") if work and work.number != row.number else None


def planned_line(ctx: Context, work: Work) -> Rich | None:
    """When the part becomes public by itself, or None."""
    row = scheduled_publishing.of(ctx.session, work.kind, work.slug)
    if row is None:
        return None
    at = when(datetime.fromtimestamp(row.at, UTC), row.zone, ctx.language)
    return lines(ctx.words("plan.line", time=at, zone=row.zone), _older(ctx, row, work))


def withdraw_plan(ctx: Context, code: str, slug: str) -> Reply:
    """Takes a plan back."""
    kind = place.CODES.get(code)
    if kind is None:
        raise Gone
    done = scheduled_publishing.cancel(ctx.session, kind, slug, ctx.us, ctx.now)
    return (Toast(ctx.words.text("plan.cancelled" if done else "plan.none")), *plans(ctx))
