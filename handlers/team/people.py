"""The people of the team: pseudonyms, roles, invitations that work once, and the rule of the second
person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from content.errors import Gone, UserError
from content.language.i18n import Words, date_long
from content.language.languages import own_name
from content.permissions import Permission, Role
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import KEPT, Button, Keep, Reply, Screen, Show, Toast, data
from handlers import lists
from handlers.context import Context
from handlers.team import names
from handlers.team import second_person as seconding
from handlers.team.confirmation import NOTHING, fresh, number
from storage.delivery import team_notices
from storage.engine.times import seconds
from storage.people import members, second_person
from storage.people.members import Colleague

APPROVALS = (20, 50, 200, 1000)
MEMBERS_SHOWN = 8
Rows = tuple[tuple[Button, ...], ...]


def people(ctx: Context, page: str = "0") -> Reply:
    """A page of everyone under their pseudonym, with role and since when."""
    route = ("people.list",)
    if page == lists.ASK:
        return lists.ask(ctx, route)
    everyone = members.everyone(ctx.session)
    found = lists.page(ctx, route, page, everyone, partial(_called, ctx), MEMBERS_SHOWN)
    text = paragraphs(
        lines(bold(ctx.words("people.title")), lists.place(ctx, found)),
        lines(*(_line(ctx, one) for one in found.shown)),
        ctx.words("people.you_are", name=names.alias(ctx.words, ctx.us.alias)),
        _approval(ctx),
    )
    ways = lists.ways(ctx, found, "edit.more", up=ctx.button("button.back", "team.desk"))
    rows = (*_pairs(_buttons(ctx, found.shown)), *ways[:-1])
    return lists.shown(ctx, found, Screen(text, (*_managed(ctx, rows), (_leave(ctx), *ways[-1]))))


def _called(ctx: Context, one: Colleague) -> tuple[str, str]:
    """A member's pseudonym and role, by which they are found."""
    return names.alias(ctx.words, one.alias), names.role(ctx.words, one)


def _managed(ctx: Context, rows: Rows) -> Rows:
    """The rows with what whoever looks after the team's people can do besides."""
    if not ctx.us.may(Permission.PEOPLE):
        return rows
    withdraw = ctx.button("people.withdraw", "people.withdraw", style="danger")
    return (
        (ctx.button("people.invite", "people.invite", style="primary"),),
        *rows,
        (ctx.button("people.approval", "people.approval"),),
        *(((withdraw,),) if members.open_invites(ctx.session, ctx.now) else ()),
    )


def _leave(ctx: Context) -> Button:
    return ctx.button("people.leave", "people.leave", style="danger")


def _buttons(ctx: Context, shown: Sequence[Colleague]) -> list[Button]:
    return [
        Button(names.alias(ctx.words, one.alias), data("people.show", one.alias)) for one in shown
    ]


def _pairs(buttons: list[Button]) -> list[tuple[Button, ...]]:
    return [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]


def _line(ctx: Context, one: Colleague) -> Rich:
    since = date_long(datetime.fromtimestamp(one.since, UTC).date(), ctx.language)
    name = bold(names.alias(ctx.words, one.alias))
    line = ctx.words("people.line", name=name, role=names.role(ctx.words, one), since=since)
    return line + Rich(" · ") + ctx.words("people.is_suspended") if one.suspended else line


def _approval(ctx: Context) -> Rich:
    over = members.approval_over(ctx.session, ctx.now)
    return (
        ctx.words("people.approval_off")
        if over is None
        else ctx.words("people.approval_over", n=over)
    )


def _find(ctx: Context, alias: str) -> Colleague:
    if (one := members.by_alias(ctx.session, number(alias))) is None:
        raise Gone
    return one


