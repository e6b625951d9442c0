"""What differs from language to language: words, numbers, names of cities.

cities.py     names of cities in the bot's languages, as far as CLDR has them
i18n.py       the bot's own words by key and language
languages.py  the languages of the bot
numbers.py    numbers about people as they may be told (SAFETY rule 8, threat 34)
typed.py      what people type, by language
"""
