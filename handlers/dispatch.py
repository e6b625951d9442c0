"""One update in, one reply out: finds person and route, checks the permission, turns failures into
sentences.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from inspect import signature
from typing import Any

from sqlmodel import Session

from content.campaign import Campaign
from content.errors import Gone, NotAllowed, Suspended, UserError
from content.language.i18n import best, words_for
from content.notices.deliveries import compose_aside
from content.permissions import NOT_PEOPLE, Permission, allowed
from content.text.markup import Rich
from content.text.messages import KEPT, About, Button, Keep, Reply, Screen, Show, Toast, data
from handlers import home, lists
from handlers.context import Context, Reading, Unread
from handlers.incoming import Incoming
from handlers.route import Handler, Route
from handlers.routes import ANSWERS, BUTTONS, COMMANDS, EDITS, GROUP, ROUTES
from handlers.team import pack_import, withheld_names
from storage.delivery import team_notices
from storage.engine.sealing import Sealer
from storage.people import audit, conversation_state, members, supporters, team_inbox
from storage.people.members import Colleague

log = logging.getLogger(__name__)
TEXT_LIMIT = 4096
# Kinds of drafts that a file answers: up to how many bytes of it.
FILES = {pack_import.KIND: pack_import.LIMIT}
CANCEL = "cancel"  # the command that ends what is under way, a search first
UNFIT = "edit"  # the kind of draft whose answer says itself why a photo or file is none
TOAST_LIMIT = 200  # Bot API, answerCallbackQuery: longer sentences come as a message


@dataclass(frozen=True)
class Dependencies:
    """What every answer needs besides the update: keys, content, and where erasures are written
    down.
    """

    sealer: Sealer
    campaign: Campaign
    bot_username: str
    erased: Callable[[int, datetime], None]
    burn_key: Callable[[], bool]


def respond(
    session: Session,
    desk: Dependencies,
    incoming: Incoming,
    now: datetime,
    readings: Sequence[Reading] = (),
) -> Reply:
    """The reply to an update; its effects are in the session. A handler that fails leaves no
    effect.

    `readings` is what was read elsewhere or worked out for this update. Unread when more is needed:
    the transaction is given up, it is read, and `respond` is called again with the same `now`.
    """
    if incoming.kind == "blocked":
        supporters.blocked(session, desk.sealer, incoming.chat_id, now)
        return ()
    if incoming.kind == "unblocked":
        supporters.back(session, desk.sealer, incoming.chat_id, now)
        return ()
    if incoming.kind == "migrated":
        team_inbox.move_group(session, desk.sealer, incoming.chat_id, int(incoming.data), now)
        return ()
    if incoming.kind == "flooded":
        return _slow_down(session, desk, incoming)
    if incoming.kind == "failed":
        return _apology(session, desk, incoming, "error.unexpected")
    if incoming.kind == "set_aside":
        team_notices.to_team(
            session,
            "aside",
            Permission.PEOPLE,
            lambda words: compose_aside(words, _was(incoming)),
            now,
        )
        return _apology(session, desk, incoming, "error.set_aside")
    if incoming.kind == "anonymous":
        return _in_a_groups_name(session, desk, incoming, now)
    if not incoming.private:
        return _in_team_group(session, desk, incoming, now) or _in_group(desk, incoming)
    person, fresh = supporters.meet(
        session,
        desk.sealer,
        incoming.chat_id,
        best(incoming.language, desk.campaign.languages),
        now,
    )
    ctx = Context(
        session,
        now,
        incoming,
        desk.sealer,
        desk.campaign,
        desk.campaign.speak(person.language),
        desk.bot_username,
        desk.burn_key,
        ROUTES.values(),
        person,
        _member(session, incoming, person.number),
        fresh,
        readings,
    )
    reply = _guarded(ctx)
    if ctx.subjects:
        reply = (*reply, About(tuple(sorted(ctx.subjects))))
    if supporters.gone(session, person.number):
        desk.erased(incoming.chat_id, now)
    return reply


def file_limit(
    session: Session, desk: Dependencies, incoming: Incoming, now: datetime
) -> int | None:
    """Up to how many bytes a file is fetched; None unless this person was asked for one and may
    send it.
    """
    person = (
        supporters.find(session, desk.sealer, incoming.chat_id)
        if incoming.private and incoming.plain
        else None
    )
    draft = (
        conversation_state.awaiting(session, desk.sealer, person.number, now) if person else None
    )
    if person is None or draft is None or draft.kind not in FILES:
        return None
    member = _member(session, incoming, person.number)
    may = (
        member is not None
        and not member.suspended
        and allowed(member.role, ANSWERS[draft.kind].needs)
    )
    return FILES[draft.kind] if may else None


def _slow_down(session: Session, desk: Dependencies, incoming: Incoming) -> Reply:
    """The one notice to a person who writes faster than anybody can; a group is not bothered with
    it.
    """
    person = supporters.find(session, desk.sealer, incoming.user_id)
    words = desk.campaign.speak(person.language if person else best(incoming.language))
    if not incoming.private:
        return ()
    back = Button(words.text("button.home"), data=data("home.show"), style="primary")
    return (Keep(Screen(words("error.too_fast"), ((back,),))),)


def _apology(session: Session, desk: Dependencies, incoming: Incoming, key: str) -> Reply:
    """The sentence to a person whose update could not be handled; a group is not bothered
    with it.
    """
    if not incoming.private:
        return ()
    person = supporters.find(session, desk.sealer, incoming.chat_id)
    words = desk.campaign.speak(person.language if person else best(incoming.language))
    back = Button(words.text("button.home"), data=data("home.show"), style="primary")
    return (Keep(Screen(words(key), ((back,),))),)


def _was(incoming: Incoming) -> str:
    """What kind of thing somebody sent or pressed: text, file or the button's route; never what a
    person typed.
    """
    if incoming.data:
        return asked_for(incoming)
    return "file" if incoming.document else "text"


def _in_a_groups_name(
    session: Session, desk: Dependencies, incoming: Incoming, now: datetime
) -> Reply:
    """An administrator who writes as the group is nobody: a command gets that sentence, one of the
    team's is noted.
    """
    if not incoming.command or not incoming.speaks_to(desk.bot_username):
        return ()
    name = incoming.command[0]
    if any(table[name].needs for table in (COMMANDS, GROUP) if name in table):
        audit.note(session, None, name, "anonymous", now, allowed=False)
    known = team_inbox.group(session, desk.sealer)
    words = words_for(
        known.language if known and known.chat_id == incoming.chat_id else best(incoming.language)
    )
    button = Button(
        words.text("group.open_private"),
        url=f"https://t.me/{desk.bot_username}?start=group",
        style="primary",
    )
    return (Keep(Screen(words("group.anonymous"), ((button,),))),)


def _in_team_group(
    session: Session, desk: Dependencies, incoming: Incoming, now: datetime
) -> Reply:
    """What a team member does in a group: names it as the team's, answers or ends a conversation;
    else nothing.
    """
    name, arguments = _group_route(incoming)
    person = supporters.find(session, desk.sealer, incoming.user_id)
    if name not in GROUP or person is None or not incoming.plain:
        return ()
    ctx = Context(
        session,
        now,
        incoming,
        desk.sealer,
        desk.campaign,
        desk.campaign.speak(person.language),
        desk.bot_username,
        desk.burn_key,
        ROUTES.values(),
        person,
        _member(session, incoming, person.number),
    )
    savepoint = session.begin_nested()
    try:
        reply = _enter(ctx, GROUP[name], arguments)
    except UserError:
        savepoint.rollback()
        return ()
    except Exception as failure:  # noqa: BLE001 - a group learns nothing, the log the reason
        savepoint.rollback()
        log.error("a handler failed: %s", _where(failure))
        return ()
    if savepoint.is_active:
        savepoint.commit()
    return reply


def _group_route(incoming: Incoming) -> tuple[str, list[str]]:
    if incoming.kind == "button":
        name, *arguments = incoming.data.split(":")
        return name, arguments
    if incoming.command:
        return incoming.command[0], []
    return ("reply", []) if incoming.reply_to and incoming.kind in ("text", "other") else ("", [])


def _member(session: Session, incoming: Incoming, number: int) -> Colleague | None:
    """The speaker's place in the team; none for Telegram's stand-ins, nor where someone else speaks
    in their chat.
    """
    stranger = incoming.private and incoming.user_id != incoming.chat_id
    return None if stranger or incoming.user_id in NOT_PEOPLE else members.member(session, number)


def _in_group(desk: Dependencies, incoming: Incoming) -> Reply:
    """In groups: quiet unless spoken to; then a way into a private chat, nothing about anyone."""
    words = words_for(best(incoming.language))
    if incoming.kind == "button":
        return (Toast(words.text("toast.not_yours"), alert=True),)
    if incoming.kind != "added" and not incoming.speaks_to(desk.bot_username):
        return ()
    button = Button(
        words.text("group.open_private"),
        url=f"https://t.me/{desk.bot_username}?start=group",
        style="primary",
    )
    return (Keep(Screen(words("group.only_private"), ((button,),))),)


def _guarded(ctx: Context) -> Reply:
    """The handler's reply; after a failure the sentence for it, with nothing changed."""
    savepoint = ctx.session.begin_nested()
    try:
        reply = _route(ctx)
    except UserError as refused:
        savepoint.rollback()
        if isinstance(refused, NotAllowed):
            audit.note(
                ctx.session, ctx.me.number, asked_for(ctx.incoming), "", ctx.now, allowed=False
            )
        return _sentence(ctx, refused)
    except Unread:
        savepoint.rollback()
        raise
    # Whatever went wrong, the person gets a sentence and the log a reason.
    except Exception as failure:  # noqa: BLE001
        savepoint.rollback()
        log.error("a handler failed: %s", _where(failure))
        return _sentence(ctx, UserError())
    if savepoint.is_active:
        savepoint.commit()
    return reply


