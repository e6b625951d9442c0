"""A part of the content: its state, how far each language is, and its fields."""

from __future__ import annotations

from content.errors import Gone
from content.fields import Field, Form, filled, label, show
from content.notices.publishing import KINDS
from content.parts import WORDLESS
from content.text.markup import Rich, bold, lines, paragraphs, quote, split
from content.text.messages import Button, Reply, Screen, Show, data
from handlers.context import Context
from handlers.team.editing import place, unsaved
from handlers.team.editing.part_list import state
from handlers.team.editing.place import Place
from handlers.team.editing.schedule import planned_line
from storage.library import revisions, withheld

FIELDS_SHOWN = 4
SHORT_CHARACTERS = 60  # characters of a value in a list
VALUE_FOLD_CHARACTERS = 400  # characters of a value above its fold
VALUE_CHARACTERS = 1800  # characters of a value in a screen
PAGE_ROOM = 3800


def thing(ctx: Context, code: str, slug: str) -> Reply:
    """The part: whether it is public, what is planned, how far each language is, and the ways to
    change it.
    """
    return (Show(screen(ctx, place.find(ctx, code, slug))),)


def screen(ctx: Context, found: Place, note: Rich | None = None) -> Screen:
    """The part as a screen."""
    work = found.work
    languages = () if work.kind in WORDLESS else place.tongues(ctx)
    waiting = unsaved.of(ctx, found)
    text = paragraphs(
        note,
        lines(bold(place.title(ctx, work)), ctx.words(f"kind.{work.kind}")),
        lines(state(ctx, work), planned_line(ctx, work)),
        lines(*(_far(ctx, Place(work, language)) for language in ("", *languages))),
        ctx.words("edit.unsaved", n=len(waiting)) if waiting else None,
    )
    sections = [
        Button(place.tongue(ctx, language), data("edit.section", *Place(work, language).at))
        for language in ("", *languages)
    ]
    rows = [tuple(sections[at : at + 2]) for at in range(0, len(sections), 2)]
    first = (ctx.button("edit.look", "edit.look", *found.at[:2], style="primary"),)
    back = ("edit.show",) if work.kind == "campaign" else ("edit.parts", KINDS[work.kind])
    return Screen(text, (first, *rows, (ctx.button("button.back", *back),)))


def _far(ctx: Context, found: Place) -> Rich:
    """How far a language is: nothing yet, what is missing, or whole."""
    lacking = place.missing(ctx, found)
    name = place.tongue(ctx, found.language)
    if found.language and not found.work.body["texts"].get(found.language):
        return ctx.words("edit.far.nothing", language=name)
    return (
        ctx.words("edit.far.lacks", language=name, n=len(lacking))
        if lacking
        else ctx.words("edit.far.whole", language=name)
    )


def section(ctx: Context, code: str, slug: str, language: str, page: str = "") -> Reply:
    """The fields of a language, page by page, the page with the first one that is missing first."""
    found = place.find(ctx, code, slug, language)
    known = place.fields_of(ctx, found)
    at = _page(ctx, found, known, page)
    shown = list(enumerate(known))[at * FIELDS_SHOWN : (at + 1) * FIELDS_SHOWN]
    told = [_line(ctx, found, one) for _, one in shown]
    text = paragraphs(
        lines(
            bold(f"{place.title(ctx, found.work)} · {place.tongue(ctx, found.language)}"),
            state(ctx, found.work),
        ),
        lines(*told),
        None if place.may(ctx, found) else ctx.words("edit.read_only"),
    )
    found_buttons = [
        Button(label(ctx.words, found.work.kind, one.name), data("edit.field", *found.at, index))
        for index, one in shown
    ]
    rows = [tuple(found_buttons[start : start + 2]) for start in range(0, len(found_buttons), 2)]
    pages = -(-len(known) // FIELDS_SHOWN)
    more = (
        (ctx.button("edit.more_fields", "edit.section", *found.at, (at + 1) % pages),)
        if pages > 1
        else ()
    )
    return (
        Show(Screen(text, (*rows, (*more, ctx.button("button.back", "edit.part", *found.at[:2]))))),
    )


def _page(ctx: Context, found: Place, known: list[Field], page: str) -> int:
    if page:
        if not page.isdecimal() or len(page) > 2 or int(page) * FIELDS_SHOWN >= max(len(known), 1):
            raise Gone
        return int(page)
    lacking = place.missing(ctx, found)
    return known.index(lacking[0]) // FIELDS_SHOWN if lacking else 0


def _line(ctx: Context, found: Place, one: Field) -> Rich:
    """A field's name and the beginning of its value."""
    value = place.value_of(found, one)
    name = bold(label(ctx.words, found.work.kind, one.name))
    if one.form is Form.WITHHELD and (many := withheld.count(ctx.session, found.work.slug)):
        return ctx.words("edit.pair", name=name, value=str(many))
    if not filled(value) and value is not False:
        none = ctx.words("edit.empty_optional" if one.optional else "edit.empty")
        return ctx.words("edit.pair", name=name, value=none)
    whole = _whole(ctx, found, one, value).text.replace("\n", " ")
    return ctx.words(
        "edit.pair",
        name=name,
        value=whole if len(whole) <= SHORT_CHARACTERS else whole[: SHORT_CHARACTERS - 1] + "…",
    )


def _whole(ctx: Context, found: Place, one: Field, value: object) -> Rich:
    """A value in full; a case by its title."""
    if one.name == "case":
        named = revisions.title_of(ctx.session, "case", str(value))
        return Rich(named.get(ctx.reads) or next(iter(named.values()), str(value)))
    return show(ctx.words, one, value, place.zone(ctx, found.work))


def value_shown(ctx: Context, found: Place, one: Field, value: object) -> Rich:
    """A value, folded when it is long; of one that is longer than a message has room for, its
    beginning.
    """
    whole = _whole(ctx, found, one, value)
    if not whole:
        return ctx.words("edit.empty")
    if len(whole) <= VALUE_CHARACTERS:
        return quote(whole, expandable=len(whole) > VALUE_FOLD_CHARACTERS)
    return lines(quote(split(whole, VALUE_CHARACTERS)[0], expandable=True), ctx.words("edit.cut"))


def whole_pages(ctx: Context, found: Place, one: Field, value: object) -> list[Rich]:
    """A value that has no room in a screen, in messages; nothing for one that has."""
    whole = _whole(ctx, found, one, value)
    return split(whole, PAGE_ROOM) if len(whole) > VALUE_CHARACTERS else []
