"""What is kept, why and how long; a person's own data in a file; erasure."""

from __future__ import annotations

from content.errors import Gone
from content.text.markup import bold, lines, paragraphs, quote
from content.text.messages import Delete, File, Keep, Menu, Reply, Screen, Show, Toast
from handlers.context import Context
from handlers.mydata import report
from storage.people import supporters

KEPT = (
    "chat",
    "settings",
    "follows",
    "rsvps",
    "letters",
    "draft",
    "inbox",
    "contact",
    "messages",
    "copies",
)
ERASURE_SECONDS = 3600  # seconds in which the confirmation of erasure holds
DELETIONS_BATCH = 100  # messages that one deleteMessages takes (Bot API)


def privacy(ctx: Context) -> Reply:
    """What is kept and what Telegram can see, folded, with the ways to export and erase."""
    words = ctx.words
    kept = lines(
        bold(words("privacy.kept_title")), *(words(f"privacy.kept.{name}") for name in KEPT)
    )
    truth = paragraphs(bold(words("privacy.truth_title")), words("privacy.truth"))
    text = paragraphs(
        bold(words("privacy.title")),
        words("privacy.short"),
        quote(kept, expandable=True),
        quote(truth, expandable=True),
    )
    rows = (
        (ctx.button("privacy.export", "privacy.mydata", style="primary"),),
        (ctx.button("privacy.forget", "privacy.forgetme", style="danger"),),
        (ctx.button("button.home", "home.show"),),
    )
    return (Show(Screen(text, rows)),)


def mydata(ctx: Context) -> Reply:
    """Everything stored about the person, in a file of plain words in their language."""
    return (
        File("my-data.txt", "text/plain", report(ctx), caption=ctx.words("privacy.export_help")),
    )


def forgetme(ctx: Context) -> Reply:
    """Asks once more, as nothing can be brought back."""
    yes = ctx.button(
        "privacy.forget_yes", "privacy.forget", int(ctx.now.timestamp()), style="danger"
    )
    text = paragraphs(bold(ctx.words("privacy.forget_title")), ctx.words("privacy.forget_help"))
    return (Show(Screen(text, ((yes,), (ctx.button("button.back", "privacy.show"),)))),)


def forget(ctx: Context, asked: str) -> Reply:
    """Erases the person at once, with the bot's messages of the last 48 hours and the chat's own
    command menu.
    """
    if not asked.isdecimal() or len(asked) > 11:
        raise Gone
    if not 0 <= ctx.now.timestamp() - int(asked) <= ERASURE_SECONDS:
        return (Toast(ctx.words.text("toast.updated")), *forgetme(ctx))
    ids = supporters.sent_ids(ctx.session, ctx.sealer, ctx.me.number, ctx.now)
    supporters.erase(ctx.session, ctx.me.number)
    batches = (
        Delete(tuple(ids[at : at + DELETIONS_BATCH])) for at in range(0, len(ids), DELETIONS_BATCH)
    )
    text = paragraphs(bold(ctx.words("privacy.gone_title")), ctx.words("privacy.gone"))
    return (*batches, Menu(()), Keep(Screen(text)))
