"""Taking a pack or a language back in: asked for, read whole, shown as a difference, then drafts in
one transaction.
"""

from __future__ import annotations

import base64

from content.errors import NotAllowed, UserError
from content.language.languages import own_name
from content.pack import import_file
from content.pack.diff import Change
from content.pack.import_file import Brought, PackFile
from content.pack.problems import Problem
from content.pack.reader import FILE_LIMIT
from content.permissions import Permission, Role
from content.text.markup import Rich, bold, lines, paragraphs, quote
from content.text.messages import Keep, Reply, Screen, Show, Toast
from handlers.context import Context
from handlers.team.confirmation import fresh, number
from handlers.team.desk import desk
from storage.engine.times import seconds
from storage.library import import_drafts, revisions
from storage.library.import_drafts import Replacement
from storage.people import audit, conversation_state

KIND = "import"
LIMIT = FILE_LIMIT
SHOWN, LONGEST = 12, 300


def start(ctx: Context) -> Reply:
    """Asks for the file."""
    conversation_state.put(ctx.session, ctx.sealer, ctx.me.number, KIND, {}, ctx.now, awaiting=True)
    about = "packs.import_help" if ctx.us.may(Permission.WRITE) else "packs.import_po_help"
    text = paragraphs(bold(ctx.words("packs.import_title")), ctx.words(about))
    return (Show(Screen(text, ((ctx.button("button.back", "pack.export"),),))),)


def answer(ctx: Context) -> Reply:
    """What the file would change, or why it cannot be used; the question stays open for another
    one.
    """
    document, body = ctx.incoming.document, ctx.incoming.content
    if document is None:
        return _again(ctx, UserError("packs.send_file"))
    if body is None:
        return _again(
            ctx, UserError("packs.too_large" if document.size > LIMIT else "packs.not_fetched")
        )
    try:
        brought = _read(ctx, body)
    except NotAllowed:
        raise
    except UserError as refused:
        audit.note(ctx.session, ctx.me.number, "import", refused.key, ctx.now, allowed=False)
        return _again(ctx, refused)
    if brought.problems:
        return (Keep(_problems(ctx, brought)),)
    if not brought.changes:
        return _again(ctx, _nothing(brought))
    value = {"file": base64.b64encode(body).decode(), "version": revisions.newest(ctx.session)}
    revision = conversation_state.put(
        ctx.session, ctx.sealer, ctx.me.number, KIND, value, ctx.now
    ).revision
    return (Keep(_question(ctx, brought, revision)),)


def _nothing(brought: Brought) -> UserError:
    """Why a file changes nothing."""
    if brought.fuzzy or brought.older:
        return UserError("packs.only_unsure", count=brought.fuzzy + brought.older)
    return UserError("packs.only_lists" if brought.lists else "packs.no_change")


def _read(ctx: Context, body: bytes) -> Brought:
    """What the file brings, read elsewhere; NotAllowed for a pack or a language that is not the
    speaker's to change.
    """
    if import_file.is_zip(body) and not ctx.us.may(Permission.WRITE):
        raise NotAllowed
    brought = ctx.elsewhere(PackFile(body, ctx.campaign, ctx.now.date()))
    if brought.language and not _translates(ctx, brought.language):
        raise NotAllowed
    return brought


def _translates(ctx: Context, language: str) -> bool:
    return (
        language in ctx.us.languages
        if ctx.role is Role.TRANSLATOR
        else ctx.us.may(Permission.WRITE)
    )


def _again(ctx: Context, why: UserError) -> Reply:
    """The reason in a sentence; another file can be sent at once."""
    text = paragraphs(bold(ctx.words("packs.import_title")), ctx.words(why.key, None, **why.values))
    return (Keep(Screen(text, ((ctx.button("button.back", "pack.export"),),))),)


def _problems(ctx: Context, brought: Brought) -> Screen:
    told = [_problem(ctx, problem)[:LONGEST] for problem in brought.problems[:SHOWN]]
    rest = len(brought.problems) - len(told)
    text = paragraphs(
        bold(ctx.words("packs.problems", n=len(brought.problems))),
        quote(lines(*told), expandable=True),
        ctx.words("packs.more", n=rest) if rest else None,
        ctx.words("packs.put_right"),
    )
    return Screen(text, ((ctx.button("button.back", "pack.export"),),))


