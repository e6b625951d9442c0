"""Who changed what and when; undo, and any version's words back as a draft."""

from __future__ import annotations

from datetime import UTC, datetime

from content.errors import Gone, NotAllowed
from content.fields import label
from content.language.i18n import when
from content.notices.publishing import KINDS
from content.text.markup import Rich, bold, join, lines, paragraphs
from content.text.messages import Button, Reply, Screen, Show, Toast, data
from handlers.context import Context
from handlers.team import names
from handlers.team.confirmation import fresh, number
from handlers.team.editing import part_screen, place
from handlers.team.editing.place import Place
from storage.engine.times import seconds
from storage.library import editing, revisions
from storage.library.revisions import Version, Work

PAGE = 3


def listed(ctx: Context, code: str, slug: str, page: str = "0") -> Reply:
    """The versions of a part, the newest first."""
    found = place.find(ctx, code, slug)
    every = revisions.history(ctx.session, found.work.kind, slug)
    at = number(page) if number(page) * PAGE < len(every) else 0
    shown = every[at * PAGE : (at + 1) * PAGE]
    text = paragraphs(
        lines(bold(ctx.words("history.title")), place.title(ctx, found.work)),
        *(_told(ctx, found, one) for one in shown),
    )
    rows = [
        (
            Button(
                ctx.words.text("history.open", n=one.number),
                data("history.version", *found.at[:2], one.number),
            ),
        )
        for one in shown
    ]
    more = (
        (ctx.button("edit.more", "history.list", *found.at[:2], at + 1),)
        if len(every) > (at + 1) * PAGE
        else ()
    )
    back = (
        ctx.button("button.back", "history.list", *found.at[:2], at - 1)
        if at
        else ctx.button("button.back", "edit.look", *found.at[:2])
    )
    undo_it = _undo_row(ctx, found) if at == 0 else ()
    return (Show(Screen(text, (*undo_it, *rows, (*more, back)))),)


def _undo_row(ctx: Context, found: Place) -> tuple[tuple[Button, ...], ...]:
    try:
        editing.last_change_of(ctx.session, found.work.kind, found.work.slug)
    except editing.NothingToUndo:
        return ()
    return ((ctx.button("edit.undo", "history.undo", *found.at[:2], found.work.number),),)


def _told(ctx: Context, found: Place, one: Version) -> Rich:
    """A version: its number, when, who, and what."""
    at = when(datetime.fromtimestamp(one.at, UTC), ctx.me.zone or "UTC", ctx.language)
    return lines(
        bold(ctx.words("history.version", n=one.number))
        + (f" · {ctx.words.text('history.public')}" if one.public else ""),
        f"{at} · {names.alias(ctx.words, one.by)}",
        _what(ctx, found.work.kind, one),
    )


def _what(ctx: Context, kind: str, one: Version) -> Rich:
    languages = join(", ", [place.tongue(ctx, language) for language in one.languages])
    if one.undo_to is not None:
        return ctx.words("history.undone")
    if one.field.startswith("restore ") and one.field[8:].isdecimal():
        return ctx.words("history.restored", n=int(one.field[8:]))
    if one.field == "discard":
        return ctx.words("history.discarded")
    if not one.field:
        return ctx.words("history.all", languages=languages)
    fields = ", ".join(
        dict.fromkeys(
            label(ctx.words, kind, name) for name in one.field.split(",") if name != "longitude"
        )
    )
    return Rich(f"{fields} · ") + languages


def version(ctx: Context, code: str, slug: str, wanted: str) -> Reply:
    """One version: what it changed and how that read then, and the way to bring it back."""
    found, one = _version(ctx, code, slug, wanted)
    told = [_value(ctx, found, one, language) for language in one.languages]
    text = paragraphs(_told(ctx, found, one), *told)
    rows: tuple[tuple[Button, ...], ...] = ()
    if one.number != found.work.number:
        rows = ((ctx.button("history.restore", "history.restore", *found.at[:2], one.number),),)
    return (
        Show(Screen(text, (*rows, (ctx.button("button.back", "history.list", *found.at[:2]),)))),
    )


def _version(ctx: Context, code: str, slug: str, wanted: str) -> tuple[Place, Version]:
    found = place.find(ctx, code, slug)
    known = revisions.history(ctx.session, found.work.kind, slug)
    one = next((one for one in known if one.number == number(wanted)), None)
    if one is None:
        raise Gone
    return found, one


