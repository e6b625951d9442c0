"""What the team did and was refused, newest first, and as a file."""

from __future__ import annotations

from datetime import UTC, datetime

from content.language.i18n import when
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import File, Reply, Screen, Show
from handlers.context import Context
from handlers.team import names
from handlers.team.confirmation import number
from storage.engine.tables import Audit
from storage.people import audit as book

AUDIT_LINES = 10
COLUMNS = ("audit.at", "audit.member", "audit.action", "audit.detail", "audit.allowed")


def audit(ctx: Context, before: str = "") -> Reply:
    """A page of the audit: when, under which pseudonym, what, and whether it was allowed."""
    found = book.lines(
        ctx.session, before=number(before) if before else None, limit=AUDIT_LINES + 1
    )
    page = found[:AUDIT_LINES]
    text = paragraphs(
        bold(ctx.words("audit.title")),
        lines(*(_line(ctx, row) for row in page)),
        ctx.words("audit.help"),
    )
    older = (
        ((ctx.button("audit.older", "audit.show", page[-1].id or 0),),)
        if len(found) > AUDIT_LINES
        else ()
    )
    rows = (
        (ctx.button("audit.export", "audit.export", style="primary"),),
        *older,
        (ctx.button("button.back", "team.desk"),),
    )
    return (Show(Screen(text, rows)),)


def _line(ctx: Context, row: Audit) -> Rich:
    at = when(datetime.fromtimestamp(row.at, UTC), ctx.me.zone or "UTC", ctx.language)
    key = "audit.line" if row.allowed else "audit.line_refused"
    what = f"{_did(ctx, row.action)} {row.detail}".strip()
    return ctx.words(key, at=at, member=bold(names.alias(ctx.words, row.member)), what=what)


def _did(ctx: Context, action: str) -> str:
    """What was done, in words; a command or button that was refused stays as it is called."""
    key = f"audit.did.{action}"
    return ctx.words.text(key) if ctx.words.has(key) else action


def export(ctx: Context) -> Reply:
    """Every line as a CSV file, noted itself."""
    book.note(ctx.session, ctx.me.number, "audit-export", "", ctx.now)
    body = book.as_csv(ctx.session, [ctx.words.text(key) for key in COLUMNS])
    return (File("audit.csv", "text/csv", body, caption=ctx.words("audit.file")),)
