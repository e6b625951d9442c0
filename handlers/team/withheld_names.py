"""What a case keeps back: added to in the chat, where the message with the names is deleted at
once, and counted.

Nobody can look at a list. A name that is typed stays in the question's answer only: not in the
store, the audit, the log, nor in the chat (SAFETY rule 11). `appealbot withhold` does the same on
the machine.
"""

from __future__ import annotations

from content.errors import Gone, UserError
from content.notices.broadcasts import title_of
from content.permissions import Permission
from content.protection.kept_back import LONGEST, SHORTEST
from content.text.markup import Rich, bold, lines, paragraphs, quote
from content.text.messages import Button, Delete, Keep, Reply, Screen, Show, Toast, data
from handlers import lists
from handlers.context import Context
from handlers.team.confirmation import fresh
from handlers.team.editing.place import called
from storage.actions import withheld_names
from storage.actions.withheld_names import Found, Named, Standing, Stands
from storage.engine.times import seconds
from storage.library import revisions, withheld
from storage.library.part_index import PartIndex
from storage.people import conversation_state as drafts

KIND = "withhold"
CASES_OFFERED = 6  # cases on one screen
# Seconds in which messages are taken for names; one that comes later is deleted and not kept.
OPEN_SECONDS = 15 * 60


def withhold(ctx: Context, rest: str = "") -> Reply:
    """The list of the case that is named or the only one; words that are no case's are deleted:
    they may be names.
    """
    known = ctx.beforehand(PartIndex(("case",)))
    if rest and rest not in {one.slug for one in known}:
        return (_gone(ctx), Keep(_choice(ctx, note=ctx.words("withheld.not_here"))))
    if rest or len(known) == 1:
        return show(ctx, rest or known[0].slug)
    return (Show(_choice(ctx)),)


def _choice(ctx: Context, note: Rich | None = None, page: str = "0") -> Screen:
    """A page of the cases; no search by typing, as what is typed here may be a name."""
    known = ctx.beforehand(PartIndex(("case",)))
    found = lists.page(ctx, ("withheld.show",), page, known, lambda _one: (), CASES_OFFERED)
    text = paragraphs(
        note,
        lines(bold(ctx.words("withheld.title")), lists.place(ctx, found)),
        ctx.words("withheld.choose" if known else "edit.none"),
    )
    rows = [
        (Button(called(ctx, one.slug, one.titles), data("withheld.show", one.slug)),)
        for one in found.shown
    ]
    up = ctx.button("button.back", "team.desk")
    return Screen(text, (*rows, *lists.ways(ctx, found, "case.more", up=up, searched=False)))


def _title(ctx: Context, slug: str) -> str:
    named = revisions.title_of(ctx.session, "case", slug)
    return named.get(ctx.reads) or next(iter(named.values()), slug)


def show(ctx: Context, slug: str) -> Reply:
    """How many entries a case's list has, and the ways to add to it and to clear it; for a number
    that page of the cases.
    """
    if slug.isdecimal() and lists.is_page(slug) and not _is_case(ctx, slug):
        return (Show(_choice(ctx, page=slug)),)
    closed = drafts.drop(ctx.session, ctx.me.number, KIND)
    return (
        Show(_screen(ctx, _known(ctx, slug), ctx.words("withheld.closed") if closed else None)),
    )


def swept(ctx: Context) -> tuple[Delete, ...]:
    """A command goes too while the question is open: a name may stand after it."""
    draft = drafts.awaiting(ctx.session, ctx.sealer, ctx.me.number, ctx.now)
    return (_gone(ctx),) if draft and draft.kind == KIND and ctx.incoming.message_id else ()


def _is_case(ctx: Context, slug: str) -> bool:
    return revisions.work(ctx.session, "case", slug) is not None


def _known(ctx: Context, slug: str) -> str:
    if not _is_case(ctx, slug):
        raise Gone
    return slug


def _screen(ctx: Context, slug: str, note: Rich | None = None) -> Screen:
    many = withheld.count(ctx.session, slug)
    text = paragraphs(
        note,
        lines(bold(ctx.words("withheld.title")), _title(ctx, slug)),
        ctx.words("withheld.count", n=many) if many else ctx.words("withheld.none"),
        ctx.words("withheld.help"),
    )
    add = (ctx.button("withheld.add", "withheld.ask", slug, style="primary"),)
    clear = (ctx.button("withheld.clear", "withheld.clear", slug, style="danger"),)
    offered = (clear,) if many and ctx.us.may(Permission.PUBLISH) else ()
    return Screen(text, (add, *offered, (ctx.button("button.back", "edit.part", "c", slug),)))


