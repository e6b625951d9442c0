"""The desk: what a team member may do, who follows, what a native reader has not approved."""

from __future__ import annotations

from content.i18n import NATIVE
from content.markup import Rich, bold, join, lines, paragraphs
from content.messages import Button, Keep, Menu, Reply, Screen, Show, data
from content.permissions import Permission, allowed
from handlers.context import Context
from handlers.menus import menu
from storage import supporters
from storage import team as members
from storage.freeze import frozen_since

FLOOR = 5  # audiences below are not told exactly (SAFETY rule 8)


def claim(ctx: Context, code: str = "") -> Reply:
    """Makes the person the owner if the one-time code is right."""
    if not code:
        return (Show(Screen(ctx.words("team.claim_how"))),)
    if not members.claim(ctx.session, ctx.me.number, code.strip(), ctx.now):
        return (Show(Screen(ctx.words("team.claim_wrong"), ((ctx.button("button.home", "home"),),))),)
    rows = ((ctx.button("team.open", "team", style="primary"),),)
    return (Menu(menu(ctx.words, team=True)), Keep(Screen(ctx.words("team.claimed"), rows)))


def desk(ctx: Context, _rest: str = "") -> Reply:
    """The team's home: one row of followers and one button for each case."""
    words, campaign = ctx.words, ctx.campaign
    role = words.text(f"team.role.{ctx.role.value}") if ctx.role else ""
    pending = [NATIVE.get(code, code) for code in campaign.languages if not campaign.reviewed.get(code)]
    cases = [campaign.words(case.texts, ctx.language)[0].title for case in campaign.cases]
    audience = [
        lines(bold(title), reach(ctx, "team.followers", supporters.followers(ctx.session, case.slug)))
        for title, case in zip(cases, campaign.cases, strict=True)
    ]
    unreviewed = words("team.unreviewed", languages=", ".join(pending)) if pending else None
    frozen = bold(words("safety.frozen_title")) if frozen_since(ctx.session) is not None else None
    text = paragraphs(bold(words("team.title")), frozen, words("team.role", role=role), *audience, unreviewed)
    rows: list[tuple[Button, ...]] = []
    if allowed(ctx.role, Permission.WRITE):
        labels = (words.text("team.new_update", title=title) for title in cases)
        rows = [(Button(label, data("tn", case.slug)),) for label, case in zip(labels, campaign.cases, strict=True)]
    if frozen:
        rows.append((ctx.button("safety.thaw", "thaw", style="primary"),))
    return (Show(Screen(text, (*rows, (ctx.button("button.home", "home"),)))),)


def reach(ctx: Context, key: str, count: int) -> Rich:
    """How many people, never an exact number below five."""
    few = f"{key.removesuffix('_to')}_few"
    return ctx.words(key, n=count) if count >= FLOOR else ctx.words(few)


def listed(codes: list[str]) -> Rich:
    """Languages by their own names."""
    return join(", ", [NATIVE.get(code, code) for code in codes])
