"""The two emergency brakes: freeze all sending, and burn the sealing key (SAFETY rule 10)."""

from __future__ import annotations

from content.errors import Gone
from content.language.numbers import counted, told
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import Delete, Keep, Reply, Screen, Show, Toast
from handlers.context import Context
from handlers.team import second_person as seconding
from storage.actions import emergency_freeze, emergency_wipe
from storage.delivery import headcounts
from storage.engine.times import seconds
from storage.people import audit, second_person, supporters
from storage.queue import freeze, outbox

CONFIRM_SECONDS = 120  # seconds in which a confirmation holds


def freeze_all(ctx: Context) -> Reply:
    """Stops everything that goes to many, at once and without asking: it can be undone."""
    fresh = emergency_freeze.freeze(ctx.session, ctx.me.number, ctx.now)
    key = "safety.frozen" if fresh else "safety.frozen_already"
    text = paragraphs(bold(ctx.words("safety.frozen_title")), ctx.words(key), _waiting(ctx))
    rows = ((ctx.button("safety.thaw", "safety.thaw"),), (ctx.button("button.back", "team.desk"),))
    return (Show(Screen(text, rows)),)


def _waiting(ctx: Context) -> Rich:
    many = headcounts.waiting(ctx.session)
    return (
        counted(ctx.words, "safety.waiting", many) if many.any else ctx.words("safety.waiting_none")
    )


def thaw(ctx: Context, asked: str = "") -> Reply:
    """Asks with the number of messages that wait; then lets them go."""
    if freeze.frozen_since(ctx.session) is None:
        text = lines(bold(ctx.words("safety.not_frozen")))
        return (Show(Screen(text, ((ctx.button("button.back", "team.desk"),),))),)
    if not _fresh(ctx, asked):
        yes = ctx.button("safety.thaw_yes", "safety.thaw", seconds(ctx.now), style="primary")
        some = headcounts.waiting(ctx.session).any
        drop = ((ctx.button("safety.drop", "safety.drop", style="danger"),),) if some else ()
        more = ctx.words("safety.thaw_help") if some else None
        text = paragraphs(
            bold(ctx.words("safety.thaw_title")), _waiting(ctx), more, seconding.rule(ctx)
        )
        return (Show(Screen(text, ((yes,), *drop, (ctx.button("button.back", "team.desk"),)))),)
    if not seconding.agreed(ctx, "thaw", "safety.thaw", ("safety.thaw",)):
        return _one_of_two(ctx)
    _go_on(ctx)
    text = lines(bold(ctx.words("safety.thawed")))
    return (
        Toast(ctx.words.text("safety.thawed")),
        Show(Screen(text, ((ctx.button("button.back", "team.desk"),),))),
    )


def drop(ctx: Context, asked: str = "") -> Reply:
    """Asks with the number of messages that wait; then takes them back and lets new ones go."""
    if freeze.frozen_since(ctx.session) is None:
        return thaw(ctx)
    if not _fresh(ctx, asked):
        yes = ctx.button("safety.drop_yes", "safety.drop", seconds(ctx.now), style="danger")
        help = ctx.words("safety.drop_help")
        text = paragraphs(
            bold(ctx.words("safety.drop_title")), _waiting(ctx), help, seconding.rule(ctx)
        )
        return (Show(Screen(text, ((yes,), (ctx.button("button.back", "safety.thaw"),)))),)
    if not seconding.agreed(ctx, "thawdrop", "safety.drop", ("safety.drop",)):
        return _one_of_two(ctx)
    dropped = told(outbox.drop_waiting(ctx.session))
    _go_on(ctx)
    audit.note(ctx.session, ctx.me.number, "drop", str(dropped), ctx.now)
    text = paragraphs(
        bold(ctx.words("safety.thawed")), counted(ctx.words, "safety.dropped", dropped)
    )
    return (Show(Screen(text, ((ctx.button("button.back", "team.desk"),),))),)


def _go_on(ctx: Context) -> None:
    emergency_freeze.thaw(ctx.session, ctx.me.number, ctx.now)
    for what in ("thaw", "thawdrop"):
        second_person.forget(ctx.session, what)


def _one_of_two(ctx: Context) -> Reply:
    """The first yes is kept; nothing goes out yet."""
    text = paragraphs(bold(ctx.words("safety.frozen_title")), ctx.words("second.noted"))
    return (
        Toast(ctx.words.text("second.noted")),
        Show(Screen(text, ((ctx.button("button.back", "team.desk"),),))),
    )


def burn(ctx: Context, step: str = "", asked: str = "") -> Reply:
    """Asks twice, then destroys the key and forgets everyone; the bot ends."""
    if step not in ("", "2", "3") or (step and not _fresh(ctx, asked)):
        step = ""
    if step == "3":
        return _burn(ctx)
    text = paragraphs(
        bold(ctx.words("safety.burn_title" if not step else "safety.burn_again")),
        ctx.words("safety.burn_help"),
    )
    key, following = ("safety.burn_yes", "2") if not step else ("safety.burn_now", "3")
    yes = ctx.button(key, "safety.burn", following, seconds(ctx.now), style="danger")
    return (Show(Screen(text, ((yes,), (ctx.button("button.back", "team.desk"),)))),)


def _burn(ctx: Context) -> Reply:
    ids = supporters.sent_ids(ctx.session, ctx.sealer, ctx.me.number, ctx.now)
    destroyed = ctx.burn_key()
    emergency_wipe.forget_everyone(ctx.session)
    audit.note(ctx.session, None, "burn", "", ctx.now)
    told = ctx.words("safety.burnt" if destroyed else "safety.burnt_elsewhere")
    return (
        Delete(tuple(ids)),
        Keep(Screen(paragraphs(bold(ctx.words("safety.burnt_title")), told))),
    )


def _fresh(ctx: Context, asked: str) -> bool:
    """Whether the question was asked less than two minutes ago; Gone for what is no time."""
    if not asked:
        return False
    if not asked.isdecimal() or len(asked) > 11:
        raise Gone
    return 0 <= ctx.now.timestamp() - int(asked) <= CONFIRM_SECONDS
