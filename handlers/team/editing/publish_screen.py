"""Before anyone sees it: what is wrong or missing, the preview in every language, then publishing
and taking back.
"""

from __future__ import annotations

from dataclasses import replace

from pydantic import ValidationError

from content.campaign import Campaign
from content.cases import Case, Update
from content.errors import Gone, UserError
from content.language import numbers
from content.letters.bilingual_view import view
from content.letters.composer import Choices, compose
from content.letters.sentences import Letters
from content.missions.mission import Mission
from content.missions.names import mission_name
from content.notices.digests import compose_alert
from content.notices.publishing import told
from content.permissions import Permission
from content.publishing import Finding
from content.statistics import Statistic
from content.text.markup import bold, lines, paragraphs, split
from content.text.messages import Button, Keep, Reply, Screen, Show, Toast, data
from handlers import cases, events, home
from handlers.cases import figures
from handlers.context import Context
from handlers.team.confirmation import fresh
from handlers.team.desk import reach
from handlers.team.editing import correction, part_screen, place
from handlers.team.editing.part_list import state
from handlers.team.editing.place import Place
from handlers.team.editing.schedule import planned_line
from storage.actions import publishing, scheduled_publishing
from storage.actions.publishing import Examination
from storage.delivery import headcounts
from storage.engine.times import seconds
from storage.library import published

MOST_FINDINGS = 7  # findings on a screen
SECTIONS = ("happened", "risk", "asks", "background", "timeline")


def look(ctx: Context, code: str, slug: str) -> Reply:
    """What stands in the way of publishing and what is warned about; then preview, publish, plan,
    history.
    """
    return (Show(_screen(ctx, place.find(ctx, code, slug))),)


def _screen(ctx: Context, found: Place) -> Screen:
    work, words = found.work, ctx.words
    findings = ctx.beforehand(Examination(work.kind, work.slug, ctx.now))
    errors = [told(words, work.kind, one) for one in findings if one.blocking][:MOST_FINDINGS]
    careful = [told(words, work.kind, one) for one in findings if _is_careful(one)]
    others = [one for one in findings if not one.blocking and not _is_careful(one)]
    warnings = [told(words, work.kind, one) for one in others][: MOST_FINDINGS - len(errors)]
    changed = ", ".join(place.tongue(ctx, language) for language in work.changed)
    text = paragraphs(
        lines(bold(words("edit.look_title")), place.title(ctx, work)),
        lines(
            state(ctx, work),
            planned_line(ctx, work),
            words("edit.differs", languages=changed) if changed else None,
        ),
        lines(bold(words("edit.errors")), *(f"• {one.text}" for one in errors)) if errors else None,
        lines(bold(words("edit.careful")), *(f"• {one.text}" for one in careful))
        if careful
        else None,
        lines(bold(words("edit.warnings")), *(f"• {one.text}" for one in warnings))
        if warnings
        else None,
        None if errors or careful or warnings else words("edit.all_well"),
        words("edit.event_told") if work.kind == "event" and work.public and work.changed else None,
    )
    return Screen(text, _rows(ctx, found, clean=not errors, careful=bool(careful)))


def _is_careful(finding: Finding) -> bool:
    """Whether it is about words that could hurt somebody: all of them are shown, and the yes says
    so.
    """
    return finding.key.startswith("publish.careful_")


def _rows(
    ctx: Context, found: Place, *, clean: bool, careful: bool
) -> tuple[tuple[Button, ...], ...]:
    work, at = found.work, found.at[:2]
    public = ctx.us.may(Permission.PUBLISH)
    ready = bool(work.changed) or work.withdrawn
    show = ctx.button("edit.preview", "edit.preview", *at)
    first: tuple[Button, ...] = (show,)
    second: tuple[Button, ...] = ()
    if public and clean and ready:
        key = "edit.publish_careful" if careful else "edit.publish"
        first = (
            ctx.button(key, "edit.publish", *at, work.number, seconds(ctx.now), style="primary"),
        )
        second = (show, ctx.button("edit.later", "plan.ask", *at))
    past = ctx.button("edit.history", "history.list", *at)
    drop: tuple[Button, ...] = ()
    if public and work.public and work.kind != "campaign":
        drop = (ctx.button("edit.unpublish", "edit.unpublish", *at, style="danger"),)
        if work.kind == "update":
            drop = (*drop, ctx.button("corrections.open", "correction.ask", *at))
    elif work.changed and not work.withdrawn:
        drop = (ctx.button("edit.discard", "history.discard", *at, style="danger"),)
    return tuple(
        row
        for row in (first, second, (past,), drop, (ctx.button("button.back", "edit.part", *at),))
        if row
    )


