"""The letter as text: address, subject and letter each copied by a touch, and mail sites that open
with them.
"""

from __future__ import annotations

from content.documents.links import mail_links, mail_starts
from content.letters.composer import Letter
from content.missions.mission import Mission
from content.text.markup import Rich, bold, lines, paragraphs, rich, split
from content.text.messages import KEPT, Button, Keep, Reply, Screen, Toast
from handlers.context import Context
from handlers.letters.draft import composed, office_of, opened
from handlers.letters.handover import held_back


def as_text(ctx: Context, revision: str) -> Reply:
    """The letter as messages to copy: address and subject, then the text in as many parts as it
    needs.
    """
    if (stop := held_back(ctx, revision)) is not None:
        return stop
    writing, _ = opened(ctx)
    letter = composed(ctx, writing)
    *parts, last = [piece.within("pre") for piece in split(rich(letter.body))]
    sent = ctx.button("letter.sent", KEPT, "letter.sent", revision, style="success")
    return (
        Keep(_head(ctx, office_of(ctx, writing), letter)),
        *(Keep(Screen(part)) for part in parts),
        Keep(Screen(last, ((sent,),))),
        Toast(ctx.words.text("letter.copy_toast")),
    )


def _head(ctx: Context, office: Mission, letter: Letter) -> Screen:
    """Where it goes and under which subject; the mail sites open with the whole letter if it fits
    their address.
    """
    begun = mail_starts(office.email, letter) if office.email else {}
    whole = mail_links(office.email, letter) if office.email else {}
    found = whole if len(whole) == len(begun) else begun
    help = "whole" if found is whole else "start"
    if not found:
        help = "only"
    text = paragraphs(
        bold(ctx.words("letter.copy_title")),
        lines(
            ctx.words("letter.email", email=_touched(office.email)) if office.email else None,
            ctx.words("letter.subject", subject=_touched(letter.subject)),
        ),
        ctx.words(f"letter.copy_{help}"),
    )
    sites = [
        Button(ctx.words.text("letter.open_in", site=site), url=link)
        for site, link in found.items()
    ]
    form = ((Button(ctx.words.text("letter.form"), url=office.form),),) if office.form else ()
    return Screen(text, (*(tuple(sites[at : at + 2]) for at in range(0, len(sites), 2)), *form))


def _touched(words: str) -> Rich:
    """Words that a touch copies."""
    return rich(words).within("code")
