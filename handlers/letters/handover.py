"""Every way a letter can reach its office; never with words that a case withholds."""

from __future__ import annotations

from dataclasses import replace

from content.documents import eml
from content.errors import Gone
from content.language import i18n
from content.letters import composer
from content.missions.mission import Mission
from content.missions.names import mission_name, short_name
from content.notices.followups import instead
from content.text.markup import Rich, bold, lines, paragraphs, split
from content.text.messages import Button, File, Keep, Reply, Screen, Show, data
from handlers.context import Context
from handlers.letters import checks
from handlers.letters.draft import Writing, at, composed, letters_of, office_of, opened, tongues
from handlers.letters.flow import current
from handlers.letters.preview import shown
from handlers.letters.print_layout import left_out, paper_for, printed
from handlers.letters.protest import event_near
from storage.delivery import followups

PAPERS = ("a4", "us-letter")


def held_back(ctx: Context, revision: str) -> Reply | None:
    """What is shown instead: the present state for an old button, what blocks the letter; None if
    it may go out.
    """
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    if found := checks.blocking(ctx, writing):
        return (Show(checks.screen(ctx, writing, int(revision), found)),)
    return None


def hand_over(ctx: Context, revision: str, choice: str = "") -> Reply:
    """Every way this letter can reach its office; first what to look at, unless the writer has seen
    it.
    """
    if (writing := at(ctx, revision)) is None or writing.step != "preview":
        return current(ctx)
    found = (checks.blocking if choice == checks.ANYWAY else checks.findings)(ctx, writing)
    if found:
        return (Show(checks.screen(ctx, writing, int(revision), found)),)
    office = office_of(ctx, writing)
    text = paragraphs(
        bold(ctx.words("letter.hand_over_title")),
        where(ctx, office),
        ctx.words(f"letter.ways.{best(office)}"),
    )
    return (Show(Screen(text, _rows(ctx, writing, int(revision), office))),)


def best(office: Mission) -> str:
    """The way that is advised first: mail, post, form or phone; none when nothing is on record."""
    ways = {
        "mail": office.email,
        "post": office.address,
        "form": office.form,
        "phone": office.phone,
    }
    return next((name for name, known in ways.items() if known), "none")


def _rows(
    ctx: Context, writing: Writing, revision: int, office: Mission
) -> tuple[tuple[Button, ...], ...]:
    """The best way first and alone, then the others, then that it went out; at most six."""
    main, *rest = _ways(ctx, writing, revision, office)
    pairs = (tuple(rest[at : at + 2]) for at in range(0, len(rest), 2))
    done = (ctx.button("letter.sent", "letter.sent", revision, style="success"),)
    return (
        (replace(main, style="primary"),),
        *pairs,
        done,
        (ctx.button("button.back", "letter.step", revision, "preview"),),
    )


def _ways(ctx: Context, writing: Writing, revision: int, office: Mission) -> list[Button]:
    mail = [
        ctx.button("letter.by_mail", "letter.as_text", revision),
        ctx.button("letter.mail_draft", "letter.as_mail", revision),
    ]
    text, page = (
        ctx.button("letter.text_to_copy", "letter.as_text", revision),
        ctx.button("letter.pdf", "letter.as_pdf", revision),
    )
    call = (
        [ctx.button("letter.call", "letter.by_phone", revision)]
        if office.phone and _spoken(ctx, writing)
        else []
    )
    form = [Button(ctx.words.text("letter.form"), url=office.form)] if office.form else []
    ways = {
        "mail": [*mail, page],
        "post": [page, text, *form, *call],
        "form": [text, *form, page, *call],
        "phone": [*call, text, page],
        "none": [*_others(ctx, revision, office), text, page],
    }[best(office)]
    bring = (
        [ctx.button("bring.button", "letter.bring", revision)]
        if event_near(ctx, writing, office)
        else []
    )
    return [*ways, *bring][:4]


def _others(ctx: Context, revision: int, office: Mission) -> tuple[Button, ...]:
    """The letter, as it is, to an office that can be reached instead."""
    found = instead(ctx.campaign, office, 1)
    labels = [
        (ctx.words.text("letter.write_to", mission=short_name(ctx.words, one)), one.slug)
        for one in found
    ]
    return tuple(Button(label, data("letter.mission", revision, slug)) for label, slug in labels)


def where(ctx: Context, office: Mission) -> Rich:
    """Addresses on record with the day they were checked, or that there are none."""
    words = ctx.words
    known = [
        # Alone in its line: beside Chinese words Telegram takes them for a part of the address.
        office.email,
        words("letter.post", address=office.address) if office.address else None,
        words("letter.phone", phone=office.phone) if office.phone else None,
    ]
    checked = words(
        "letter.verified",
        day=i18n.date_long(office.verified_on, ctx.language),
        source=office.source,
    )
    doubt = words("followup.doubtful") if followups.doubtful(ctx.session, office) else None
    return lines(bold(mission_name(words, office)), *known, checked, doubt)


def as_mail(ctx: Context, revision: str) -> Reply:
    """The letter as an unsent e-mail."""
    if (stop := held_back(ctx, revision)) is not None:
        return stop
    writing, _ = opened(ctx)
    letter, office = composed(ctx, writing), office_of(ctx, writing)
    body = eml.draft(office.email, letter.subject, letter.body)
    return (File("letter.eml", "message/rfc822", body, caption=ctx.words("letter.eml_help")),)


def as_pdf(ctx: Context, revision: str, choice: str = "") -> Reply:
    """The letter as pages to print, sign and post: on the paper of the office's country, or on the
    other one.
    """
    if (stop := held_back(ctx, revision)) is not None:
        return stop
    writing, _ = opened(ctx)
    paper = choice or paper_for(ctx, writing)
    if paper not in PAPERS:
        raise Gone
    made = printed(ctx, writing, paper)
    other = next(one for one in PAPERS if one != paper)
    rows = (
        (ctx.button(f"letter.paper.{other.replace('-', '_')}", "letter.as_pdf", revision, other),),
    )
    caption = lines(ctx.words("letter.pdf_help"), left_out(ctx, made))
    return (File("letter.pdf", "application/pdf", made.content, caption=caption, rows=rows),)


def read_whole(ctx: Context, revision: str) -> Reply:
    """The letter as the preview shows it, in messages of its own, as many as it needs."""
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    return tuple(Keep(Screen(piece)) for piece in split(shown(ctx, writing)))


def by_phone(ctx: Context, revision: str) -> Reply:
    """What to say on the telephone, in the letter's language, and the number."""
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    office, said = office_of(ctx, writing), _spoken(ctx, writing)
    if not office.phone or not said:
        raise Gone
    head = lines(
        bold(ctx.words("letter.call_title")), ctx.words("letter.phone", phone=office.phone)
    )
    return (Keep(Screen(paragraphs(head, said, ctx.words("letter.call_help")))),)


def _spoken(ctx: Context, writing: Writing) -> str:
    language = tongues(writing)[0]
    text = letters_of(ctx, writing).texts.get(language)
    return composer.say(text.phone, writing.seed, "phone", language) if text and text.phone else ""