def publish(ctx: Context, code: str, slug: str, number: str, asked: str) -> Reply:
    """Makes the version that was looked at public, if it is still the newest and was looked at just
    now.
    """
    found = place.find(ctx, code, slug)
    if not number.isdecimal() or len(number) > 9:
        raise Gone
    if not fresh(ctx, asked):
        return (Toast(ctx.words.text("team.expired"), alert=True), Show(_screen(ctx, found)))
    try:
        publishing.publish(
            ctx.session,
            found.work.kind,
            slug,
            ctx.us,
            ctx.now,
            number=int(number),
            examined=ctx.beforehand,
        )
    except (publishing.Stale, publishing.Blocked) as why:
        return (Toast(ctx.words.text(why.key), alert=True), Show(_screen(ctx, found)))
    if scheduled_publishing.of(ctx.session, found.work.kind, slug):
        scheduled_publishing.cancel(ctx.session, found.work.kind, slug, ctx.us, ctx.now)
    if found.work.kind == "update":
        now_public = replace(ctx, campaign=published.snapshot(ctx.session) or ctx.campaign)
        if choice := correction.asked(now_public, place.find(now_public, code, slug)):
            return (Toast(ctx.words.text("edit.published")), Show(choice))
    text = paragraphs(
        lines(bold(ctx.words("edit.published")), place.title(ctx, found.work)),
        ctx.words("edit.published_help"),
    )
    past = ctx.button("edit.history", "history.list", *found.at[:2])
    back = ctx.button("button.back", "edit.part", *found.at[:2])
    return (Toast(ctx.words.text("edit.published")), Show(Screen(text, ((past,), (back,)))))


def unpublish(ctx: Context, code: str, slug: str, asked: str = "") -> Reply:
    """Asks, with who is concerned, then takes the part back; a case goes with all that belongs to
    it.
    """
    found = place.find(ctx, code, slug)
    work = found.work
    if work.kind == "campaign":
        raise UserError("edit.not_campaign")
    if work.public is None:
        return (
            Toast(ctx.words.text("edit.not_public"), alert=True),
            Show(part_screen.screen(ctx, found)),
        )
    if not fresh(ctx, asked):
        return (Show(_ask(ctx, found)),)
    many = publishing.unpublish(ctx.session, work.kind, slug, ctx.us, ctx.now)
    note = (
        ctx.words("case.withdrawn_note", None, count=numbers.told(many).text(ctx.language))
        if work.kind in ("case", "update")
        else None
    )
    text = paragraphs(lines(bold(ctx.words("edit.unpublished")), place.title(ctx, work)), note)
    return (
        Toast(ctx.words.text("edit.unpublished")),
        Show(Screen(text, ((ctx.button("button.back", "edit.part", *found.at[:2]),),))),
    )


def _ask(ctx: Context, found: Place) -> Screen:
    work = found.work
    case = work.slug if work.kind == "case" else work.body.get("case", "")
    many = (
        reach(ctx, "team.followers", headcounts.followers(ctx.session, case, ctx.now))
        if case
        else None
    )
    text = paragraphs(
        lines(bold(ctx.words("edit.unpublish_title")), place.title(ctx, work)),
        many,
        ctx.words(
            f"edit.unpublish_{work.kind}"
            if work.kind in ("case", "event", "update")
            else "edit.unpublish_help"
        ),
    )
    sure = (
        ctx.button(
            "edit.unpublish_sure", "edit.unpublish", *found.at[:2], seconds(ctx.now), style="danger"
        ),
    )
    return Screen(text, (sure, (ctx.button("button.back", "edit.look", *found.at[:2]),)))


