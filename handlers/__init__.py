"""What a person says and what they get back: plain functions of a Context, one package
a conversation.

contact.py       writing to the team
context.py       what a handler is given
dispatch.py      update -> route -> reply
home.py          the first minute
incoming.py      what of an update is read
lists.py         long lists: pages, and the search by typed words
mydata.py        everything stored about a person
privacy.py       what is kept, why and how long; a person's own data in a file; erasure
route.py         what a route is, and what menus and the help say of it
routes.py        the whole bot on one screen
screen_words.py  typed words that name a screen, in any of the languages
zones.py         the short list of time zones
cases/           cases: what happened, what may be done about it
events/          protests and vigils
letters/         writing a letter, from the first question to what comes after it
team/            the team's conversations
updates/         what reaches a person and when
"""
