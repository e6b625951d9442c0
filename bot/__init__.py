"""The running program.

cli.py        the commands          settings.py  frozen settings        app.py     where everything is wired
polling.py    updates in            replies.py   answers out            rendering.py  values -> Bot API parameters
clock.py      the only clock        jobs.py      scheduled work         delivery/  messages to many
rehearsal/    a local Telegram with people in it
"""
