"""What stands around a letter that is printed."""

from __future__ import annotations

from unicodedata import category

from content.documents import envelope, pdf
from content.documents.typesetting import Made
from content.errors import UserError
from content.text.markup import Rich
from handlers.context import Context
from handlers.letters.draft import Writing, composed, letters_of, office_of, tongues

SIGNS = 12  # named in a sentence


def paper_for(ctx: Context, writing: Writing) -> str:
    """The paper of the writer's country if they have named it, else of the office's."""
    return pdf.paper(ctx.me.country or office_of(ctx, writing).country)


def outside(ctx: Context, writing: Writing, paper: str) -> pdf.Outside:
    """Sender, address and paper of the letter to print."""
    office, texts = office_of(ctx, writing), letters_of(ctx, writing).texts
    blocks = {
        code: envelope.block(texts[code], code, office)
        for code in tongues(writing)
        if code in texts
    }
    return pdf.Outside(blocks, writing.name, paper)


def printed(ctx: Context, writing: Writing, paper: str) -> Made:
    """The letter as a PDF on this paper; UserError if it could not be made now, or would show boxes
    for words.
    """
    try:
        made = ctx.elsewhere(pdf.letter(composed(ctx, writing), outside(ctx, writing, paper)))
    except UserError as undone:
        raise UserError("letter.not_printed") from undone
    if not made.content:
        raise UserError("letter.unprintable", signs=_named(made))
    return made


def left_out(ctx: Context, made: Made) -> Rich | None:
    """Which emoji and symbols the page lacks, if any."""
    return ctx.words("letter.left_out", signs=_named(made)) if made.missing else None


def _named(made: Made) -> str:
    """The signs that no font has, as one reads them: without what stands on, joins or
    colours them.
    """
    signs = [
        sign for sign in made.missing if category(sign)[0] not in "MC" and category(sign) != "Sk"
    ]
    more = "…" if len(signs) > SIGNS else ""
    return " ".join(signs[:SIGNS]) + more or " ".join(
        f"U+{ord(sign):04X}" for sign in made.missing[:SIGNS]
    )


def measured(ctx: Context, writing: Writing) -> bool:
    """Whether the letter stays on its page; also if it could not be measured: no letter waits for
    that.
    """
    try:
        return ctx.elsewhere(
            pdf.fits(composed(ctx, writing), outside(ctx, writing, paper_for(ctx, writing)))
        )
    except UserError:
        return True
