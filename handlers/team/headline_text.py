"""A message of the team as a headline and a text below it."""

from __future__ import annotations

from collections.abc import Mapping

from content.cases import UpdateText
from content.errors import UserError
from content.notices.publishing import told
from content.parts import UPDATE
from content.protection import protected_texts
from content.publishing import Finding
from content.text.markup import Rich, bold, lines, part
from handlers.context import Context
from storage.library import published

LIMIT, HEADLINE_LIMIT = 2500, 200


def read(typed: Rich) -> UpdateText:
    """The first line as headline and what comes after it, formatting kept; UserError for nothing or
    too much.
    """
    if len(typed) > LIMIT:
        raise UserError("team.too_long", count=len(typed), limit=LIMIT)
    if not typed.text.strip():
        raise UserError("error.not_text")
    start = len(typed.text) - len(typed.text.lstrip())
    first = typed.text[start:].partition("\n")[0]
    if len(first.strip()) > HEADLINE_LIMIT:
        raise UserError("team.headline_too_long", count=len(first.strip()), limit=HEADLINE_LIMIT)
    rest = start + len(first)
    while rest < len(typed.text) and typed.text[rest].isspace():
        rest += 1
    return UpdateText(title=first.strip(), body=part(typed, rest, len(typed.text.rstrip())))


def guard(ctx: Context, case: str | None, text: UpdateText) -> None:
    """PrivateDetail if the text is about a case whose people are protected and says how to find
    somebody.
    """
    if case and published.protects(ctx.session, case):
        protected_texts.guard(UPDATE, {}, _body({"": text}))


def careful(ctx: Context, case: str | None, texts: Mapping[str, UpdateText]) -> Rich | None:
    """What to look at before the texts go out, with the reason for each; None where there is
    nothing.
    """
    found = ctx.campaign.case(case) if case else None
    if found is None or not found.protected:
        return None
    findings = [
        Finding(
            f"publish.careful_{one.kind}", False, place.language, place.field, {"words": one.words}
        )
        for place, one in protected_texts.warned(UPDATE, _body(texts), minors=found.minors)
    ]
    if not findings:
        return None
    return lines(
        bold(ctx.words("edit.careful")),
        *(Rich("• ") + told(ctx.words, UPDATE, one) for one in findings),
    )


def _body(texts: Mapping[str, UpdateText]) -> dict[str, object]:
    return {"texts": {code: text.model_dump(mode="json") for code, text in texts.items()}}
