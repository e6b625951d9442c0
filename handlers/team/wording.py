"""A message of the team as a headline and a text below it."""

from __future__ import annotations

from content.cases import UpdateText
from content.errors import UserError
from content.markup import Rich, part

LIMIT, HEADLINE_LIMIT = 2500, 200


def read(typed: Rich) -> UpdateText:
    """The first line as headline and what comes after it, formatting kept; UserError for nothing or too much."""
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
