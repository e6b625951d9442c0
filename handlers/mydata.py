"""Everything stored about a person, as a text in their language that they can read and keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from content.language.i18n import country, when
from content.language.languages import own_name
from content.notices.digests import Rhythm
from handlers import zones
from handlers.context import Context
from storage.engine.times import FOREVER
from storage.people import conversation_state, rsvps, supporters, team_inbox

Value = str | int | bool | datetime | None | list[Any] | tuple[Any, ...] | Mapping[str, Any]
INDENT = "    "


def report(ctx: Context) -> bytes:
    """The whole text, UTF-8: one line for each thing, lists and drafts indented below
    their name.
    """
    told = [
        ctx.words.text("mydata.title"),
        _written(ctx, ctx.now),
        "",
        *_lines(ctx, everything(ctx)),
    ]
    return ("\n".join(told) + "\n").encode()


def everything(ctx: Context) -> dict[str, Value]:
    """What is stored, by the catalogue's names (mydata.<name>)."""
    me, session = ctx.me, ctx.session
    return {
        "chat_id": str(ctx.incoming.chat_id),
        "row_number": str(me.number),
        "first_seen": _moment(me.created_at),
        "last_seen": _moment(me.active_at),
        "language": own_name(me.language),
        "zone": f"{zones.city(me.zone, ctx.language)} ({me.zone})" if me.zone else None,
        "country": country(me.country, ctx.language) if me.country else None,
        "alerts": me.alerts,
        "quiet": f"{me.quiet_from:02d}:00–{me.quiet_to:02d}:00"
        if me.quiet_from != me.quiet_to
        else None,
        "digest": _digest(ctx),
        "digest_next": _moment(me.digest_due),
        "paused": ctx.words.text("updates.paused_open")
        if me.paused_until == FOREVER
        else _moment(me.paused_until),
        "follows": [_case(ctx, slug) for slug in supporters.follows(session, me.number)],
        "muted": [_case(ctx, slug) for slug in supporters.muted(session, me.number)],
        "events": [
            {
                "event": _event(ctx, one.event),
                "starts": _moment(one.starts),
                "waiting": one.waiting,
                "role": one.role,
            }
            | {"brought": one.letters}
            for one in rsvps.mine(session, me.number)
        ],
        "letters": [
            {
                "case": _case(ctx, case),
                "mission": mission,
                "day": _moment(at),
                "reply": reply,
                "asked": _moment(ask_at),
            }
            for case, mission, at, reply, ask_at in supporters.my_letters(session, me.number)
        ],
        "drafts": [
            {"draft": one.kind, **one.value}
            for one in conversation_state.all_of(session, ctx.sealer, me.number, ctx.now)
        ],
        "messages": [
            str(one) for one in supporters.sent_ids(session, ctx.sealer, me.number, ctx.now)
        ],
        "question": team_inbox.current(session, me.number) is not None,
        "role": ctx.words.text(f"team.role.{ctx.role.value}") if ctx.role else None,
    }


def _moment(stamp: int | None) -> datetime | None:
    return datetime.fromtimestamp(stamp, UTC) if stamp is not None else None


def _digest(ctx: Context) -> str:
    me = ctx.me
    rhythm = ctx.words.text(f"updates.set_{me.digest}")
    return rhythm if me.digest == Rhythm.OFF else f"{rhythm}, {me.digest_hour:02d}:00"


def _case(ctx: Context, slug: str) -> str:
    case = ctx.campaign.case(slug)
    ctx.speaks_of(slug)
    return ctx.campaign.words(case.texts, ctx.reads)[0].title if case else slug


def _event(ctx: Context, slug: str) -> str:
    event = ctx.campaign.event(slug)
    return ctx.campaign.words(event.texts, ctx.reads)[0].title if event else slug


def _lines(
    ctx: Context, values: Mapping[str, Value], indent: str = "", place: str = "mydata"
) -> Iterator[str]:
    """One line for each name; what has parts continues below it. A draft's fields have names of
    their own.
    """
    for name, value in values.items():
        key = f"{place}.{name}"
        label = ctx.words.text(key) if ctx.words.has(key) else name
        if not isinstance(value, Mapping | list | tuple) or not value:
            yield f"{indent}{label}: {_written(ctx, value)}"
            continue
        yield f"{indent}{label}:"
        parts: list[Any] = [value] if isinstance(value, Mapping) else list(value)
        for part in parts:
            if isinstance(part, Mapping):
                yield from _lines(
                    ctx, part, indent + INDENT, "mydata.drafts" if name == "drafts" else place
                )
            else:
                yield f"{indent}{INDENT}{_written(ctx, part)}"


def _written(ctx: Context, value: Value) -> str:
    match value:
        case bool():
            return ctx.words.text("mydata.yes" if value else "mydata.no")
        case datetime():
            zone = ctx.me.zone or "UTC"
            return f"{when(value, zone, ctx.language)} ({zone})"
        case None | "" | [] | ():
            return ctx.words.text("mydata.nothing")
        case _:
            return str(value)
