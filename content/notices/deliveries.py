"""What the team is told about deliveries that met trouble."""

from __future__ import annotations

from content.language.i18n import Words, number
from content.language.numbers import Headcount
from content.text.markup import Rich, bold, paragraphs
from content.text.messages import KEPT, Button, Screen, data


def compose_circuit(words: Words, about: str, failed: Headcount, of: Headcount) -> Screen:
    """That a sending was paused because Telegram refuses most of it, and what to do."""
    counts = {"failed": failed.text(words.language), "of": of.text(words.language)}
    told = words("circuit.body", None, about=about, **counts)
    return _desk(words, "circuit.title", paragraphs(told, words("circuit.next")))


def compose_plain(words: Words, about: str, why: str) -> Screen:
    """That Telegram refused a message for its formatting, a button or its length, and how it went
    out instead.
    """
    told = words(f"plain.{why}", None, about=about)
    return _desk(words, "plain.title", paragraphs(told, words("plain.next")))


def compose_aside(words: Words, was: str) -> Screen:
    """That the bot ended twice at something that somebody sent or pressed, and that it was set
    aside.
    """
    what = (
        words.text(f"aside.{was}")
        if was in ("text", "file")
        else words.text("aside.button", None, route=was)
    )
    return _desk(
        words, "aside.title", paragraphs(words("aside.body", None, what=what), words("aside.next"))
    )


def compose_store(words: Words, seconds: int, full: bool) -> Screen:
    """That nothing could be stored for a while, why, and that nothing is lost."""
    why = words("store.full" if full else "store.locked")
    told = words("store.waited", None, seconds=number(seconds, words.language))
    return _desk(words, "store.title", paragraphs(told, why))


def compose_jump(words: Words, minutes: int) -> Screen:
    """That the machine's clock was moved, and what that means for what is planned."""
    key = "jump.forward" if minutes > 0 else "jump.back"
    told = words(key, None, minutes=number(abs(minutes), words.language))
    return _desk(words, "jump.title", paragraphs(told, words("jump.next")))


def _desk(words: Words, title: str, body: Rich) -> Screen:
    desk = Button(words.text("delivery.desk"), data(KEPT, "team.desk"), style="primary")
    return Screen(paragraphs(bold(words(title)), body), ((desk,),))
