"""The next seven days: what will go out, to how many, in which languages, each as a supporter would
see it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from content.errors import Gone
from content.language.i18n import list_of, when
from content.language.languages import own_name
from content.notices.broadcasts import title_of
from content.notices.publishing import KINDS
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import Button, Keep, Reply, Screen, Show, data
from handlers.context import Context
from storage.actions import forecast
from storage.actions.forecast import Entry
from storage.library import revisions
from storage.queue.freeze import frozen_since

PAGE = 3
NAME_CHARACTERS = 28  # characters of a name on a button


def listed(ctx: Context, page: str = "0") -> Reply:
    """A page of what goes out, the next first."""
    found = forecast.entries(ctx.session, ctx.campaign, ctx.now)
    at = int(page) if page.isdecimal() and len(page) < 4 else 0
    shown = found[at * PAGE : (at + 1) * PAGE]
    text = paragraphs(
        bold(ctx.words("upcoming.title")),
        bold(ctx.words("safety.frozen_title")) if frozen_since(ctx.session) is not None else None,
        *(_line(ctx, entry) for entry in shown),
        ctx.words("upcoming.help") if shown else ctx.words("upcoming.none"),
    )
    opening = [(_open(ctx, entry),) for entry in shown]
    more = (
        [(ctx.button("upcoming.later", "upcoming.list", at + 1),)]
        if len(found) > (at + 1) * PAGE
        else []
    )
    return (Show(Screen(text, (*opening, *more, (ctx.button("button.back", "team.desk"),)))),)


def _line(ctx: Context, entry: Entry) -> Rich:
    """When, what, to how many, in which languages; few are not told exactly."""
    moment = when(datetime.fromtimestamp(entry.at, UTC), ctx.me.zone or "UTC", ctx.language)
    people = _people(ctx, entry) if entry.kind != "plan" else ctx.words("upcoming.public")
    return lines(
        bold(_name(ctx, entry)),
        ctx.words("upcoming.when", moment=moment, zone=ctx.me.zone or "UTC"),
        people,
    )


def _people(ctx: Context, entry: Entry) -> Rich:
    languages = [own_name(code) for code in entry.languages]
    return ctx.words(
        "upcoming.people",
        people=entry.people.text(ctx.language),
        languages=list_of(languages, ctx.language),
    )


def _name(ctx: Context, entry: Entry) -> str:
    event = ctx.campaign.event(entry.about) if entry.kind in ("reminder", "question") else None
    title = ctx.campaign.words(event.texts, ctx.reads)[0].title if event else entry.about
    match entry.kind:
        case "send":
            return title_of(ctx.words, entry.key[1], title) if entry.key[1] != "alert" else title
        case "plan":
            named = revisions.title_of(ctx.session, *entry.key)
            title = named.get(ctx.reads) or next(iter(named.values()), entry.about)
    return ctx.words.text(f"upcoming.{entry.kind}", title=title)


def _open(ctx: Context, entry: Entry) -> Button:
    name = _name(ctx, entry)
    short = name if len(name) <= NAME_CHARACTERS else name[: NAME_CHARACTERS - 1] + "…"
    label = ctx.words.text("sending.open", title=short)
    if entry.kind == "plan":
        return Button(label, data("edit.preview", KINDS[entry.key[0]], entry.key[1]))
    key = entry.key[:1] if entry.kind in ("send", "digest", "followup") else entry.key
    return Button(label, data("upcoming.show", entry.kind, *key))


def show(ctx: Context, kind: str, *key: str) -> Reply:
    """One of them in every language in which somebody gets it, exactly as they will see it; then
    the list again.
    """
    found = forecast.entries(ctx.session, ctx.campaign, ctx.now)
    entry = next(
        (one for one in found if one.kind == kind and key and one.key[: len(key)] == key), None
    )
    if entry is None:
        raise Gone
    shown: list[Keep] = []
    for code in entry.languages:
        screen = forecast.screen(
            ctx.session, ctx.campaign, entry, ctx.campaign.speak(code), ctx.now
        )
        if screen is not None:
            title = ctx.words("team.preview_title", language=own_name(code))
            shown.append(Keep(Screen(lines(bold(title), screen.text), screen.rows)))
    back = ctx.button("upcoming.back", "upcoming.list", style="primary")
    told_of = Screen(
        lines(bold(_name(ctx, entry)), ctx.words("upcoming.shown", n=len(shown))), ((back,),)
    )
    return (*shown, Keep(told_of))
