"""What stands around a letter that is printed."""

from __future__ import annotations

from content.documents import envelope, pdf
from content.errors import UserError
from handlers.context import Context
from handlers.letters.draft import Writing, composed, letters_of, office_of, tongues


def paper_for(ctx: Context, writing: Writing) -> str:
    """The paper of the writer's country if they have named it, else of the office's."""
    return pdf.paper(ctx.me.country or office_of(ctx, writing).country)


def outside(ctx: Context, writing: Writing, paper: str) -> pdf.Outside:
    """Sender, address and paper of the letter to print."""
    office, texts = office_of(ctx, writing), letters_of(ctx, writing).texts
    blocks = {code: envelope.block(texts[code], code, office) for code in tongues(writing) if code in texts}
    return pdf.Outside(blocks, writing.name, paper)


def printed(ctx: Context, writing: Writing, paper: str) -> bytes:
    """The letter as a PDF on this paper; UserError if the pages could not be made now."""
    try:
        return ctx.elsewhere(pdf.letter(composed(ctx, writing), outside(ctx, writing, paper))).content
    except UserError as undone:
        raise UserError("letter.not_printed") from undone


def measured(ctx: Context, writing: Writing) -> bool:
    """Whether the letter stays on its page; also if it could not be measured: no letter waits for that."""
    try:
        return ctx.elsewhere(pdf.fits(composed(ctx, writing), outside(ctx, writing, paper_for(ctx, writing))))
    except UserError:
        return True
