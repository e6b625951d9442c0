"""The rehearsal's people, chats and messages, and what they do.

acting.py    what people do, and the updates that the bot gets of it
arrivals.py  what arrived at the rehearsal's Telegram, call by call
chance.py    chance that can be repeated: the same seed gives the same luck
crowd.py     what becomes of many
model.py     the things a rehearsal is made of, and their way into a file and back
views.py     what the page and scripts are shown: plain JSON, made from Telegram's
world.py     the rehearsal's whole world
"""
