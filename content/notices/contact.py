"""Questions to the team and answers from it: what each side sees. The team learns a number, never a
person.
"""

from __future__ import annotations

from content.language.i18n import Words
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import KEPT, Button, Screen, data

WORDS_CHARACTERS = 3000  # characters: with what stands around it, one message


def for_team(words: Words, number: int, thread: int, said: Rich) -> Screen:
    """A supporter's words as the team's group gets them."""
    text = paragraphs(lines(bold(_person(words, number)), said), words("contact.reply_here"))
    return Screen(text, ((Button(words.text("contact.end"), data("group.end", thread)),),))


def for_person(words: Words, thread: int, said: Rich) -> Screen:
    """The team's words as the supporter gets them."""
    answer = Button(words.text("contact.answer"), data(KEPT, "contact.ask"), style="primary")
    end = Button(words.text("contact.end"), data(KEPT, "contact.end", thread))
    return Screen(lines(bold(words("contact.from_team")), said), ((answer,), (end,)))


def maybe_for_team(words: Words, number: int, id: int) -> Screen:
    """Tells the team's group that words of a supporter may not have arrived."""
    show = Button(words.text("contact.show"), data("group.again", id), style="primary")
    return Screen(words("contact.maybe_team", person=_person(words, number)), ((show,),))


def maybe_for_person(words: Words, id: int) -> Screen:
    """Tells the supporter that words of the team may not have arrived."""
    show = Button(words.text("contact.show"), data(KEPT, "contact.again", id), style="primary")
    return Screen(words("contact.maybe_person"), ((show,),))


def ended_for_team(words: Words, number: int) -> Screen:
    """Tells the team's group that the conversation is over."""
    return Screen(words("contact.person_ended", person=_person(words, number)))


def ended_for_person(words: Words) -> Screen:
    """Tells the supporter that the team ended the conversation."""
    again = Button(words.text("contact.write_again"), data(KEPT, "contact.ask"))
    return Screen(words("contact.team_ended"), ((again,),))


def lost_group(words: Words) -> Screen:
    """Tells the owners that questions cannot reach the team's group."""
    return Screen(lines(bold(words("contact.group_lost")), words("contact.group_lost_help")))


def _person(words: Words, number: int) -> str:
    return words.text("contact.person", number=str(number))
