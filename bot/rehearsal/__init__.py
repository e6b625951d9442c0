"""A stand-in for Telegram on this machine: the bot and people who do not exist, for trying things
out.
"""