def ask(ctx: Context, slug: str) -> Reply:
    """Opens the question: for a quarter of an hour every message is taken for names and deleted."""
    value = {"case": _known(ctx, slug), "until": seconds(ctx.now) + OPEN_SECONDS}
    drafts.put(ctx.session, ctx.sealer, ctx.me.number, KIND, value, ctx.now, awaiting=True)
    return (Show(_question(ctx, slug)),)


def _question(ctx: Context, slug: str, note: Rich | None = None) -> Screen:
    text = paragraphs(
        note,
        lines(bold(ctx.words("withheld.ask_title")), _title(ctx, slug)),
        ctx.words("withheld.ask", shortest=SHORTEST, longest=LONGEST),
    )
    return Screen(text, ((ctx.button("withheld.done", "withheld.show", slug, style="primary"),),))


def answer(ctx: Context) -> Reply:
    """Keeps every line of a text, also of a forwarded one, under the key; whatever was sent goes
    out of the chat. The question stays open for more.
    """
    stored = drafts.get(ctx.session, ctx.sealer, ctx.me.number, KIND, ctx.now)
    if stored is None:
        raise UserError("team.nothing")
    case = stored.value["case"]
    if (
        seconds(ctx.now) > stored.value["until"]
        or revisions.work(ctx.session, "case", case) is None
    ):
        drafts.drop(ctx.session, ctx.me.number, KIND)
        return (_gone(ctx), Keep(_choice(ctx, note=ctx.words("withheld.too_late"))))
    if ctx.incoming.kind != "text":
        return (_gone(ctx), Keep(_question(ctx, case, ctx.words("withheld.not_text"))))
    try:
        told = _kept(ctx, case, ctx.incoming.text.text.splitlines())
    except UserError as refused:
        why = ctx.words(refused.key, None, **refused.values)
        return (
            _gone(ctx),
            Keep(_question(ctx, case, paragraphs(why, ctx.words("withheld.nothing_kept")))),
        )
    return (_gone(ctx), Keep(_question(ctx, case, told)))


def _kept(ctx: Context, case: str, names: list[str]) -> Rich:
    """What became of the names; whatever refuses one keeps none."""
    stands = ctx.beforehand(Standing(ctx.sealer, case, tuple(names)))
    savepoint = ctx.session.begin_nested()
    try:
        found = withheld_names.keep_back(
            ctx.session, ctx.sealer, case, names, ctx.us.number, ctx.now
        )
    except UserError:
        savepoint.rollback()
        raise
    savepoint.commit()
    return _told(ctx, found, stands)


def _told(ctx: Context, found: Found, stands: Stands) -> Rich:
    """What is new, what was stopped for it, and where it still stands; never the name itself."""
    words = ctx.words
    stopped = [_message(ctx, one) for one in found.messages]
    stopped += [words.text("withheld.plan", what=_part(ctx, one)) for one in found.plans]
    drafts = [_part(ctx, one) for one in stands.drafts]
    return paragraphs(
        words("withheld.added", n=len(found.added.marks)),
        lines(bold(words("withheld.stopped")), *stopped, words("withheld.gone_out"))
        if stopped
        else None,
        lines(bold(words("withheld.drafts")), *drafts) if drafts else None,
        lines(bold(words("withheld.public")), quote(", ".join(stands.public)))
        if stands.public
        else None,
    )


def _message(ctx: Context, one: Named) -> str:
    title = title_of(ctx.words, one.kind, one.title)
    return title or ctx.words.text("withheld.unnamed")


def _part(ctx: Context, one: Named) -> str:
    kind = ctx.words.text(f"kind.{one.kind}")
    return f"{kind}: {one.title}" if one.title else kind


def _gone(ctx: Context) -> Delete:
    """Takes the message that may hold names out of the chat."""
    return Delete((ctx.incoming.message_id,) if ctx.incoming.message_id else ())


def clear(ctx: Context, slug: str, asked: str = "") -> Reply:
    """Asks, then empties the list."""
    if not fresh(ctx, asked):
        text = paragraphs(
            lines(bold(ctx.words("withheld.clear_title")), _title(ctx, _known(ctx, slug))),
            ctx.words("withheld.count", n=withheld.count(ctx.session, slug)),
            ctx.words("withheld.clear_help"),
        )
        sure = (
            ctx.button(
                "withheld.clear_sure", "withheld.clear", slug, seconds(ctx.now), style="danger"
            ),
        )
        return (Show(Screen(text, (sure, (ctx.button("button.back", "withheld.show", slug),)))),)
    withheld.clear(ctx.session, _known(ctx, slug), ctx.us.number, ctx.now)
    return (
        Toast(ctx.words.text("withheld.cleared")),
        Show(_screen(ctx, slug, bold(ctx.words("withheld.cleared")))),
    )
