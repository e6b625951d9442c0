"""Texts as they are written, compared and shown.

emphasis.py     emphasis beside Chinese, Japanese and Korean letters
folding.py      texts as they are compared
markdown.py     rich text as the Markdown that `markup.from_markdown` reads back
markup.py       rich text: a string with Telegram's entities, made from Markdown
messages.py     what is said back: screens, buttons, files, pins, toasts
plainest.py     a screen in its plainest form, for a message that Telegram refused
route_codes.py  what stands for a route in a button
spreadsheet.py  cells of tables that people open with a spreadsheet
web_address.py  web addresses as Telegram takes them in links and buttons
"""
