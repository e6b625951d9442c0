"""The running program: what beats, speaks to Telegram and to whoever runs it.

app.py         where everything is wired
clock.py       the only clock
contact.py     passes words on between supporters and the team's group, through the lanes
feed_fetch.py  reads a feed's address without being led into the own network
feeds.py       reads the team's feeds when they are due and tells the team what was found
jobs.py        scheduled work
logs.py        logs without a token and without people
loop.py        the event loop under the running bot
modes.py       who may read what the bot keeps: its owner alone (SAFETY, threat 36)
settings.py    frozen settings
startup.py     from settings to a bot that can run
commands/      the command line: `appealbot` and what can be said to it
delivery/      messages to many on their way out
foreign/       the worker process, in which everything is read that others wrote
rehearsal/     a stand-in for Telegram on this machine: the bot and people who do not exist, for
               trying things out
telegram/      the wire to Telegram: connections, calls, updates in and replies out
"""

import os
import warnings

os.environ.setdefault("PTB_TIMEDELTA", "1")  # python-telegram-bot gives times to wait as timedelta
# Calls go through Bot.do_api_request on purpose: one shape for all methods, and no Message object
# built per send.
warnings.filterwarnings("ignore", message="Please use 'Bot\\.")