def asked_for(incoming: Incoming) -> str:
    """What the route that was asked for is called, if there is one: never what a person typed."""
    if incoming.command:
        route = COMMANDS.get(incoming.command[0])
    else:
        route = BUTTONS.get(incoming.data.removeprefix(f"{KEPT}:").split(":")[0])
    return route.called if route else "answer"


def _where(failure: Exception) -> str:
    """Type of a failure and the lines it passed through; never its words, which may be a
    person's.
    """
    lines, frame = [], failure.__traceback__
    while frame:
        lines.append(f"{frame.tb_frame.f_globals.get('__name__')}:{frame.tb_lineno}")
        frame = frame.tb_next
    return f"{type(failure).__name__} at {' > '.join(lines[-4:])}"


def _sentence(ctx: Context, refused: UserError) -> Reply:
    words = ctx.words
    sentence = words(refused.key, None, **refused.values)
    if isinstance(refused, NotAllowed) and ctx.role is None:
        # Whoever left the team loses its menu too.
        return (*_told(ctx, refused, sentence), ctx.menu(None))
    return _told(ctx, refused, sentence)


def _told(ctx: Context, refused: UserError, sentence: Rich) -> Reply:
    words = ctx.words
    if (
        ctx.incoming.kind == "button"
        and not isinstance(refused, Gone)
        and len(sentence) <= TOAST_LIMIT
    ):
        return (Toast(sentence.text, alert=True),)
    back = Button(words.text("button.home"), data=data("home.show"), style="primary")
    return (Keep(Screen(sentence, ((back,),))),)


