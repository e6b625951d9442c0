"""What is being sent: seen live, paused, gone on with, cancelled; and what waits for a second
person.
"""

from __future__ import annotations

from functools import partial

from content.errors import Gone
from content.language.i18n import Words
from content.language.languages import own_name
from content.language.numbers import counted
from content.notices.broadcasts import MessageState, Progress, compose_progress, title_of
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import KEPT, Button, Keep, Reply, Screen, Show, Toast, data
from handlers.context import Context
from handlers.team import names
from handlers.team import second_person as seconding
from handlers.team.audience_choice import named, readers
from handlers.team.confirmation import fresh, number
from storage.actions import broadcasts
from storage.actions.broadcasts import Send
from storage.delivery import team_notices
from storage.engine.times import seconds
from storage.people import second_person
from storage.queue import outbox

DELIVERIES_SHOWN = 4


def started(ctx: Context, message: int) -> Reply:
    """The message that was tapped becomes the live count; who may approve is asked if a second
    person must.
    """
    send = broadcasts.found(ctx.session, message)
    outbox.watch(
        ctx.session, ctx.sealer, message, ctx.incoming.chat_id, ctx.incoming.message_id or 0
    )
    if send.state == MessageState.ASKED:
        for one in second_person.others(ctx.session, ctx.us):
            team_notices.tell(
                ctx.session, one.number, partial(_asked, title=send.title, id=message), ctx.now
            )
    key = "sending.asked_toast" if send.state == MessageState.ASKED else "sending.begins"
    return (Toast(ctx.words.text(key)), Show(compose_progress(ctx.words, _progress(ctx, send))))


def second(ctx: Context) -> Rich:
    """That a second person must approve it, or that there is none now."""
    return ctx.words(
        "sending.second"
        if second_person.others(ctx.session, ctx.us)
        else broadcasts.nobody(ctx.session, ctx.now)
    )


def _asked(words: Words, title: str, id: int) -> Screen:
    review = Button(
        words.text("sending.review"), data(KEPT, "delivery.review", id), style="primary"
    )
    return Screen(
        lines(bold(words("sending.approve_title", title=title)), words("sending.approve_help")),
        ((review,),),
    )


def _progress(ctx: Context, send: Send) -> Progress:
    now, title = send.counts, _title(ctx, send)
    return Progress(
        send.id,
        title,
        send.state,
        send.critical,
        now.total,
        now.left,
        now.sent,
        now.failed,
        now.withdrawn,
        now.unknown,
        None,
        now.unsent,
        now.again,
        uncorrected=now.uncorrected,
        edited=now.edited,
        unedited=now.unedited,
        repeatable=send.repeatable,
        news=send.news,
    )


def _title(ctx: Context, send: Send) -> str:
    return title_of(ctx.words, send.kind, send.title) if send.audience is None else send.title


def listed(ctx: Context, page: str = "0") -> Reply:
    """A page of what goes out, waits or went out, the newest first."""
    at = number(page)
    found = broadcasts.newest(
        ctx.session, ctx.now, DELIVERIES_SHOWN + 1, skipped=at * DELIVERIES_SHOWN
    )
    further = found[DELIVERIES_SHOWN:]
    found = found[:DELIVERIES_SHOWN]
    told = [_line(ctx, send) for send in found]
    text = paragraphs(bold(ctx.words("sending.all")), *(told or [ctx.words("sending.none")]))
    rows = [
        (
            Button(
                ctx.words.text("sending.open", title=_short(_title(ctx, send))),
                data("delivery.show", send.id),
            ),
        )
        for send in found
    ]
    more = ((ctx.button("sending.earlier", "delivery.list", at + 1),),) if further else ()
    up = (
        ctx.button("button.back", "delivery.list", at - 1)
        if at
        else ctx.button("button.back", "team.desk")
    )
    return (Show(Screen(text, (*rows, *more, (up,)))),)


def _line(ctx: Context, send: Send) -> Rich:
    now = send.counts
    state = ctx.words.text(f"sending.state_{send.state}")
    counts = {"sent": now.sent.text(ctx.language), "total": now.total.text(ctx.language)}
    return lines(bold(_title(ctx, send)), ctx.words("sending.line", None, state=state, **counts))


def _short(title: str) -> str:
    return title if len(title) <= 24 else title[:23] + "…"


def show(ctx: Context, id: str) -> Reply:
    """How far one send is, with what can be done about it."""
    send = broadcasts.found(ctx.session, number(id))
    if send.state == MessageState.ASKED:
        return review(ctx, id)
    return (Show(compose_progress(ctx.words, _progress(ctx, send))),)


def pause_all(ctx: Context) -> Reply:
    """Pauses everything that the team is sending, at once; it can be gone on with."""
    many = broadcasts.pause_all(ctx.session, ctx.me.number, ctx.now)
    return (Keep(Screen(bold(ctx.words("sending.paused_all", n=many)))), *listed(ctx))


def pause(ctx: Context, id: str) -> Reply:
    """Pauses one send."""
    done = broadcasts.pause(ctx.session, number(id), ctx.me.number, ctx.now)
    return (Toast(ctx.words.text("sending.paused" if done else "sending.over")), *show(ctx, id))


