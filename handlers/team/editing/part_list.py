"""The kinds of content, and the parts of a kind with their state."""

from __future__ import annotations

from content.errors import Gone
from content.notices.publishing import KINDS
from content.permissions import Permission
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import Button, Reply, Screen, Show, data
from handlers import lists
from handlers.context import Context
from handlers.team.editing import place
from storage.actions import scheduled_publishing
from storage.library.part_index import Listed, PartIndex
from storage.library.revisions import Work

PAGE = 3
ORDER = ("case", "event", "letter", "mission", "statistic", "update")


def kinds(ctx: Context) -> Reply:
    """What there is to edit: a button for each kind, and the campaign itself."""
    text = paragraphs(bold(ctx.words("edit.title")), ctx.words("edit.help"))
    found = [ctx.button(f"kind.{kind}.many", "edit.parts", KINDS[kind]) for kind in ORDER]
    rows = [tuple(found[at : at + 2]) for at in range(0, len(found), 2)]
    whole: tuple[Button, ...] = ()
    campaigns = PartIndex(("campaign",)).work_out(ctx.session)
    if campaigns:
        whole = (ctx.button("kind.campaign", "edit.part", KINDS["campaign"], campaigns[0].slug),)
    elif ctx.us.may(Permission.WRITE):
        whole = (
            ctx.button("edit.begin_campaign", "edit.begin", KINDS["campaign"], style="primary"),
        )
    waiting = len(scheduled_publishing.planned(ctx.session))
    plans = (ctx.button("plan.list", "plan.list", n=waiting),) if waiting else ()
    rest = tuple(row for row in (whole, plans) if row)
    return (Show(Screen(text, (*rest, *rows, (ctx.button("button.back", "team.desk"),)))),)


def parts(ctx: Context, code: str, page: str = "0") -> Reply:
    """The parts of a kind, those with changes that are not public first."""
    kind = place.CODES.get(code)
    if kind is None or kind == "campaign" or not lists.is_page(page):
        raise Gone
    route = ("edit.parts", code)
    if page == lists.ASK:
        return lists.ask(ctx, route)
    known = ctx.beforehand(PartIndex((kind,)))
    every = sorted(known, key=lambda one: not one.changed)
    found = lists.page(ctx, route, page, every, _names, PAGE)
    text = paragraphs(
        lines(bold(ctx.words(f"kind.{kind}.many")), lists.place(ctx, found)),
        *(lines(bold(_title(ctx, one)), _state(ctx, one)) for one in found.shown),
        None if every else ctx.words("edit.none"),
    )
    rows = [(Button(_title(ctx, one), data("edit.part", code, one.slug)),) for one in found.shown]
    begin = _begin(ctx, kind, code)
    ways = lists.ways(ctx, found, "edit.more", up=ctx.button("button.back", "edit.show"))
    return lists.shown(ctx, found, Screen(text, (*((begin,) if begin else ()), *rows, *ways)))


def _names(one: Listed) -> list[str]:
    """By what a part is found: its titles and its city in every language, and its short name."""
    return [*one.titles.values(), *one.cities, one.slug]


def _title(ctx: Context, one: Listed) -> str:
    return place.called(ctx, one.slug, one.titles)


def _begin(ctx: Context, kind: str, code: str) -> tuple[Button, ...]:
    """The button that begins one more, for those who may."""
    needs = Permission.ORGANISE if kind == "event" else Permission.WRITE
    if not ctx.us.may(needs):
        return ()
    if kind == "update":
        return (ctx.button("kind.update.new", "edit.begin", code, style="primary"),)
    return (ctx.button(f"kind.{kind}.new", "edit.begin", code, style="primary"),)


def state(ctx: Context, work: Work) -> Rich:
    """Whether people see the part, and whether something is not public yet."""
    listed = Listed(work.kind, work.slug, withdrawn=work.withdrawn)
    listed.public, listed.changed = work.public is not None, bool(work.changed)
    return _state(ctx, listed)


def _state(ctx: Context, one: Listed) -> Rich:
    if not one.public:
        return ctx.words("edit.state.withdrawn" if one.withdrawn else "edit.state.draft")
    return ctx.words("edit.state.changed" if one.changed else "edit.state.public")
