"""The Bot API as the rehearsal speaks it, as strict as Telegram is.

call.py       one request to the Bot API: its arguments, whichever way they were sent
decoding.py   JSON as strictly as Telegram reads it (TDLib, json_decode)
door.py       the Bot API's door
editing.py    the methods that change and take away messages, and that answer presses
entities.py   text as Telegram takes it
errors.py     the answers that say no, in Telegram's words
keyboards.py  keyboards as Telegram takes them: what it refuses, cuts and keeps
limits.py     Telegram's limits: lengths, and how many messages a bot may send
methods.py    the Bot API's methods that the rehearsal knows
pictures.py   what Telegram takes as a photo
profile.py    the methods about the bot itself, its commands, chats and files
queue.py      what the bot has not yet fetched, and what the page has not yet shown
sending.py    the methods that send messages. What they share with editing
"""