def preview(ctx: Context, code: str, slug: str) -> Reply:
    """Which language to see it in."""
    found = place.find(ctx, code, slug)
    text = paragraphs(
        lines(bold(ctx.words("edit.preview_title")), place.title(ctx, found.work)),
        ctx.words("edit.preview_help"),
    )
    buttons = [
        Button(place.tongue(ctx, language), data("edit.show_preview", *found.at[:2], language))
        for language in place.tongues(ctx)
    ]
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return (Show(Screen(text, (*rows, (ctx.button("button.back", "edit.look", *found.at[:2]),)))),)


def show_preview(ctx: Context, code: str, slug: str, language: str) -> Reply:
    """The part exactly as people will see it in a language, with buttons that do nothing."""
    found = place.find(ctx, code, slug)
    if language not in place.tongues(ctx):
        raise Gone
    whole = publishing.campaign_with(ctx.session, found.work.kind, slug)
    if isinstance(whole, ValidationError):
        return (Toast(ctx.words.text("edit.not_whole"), alert=True), Show(_screen(ctx, found)))
    person = replace(ctx.me, language=language)
    theirs = replace(ctx, campaign=whole, words=whole.speak(language), person=person, member=None)
    try:
        shown = _shown(theirs, found, whole)
    except Gone:
        return (Toast(ctx.words.text("edit.not_whole"), alert=True), Show(_screen(ctx, found)))
    head = bold(ctx.words("team.preview_title", language=place.tongue(ctx, language)))
    first, *rest = [Screen(one.text, _inert(one.rows)) for one in shown]
    end = Keep(
        Screen(
            ctx.words("edit.preview_end"),
            ((ctx.button("button.back", "edit.look", *found.at[:2]),),),
        )
    )
    return (Keep(Screen(paragraphs(head, first.text), first.rows)), *map(Keep, rest), end)


def _inert(rows: tuple[tuple[Button, ...], ...]) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        tuple(replace(one, data=data("edit.inert")) if one.data else one for one in row)
        for row in rows
    )


def inert(ctx: Context) -> Reply:
    """A button of a preview: says that it is one."""
    return (Toast(ctx.words.text("edit.only_preview"), alert=True),)


def _shown(ctx: Context, found: Place, whole: Campaign) -> list[Screen]:
    """The supporters' screens of a part."""
    part = _part(whole, found)
    match part:
        case Case():
            told_in = [
                *SECTIONS,
                *(["talk"] if ctx.campaign.words(part.texts, ctx.reads)[0].talking_points else []),
            ]
            pages = [
                cases.show(ctx, part.slug),
                *(cases.show(ctx, part.slug, name) for name in told_in),
            ]
            return [op.screen for page in pages for op in page if isinstance(op, Show)]
        case Letters():
            return _letter(ctx, part)
        case Mission():
            lines_of = (part.address, part.email, part.phone, part.form)
            return [Screen(lines(bold(mission_name(ctx.words, part)), *lines_of))]
        case Statistic():
            return [Screen(figures.page(ctx, part))]
        case Update():
            case = whole.case(part.case)
            if case is None:
                raise Gone
            return [compose_alert(whole, ctx.words, case, part, ctx.reads)]
        case Campaign():
            return [op.screen for op in home.home(ctx) if isinstance(op, Show)]
        case _:
            return [op.screen for op in events.show(ctx, found.work.slug) if isinstance(op, Show)]


def _part(whole: Campaign, found: Place) -> object:
    slug = found.work.slug
    match found.work.kind:
        case "case":
            return whole.case(slug)
        case "letter":
            return whole.letter(slug)
        case "mission":
            return whole.mission(slug)
        case "statistic":
            return next(one for one in whole.statistics if one.slug == slug)
        case "update":
            return next(one for one in whole.updates if one.slug == slug)
        case "campaign":
            return whole
        case _:
            return whole.event(slug)


def _letter(ctx: Context, letters: Letters) -> list[Screen]:
    """A letter as it could go out, to the first office that its words suit."""
    text = ctx.campaign.words(letters.texts, ctx.reads)[0]
    office = next((one for one in ctx.campaign.missions if one.kind in text.salutations), None)
    if office is None:
        raise Gone
    points = tuple(point.id for point in letters.points)
    known = [ctx.reads] if ctx.reads in letters.texts else list(letters.texts)[:1]
    made = compose(letters, known, office, Choices(points, (), "", 0), ctx.now.date())
    return [Screen(piece) for piece in split(view(made, None), 3500)]
