"""What is kept, why and how long; a person's own data in a file; erasure."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from content.errors import Gone
from content.markup import bold, lines, paragraphs, quote
from content.messages import Delete, File, Keep, Reply, Screen, Show
from handlers.context import Context
from storage import contact, drafts, supporters

KEPT = ("chat", "settings", "follows", "rsvps", "letters", "draft", "inbox", "contact", "messages")
DRAFTS = ("letter", "update", "zone")
FRESH = 3600  # seconds in which the confirmation of erasure holds
BATCH = 100  # messages that one deleteMessages takes (Bot API)


def privacy(ctx: Context, _rest: str = "") -> Reply:
    """What is kept and what Telegram can see, folded, with the ways to export and erase."""
    words = ctx.words
    kept = lines(bold(words("privacy.kept_title")), *(words(f"privacy.kept.{name}") for name in KEPT))
    truth = paragraphs(bold(words("privacy.truth_title")), words("privacy.truth"))
    text = paragraphs(
        bold(words("privacy.title")),
        words("privacy.short"),
        quote(kept, expandable=True),
        quote(truth, expandable=True),
    )
    rows = (
        (ctx.button("privacy.export", "mydata", style="primary"),),
        (ctx.button("privacy.forget", "forgetme", style="danger"),),
        (ctx.button("button.home", "home"),),
    )
    return (Show(Screen(text, rows)),)


def mydata(ctx: Context, _rest: str = "") -> Reply:
    """Everything stored about the person, in a file of plain words."""
    body = json.dumps(_everything(ctx), ensure_ascii=False, indent=2).encode()
    return (File("my-data.json", "application/json", body, caption=ctx.words("privacy.export_help")),)


def _day(stamp: int | None) -> str | None:
    return datetime.fromtimestamp(stamp, UTC).isoformat() if stamp is not None else None


def _everything(ctx: Context) -> dict[str, object]:
    me, session = ctx.me, ctx.session
    found = {kind: drafts.get(session, ctx.sealer, me.number, kind, ctx.now) for kind in DRAFTS}
    return {
        "telegram_chat_id": ctx.incoming.chat_id,
        "row_number": me.number,
        "first_seen": _day(me.created_at),
        "language": me.language,
        "time_zone": me.zone,
        "country": me.country,
        "alerts": me.alerts,
        "digest": {
            "rhythm": me.digest,
            "hour": me.digest_hour,
            "weekday": me.digest_weekday,
            "next": _day(me.digest_due),
        },
        "paused_until": "until you come back" if me.paused_until == supporters.FOREVER else _day(me.paused_until),
        "cases_followed": supporters.follows(session, me.number),
        "cases_muted": supporters.muted(session, me.number),
        "events_you_come_to": [
            {"event": slug, "starts": _day(at)} for slug, at in supporters.rsvps(session, me.number)
        ],
        "letters_sent": [
            {"case": case, "to": mission, "day": _day(at), "reply": reply or None, "next_question": _day(ask_at)}
            for case, mission, at, reply, ask_at in supporters.my_letters(session, me.number)
        ],
        "open_drafts": {kind: one.value for kind, one in found.items() if one},
        "bot_messages_of_the_last_48_hours": supporters.sent_ids(session, ctx.sealer, me.number, ctx.now),
        "question_to_the_team": bool(contact.current(session, me.number)),
        "role_in_the_team": ctx.role.value if ctx.role else None,
    }


def forgetme(ctx: Context, _rest: str = "") -> Reply:
    """Asks once more, as nothing can be brought back."""
    yes = ctx.button("privacy.forget_yes", "forget", int(ctx.now.timestamp()), style="danger")
    text = paragraphs(bold(ctx.words("privacy.forget_title")), ctx.words("privacy.forget_help"))
    return (Show(Screen(text, ((yes,), (ctx.button("button.back", "privacy"),)))),)


def forget(ctx: Context, asked: str) -> Reply:
    """Erases the person at once, with the bot's messages of the last 48 hours."""
    if not asked.isdecimal() or len(asked) > 11:
        raise Gone
    if not 0 <= ctx.now.timestamp() - int(asked) <= FRESH:
        return forgetme(ctx)
    ids = supporters.sent_ids(ctx.session, ctx.sealer, ctx.me.number, ctx.now)
    supporters.erase(ctx.session, ctx.me.number)
    batches = (Delete(tuple(ids[at : at + BATCH])) for at in range(0, len(ids), BATCH))
    text = paragraphs(bold(ctx.words("privacy.gone_title")), ctx.words("privacy.gone"))
    return (*batches, Keep(Screen(text)))