def _value(ctx: Context, found: Place, one: Version, language: str) -> Rich | None:
    """What a field read like in a version."""
    body = revisions.at_version(ctx.session, found.work.kind, found.work.slug, one.number)
    if body is None:
        return None
    then = Place(
        Work(found.work.kind, found.work.slug, one.number, body, None, False, None, ()), language
    )
    known = [field for field in place.fields_of(ctx, then) if field.name in one.field.split(",")]
    return lines(
        *(part_screen.value_shown(ctx, then, field, place.value_of(then, field)) for field in known)
    )


def restore(ctx: Context, code: str, slug: str, wanted: str, asked: str = "") -> Reply:
    """Asks, then brings a version's words back as a draft: people see it after it is published."""
    found, one = _version(ctx, code, slug, wanted)
    if not fresh(ctx, asked):
        text = paragraphs(
            bold(ctx.words("history.restore_title", n=one.number)),
            ctx.words("history.restore_help", n=found.work.number - one.number),
        )
        sure = ctx.button(
            "history.restore",
            "history.restore",
            *found.at[:2],
            one.number,
            seconds(ctx.now),
            style="primary",
        )
        return (
            Show(
                Screen(text, ((sure,), (ctx.button("button.back", "history.list", *found.at[:2]),)))
            ),
        )
    work = editing.restore(ctx.session, found.work.kind, slug, one.number, ctx.us, ctx.now)
    return (
        Toast(ctx.words.text("history.is_restored")),
        Show(part_screen.screen(ctx, Place(work))),
    )


def undo(ctx: Context, code: str, slug: str, seen: str) -> Reply:
    """Takes the last change back if it is still the one that was seen."""
    kind = place.CODES.get(code)
    work = revisions.work(ctx.session, kind, slug) if kind else None
    if kind is None or work is None:
        raise Gone
    if number(seen) != work.number:
        return (Toast(ctx.words.text("edit.stale"), alert=True), *listed(ctx, code, slug))
    return _undone(ctx, kind, slug, mine=False)


def undo_mine(ctx: Context) -> Reply:
    """Takes back the speaker's last change, wherever it was; another's stays."""
    last = revisions.last_by(ctx.session, ctx.us.alias)
    if last is None:
        return (
            Show(
                Screen(
                    ctx.words("edit.nothing_to_undo"), ((ctx.button("button.back", "edit.show"),),)
                )
            ),
        )
    try:
        return _undone(ctx, *last, mine=True)
    except (editing.NotYours, editing.NothingToUndo) as why:
        rows = (
            (ctx.button("edit.history", "history.list", KINDS[last[0]], last[1]),),
            (ctx.button("button.back", "edit.show"),),
        )
        return (Show(Screen(ctx.words(why.key), rows)),)


def _undone(ctx: Context, kind: str, slug: str, *, mine: bool) -> Reply:
    before = revisions.work(ctx.session, kind, slug)
    taken, work = editing.undo(ctx.session, kind, slug, ctx.us, ctx.now, mine=mine)
    what = _what(ctx, kind, taken)
    name = place.title(ctx, work or before) if work or before else slug  # type: ignore[arg-type]
    text = paragraphs(
        lines(bold(ctx.words("edit.undone")), name), what, ctx.words("edit.undone_help")
    )
    at = (KINDS[kind], slug)
    again = ctx.button(
        "edit.bring_back", "history.bring_back", *at, before.number if before else taken.number
    )
    ways = ((ctx.button("edit.open", "edit.part", *at),),) if work else ()
    return (
        Toast(ctx.words.text("edit.undone")),
        Show(Screen(text, (*ways, (again, ctx.button("button.back", "edit.show"))))),
    )


def back(ctx: Context, code: str, slug: str, wanted: str) -> Reply:
    """Brings back what an undo or a discard took away, as a draft."""
    kind = place.CODES.get(code)
    if kind is None:
        raise Gone
    work = editing.restore(ctx.session, kind, slug, number(wanted), ctx.us, ctx.now)
    return (
        Toast(ctx.words.text("history.is_restored")),
        Show(part_screen.screen(ctx, Place(work))),
    )


def discard(ctx: Context, code: str, slug: str) -> Reply:
    """Throws the draft away; it can be brought back."""
    found = place.find(ctx, code, slug)
    if not any(place.may(ctx, Place(found.work, language)) for language in found.work.changed):
        raise NotAllowed
    editing.discard(ctx.session, found.work.kind, slug, ctx.us, ctx.now)
    again = (ctx.button("edit.bring_back", "history.bring_back", *found.at[:2], found.work.number),)
    text = paragraphs(lines(bold(ctx.words("edit.discarded")), place.title(ctx, found.work)))
    return (
        Toast(ctx.words.text("edit.discarded")),
        Show(Screen(text, (again, (ctx.button("button.back", "edit.show"),)))),
    )
