"""The running program.

cli.py        the commands          settings.py  frozen settings        app.py     where everything is wired
transport.py  calls to Telegram     connections.py  HTTP/1.1           proxies.py  the way through a proxy
failures.py   what did not leave    complaints.py   failures in sentences  webhooks.py  another program's webhook
polling.py    updates in            replies.py   answers out            rendering.py  values -> Bot API parameters
clock.py      the only clock        jobs.py      scheduled work         delivery/  messages to many
rehearsal/    a local Telegram with people in it    foreign/  the worker process that reads what others wrote
"""

import os
import warnings

os.environ.setdefault("PTB_TIMEDELTA", "1")  # python-telegram-bot gives times to wait as timedelta
# Calls go through Bot.do_api_request on purpose: one shape for all methods, and no Message object
# built per send.
warnings.filterwarnings("ignore", message="Please use 'Bot\\.")
