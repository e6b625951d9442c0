"""The desk: what a team member may do, who follows, what a native reader has not approved."""

from __future__ import annotations

from content.language.languages import own_name
from content.language.numbers import Headcount, counted
from content.permissions import Permission, Role
from content.text.markup import Rich, bold, join, lines, paragraphs
from content.text.messages import Button, Keep, Reply, Screen, Show
from handlers.context import Context
from handlers.team import names
from handlers.team.sections import SECTIONS
from storage.delivery import headcounts
from storage.people import members
from storage.queue.freeze import frozen_since

CASES_SHOWN = 5  # with followers and a button for news; /stats and the list of cases have the rest


def claim(ctx: Context, code: str = "") -> Reply:
    """Makes the person the owner if the one-time code is right."""
    if not code:
        return (Show(Screen(ctx.words("team.claim_how"))),)
    if not members.claim(ctx.session, ctx.me.number, code.strip(), ctx.now):
        return (
            Show(
                Screen(ctx.words("team.claim_wrong"), ((ctx.button("button.home", "home.show"),),))
            ),
        )
    rows = ((ctx.button("team.open", "team.desk", style="primary"),),)
    return (ctx.menu(Role.OWNER), Keep(Screen(ctx.words("team.claimed"), rows)))


def desk(ctx: Context) -> Reply:
    """The team's home: who one is here, what each case's followers are, and a button for every part
    of the work.
    """
    words, campaign = ctx.words, ctx.campaign
    cases = {
        case.slug: campaign.words(case.texts, ctx.reads)[0].title
        for case in campaign.cases[:CASES_SHOWN]
    }
    more = len(campaign.cases) - len(cases)
    audience = [
        lines(
            bold(title),
            reach(ctx, "team.followers", headcounts.followers(ctx.session, slug, ctx.now)),
        )
        for slug, title in cases.items()
    ]
    audience += [words("team.more_cases", more)] if more else []
    frozen = bold(words("safety.frozen_title")) if frozen_since(ctx.session) is not None else None
    me = words("team.role", role=names.role(words, ctx.us), name=names.alias(words, ctx.us.alias))
    text = paragraphs(bold(words("team.title")), frozen, me, *audience, unreviewed(ctx))
    rows: list[tuple[Button, ...]] = (
        [(ctx.button("safety.thaw", "safety.thaw", style="primary"),)] if frozen else []
    )
    if ctx.us.may(Permission.WRITE):
        rows += [
            (ctx.button("team.new_update", "news.start", slug, title=title),)
            for slug, title in cases.items()
        ]
        rows += [(ctx.button("team.new_update_other", "edit.begin", "u"),)] if more else []
    parts = [ctx.button(part.label, *part.route) for part in SECTIONS if ctx.us.may(part.needs)]
    rows += [tuple(parts[at : at + 2]) for at in range(0, len(parts), 2)]
    return (Show(Screen(text, (*rows, (ctx.button("button.home", "home.show"),)))),)


def unreviewed(ctx: Context) -> Rich | None:
    """Which languages no native reader has approved, or None."""
    pending = [
        own_name(code) for code in ctx.campaign.languages if not ctx.campaign.reviewed.get(code)
    ]
    return ctx.words("team.unreviewed", languages=", ".join(pending)) if pending else None


def reach(ctx: Context, key: str, count: Headcount) -> Rich:
    """The sentence that tells how many people."""
    return counted(ctx.words, key, count)


def listed(codes: list[str]) -> Rich:
    """Languages by their own names."""
    return join(", ", [own_name(code) for code in codes])
