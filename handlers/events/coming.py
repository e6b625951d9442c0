"""Coming to an event or not, the role that one offers, and the question afterwards."""

from __future__ import annotations

from content.errors import Gone, UserError
from content.events import EventRole
from content.notices.digests import reminders_past
from content.text.markup import bold, lines, paragraphs
from content.text.messages import Button, Keep, Reply, Screen, Show, Toast, data
from handlers.context import Context
from handlers.events.lookup import Found, find
from handlers.events.screen import screen
from storage.delivery import event_notices
from storage.people import rsvps

NO_ROLE = "0"


def go(ctx: Context, slug: str, stamp: str) -> Reply:
    """Notes that the person comes or waits for a place; the button becomes its undo."""
    one = _open(ctx, slug, stamp)
    mine = rsvps.go(ctx.session, ctx.me.number, one.at, reminded=reminders_past(one.at, ctx.now))
    key = "event.noted_waiting" if mine.waiting else "event.noted_going"
    return (Toast(ctx.words.text(key)), Show(screen(ctx, one)))


def _open(ctx: Context, slug: str, stamp: str) -> Found:
    one = find(ctx, slug, stamp)
    if not one.open:
        raise UserError("event.cannot_go")
    return one


def stay(ctx: Context, slug: str, stamp: str) -> Reply:
    """Forgets that the person comes, also from a reminder; who waits moves up. The button becomes
    its undo.
    """
    one = find(ctx, slug, stamp)
    rsvps.stay(ctx.session, ctx.me.number, slug, one.at.stamp)
    event_notices.fill_places(ctx.session, ctx.campaign, ctx.now)
    return (Toast(ctx.words.text("event.noted_staying")), Show(screen(ctx, one)))


def roles(ctx: Context, slug: str, stamp: str) -> Reply:
    """What help is wanted, with a button for each role."""
    one = _open(ctx, slug, stamp)
    told = [
        lines(bold(ctx.words(f"event.role.{role}")), ctx.words(f"event.role_about.{role}"))
        for role in _wanted(one)
    ]
    text = paragraphs(
        lines(bold(ctx.words("event.roles_title")), one.text.title),
        *told,
        ctx.words("event.roles_help"),
    )
    rows = [
        (ctx.button(f"event.role.{role}", "event.offer", *one.place, at),)
        for at, role in enumerate(_wanted(one), 1)
    ]
    none = (ctx.button("event.no_role", "event.offer", *one.place, NO_ROLE),)
    return (
        Show(Screen(text, (*rows, none, (ctx.button("button.back", "event.show", *one.place),)))),
    )


def _wanted(one: Found) -> tuple[EventRole, ...]:
    return one.event.roles


def offer(ctx: Context, slug: str, stamp: str, place: str) -> Reply:
    """Notes the role by its place in the event's list, or none."""
    one = _open(ctx, slug, stamp)
    known = {str(at): role for at, role in enumerate(_wanted(one), 1)}
    if place != NO_ROLE and place not in known:
        raise Gone
    if rsvps.offer(ctx.session, ctx.me.number, one.at, known.get(place)) is None:
        raise UserError("event.come_first")
    return (Toast(ctx.words.text("updates.saved")), Show(screen(ctx, one)))


def there(ctx: Context, slug: str, stamp: str, answer: str) -> Reply:
    """Adds to the count if the person was there, and forgets that they came; a second answer
    changes nothing.
    """
    one = find(ctx, slug, stamp)
    if answer not in ("0", "1") or not one.past:
        raise Gone
    counted = rsvps.answer(ctx.session, ctx.me.number, slug, one.at.stamp, there=answer == "1")
    key = (
        ("event.thanks_not_there", "event.thanks_there")[int(answer)]
        if counted
        else "event.answered"
    )
    case = Button(ctx.words.text("event.case"), data("case.show", one.event.case), style="primary")
    rows = (
        (case,),
        (ctx.button("home.event", "event.list"), ctx.button("button.home", "home.show")),
    )
    return (Keep(Screen(ctx.words(key), rows)),)
