"""What one person stopped goes on when two say so: the first yes is kept, and who can say the
second is asked.
"""

from __future__ import annotations

from functools import partial

from content.language.i18n import Words
from content.text.markup import Rich, paragraphs
from content.text.messages import KEPT, Button, Screen, data
from handlers.context import Context
from handlers.team import names
from storage.delivery import team_notices
from storage.people import members, second_person
from storage.people.second_person import NobodyElse


def rule(ctx: Context) -> Rich:
    """That two must say yes, that there is no second now, or that one is enough."""
    if not members.two_needed(ctx.session, ctx.now):
        return ctx.words("second.alone")
    return ctx.words("second.two" if second_person.others(ctx.session, ctx.us) else NobodyElse.key)


def agreed(ctx: Context, what: str, label: str, route: tuple[str, ...]) -> bool:
    """Whether this was the second yes, or the only one that there can be; else the others are asked
    for theirs.

    `label` is the key of what the yes is to, `route` the question that they open.
    """
    if second_person.agreed(ctx.session, what, ctx.us, ctx.now):
        return True
    for one in second_person.others(ctx.session, ctx.us):
        compose = partial(_wanted, by=ctx.us.alias, label=label, route=route)
        team_notices.tell(ctx.session, one.number, compose, ctx.now)
    return False


def _wanted(words: Words, by: int, label: str, route: tuple[str, ...]) -> Screen:
    text = paragraphs(
        words("second.wanted", name=names.alias(words, by), what=words(label)),
        words("second.wanted_help"),
    )
    return Screen(
        text, ((Button(words.text("second.look"), data(KEPT, *route), style="primary"),),)
    )
