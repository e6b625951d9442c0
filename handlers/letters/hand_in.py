"""Handing the letter in at the protest: counted among those that its writer brings, and printed."""

from __future__ import annotations

from dataclasses import replace

from content.errors import Gone
from content.notices.digests import reminders_past
from content.text.markup import bold, lines
from content.text.messages import KEPT, File, Reply, Toast
from handlers.context import Context
from handlers.events.lookup import Found, time, where
from handlers.letters import checks
from handlers.letters.draft import Writing, office_of, opened
from handlers.letters.flow import store
from handlers.letters.handover import hand_over, held_back
from handlers.letters.print_layout import left_out, paper_for, printed
from handlers.letters.protest import event_near
from storage.people import rsvps


def bring(ctx: Context, revision: str) -> Reply:
    """Counts the letter, once, with the writer's coming to the next event there, and gives the page
    to print.
    """
    if (stop := held_back(ctx, revision)) is not None:
        return stop
    writing, _ = opened(ctx)
    event = event_near(ctx, writing, office_of(ctx, writing))
    if event is None:
        raise Gone
    kept = store(ctx, _counted(ctx, writing, event))
    made = printed(ctx, writing, paper_for(ctx, writing))
    mine = rsvps.coming(ctx.session, ctx.me.number, event.at)
    waits = mine is not None and mine.waiting
    help = ctx.words("event.you_wait" if waits else "bring.help")
    caption = lines(
        help, bold(event.text.title), time(ctx, event), where(ctx, event), left_out(ctx, made)
    )
    rows = ((ctx.button("message.details", KEPT, "event.show", *event.place),),)
    file = File("letter.pdf", "application/pdf", made.content, caption=caption, rows=rows)
    return (
        file,
        Toast(ctx.words.text("event.noted_waiting" if waits else "bring.noted")),
        *hand_over(ctx, str(kept), checks.ANYWAY),
    )


def _counted(ctx: Context, writing: Writing, event: Found) -> Writing:
    """The draft that knows where it is brought; a letter counts again only after its writer said
    they do not come.
    """
    place = ":".join(map(str, event.place))
    known = rsvps.coming(ctx.session, ctx.me.number, event.at)
    if writing.brought != place or known is None:
        rsvps.go(ctx.session, ctx.me.number, event.at, reminded=reminders_past(event.at, ctx.now))
        rsvps.bring(ctx.session, ctx.me.number, event.at)
    return replace(writing, brought=place)