def _problem(ctx: Context, problem: Problem) -> str:
    """Where it is and what to do, in the person's language where the catalogue has a sentence for
    it.
    """
    if not problem.key:
        return str(problem)
    return (
        f"{problem.file}:{problem.line}:"
        f" {ctx.words.text(problem.key, None, **dict(problem.values))}"
    )


def _question(ctx: Context, brought: Brought, revision: int) -> Screen:
    """What would change, in numbers and piece by piece, and what is not touched."""
    told = [_line(ctx, change) for change in brought.changes[: 2 * SHOWN]]
    rest = len(brought.changes) - len(told)
    drafts_now = revisions.drafted(ctx.session)
    drafted = sum((part.kind, part.slug) in drafts_now for part in brought.bodies)
    text = paragraphs(
        bold(ctx.words("packs.apply_title", n=len(brought.bodies))),
        quote(lines(*told), expandable=True),
        ctx.words("packs.more", n=rest) if rest else None,
        lines(
            ctx.words("packs.kept", n=brought.kept) if brought.kept else None,
            ctx.words("packs.examples", n=brought.examples) if brought.examples else None,
            ctx.words("packs.over_drafts", n=drafted) if drafted else None,
            ctx.words("packs.lists", n=brought.lists) if brought.lists else None,
            ctx.words("packs.fuzzy", n=brought.fuzzy) if brought.fuzzy else None,
            ctx.words("packs.older", n=brought.older) if brought.older else None,
        )
        or None,
        ctx.words("packs.apply_help"),
    )
    yes = ctx.button("packs.apply", "import.apply", revision, seconds(ctx.now), style="primary")
    no = ctx.button("packs.leave", "import.discard", style="danger")
    return Screen(text, ((yes,), (no, ctx.button("button.back", "pack.export"))))


def _line(ctx: Context, change: Change) -> Rich:
    """One piece: what it is, in which language, what becomes of it, which fields differ."""
    what = ctx.words.text(f"packs.kind_{change.kind}", slug=change.slug)
    language = own_name(change.language)
    where = ctx.words.text("packs.in_language", what=what, language=language) if language else what
    how = ctx.words.text(f"packs.how_{change.how}")
    return ctx.words("packs.change", how=how, what=where, fields=", ".join(change.fields) or "–")


def apply(ctx: Context, revision: str, asked: str) -> Reply:
    """Makes drafts of everything that differs, all of it or nothing; too late or changed meanwhile:
    asks again.
    """
    stored = conversation_state.get(ctx.session, ctx.sealer, ctx.me.number, KIND, ctx.now)
    if stored is None or "file" not in stored.value:
        raise UserError("team.nothing")
    brought = _read(ctx, base64.b64decode(stored.value["file"]))
    newer = stored.value["version"] != revisions.newest(ctx.session)
    if number(revision) != stored.revision or newer or not fresh(ctx, asked):
        value = stored.value | {"version": revisions.newest(ctx.session)}
        now = conversation_state.put(
            ctx.session, ctx.sealer, ctx.me.number, KIND, value, ctx.now
        ).revision
        return (
            Toast(ctx.words.text("team.expired"), alert=True),
            Show(_question(ctx, brought, now)),
        )
    made = ctx.beforehand(Replacement(brought.bodies, brought.language, ctx.us, ctx.now))
    import_drafts.store(ctx.session, made, ctx.us, ctx.now)
    conversation_state.drop(ctx.session, ctx.me.number, KIND)
    audit.note(
        ctx.session,
        ctx.me.number,
        "import",
        f"{brought.language or 'pack'} {len(brought.bodies)}",
        ctx.now,
    )
    text = paragraphs(
        bold(ctx.words("packs.applied", n=len(brought.bodies))), ctx.words("packs.applied_help")
    )
    rows = ((ctx.button("team.open", "team.desk", style="primary"),),)
    return (Toast(ctx.words.text("packs.applied", n=len(brought.bodies))), Show(Screen(text, rows)))


def discard(ctx: Context) -> Reply:
    """Throws the file away."""
    conversation_state.drop(ctx.session, ctx.me.number, KIND)
    return (Toast(ctx.words.text("packs.left")), *desk(ctx))