def person(ctx: Context, alias: str) -> Reply:
    """One member: what they may do, and the ways to change that."""
    one = _find(ctx, alias)
    rows: list[tuple[Button, ...]] = []
    if one.suspended and ctx.us.may(Permission.PUBLISH):
        rows.append((ctx.button("people.reinstate", "people.reinstate", alias, style="primary"),))
    if not one.suspended and one.alias != ctx.us.alias:
        rows.append((ctx.button("people.suspend", "people.suspend", alias, style="danger"),))
    if ctx.us.may(Permission.PEOPLE):
        rows.append(
            (
                ctx.button("people.change_role", "people.role", alias),
                ctx.button("people.end", "people.end", alias),
            )
        )
    rows.append((ctx.button("button.back", "people.list"),))
    help = ctx.words("people.suspend_help") if one.alias != ctx.us.alias else None
    text = paragraphs(_line(ctx, one), ctx.words(f"people.role_help.{one.role.value}"), help)
    return (Show(Screen(text, tuple(rows))),)


def suspend(ctx: Context, alias: str, asked: str = "") -> Reply:
    """Asks, then takes every right from the member at once; the owners are told."""
    one = _find(ctx, alias)
    name = names.alias(ctx.words, one.alias)
    if not fresh(ctx, asked):
        text = ctx.words("people.suspend_ask", name=name, role=names.role(ctx.words, one))
        return _ask(
            ctx, text, data("people.suspend", alias, seconds(ctx.now)), data("people.show", alias)
        )
    members.suspend(ctx.session, one.alias, ctx.us, ctx.now)
    second_person.forget(ctx.session, f"reinstate {one.alias}")
    _tell(ctx, one, lambda words: words("people.suspended"))
    by = ctx.us.alias

    def told(words: Words) -> Screen:
        values = {"name": names.alias(words, one.alias), "by": names.alias(words, by)}
        see = Button(words.text("people.title"), data(KEPT, "people.list"), style="primary")
        return Screen(words("people.suspended_told", None, **values), ((see,),))

    team_notices.to_team(ctx.session, "suspended", Permission.PEOPLE, told, ctx.now)
    return (Toast(ctx.words.text("people.suspend_done", name=name)), *people(ctx))


def reinstate(ctx: Context, alias: str, asked: str = "") -> Reply:
    """Asks, then gives the member their rights back: two must say so wherever there are two who
    can.
    """
    one = _find(ctx, alias)
    name = names.alias(ctx.words, one.alias)
    if not one.suspended:
        return person(ctx, alias)
    if not fresh(ctx, asked):
        text = paragraphs(ctx.words("people.reinstate_ask", name=name), seconding.rule(ctx))
        return _ask(
            ctx, text, data("people.reinstate", alias, seconds(ctx.now)), data("people.show", alias)
        )
    if not seconding.agreed(
        ctx, f"reinstate {one.alias}", "people.reinstate", ("people.reinstate", alias)
    ):
        return (Toast(ctx.words.text("second.noted")), *people(ctx))
    back = members.reinstate(ctx.session, one.alias, ctx.us, ctx.now)
    _tell(ctx, back, lambda words: words("people.reinstated_told"))
    return (Toast(ctx.words.text("people.reinstate_done", name=name)), *people(ctx))


def role(
    ctx: Context, alias: str, chosen: str = "", languages: str = NOTHING, asked: str = ""
) -> Reply:
    """Chooses a member's role (and a translator's languages), asks, then changes it at once."""
    one = _find(ctx, alias)
    if missing := _choose(
        ctx, ("people.role", alias), chosen, languages, data("people.show", alias)
    ):
        return missing
    picked, codes = _role(chosen), _codes(ctx, languages)
    told = names.role(ctx.words, Colleague(0, one.alias, picked, codes, 0))
    name = names.alias(ctx.words, one.alias)
    if not fresh(ctx, asked):
        text = ctx.words(
            "people.role_ask", name=name, before=names.role(ctx.words, one), after=told
        )
        return _ask(
            ctx,
            text,
            data("people.role", alias, chosen, languages, seconds(ctx.now)),
            data("people.show", alias),
        )
    changed = members.assign(ctx.session, one.alias, picked, codes, ctx.us, ctx.now)
    _tell(ctx, changed, lambda words: words("people.role_told", role=names.role(words, changed)))
    return (Toast(ctx.words.text("people.role_done", name=name, role=told)), *people(ctx))


