"""The wire to Telegram: connections, calls, updates in and replies out.

complaints.py     failures in sentences
connections.py    HTTP/1.1 to one server over kept connections
failures.py       why a request got no answer
flood.py          a flood from one person slows that person only
polling.py        updates in
proxies.py        the way through a proxy
rendering.py      values -> Bot API parameters
replies.py        answers out
transport.py      calls to Telegram
update_reader.py  from Telegram's updates, as JSON, to what handlers read
webhooks.py       another program's webhook
"""
