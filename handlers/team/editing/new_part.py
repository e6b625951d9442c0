"""New parts, which begin with a short name; and the commands that name a part."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import partial

from content.errors import Gone, NotAllowed, UserError
from content.fields import label, skeleton
from content.language.i18n import words_for
from content.language.languages import LANGUAGES
from content.missions.places import folded
from content.notices.publishing import KINDS
from content.permissions import Permission
from content.text.markup import bold, lines, paragraphs
from content.text.messages import Button, Keep, Reply, Screen, Show, data
from handlers import lists
from handlers.context import Context
from handlers.team import news
from handlers.team.editing import part_list, place, publish_screen, unsaved
from handlers.team.editing.part_screen import screen, thing
from handlers.team.editing.place import Place
from handlers.team.editing.unsaved import Answer
from storage.library import editing
from storage.library.part_index import Listed, PartIndex

NAME = "+name"
SLUG_CHARACTERS = 32
PARTS_SHOWN = 5


def begin(ctx: Context, code: str, case: str = "") -> Reply:
    """Asks for the short name of a new part; first for its case where it has one."""
    kind = place.CODES.get(code)
    if kind is None:
        raise Gone
    if not ctx.us.may(Permission.ORGANISE if kind == "event" else Permission.WRITE):
        raise NotAllowed
    if kind in ("event", "letter", "update"):
        cases = _cases(ctx, kind)
        if case not in cases and lists.is_page(case):
            return _which_case(ctx, code, cases, case)
        if case and case not in cases:
            raise Gone
        case = case or (next(iter(cases)) if len(cases) == 1 else "")
        if not case:
            return _which_case(ctx, code, cases)
    if kind == "update":
        return news.start(ctx, case)
    if kind == "letter":
        return _begun(ctx, kind, case, case)
    if kind == "campaign" and PartIndex((kind,)).work_out(ctx.session):
        return part_list.kinds(ctx)
    unsaved.opened(ctx, Answer(kind, case, "", NAME, 0))
    text = paragraphs(
        lines(bold(ctx.words(f"kind.{kind}.new")), ctx.words("edit.name_ask")),
        ctx.words("edit.name_help"),
    )
    return (Show(Screen(text, ((_back(ctx, kind),),))),)


def _back(ctx: Context, kind: str) -> Button:
    back = ("edit.show",) if kind == "campaign" else ("edit.parts", KINDS[kind])
    return ctx.button("button.back", *back)


def _cases(ctx: Context, kind: str) -> dict[str, str]:
    """The cases that one more may belong to, with their titles: news of public ones, one letter for
    each.
    """
    known = ctx.beforehand(PartIndex(("case", "letter")))
    written = {one.slug for one in known if one.kind == kind == "letter"}
    return {
        one.slug: place.called(ctx, one.slug, one.titles)
        for one in known
        if one.kind == "case" and one.slug not in written and (one.public or kind != "update")
    }


def _which_case(ctx: Context, code: str, cases: dict[str, str], page: str = "0") -> Reply:
    """A page of the cases that the new part may belong to."""
    route = ("edit.begin", code)
    if page == lists.ASK:
        return lists.ask(ctx, route)
    found = lists.page(ctx, route, page, cases.items(), tuple, PARTS_SHOWN)
    text = paragraphs(
        lines(bold(ctx.words("edit.which_case")), lists.place(ctx, found)),
        None if cases else ctx.words("edit.no_case"),
    )
    rows = tuple((Button(title, data("edit.begin", code, slug)),) for slug, title in found.shown)
    ways = lists.ways(ctx, found, "case.more", up=ctx.button("button.back", "edit.show"))
    return lists.shown(ctx, found, Screen(text, (*rows, *ways)))


def named(ctx: Context, asked: Answer) -> Reply:
    """Begins the part under the name that was sent; says what is wrong with a name."""
    slug = _short(ctx.incoming.text.text)
    if slug is None:
        return _again(ctx, asked, UserError("unfit.slug", limit=SLUG_CHARACTERS))
    try:
        reply = _begun(ctx, asked.kind, slug, asked.slug)
    except editing.Taken as taken:
        return _again(ctx, asked, taken)
    unsaved.settled(ctx, asked.key)
    return tuple(Keep(op.screen) if isinstance(op, Show) else op for op in reply)


def _again(ctx: Context, asked: Answer, why: UserError) -> Reply:
    text = paragraphs(ctx.words(why.key, None, **why.values), ctx.words("edit.send_again"))
    return (Keep(Screen(text, ((_back(ctx, asked.kind),),))),)


def _short(text: str) -> str | None:
    """The text as a short name, or None if it cannot be one."""
    plain = (
        unicodedata.normalize("NFKD", text.strip()).encode("ascii", "ignore").decode().casefold()
    )
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return found if found and len(found) <= SLUG_CHARACTERS and not found.isdecimal() else None


def _begun(ctx: Context, kind: str, slug: str, case: str) -> Reply:
    today = ctx.now.date()
    campaign = (
        ctx.campaign
        if ctx.campaign.languages
        else ctx.campaign.model_copy(update={"languages": place.tongues(ctx)})
    )
    body = skeleton(kind, slug, case, campaign, today, ctx.me.zone or "UTC")
    work = editing.begin(ctx.session, kind, slug, body, ctx.us, ctx.now)
    found = Place(
        work, "" if kind in ("mission", "event", "statistic", "letter") else place.tongues(ctx)[0]
    )
    lacking = place.missing(ctx, found)
    shown = screen(ctx, Place(work), ctx.words("edit.begun"))
    if not lacking:
        return (Show(shown),)
    at = place.fields_of(ctx, found).index(lacking[0])
    name = label(ctx.words, kind, lacking[0].name)
    first = (ctx.button("edit.next", "edit.field", *found.at, at, style="primary", field=name),)
    return (Show(Screen(shown.text, (first, *shown.rows[1:]))),)


def new_case(ctx: Context, rest: str = "") -> Reply:
    """Begins a case; with a name in the command at once."""
    return _with_name(ctx, "case", rest)


def new_event(ctx: Context, rest: str = "") -> Reply:
    """Begins an event; with a name in the command at once."""
    return _with_name(ctx, "event", rest)


def new_update(ctx: Context, rest: str = "") -> Reply:
    """Begins news about a case, the named one if a case is named."""
    cases = _cases(ctx, "update")
    return begin(ctx, KINDS["update"], rest if rest in cases else "")


def _with_name(ctx: Context, kind: str, rest: str) -> Reply:
    reply = begin(ctx, KINDS[kind])
    asked = unsaved.load(ctx).current
    return named(ctx, asked) if rest and asked and asked.field == NAME else reply


def edit(ctx: Context, rest: str = "") -> Reply:
    """The part that is named, by its short name or words of its title; without one, what
    there is.
    """
    if not rest:
        return part_list.kinds(ctx)
    return _found(ctx, rest, partial(thing, ctx))


def publish_named(ctx: Context, rest: str = "") -> Reply:
    """What would go out of the part that is named; without one, what is not public yet."""
    return _found(
        ctx,
        rest,
        partial(publish_screen.look, ctx),
        lambda one: one.changed,
    )


def unpublish_named(ctx: Context, rest: str = "") -> Reply:
    """Asks before the part that is named is taken back; without a name, or with one that nothing
    has, what is public.

    A case goes before its letter, which is called alike and goes with it.
    """
    kinds, name = _kinds(rest)
    known = ctx.beforehand(PartIndex(kinds))
    known = [one for one in known if one.public and one.kind != "campaign"]
    found = _named(known, name) if name else known
    if name and len(found) == 1:
        return publish_screen.unpublish(ctx, KINDS[found[0].kind], found[0].slug)
    if known and not found:
        said = ctx.words("edit.not_found_public", words=name[:40])
    else:
        said = ctx.words("edit.which" if known else "edit.none_such")
    rows = tuple(
        (Button(_called(ctx, one), data("edit.unpublish", KINDS[one.kind], one.slug)),)
        for one in (found or known)[:PARTS_SHOWN]
    )
    more = (ctx.button("edit.more", "edit.show"),) if len(found or known) > PARTS_SHOWN else ()
    text = paragraphs(bold(ctx.words("edit.title")), said)
    return (Show(Screen(text, (*rows, (*more, ctx.button("button.back", "edit.show"))))),)


def _named(known: list[Listed], name: str) -> list[Listed]:
    """Those with just this short name, else with just this title, else with these words in one. A
    case goes before its letter, which is called alike.
    """
    wanted = folded(name)
    found = (
        [one for one in known if one.slug == name]
        or [one for one in known if wanted in map(folded, one.titles.values())]
        or [one for one in known if _fits(one, name)]
    )
    cases = {one.slug for one in found if one.kind == "case"}
    return [one for one in found if one.kind != "letter" or one.slug not in cases]


def _found(
    ctx: Context,
    rest: str,
    open_it: Callable[[str, str], Reply],
    only: Callable[[Listed], bool] = lambda _one: True,
) -> Reply:
    """Opens the one part that fits, else offers those that do."""
    kinds, rest = _kinds(rest)
    fitting = [one for one in ctx.beforehand(PartIndex(kinds)) if only(one) and _fits(one, rest)]
    found = [one for one in fitting if one.slug == rest.strip()] or fitting
    if len(found) == 1:
        return open_it(KINDS[found[0].kind], found[0].slug)
    shown = found[:PARTS_SHOWN]
    none = ctx.words("edit.not_found", words=rest[:40]) if rest else ctx.words("edit.none_such")
    text = paragraphs(
        bold(ctx.words("edit.title")),
        None if shown else none,
        ctx.words("edit.which") if shown else None,
    )
    rows = tuple(
        (Button(_called(ctx, one), data("edit.part", KINDS[one.kind], one.slug)),) for one in shown
    )
    return (Show(Screen(text, (*rows, (ctx.button("button.back", "edit.show"),)))),)


def _kinds(rest: str) -> tuple[tuple[str, ...], str]:
    """The kinds that are meant, and the words without a kind's name in front: "event
    weekly-vigil".
    """
    first, _, others = rest.strip().partition(" ")
    named = [
        kind
        for kind in KINDS
        if folded(first) in {kind, *(folded(words_for(c).text(f"kind.{kind}")) for c in LANGUAGES)}
    ]
    return (tuple(named), others.strip()) if named else (tuple(KINDS), rest.strip())


def _called(ctx: Context, one: Listed) -> str:
    return f"{ctx.words.text(f'kind.{one.kind}')}: {place.called(ctx, one.slug, one.titles)}"


def _fits(one: Listed, rest: str) -> bool:
    wanted = folded(rest)
    return not wanted or any(wanted in folded(name) for name in (one.slug, *one.titles.values()))