def _ask(ctx: Context, text: Rich, yes: str, back: str) -> Reply:
    n = members.members_count(ctx.session)
    shown = paragraphs(bold(ctx.words("people.sure")), text, ctx.words("people.team_size", n=n))
    rows = (
        (Button(ctx.words.text("people.yes"), yes, style="danger"),),
        (Button(ctx.words.text("button.back"), back),),
    )
    return (Show(Screen(shown, rows)),)


def _choose(
    ctx: Context, route: tuple[str, ...], chosen: str, languages: str, back: str
) -> Reply | None:
    """The question that is still open: the role, or a translator's languages; None when both are
    known.
    """
    if not chosen:
        buttons = [
            Button(ctx.words.text(f"team.role.{one.value}"), data(*route, one.value))
            for one in Role
        ]
        about = lines(*(ctx.words(f"people.role_help.{one.value}") for one in Role))
        rows = (*_pairs(buttons), (Button(ctx.words.text("button.back"), back),))
        return (Show(Screen(paragraphs(bold(ctx.words("people.role_title")), about), rows)),)
    if _role(chosen) is Role.TRANSLATOR and not languages.startswith("="):
        return _languages(ctx, (*route, chosen), languages, back)
    return None


def _languages(ctx: Context, route: tuple[str, ...], languages: str, back: str) -> Reply:
    """Languages to tick; `=` before them says that the choice is made."""
    ticked = _codes(ctx, languages)
    rows: list[tuple[Button, ...]] = []
    for code in ctx.campaign.languages:
        now = [other for other in ctx.campaign.languages if (other in ticked) != (other == code)]
        mark = "✓ " if code in ticked else ""
        rows.append((Button(mark + own_name(code), data(*route, "+".join(now) or NOTHING)),))
    if ticked:
        rows.append(
            (
                Button(
                    ctx.words.text("people.go_on"),
                    data(*route, "=" + "+".join(ticked)),
                    style="primary",
                ),
            )
        )
    shown = bold(ctx.words("people.languages_title"))
    return (Show(Screen(shown, (*rows, (Button(ctx.words.text("button.back"), back),)))),)


def _role(chosen: str) -> Role:
    if chosen not in {one.value for one in Role}:
        raise Gone
    return Role(chosen)


def _codes(ctx: Context, languages: str) -> tuple[str, ...]:
    named = languages.removeprefix("=").split("+")
    return tuple(code for code in ctx.campaign.languages if code in named)


def _tell(ctx: Context, whom: Colleague, text: Callable[[Words], Rich]) -> None:
    """A message to the member concerned, in their language."""
    if whom.number != ctx.me.number:
        team_notices.tell(ctx.session, whom.number, lambda words: Screen(text(words)), ctx.now)


def end(ctx: Context, alias: str, asked: str = "") -> Reply:
    """Asks, then takes the member out of the team at once."""
    one = _find(ctx, alias)
    name = names.alias(ctx.words, one.alias)
    if not fresh(ctx, asked):
        text = ctx.words("people.end_ask", name=name, role=names.role(ctx.words, one))
        return _ask(
            ctx, text, data("people.end", alias, seconds(ctx.now)), data("people.show", alias)
        )
    members.end(ctx.session, one.alias, ctx.us, ctx.now)
    _tell(ctx, one, lambda words: words("people.end_told"))
    if one.number == ctx.me.number:
        return _left(ctx)
    return (Toast(ctx.words.text("people.end_done", name=name)), *people(ctx))


def leave(ctx: Context, asked: str = "") -> Reply:
    """Asks, then the member leaves the team; the last owner cannot."""
    if not fresh(ctx, asked):
        text = ctx.words("people.leave_ask", role=names.role(ctx.words, ctx.us))
        return _ask(ctx, text, data("people.leave", seconds(ctx.now)), data("people.list"))
    members.end(ctx.session, ctx.us.alias, ctx.us, ctx.now)
    return _left(ctx)


def _left(ctx: Context) -> Reply:
    rows = ((ctx.button("button.home", "home.show", style="primary"),),)
    return (ctx.menu(None), Show(Screen(bold(ctx.words("people.left")), rows)))


