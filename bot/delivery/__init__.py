"""Messages to many on their way out.

circuit.py         a broadcast that Telegram keeps refusing is paused
corrections.py     edits messages whose news was corrected since
deletions.py       deletes what was sent about what was withdrawn since
engine.py          from the outbox to people
lanes.py           one limiter for the whole bot, pure
outage.py          when Telegram itself fails
plain_fallback.py  a screen said to one chat, once more in its plainest form where it is refused
sender.py          how one message reaches one person: a port, Telegram's way, a memory's way
sender_pool.py     what is claimed goes out, so many at once
"""