def _route(ctx: Context) -> Reply:
    """What the update leads to; where a search finds nothing, the screen that the words name, else
    a sentence.
    """
    try:
        return _leads(ctx)
    except lists.NothingFound as nothing:
        named = home.named(ctx)
        if named is None:
            return lists.nothing(ctx, nothing)
        lists.leave(ctx)
        return named(ctx)


def _leads(ctx: Context) -> Reply:
    incoming = ctx.incoming
    # Whoever goes elsewhere searches no more.
    going = incoming.kind == "button" or incoming.command is not None
    searched = lists.leave(ctx) if going else ()
    if incoming.kind == "button":
        name, *arguments = incoming.data.split(":")
        if name == KEPT and arguments:
            reply = _enter(ctx, BUTTONS.get(arguments[0]), arguments[1:])
            return tuple(Keep(op.screen) if isinstance(op, Show) else op for op in reply)
        return _enter(ctx, BUTTONS.get(name), arguments)
    if command := incoming.command:
        name, rest = command
        if name == CANCEL and searched:
            return _enter(ctx, BUTTONS.get(searched[0]), [*searched[1:], "0"])
        route = COMMANDS.get(name)
        gone = withheld_names.swept(ctx) if ctx.member else ()
        return (*gone, *(_command(ctx, route, rest) if route else home.unknown(ctx)))
    return _words(ctx)


