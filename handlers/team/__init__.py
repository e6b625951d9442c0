"""The team's conversations.

audience_choice.py  to whom: the audiences that a message can go to, each with how many they are
audit.py            what was done and refused
broadcast.py        sending to many
confirmation.py     confirmations that end after two minutes
deliveries.py       what is being sent
desk.py             the desk and claiming the bot
feeds.py            news feeds
group.py            the team's group
headline_text.py    a message of the team as a headline and a text below it
names.py            pseudonyms and roles in words
news.py             news for a case's followers
numbers.py          the team's numbers, as text and as a table for a spreadsheet; counts only
pack_import.py      taking a pack or a language back in
packs.py            the campaign as files
people.py           members, roles, invitations
safety.py           the two emergency brakes
second_person.py    what one person stopped goes on when two say so
sections.py         what the desk leads to: one line for each part
stand_down.py       stopping the letters about a case
upcoming.py         the next seven days
withheld_names.py   what a case keeps back
editing/            editing by chat: one conversation for every kind of content
"""

from handlers.team.desk import claim, desk
from handlers.team.news import answer, confirm, discard, edited, publish, skip, start, write
from handlers.team.safety import burn, drop, freeze_all, thaw

__all__ = [
    "answer",
    "burn",
    "claim",
    "confirm",
    "desk",
    "discard",
    "drop",
    "edited",
    "freeze_all",
    "publish",
    "skip",
    "start",
    "thaw",
    "write",
]
