"""The kinds of content, and the parts of a kind with their state."""

from __future__ import annotations

from content.errors import Gone
from content.notices.publishing import KINDS
from content.permissions import Permission
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import Button, Reply, Screen, Show, data
from handlers.context import Context
from handlers.team.editing import place
from storage.actions import scheduled_publishing
from storage.library import revisions
from storage.library.revisions import Work

PAGE = 3
ORDER = ("case", "event", "letter", "mission", "statistic", "update")


def kinds(ctx: Context) -> Reply:
    """What there is to edit: a button for each kind, and the campaign itself."""
    text = paragraphs(bold(ctx.words("edit.title")), ctx.words("edit.help"))
    found = [ctx.button(f"kind.{kind}.many", "el", KINDS[kind]) for kind in ORDER]
    rows = [tuple(found[at : at + 2]) for at in range(0, len(found), 2)]
    whole: tuple[Button, ...] = ()
    campaigns = revisions.listing(ctx.session, "campaign")
    if campaigns:
        whole = (ctx.button("kind.campaign", "eo", KINDS["campaign"], campaigns[0].slug),)
    elif ctx.us.may(Permission.WRITE):
        whole = (ctx.button("edit.begin_campaign", "en", KINDS["campaign"], style="primary"),)
    waiting = len(scheduled_publishing.planned(ctx.session))
    plans = (ctx.button("plan.list", "eplans", n=waiting),) if waiting else ()
    rest = tuple(row for row in (whole, plans) if row)
    return (Show(Screen(text, (*rest, *rows, (ctx.button("button.back", "team"),)))),)


def parts(ctx: Context, code: str, page: str = "0") -> Reply:
    """The parts of a kind, those with changes that are not public first."""
    kind = place.CODES.get(code)
    if kind is None or kind == "campaign" or not page.isdecimal() or len(page) > 3:
        raise Gone
    every = sorted(revisions.listing(ctx.session, kind), key=lambda work: not work.changed)
    at = int(page) if int(page) * PAGE < len(every) else 0
    shown = every[at * PAGE : (at + 1) * PAGE]
    text = paragraphs(
        bold(ctx.words(f"kind.{kind}.many")),
        *(lines(bold(place.title(ctx, work)), state(ctx, work)) for work in shown),
        None if every else ctx.words("edit.none"),
    )
    rows = [(Button(place.title(ctx, work), data("eo", code, work.slug)),) for work in shown]
    begin = _begin(ctx, kind, code)
    more = (ctx.button("edit.more", "el", code, at + 1),) if len(every) > (at + 1) * PAGE else ()
    back = (
        *more,
        ctx.button("button.back", "el", code, at - 1) if at else ctx.button("button.back", "edit"),
    )
    return (Show(Screen(text, (*((begin,) if begin else ()), *rows, back))),)


def _begin(ctx: Context, kind: str, code: str) -> tuple[Button, ...]:
    """The button that begins one more, for those who may."""
    needs = Permission.ORGANISE if kind == "event" else Permission.WRITE
    if not ctx.us.may(needs):
        return ()
    if kind == "update":
        return (ctx.button("kind.update.new", "en", code, style="primary"),)
    return (ctx.button(f"kind.{kind}.new", "en", code, style="primary"),)


def state(ctx: Context, work: Work) -> Rich:
    """Whether people see the part, and whether something is not public yet."""
    if work.public is None:
        return ctx.words("edit.state.withdrawn" if work.withdrawn else "edit.state.draft")
    return ctx.words("edit.state.changed" if work.changed else "edit.state.public")
