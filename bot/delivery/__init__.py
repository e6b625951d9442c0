"""Messages to many: lanes.py (pure rate limiting), sender.py (port and Telegram), engine.py (outbox
-> sender).
"""
