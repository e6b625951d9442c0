"""What the team is told of its news feeds."""

from __future__ import annotations

from content.language.i18n import Words
from content.text.markup import bold, lines, paragraphs
from content.text.messages import KEPT, Button, Screen, data


def compose_found(words: Words, count: int) -> Screen:
    """Tells the team that feeds had something about a case."""
    look = Button(words.text("feeds.look"), data(KEPT, "feed.suggestions"), style="primary")
    return Screen(
        paragraphs(bold(words("feeds.found", n=count)), words("feeds.never_by_itself")), ((look,),)
    )


def compose_broken(words: Words, host: str, why: str = "") -> Screen:
    """Tells the team once that a feed cannot be read, and why where it is known: private, large."""
    look = Button(words.text("feeds.open"), data(KEPT, "feed.list"), style="primary")
    return Screen(
        lines(
            bold(words("feeds.broken", host=host)),
            words(f"feeds.why_{why}" if why else "feeds.broken_help"),
        ),
        ((look,),),
    )
