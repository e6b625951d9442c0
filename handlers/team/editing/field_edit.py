"""A field: what stands there, how to change it, and the answer, which is kept only after it was
shown.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from content.errors import Gone, NotAllowed, UserError
from content.fields import Field, Form, Said, Unfit, companions, filled, label, read, typed
from content.fields.foreign import AS_TYPED, FieldAnswer
from content.protection.kept_back import Withheld
from content.protection.private_details import PrivateDetail
from content.protection.protected_texts import ConsentAhead
from content.text.markup import Rich, bold, lines, paragraphs, quote
from content.text.messages import Button, Keep, Reply, Screen, Show, Toast, data
from handlers.context import Context
from handlers.team import names, withheld_names
from handlers.team.editing import new_part, place, schedule, unsaved
from handlers.team.editing.part_screen import value_shown, whole_pages
from handlers.team.editing.place import Place
from handlers.team.editing.unsaved import Answer, Unsaved
from storage.library import editing, revisions

EXAMPLE_CHARACTERS = 900  # characters of a list that is shown to be copied beside how it reads
WHOLE = 2900  # characters of one that is shown to be copied only
CHOICE_BUTTONS = 4  # buttons for a choice; longer ones are typed
NAMED = {Form.YES_NO, Form.CHOICE}


def open_field(ctx: Context, code: str, slug: str, language: str, index: str) -> Reply:
    """The field with its value, help and limit; the next message is the answer, for those who may
    change it.
    """
    found = place.find(ctx, code, slug, language)
    one = place.field_at(ctx, found, index)
    if not place.may(ctx, found):
        return (Show(_screen(ctx, found, one, index, readable=False)),)
    if one.form is Form.WITHHELD:
        return withheld_names.show(ctx, slug)
    answer = Answer(found.work.kind, slug, found.language, one.name, found.work.number)
    opened = unsaved.opened(ctx, answer)
    current = opened.current
    if current and current.value is not None:
        return (Show(_confirm(ctx, opened, current)),)
    pages = whole_pages(ctx, found, one, place.value_of(found, one))
    shown = _screen(ctx, found, one, index, readable=True)
    return (*(Keep(Screen(page)) for page in pages), Keep(shown) if pages else Show(shown))


def _screen(ctx: Context, found: Place, one: Field, index: str, *, readable: bool) -> Screen:
    words, value = ctx.words, place.value_of(found, one)
    hint = f"hint.{found.work.kind}.{one.last}"
    again = typed(one, value) if filled(value) else ""
    text = paragraphs(
        lines(
            bold(label(words, found.work.kind, one.name)),
            f"{place.title(ctx, found.work)} · {place.tongue(ctx, found.language)}",
        ),
        None if EXAMPLE_CHARACTERS <= len(again) < WHOLE else value_shown(ctx, found, one, value),
        lines(
            words(hint) if words.has(hint) else None,
            words(f"form.{one.form.value}") if readable else words("edit.read_only"),
            words("edit.columns", names=" | ".join(_columns(ctx, one)))
            if one.form is Form.ROWS
            else None,
            words("edit.names", names=", ".join(one.keys[:12])) if one.keys else None,
            words("edit.choices", names=", ".join(_choices(ctx, one))) if one.choices else None,
            words("edit.limit", limit=one.limit) if one.limit and one.limit > 32 else None,
            words("edit.most", limit=one.most) if one.most else None,
        ),
        lines(words("edit.example"), Rich(again).within("pre"))
        if again and len(again) < WHOLE
        else None,
    )
    back = ctx.button("button.back", "edit.section", *found.at)
    if not readable:
        return Screen(text, ((back,),))
    options = one.choices if one.form in NAMED and len(one.choices) <= CHOICE_BUTTONS else ()
    picked = [
        Button(_named(ctx, option), data("edit.choose", *found.at, index, at))
        for at, option in enumerate(options)
    ]
    rows = [tuple(picked[at : at + 2]) for at in range(0, len(picked), 2)]
    clear = filled(value) and (one.optional or one.form not in NAMED)
    drop = (
        (ctx.button("edit.clear", "edit.clear", *found.at, index, style="danger"),) if clear else ()
    )
    return Screen(text, (*rows, *((drop,) if drop else ()), (back,)))


def _columns(ctx: Context, one: Field) -> list[str]:
    return [
        label(ctx.words, "", column.name)
        + ("" if not column.optional else ctx.words.text("edit.optional"))
        for column in one.inner
    ]


def _choices(ctx: Context, one: Field) -> list[str]:
    return [_named(ctx, option) for option in one.choices[:12]]


def _named(ctx: Context, option: str) -> str:
    """A choice in words; a part of the campaign by its title."""
    if ctx.words.has(f"choice.{option}"):
        return ctx.words.text(f"choice.{option}")
    case = next((case for case in ctx.campaign.cases if case.slug == option), None)
    return ctx.campaign.words(case.texts, ctx.reads)[0].title if case else place.tongue(ctx, option)


def answer(ctx: Context) -> Reply:
    """Takes the message as the answer to the open question and shows it back."""
    waiting = unsaved.load(ctx)
    return _take(ctx, waiting, waiting.current)


def edited(ctx: Context) -> Reply:
    """An edit of the message that answered a question replaces that answer."""
    waiting = unsaved.load(ctx)
    key = next(
        (key for key, message in waiting.given.items() if message == ctx.incoming.message_id), ""
    )
    return _take(ctx, replace(waiting, open=key), waiting.answers.get(key))


def _take(ctx: Context, waiting: Unsaved, asked: Answer | None) -> Reply:
    if asked is None:
        raise UserError("team.nothing")
    if asked.field == new_part.NAME:
        return new_part.named(ctx, asked)
    if asked.field == schedule.WHEN:
        return schedule.answered(ctx, waiting, asked)
    found = _place(ctx, asked)
    one = _field(ctx, found, asked)
    if not place.may(ctx, found):
        raise NotAllowed
    try:
        value = _read(ctx, found, one)
    except UserError as unfit:
        again = ctx.words(unfit.key, None, **unfit.values)
        rows = ((ctx.button("button.back", "edit.section", *found.at),),)
        return (Keep(Screen(paragraphs(again, ctx.words("edit.send_again")), rows)),)
    given = {**waiting.given, asked.key: ctx.incoming.message_id or 0}
    answers = {**waiting.answers, asked.key: replace(asked, value=value)}
    saved = unsaved.save(
        ctx, replace(waiting, answers=answers, given=given, open=asked.key), awaiting=True
    )
    return (Keep(_confirm(ctx, saved, answers[asked.key])),)


def _read(ctx: Context, found: Place, one: Field) -> Any:
    if ctx.incoming.kind == "other":
        raise Unfit("unfit.photo")
    if ctx.incoming.place and one.form is not Form.POSITION:
        raise Unfit("unfit.location")
    before = place.value_of(found, one)
    theirs: tuple[str, ...] = ()
    if one.form is Form.PASSAGE:
        theirs = _names(found, one)
    said = Said(
        ctx.incoming.text, ctx.now, place.zone(ctx, found.work), ctx.incoming.place, theirs, before
    )
    if one.form in AS_TYPED:
        return read(one, said)
    around, work = place.around(ctx, found.work), found.work
    return ctx.elsewhere(
        FieldAnswer(work.kind, found.language, one.name, around.campaign, work.body, said)
    )


def _names(found: Place, one: Field) -> tuple[str, ...]:
    """Names of a passage's sentences as another language has them: the same sentences stand side by
    side.
    """
    for language in found.work.body["texts"]:
        other = revisions.value_at(found.work.body, language, one.name)
        if language != found.language and other:
            return tuple(other)
    return ()


def _place(ctx: Context, asked: Answer) -> Place:
    work = revisions.work(ctx.session, asked.kind, asked.slug)
    if work is None:
        raise Gone
    return Place(work, asked.language)


def _field(ctx: Context, found: Place, asked: Answer) -> Field:
    one = next((one for one in place.fields_of(ctx, found) if one.name == asked.field), None)
    if one is None:
        raise Gone
    return one


def _confirm(ctx: Context, waiting: Unsaved, asked: Answer) -> Screen:
    """The answer as it was understood, with the way to keep it."""
    if asked.field == schedule.WHEN:
        return schedule.confirm(ctx, waiting, asked)
    found = _place(ctx, asked)
    one = _field(ctx, found, asked)
    text = paragraphs(
        lines(bold(ctx.words("edit.confirm_title", field=label(ctx.words, asked.kind, one.name))),
              f"{place.title(ctx, found.work)} · {place.tongue(ctx, found.language)}"),
        value_shown(ctx, found, one, asked.value),
        ctx.words("edit.confirm_help"),
    )  # fmt: skip
    keep_it = (ctx.button("edit.keep", "edit.keep", waiting.revision, style="primary"),)
    leave = (ctx.button("edit.cancel", "edit.cancel", waiting.revision, style="danger"),)
    return Screen(text, (keep_it, leave, (ctx.button("button.back", "edit.section", *found.at),)))


def _current(ctx: Context, revision: str) -> tuple[Unsaved, Answer] | None:
    """The answer that a button was made for, or None when another is open by now."""
    waiting = unsaved.load(ctx)
    asked = waiting.current
    if asked is None or asked.value is None:
        raise UserError("team.nothing")
    return (waiting, asked) if revision == str(waiting.revision) else None


def keep(ctx: Context, revision: str) -> Reply:
    """Makes the answer a change of the draft; if somebody changed the field since, both versions
    are shown.
    """
    found = _current(ctx, revision)
    if found is None:
        waiting = unsaved.load(ctx)
        shown = _confirm(ctx, waiting, waiting.answers[waiting.open])
        return (Toast(ctx.words.text("edit.changed_meanwhile"), alert=True), Show(shown))
    return _store(ctx, found[0], found[1])


def overwrite(ctx: Context, revision: str, number: str) -> Reply:
    """Keeps the answer although somebody else changed the field: they were shown what it
    replaces.
    """
    found = _current(ctx, revision)
    if found is None or not number.isdecimal() or len(number) > 9:
        return keep(ctx, revision)
    return _store(ctx, found[0], replace(found[1], seen=int(number)))


def _store(ctx: Context, waiting: Unsaved, asked: Answer) -> Reply:
    found = _place(ctx, asked)
    one = _field(ctx, found, asked)
    try:
        work = _change(ctx, found, one, asked.value, asked.seen)
    except editing.Conflict as conflict:
        return (Show(_both(ctx, waiting, asked, one, conflict)),)
    except (Withheld, PrivateDetail, ConsentAhead) as refused:
        rows = ((ctx.button("button.back", "edit.section", *found.at),),)
        return (Show(Screen(ctx.words(refused.key, None, **refused.values), rows)),)
    unsaved.settled(ctx, asked.key)
    return kept(ctx, Place(work, found.language), one)


def _change(ctx: Context, found: Place, one: Field, value: Any, seen: int) -> revisions.Work:
    work = found.work
    wanted = place.values(one, value) | companions(work.kind, one.name, value, work.body)
    return editing.change(
        ctx.session, work.kind, work.slug, found.language, wanted, seen=seen, by=ctx.us, now=ctx.now
    )  # fmt: skip


def _both(
    ctx: Context, waiting: Unsaved, asked: Answer, one: Field, conflict: editing.Conflict
) -> Screen:
    """What the other wrote and what this person wrote, side by side."""
    found = _place(ctx, asked)
    text = paragraphs(
        bold(ctx.words("edit.conflict_title", field=label(ctx.words, asked.kind, one.name))),
        ctx.words("edit.conflict", name=names.alias(ctx.words, conflict.by)),
        lines(
            bold(ctx.words("edit.theirs")), value_shown(ctx, found, one, place.value_of(found, one))
        ),
        lines(bold(ctx.words("edit.yours")), value_shown(ctx, found, one, asked.value)),
    )
    theirs = (ctx.button("edit.keep_theirs", "edit.cancel", waiting.revision, style="primary"),)
    mine = (
        ctx.button(
            "edit.keep_mine", "edit.overwrite", waiting.revision, conflict.number, style="danger"
        ),
    )
    return Screen(text, (theirs, mine, (ctx.button("button.back", "edit.section", *found.at),)))


def kept(ctx: Context, found: Place, one: Field) -> Reply:
    """Says that it is kept, with the next field that is missing, and undo."""
    after = _next(ctx, found)
    text = paragraphs(
        bold(ctx.words("edit.kept", field=label(ctx.words, found.work.kind, one.name))),
        quote(place.title(ctx, found.work)),
        ctx.words("edit.kept_help") if found.work.changed else ctx.words("edit.as_public"),
    )
    undo = ctx.button("edit.undo", "history.undo", *found.at[:2], found.work.number)
    rows = ((undo, ctx.button("button.back", "edit.section", *found.at)),)
    return (Toast(ctx.words.text("edit.saved")), Show(Screen(text, ((after,), *rows))))


def _next(ctx: Context, found: Place) -> Button:
    """The way to what is still missing, first in this language; else to the preview."""
    known = place.fields_of(ctx, found)
    if lacking := place.missing(ctx, found):
        name = label(ctx.words, found.work.kind, lacking[0].name)
        return ctx.button(
            "edit.next",
            "edit.field",
            *found.at,
            known.index(lacking[0]),
            style="primary",
            field=name,
        )
    return ctx.button("edit.look", "edit.look", *found.at[:2], style="primary")


def cancel(ctx: Context, revision: str) -> Reply:
    """Throws the open answer away."""
    found = _current(ctx, revision)
    if found is None:
        return keep(ctx, revision)
    unsaved.settled(ctx, found[1].key)
    back = _place(ctx, found[1])
    rows = ((ctx.button("button.back", "edit.section", *back.at),),)
    return (
        Toast(ctx.words.text("edit.cancelled")),
        Show(Screen(ctx.words("edit.cancelled"), rows)),
    )


def choose(ctx: Context, code: str, slug: str, language: str, index: str, option: str) -> Reply:
    """Takes a choice by its button; it is kept at once and can be undone."""
    found = place.find(ctx, code, slug, language)
    one = place.field_at(ctx, found, index)
    if not option.isdecimal() or len(option) > 2 or int(option) >= len(one.choices):
        raise Gone
    picked: Any = one.choices[int(option)]
    value = picked == "yes" if one.form is Form.YES_NO else picked
    return _set(ctx, found, one, value)


def clear(ctx: Context, code: str, slug: str, language: str, index: str) -> Reply:
    """Empties the field; it can be undone."""
    found = place.find(ctx, code, slug, language)
    return _set(ctx, found, place.field_at(ctx, found, index), None)


def _set(ctx: Context, found: Place, one: Field, value: Any) -> Reply:
    if not place.may(ctx, found):
        raise NotAllowed
    work = _change(ctx, found, one, value, found.work.number)
    key = Answer(work.kind, work.slug, found.language, one.name, 0).key
    unsaved.settled(ctx, key)
    return kept(ctx, Place(work, found.language), one)