def _command(ctx: Context, route: Route, rest: str) -> Reply:
    """What a command answers; words after one that takes none are a courtesy, nothing else."""
    return _enter(ctx, route, [rest] if route.takes_words else [])


def _words(ctx: Context) -> Reply:
    """A text, an edit, a location or something else: the answer to the open question, or a way to
    find one's feet.
    """
    incoming = ctx.incoming
    draft = conversation_state.awaiting(ctx.session, ctx.sealer, ctx.me.number, ctx.now)
    # Whatever it is may hold a name: it must not stay in the chat.
    if draft and draft.kind == withheld_names.KIND:
        replaced = _edit(ctx) if incoming.kind == "edited" else ()
        return replaced or _enter(ctx, ANSWERS[draft.kind], [])
    if len(incoming.text) > TEXT_LIMIT:
        raise UserError("error.too_long")
    if incoming.kind == "edited":
        return _edit(ctx)
    if draft and draft.kind == lists.KIND and incoming.plain and incoming.kind == "text":
        name, *arguments = lists.taken(ctx, draft)
        return _enter(ctx, BUTTONS.get(name), arguments)
    asked_for_file = draft is not None and draft.kind in FILES and incoming.document is not None
    unfit = draft is not None and draft.kind == UNFIT
    if (
        draft
        and incoming.plain
        and (incoming.kind in ("text", "location") or unfit or asked_for_file)
    ):
        return _enter(ctx, ANSWERS.get(draft.kind), [])
    if incoming.kind in ("other", "location"):
        return home.not_text(ctx)
    return home.unknown(ctx)


def _edit(ctx: Context) -> Reply:
    """An edit of the message that answered a draft's question replaces that answer; any other edit
    means nothing.
    """
    for kind, route in EDITS.items():
        stored = conversation_state.get(ctx.session, ctx.sealer, ctx.me.number, kind, ctx.now)
        if stored and ctx.incoming.message_id in _answers(stored.value):
            return _enter(ctx, route, [])
    return ()


def _answers(draft: Mapping[str, Any]) -> set[int | None]:
    """The messages that answered this draft's questions."""
    return {draft.get("answered_by"), *draft.get("given", {}).values()}


def _enter(ctx: Context, route: Route | None, arguments: list[str]) -> Reply:
    if route is None:
        raise Gone
    if not allowed(ctx.role, route.needs):
        raise Suspended if ctx.member and ctx.member.suspended else NotAllowed
    given = [argument for argument in arguments if argument]
    if not _fits(route.handler, len(given)):
        raise Gone  # forged or very old arguments
    return route.handler(ctx, *given)


@cache
def _fits(handler: Handler, arguments: int) -> bool:
    """Whether a handler takes so many arguments after its context."""
    try:
        signature(handler).bind(None, *([""] * arguments))
    except TypeError:
        return False
    return True