def invite(ctx: Context, chosen: str = "", languages: str = NOTHING, asked: str = "") -> Reply:
    """Chooses a role, asks, then shows a link that lets one person in, once, within a day."""
    if missing := _choose(ctx, ("people.invite",), chosen, languages, data("people.list")):
        return missing
    picked, codes = _role(chosen), _codes(ctx, languages)
    told = names.role(ctx.words, Colleague(0, 0, picked, codes, 0))
    if not fresh(ctx, asked):
        text = ctx.words("people.invite_ask", role=told)
        return _ask(
            ctx,
            text,
            data("people.invite", chosen, languages, seconds(ctx.now)),
            data("people.list"),
        )
    token = members.invite(ctx.session, picked, codes, ctx.us, ctx.now)
    address = f"https://t.me/{ctx.bot_username}?start=team_{token}"
    text = paragraphs(
        bold(ctx.words("people.link_title", role=told)), address, ctx.words("people.link_help")
    )
    rows = ((Button(ctx.words.text("people.link_copy"), copy=address, style="primary"),),)
    return (Keep(Screen(text, rows)), *people(ctx))


def withdraw(ctx: Context) -> Reply:
    """Ends all open invitations."""
    count = members.withdraw_invites(ctx.session, ctx.us, ctx.now)
    return (Toast(ctx.words.text("people.withdrawn", n=count)), *people(ctx))


def join(ctx: Context, token: str = "") -> Reply:
    """Lets the person into the team if the link's token still counts; who is in it already leaves
    it unused.
    """
    if ctx.member:
        raise UserError("people.already")
    new = members.accept(ctx.session, ctx.me.number, token, ctx.now)
    if new is None:
        return (
            Show(
                Screen(ctx.words("people.link_over"), ((ctx.button("button.home", "home.show"),),))
            ),
        )
    text = paragraphs(
        bold(ctx.words("people.joined", role=names.role(ctx.words, new))),
        ctx.words("people.you_are", name=names.alias(ctx.words, new.alias)),
        ctx.words(f"people.role_help.{new.role.value}"),
        ctx.words("people.joined_safety"),
    )
    rows = ((ctx.button("team.open", "team.desk", style="primary"),),)
    return (ctx.menu(new.role), Keep(Screen(text, rows)))


def approval(ctx: Context, over: str = "", asked: str = "") -> Reply:
    """Chooses above how many people a second member must approve a send; asks, then sets it."""
    if not over:
        labels = [
            Button(ctx.words.text("people.over", n=many), data("people.approval", many))
            for many in APPROVALS
        ]
        off = ctx.button("people.over_off", "people.approval", NOTHING)
        text = paragraphs(
            bold(ctx.words("people.approval_title")),
            ctx.words("people.approval_help"),
            _approval(ctx),
        )
        rows = (*((one,) for one in labels), (off,), (ctx.button("button.back", "people.list"),))
        return (Show(Screen(text, rows)),)
    people_count = None if over == NOTHING else number(over)
    if people_count is not None and people_count not in APPROVALS:
        raise Gone  # a number of one's own choice would tell how many people there are
    if not fresh(ctx, asked):
        key = "people.approval_off" if people_count is None else "people.approval_over"
        told = ctx.words(key) if people_count is None else ctx.words(key, n=people_count)
        told = paragraphs(told, seconding.rule(ctx) if _looser(ctx, people_count) else None)
        return _ask(
            ctx, told, data("people.approval", over, seconds(ctx.now)), data("people.approval")
        )
    if people_count is not None and members.members_count(ctx.session) == 1:
        raise UserError("people.approval_alone")
    if _looser(ctx, people_count) and not seconding.agreed(
        ctx, f"approval {over}", "people.approval", ("people.approval", over)
    ):
        return (Toast(ctx.words.text("second.noted")), *people(ctx))
    members.set_approval_over(ctx.session, people_count, ctx.us, ctx.now)
    return (Toast(ctx.words.text("people.approval_set")), *people(ctx))


def _looser(ctx: Context, people_count: int | None) -> bool:
    """Whether the rule would guard less than it does: the guard itself is lowered by two."""
    over = members.approval_over(ctx.session, ctx.now)
    return over is not None and (people_count is None or people_count > over)
