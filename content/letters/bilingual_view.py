"""A letter as its writer sees it: each paragraph with the same one of another language below it."""

from __future__ import annotations

from content.letters.composer import Letter, side_by_side
from content.text.markup import Rich, bold, italic, join, lines


def view(letter: Letter, other: Letter | None) -> Rich:
    """Subject and paragraphs; those of the other language in italics. The writer's own words stand
    once.
    """
    if other is None:
        return lines(bold(letter.subject), "", letter.body)
    head = lines(bold(letter.subject), italic(other.subject))
    pairs = [
        lines(text, italic(said) if said else None) for text, said in side_by_side(letter, other)
    ]
    return join("\n\n", [head, *pairs])
