"""What to look at before a letter goes out, with buttons that lead to the place."""

from __future__ import annotations

from collections.abc import Mapping

from content.letters import checks as looking
from content.letters.checks import Finding
from content.letters.composer import FREE
from content.text.markup import Rich, bold, lines, paragraphs, quote
from content.text.messages import Button, Screen, data
from handlers.context import Context
from handlers.letters.draft import Writing, letters_of, shown_text
from handlers.letters.print_layout import measured
from storage.queue.kept_back import kept_back

SHOWN_FINDINGS = 4  # findings on one screen
AROUND_CHARACTERS = 20  # characters shown before and after the words that were found
ANYWAY = "anyway"


def findings(ctx: Context, writing: Writing) -> tuple[Finding, ...]:
    """Everything to look at in this letter; whether it stays on its page, if that could be
    measured.
    """
    return _found(ctx, writing, fits=measured(ctx, writing))


def blocking(ctx: Context, writing: Writing) -> tuple[Finding, ...]:
    """What keeps this letter from going out."""
    return tuple(finding for finding in _found(ctx, writing, fits=True) if finding.blocks)


def _found(ctx: Context, writing: Writing, *, fits: bool) -> tuple[Finding, ...]:
    case = ctx.campaign.case(writing.case)
    careful = case is None or case.protected or case.slug in kept_back(ctx.session).cases
    old = [id for id in letters_of(ctx, writing).outdated(ctx.now.date()) if id in writing.points]
    return looking.check(
        texts(writing),
        ctx.campaign.published(),
        protected=careful,
        minors=case is None or case.minors,
        outdated=old,
        fits=fits,
    )


def texts(writing: Writing) -> Mapping[str, str]:
    """What the writer typed and the letter holds, by its place."""
    free = {FREE: writing.answers[FREE]} if writing.answers.get(FREE) else writing.answers
    return {**free, "name": writing.name} if writing.name else free


def screen(ctx: Context, writing: Writing, revision: int, found: tuple[Finding, ...]) -> Screen:
    """What was found, each with its place; unless one blocks, the letter may go out as it is."""
    shown, blocked = found[:SHOWN_FINDINGS], any(finding.blocks for finding in found)
    said = [_said(ctx, writing, finding) for finding in shown]
    title = ctx.words("check.title_blocked" if blocked else "check.title")
    text = paragraphs(bold(title), *said, None if blocked else ctx.words("check.yours"))
    change = dict.fromkeys(_button(ctx, revision, finding) for finding in shown)
    anyway = (
        () if blocked else ((ctx.button("check.anyway", "letter.hand_over", revision, ANYWAY),),)
    )
    return Screen(
        text,
        (
            *((one,) for one in change),
            *anyway,
            (ctx.button("button.back", "letter.step", revision, "preview"),),
        ),
    )


def _said(ctx: Context, writing: Writing, finding: Finding) -> Rich:
    """What it is and what to change; for words, the words themselves."""
    excerpt = _excerpt(texts(writing).get(finding.place, ""), finding)
    if finding.key == looking.OUTDATED:
        point = shown_text(ctx, writing).points[_point(finding)]
        return ctx.words("check.outdated", point=point.label)
    return lines(ctx.words(f"check.{finding.key}"), quote(excerpt) if excerpt else None)


def _excerpt(text: str, finding: Finding) -> str:
    start, end = (
        max(finding.start - AROUND_CHARACTERS, 0),
        min(finding.end + AROUND_CHARACTERS, len(text)),
    )
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return f"{before}{text[start:end].strip()}{after}" if text else ""


def _button(ctx: Context, revision: int, finding: Finding) -> Button:
    """Where it can be changed: the question that holds the words, the name, the points."""
    place = finding.place.split(".")[0]
    if place == "name":
        return ctx.button("letter.change_name", "letter.step", revision, "name")
    if place == looking.POINTS:
        return ctx.button("letter.change_points", "letter.step", revision, "points")
    if place == looking.LETTER:
        return ctx.button("check.shorten", "letter.step", revision, "words")
    label = ctx.words.text("check.change", part=ctx.words.text(f"letter.chip.{place}"))
    return Button(label, data("letter.question", revision, place))


def _point(finding: Finding) -> str:
    return finding.place.split(".", 1)[1]
