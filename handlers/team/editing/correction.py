"""News was corrected: what becomes of the messages that told it. The team chooses: they are
corrected in place, a correction is sent to who got them, or nothing that was sent is changed.
"""

from __future__ import annotations

from content.language.numbers import told
from content.text.markup import bold, paragraphs
from content.text.messages import Button, Reply, Screen, Show, Toast, data
from handlers.context import Context
from handlers.team import deliveries, second_person
from handlers.team.confirmation import fresh
from handlers.team.desk import reach
from handlers.team.editing import part_screen, place
from handlers.team.editing.place import Place
from storage.delivery import corrections
from storage.engine.times import seconds
from storage.people import audit, members
from storage.queue import outbox


def asked(ctx: Context, found: Place) -> Screen | None:
    """The choice, with numbers; None where no message says anything but what the news says now."""
    work = found.work
    if work.kind != "update":
        return None
    bodies = corrections.changed(ctx.session, ctx.campaign, work.slug)
    standing = corrections.standing(ctx.session, bodies, ctx.now)
    if not (standing.sent or standing.waiting):
        return None
    text = paragraphs(
        bold(ctx.words("corrections.title")),
        ctx.words("corrections.help"),
        reach(ctx, "corrections.sent", told(standing.sent)) if standing.sent else None,
        reach(ctx, "corrections.waiting", told(standing.waiting)) if standing.waiting else None,
        ctx.words("corrections.limits"),
        ctx.words("corrections.second") if _needs_second(ctx, standing) else None,
    )
    at = found.at[:2]
    news = data("send.begin", "news", work.slug)
    rows = (
        (
            ctx.button(
                "corrections.correct", "correction.correct", *at, seconds(ctx.now), style="primary"
            ),
        ),
        (Button(ctx.words.text("corrections.send"), news),),
        (ctx.button("corrections.nothing", "edit.part", *at),),
    )
    return Screen(text, rows)


def _needs_second(ctx: Context, standing: corrections.Standing) -> bool:
    """Whether a second person must approve it, as for a send to as many."""
    over = members.approval_over(ctx.session, ctx.now)
    return over is not None and standing.sent + standing.waiting > over


def ask(ctx: Context, code: str, slug: str) -> Reply:
    """The choice about a piece of news."""
    found = place.find(ctx, code, slug)
    screen = asked(ctx, found)
    if screen is None:
        toast = Toast(ctx.words.text("corrections.none"), alert=True)
        return (toast, Show(part_screen.screen(ctx, found)))
    return (Show(screen),)


def correct(ctx: Context, code: str, slug: str, at: str) -> Reply:
    """Gives what was sent and what waits the new words; this message becomes the count."""
    found = place.find(ctx, code, slug)
    bodies = corrections.changed(ctx.session, ctx.campaign, slug)
    standing = corrections.standing(ctx.session, bodies, ctx.now)
    if not (standing.sent or standing.waiting) or not fresh(ctx, at):
        return ask(ctx, code, slug)
    what, label = f"correct {slug} {found.work.number}", "corrections.correct"
    if _needs_second(ctx, standing) and not second_person.agreed(
        ctx, what, label, ("correction.ask", code, slug)
    ):
        return (Toast(ctx.words.text("second.noted"), alert=True), *ask(ctx, code, slug))
    *_, newest = corrections.correct(ctx.session, bodies)
    audit.note(ctx.session, ctx.me.number, "news-corrected", f"{slug} {newest}", ctx.now)
    outbox.watch(
        ctx.session,
        ctx.sealer,
        newest,
        ctx.incoming.chat_id,
        ctx.incoming.message_id or 0,
        by=ctx.us.alias,
    )
    return (Toast(ctx.words.text("corrections.begins")), *deliveries.show(ctx, str(newest)))
