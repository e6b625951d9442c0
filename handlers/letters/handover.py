"""Every way a letter can reach its office."""

from __future__ import annotations

from content import i18n
from content.documents import eml, envelope, pdf
from content.documents.links import mail_links
from content.markup import Rich, bold, lines, paragraphs, rich
from content.messages import Button, File, Keep, Reply, Screen, Show, Toast
from content.missions import Mission
from content.naming import mission_name
from handlers.context import Context
from handlers.letters.draft import Writing, at, composed, letters_of, office_of, tongues
from handlers.letters.flow import current
from storage import followups


def hand_over(ctx: Context, revision: str) -> Reply:
    """Every way this letter can reach its office."""
    if (writing := at(ctx, revision)) is None or writing.step != "preview":
        return current(ctx)
    office, letter = office_of(ctx, writing), composed(ctx, writing)
    links = mail_links(office.email, letter) if office.email else {}
    mail = [(Button(ctx.words.text("letter.open_in", site=site), url=link),) for site, link in links.items()]
    files = (ctx.button("letter.text_to_copy", "lt", revision), ctx.button("letter.mail_draft", "le", revision))
    back = (ctx.button("letter.pdf", "lf", revision),), (ctx.button("button.back", "l", revision, "preview"),)
    rows = ((ctx.button("letter.sent", "ls", revision, style="success"),), *mail, files, *back)
    text = paragraphs(bold(ctx.words("letter.hand_over_title")), where(ctx, office), ctx.words("letter.hand_over_help"))
    return (Show(Screen(text, rows)),)


def where(ctx: Context, office: Mission) -> Rich:
    """Addresses on record with the day they were checked, or what to do without one."""
    words = ctx.words
    known = [
        words("letter.email", email=office.email) if office.email else None,
        words("letter.post", address=office.address) if office.address else None,
        words("letter.phone", phone=office.phone) if office.phone else None,
    ]
    checked = words("letter.verified", day=i18n.date_long(office.verified_on, ctx.language), source=office.source)
    doubt = words("followup.doubtful") if followups.doubtful(ctx.session, office) else None
    if not any(known):
        return lines(bold(mission_name(words, office)), words("letter.no_address"), checked)
    return lines(bold(mission_name(words, office)), *known, checked, doubt)


def outside(ctx: Context, writing: Writing, paper: str) -> pdf.Outside:
    """Sender, address and paper of the letter to print."""
    office, texts = office_of(ctx, writing), letters_of(ctx, writing).texts
    blocks = {code: envelope.block(texts[code], code, office) for code in tongues(writing) if code in texts}
    return pdf.Outside(blocks, writing.name, paper)


def as_text(ctx: Context, revision: str) -> Reply:
    """The letter as a message to copy."""
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    letter = composed(ctx, writing)
    return (Keep(Screen(rich(letter.body))), Toast(ctx.words.text("letter.copy_toast")))


def as_mail(ctx: Context, revision: str) -> Reply:
    """The letter as an unsent e-mail."""
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    letter, office = composed(ctx, writing), office_of(ctx, writing)
    body = eml.draft(office.email, letter.subject, letter.body)
    return (File("letter.eml", "message/rfc822", body, caption=ctx.words("letter.eml_help")),)


def as_pdf(ctx: Context, revision: str) -> Reply:
    """The letter as a page to print, sign and post."""
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    page = pdf.letter(composed(ctx, writing), outside(ctx, writing, pdf.paper(office_of(ctx, writing).country)))
    return (File("letter.pdf", "application/pdf", page, caption=ctx.words("letter.pdf_help")),)
