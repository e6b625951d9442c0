"""The campaign as files: a pack for another bot or a backup, a catalogue for translators."""

from __future__ import annotations

from content.errors import Gone, NotAllowed
from content.language.languages import own_name
from content.permissions import Permission, Role
from content.text.markup import bold, paragraphs
from content.text.messages import Button, File, Reply, Screen, Show, data
from handlers.context import Context
from storage.library.export_files import PackFile, TranslationFile
from storage.people import audit


def export(ctx: Context) -> Reply:
    """What can be taken out: the whole campaign, or one language for translators."""
    text = paragraphs(bold(ctx.words("packs.export_title")), ctx.words("packs.export_help"))
    whole = (
        [(ctx.button("packs.whole", "pack.export_whole", style="primary"),)]
        if ctx.us.may(Permission.PUBLISH)
        else []
    )
    rows = [
        (
            Button(
                ctx.words.text("packs.language", language=own_name(code)),
                data("pack.export_language", code),
            ),
        )
        for code in _translated(ctx)
    ]
    last = (ctx.button("packs.import", "import.start"), ctx.button("button.back", "team.desk"))
    return (Show(Screen(text, (*whole, *rows, last))),)


def _translated(ctx: Context) -> list[str]:
    """Languages that are translated from the campaign's first; a translator's own ones only."""
    others = list(ctx.campaign.languages[1:])
    return (
        [code for code in others if code in ctx.us.languages]
        if ctx.role is Role.TRANSLATOR
        else others
    )


def export_pack(ctx: Context) -> Reply:
    """What is published, as the zip of a pack."""
    body = ctx.beforehand(PackFile())
    audit.note(ctx.session, ctx.me.number, "export", ctx.campaign.slug, ctx.now)
    return (
        File(
            f"{ctx.campaign.slug}.zip",
            "application/zip",
            body,
            caption=ctx.words("packs.whole_help"),
        ),
    )


def export_language(ctx: Context, language: str) -> Reply:
    """One language as a catalogue, what is missing first."""
    if language not in ctx.campaign.languages[1:]:
        raise Gone
    if language not in _translated(ctx):
        raise NotAllowed
    body = ctx.beforehand(TranslationFile(language))
    audit.note(ctx.session, ctx.me.number, "export", language, ctx.now)
    return (
        File(
            f"{ctx.campaign.slug}.{language}.po",
            "text/x-gettext-translation",
            body,
            ctx.words("packs.po_help"),
        ),
    )