def resume(ctx: Context, id: str) -> Reply:
    """Goes on with one send, once two say so."""
    send = broadcasts.found(ctx.session, number(id))
    if send.state != MessageState.PAUSED:
        return (Toast(ctx.words.text("sending.over")), *show(ctx, id))
    if not seconding.agreed(
        ctx, f"resume {send.id}", "sending.resume", ("delivery.show", str(send.id))
    ):
        return (Toast(ctx.words.text("second.noted"), alert=True), *show(ctx, id))
    broadcasts.resume(ctx.session, send.id, ctx.me.number, ctx.now)
    return (Toast(ctx.words.text("sending.resumed")), *show(ctx, id))


def cancel(ctx: Context, id: str, asked: str = "") -> Reply:
    """Asks with numbers, then withdraws what is not sent yet. The question is a message of its own:
    the one that was tapped may be the live count, which would take its place.
    """
    send = broadcasts.found(ctx.session, number(id))
    if send.state not in broadcasts.OPEN:
        return (Toast(ctx.words.text("sending.over")), *show(ctx, id))
    if not fresh(ctx, asked):
        counts = {name: getattr(send.counts, name).text(ctx.language) for name in ("left", "sent")}
        text = paragraphs(
            bold(ctx.words("sending.cancel_title", title=_title(ctx, send))),
            ctx.words("sending.cancel_help", None, **counts),
        )
        yes = ctx.button(
            "sending.cancel_yes", "delivery.cancel", id, seconds(ctx.now), style="danger"
        )
        return (Keep(Screen(text, ((yes,), (ctx.button("button.back", "delivery.show", id),)))),)
    broadcasts.cancel(ctx.session, send.id, ctx.me.number, ctx.now)
    return (Toast(ctx.words.text("sending.cancelled")), *show(ctx, id))


def again(ctx: Context, id: str, asked: str = "") -> Reply:
    """Asks with numbers, then sends it once more to those who may not have got it; that message
    becomes the count.
    """
    send = broadcasts.found(ctx.session, number(id))
    if not send.repeatable:
        return (Toast(ctx.words.text("sending.over")), *show(ctx, id))
    if not fresh(ctx, asked):
        text = paragraphs(
            bold(ctx.words("sending.again_title", title=_title(ctx, send))),
            counted(ctx.words, "sending.again_help", send.counts.unknown),
        )
        yes = ctx.button(
            "sending.again_yes", "delivery.again", id, seconds(ctx.now), style="primary"
        )
        return (Keep(Screen(text, ((yes,), (ctx.button("button.back", "delivery.show", id),)))),)
    many = broadcasts.again(ctx.session, send.id, ctx.me.number, ctx.now)
    if many and send.by == ctx.us.alias:
        outbox.watch(
            ctx.session, ctx.sealer, send.id, ctx.incoming.chat_id, ctx.incoming.message_id or 0
        )
    return (
        Toast(ctx.words.text("sending.again_done" if many else "sending.again_nobody")),
        *show(ctx, id),
    )


def review(ctx: Context, id: str) -> Reply:
    """What a colleague wants to send, exactly as people will see it, and the question, with
    numbers.
    """
    send = _request(ctx, id)
    shown = [
        Keep(
            Screen(
                lines(bold(ctx.words("team.preview_title", language=own_name(code))), "", one.text),
                one.rows,
            )
        )
        for code, one in broadcasts.screens(ctx.session, send.id).items()
    ]
    return (*shown, Keep(_question(ctx, send)))


def _request(ctx: Context, id: str) -> Send:
    send = broadcasts.found(ctx.session, number(id))
    if send.state != MessageState.ASKED or send.audience is None:
        raise Gone
    return send


def _question(ctx: Context, send: Send) -> Screen:
    by = names.alias(ctx.words, send.by)
    text = paragraphs(
        bold(ctx.words("sending.approve_title", title=send.title)),
        ctx.words("sending.approve_by", name=by),
        lines(
            ctx.words("sending.to", audience=named(ctx.words, ctx.campaign, send)),
            readers(ctx, send.audience) if send.audience else None,
            ctx.words("sending.at_once" if send.critical else "sending.by_day"),
        ),
    )
    yes = (
        ctx.button(
            "sending.approve", "delivery.approve", send.id, seconds(ctx.now), style="primary"
        ),
    )
    no = (
        ctx.button("sending.decline", "delivery.decline", send.id, style="danger"),
        ctx.button("button.back", "delivery.list"),
    )
    own = (
        ctx.button("sending.cancel", "delivery.cancel", send.id, style="danger"),
        ctx.button("button.back", "delivery.list"),
    )
    return Screen(text, (own,) if send.by == ctx.us.alias else (yes, no))


def approve(ctx: Context, id: str, asked: str) -> Reply:
    """Sends what a colleague asked for; too late: asks again."""
    send = _request(ctx, id)
    if not fresh(ctx, asked):
        return (Toast(ctx.words.text("team.expired"), alert=True), Show(_question(ctx, send)))
    broadcasts.approve(ctx.session, send.id, ctx.us, ctx.now)
    return (Toast(ctx.words.text("sending.begins")), *show(ctx, id))


def decline(ctx: Context, id: str) -> Reply:
    """Sends nothing; the colleague's live count says so."""
    send = _request(ctx, id)
    broadcasts.decline(ctx.session, send.id, ctx.us, ctx.now)
    return (
        Toast(ctx.words.text("sending.declined_news" if send.news else "sending.declined")),
        *listed(ctx),
    )
