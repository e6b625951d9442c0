"""The campaign's words and rules, pure: value in, value out.

foreign.py      what others wrote, read in a worker process only
markup.py       rich text: a string with Telegram's entities, made from Markdown
messages.py     what is said back: screens, buttons, files, pins, toasts
i18n.py         the bot's own words, by key and language
campaign.py     a campaign as one value; packs/ and reader.py read it from a folder
cases.py events.py sentences.py mission.py statistics.py    the parts of a campaign and their rules
kept_back.py   what a case withholds, found in any text
digests.py      alerts, reminders and digests composed for a language
permissions.py  roles and what they may do        errors.py  what can go wrong, by text key
documents/      what leaves Telegram: .eml, .ics, PDF, charts
"""
