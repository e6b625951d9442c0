"""What stands around a letter that is printed."""

from __future__ import annotations

from content.documents import envelope, pdf
from handlers.context import Context
from handlers.letters.draft import Writing, letters_of, office_of, tongues


def paper_for(ctx: Context, writing: Writing) -> str:
    """The paper of the writer's country if they have named it, else of the office's."""
    return pdf.paper(ctx.me.country or office_of(ctx, writing).country)


def outside(ctx: Context, writing: Writing, paper: str) -> pdf.Outside:
    """Sender, address and paper of the letter to print."""
    office, texts = office_of(ctx, writing), letters_of(ctx, writing).texts
    blocks = {code: envelope.block(texts[code], code, office) for code in tongues(writing) if code in texts}
    return pdf.Outside(blocks, writing.name, paper)
