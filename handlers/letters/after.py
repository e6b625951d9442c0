"""After the letter went out: counted, forgotten, thanked."""

from __future__ import annotations

from content.markup import bold, paragraphs
from content.messages import KEPT, Keep, Reply, Screen, Show
from content.naming import mission_name
from handlers.context import Context
from handlers.letters.draft import KIND, at, office_of
from handlers.letters.flow import current
from storage import drafts, supporters

COUNT_FLOOR = 5  # counts below are not told (SAFETY rule 8)


def sent(ctx: Context, revision: str) -> Reply:
    """Counts the letter once, forgets the words and the name, thanks."""
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    office = office_of(ctx, writing)
    fresh = supporters.sent_letter(ctx.session, ctx.me.number, writing.case, writing.mission, ctx.now)
    drafts.drop(ctx.session, ctx.me.number, KIND)
    total = supporters.letters_sent(ctx.session, writing.case)
    counted = ctx.words("letter.count", n=total) if total >= COUNT_FLOOR else ctx.words("letter.count_few")
    thanks = paragraphs(
        bold(ctx.words("letter.thanks_title")),
        ctx.words("letter.thanks" if fresh else "letter.thanks_again", mission=mission_name(ctx.words, office)),
        counted,
        ctx.words("letter.thanks_forgotten"),
    )
    following = writing.case in supporters.follows(ctx.session, ctx.me.number)
    follow = () if following else ((ctx.button("letter.follow", KEPT, "follow", writing.case, style="primary"),),)
    rows = (
        *follow,
        (ctx.button("letter.another", KEPT, "write", writing.case),),
        (ctx.button("button.home", KEPT, "home"),),
    )
    return (Show(Screen(bold(ctx.words("letter.done")))), Keep(Screen(thanks, rows)))
