"""What the team is told when the bot wakes after an absence and something is overdue."""

from __future__ import annotations

from content.language.i18n import Words
from content.language.numbers import Headcount, counted
from content.text.markup import bold, paragraphs
from content.text.messages import KEPT, Button, Screen, data


def compose_absence(words: Words, waiting: Headcount) -> Screen:
    """That nothing overdue went out, how much waits, and the way to decide."""
    text = paragraphs(
        bold(words("absence.title")),
        words("absence.why"),
        counted(words, "safety.waiting", waiting),
        words("absence.twice"),
    )
    look = Button(words.text("absence.look"), data(KEPT, "safety.thaw"), style="primary")
    return Screen(text, ((look,),))
