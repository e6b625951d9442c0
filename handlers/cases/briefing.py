"""The list of cases, a case in one minute, following it."""

from __future__ import annotations

from content.cases import Case
from content.text.markup import bold, lines, paragraphs
from content.text.messages import Button, Reply, Screen, Show, Toast, data
from handlers import lists
from handlers.cases.full import section
from handlers.cases.lookup import find, letter_row, status
from handlers.context import Context
from storage.people import supporters

PAGE = 3


def cases(ctx: Context, page: str = "") -> Reply:
    """The cases with status and date; the only one opens at once."""
    shown = [case for case in ctx.campaign.cases if case.publishable]
    if len(shown) == 1:
        return show(ctx, shown[0].slug)
    route = ("case.list",)
    if page == lists.ASK:
        return lists.ask(ctx, route)
    found = lists.page(ctx, route, page, shown, titles_of, PAGE)
    part = found.shown
    titles = [ctx.campaign.words(case.texts, ctx.reads)[0].title for case in part]
    for case in part:
        ctx.speaks_of(case.slug)
    about = [
        lines(bold(title), status(ctx, case)) for title, case in zip(titles, part, strict=True)
    ]
    text = paragraphs(
        lines(bold(ctx.words("case.list_title")), lists.place(ctx, found)),
        *(about or [ctx.words("case.none")]),
    )
    rows = [
        (Button(title, data("case.show", case.slug)),)
        for title, case in zip(titles, part, strict=True)
    ]
    ways = lists.ways(ctx, found, "case.more", up=ctx.button("button.home", "home.show"))
    return lists.shown(ctx, found, Screen(text, (*rows, *ways)))


def titles_of(case: Case) -> list[str]:
    """A case's titles, by which it is found."""
    return [text.title for text in case.texts.values()]


def show(ctx: Context, slug: str, part: str = "", page: str = "") -> Reply:
    """The case in one minute; with a part named, that page of the full version."""
    return (Show(section(ctx, slug, part, page) if part else _minute(ctx, slug)),)


def _minute(ctx: Context, slug: str) -> Screen:
    case, text, other = find(ctx, slug)
    asks = (
        [f"{at}. {ask}" for at, ask in enumerate(text.asks, 1)] if case.status.takes_letters else []
    )
    shown = paragraphs(
        lines(bold(text.title), other),
        text.summary,
        lines(status(ctx, case), ctx.words(f"case.meaning.{case.status.value}")),
        lines(bold(ctx.words("case.asks_title")), *asks) if asks else None,
        ctx.words("case.following") if _followed(ctx, slug) else None,
    )
    return Screen(shown, _rows(ctx, case, talk=bool(text.talking_points)))


def _followed(ctx: Context, slug: str) -> bool:
    return slug in supporters.follows(ctx.session, ctx.me.number)


def _rows(ctx: Context, case: Case, *, talk: bool) -> tuple[tuple[Button, ...], ...]:
    """The letter first, then reading and going, then following; at most six."""
    slug = case.slug
    coming = any(event.case == slug and event.next(ctx.now) for event in ctx.campaign.events)
    several = sum(one.publishable for one in ctx.campaign.cases) > 1
    read = ctx.button("case.full", "case.section", slug, "happened")
    events = (ctx.button("case.events", "event.list", slug),) if coming else ()
    spoken = (ctx.button("case.talk", "case.section", slug, "talk"),) if talk else ()
    follow = (
        ("case.unfollow", "case.unfollow")
        if _followed(ctx, slug)
        else ("case.follow", "case.follow")
    )
    back = (
        ctx.button("button.back", "case.list")
        if several
        else ctx.button("button.home", "home.show")
    )
    middle = (read, *spoken, *events, ctx.button(*follow, slug))
    return (
        *letter_row(ctx, case),
        *(middle[at : at + 2] for at in range(0, len(middle), 2)),
        (back,),
    )


def follow(ctx: Context, slug: str) -> Reply:
    """Follows the case; the button becomes its undo."""
    find(ctx, slug)
    supporters.follow(ctx.session, ctx.me.number, slug, ctx.now)
    return (Toast(ctx.words.text("case.followed")), Show(_minute(ctx, slug)))


def unfollow(ctx: Context, slug: str) -> Reply:
    """Stops following; the button becomes its undo. Works for cases that are hidden by now."""
    supporters.unfollow(ctx.session, ctx.me.number, slug)
    find(ctx, slug)
    return (Toast(ctx.words.text("case.unfollowed")), Show(_minute(ctx, slug)))
