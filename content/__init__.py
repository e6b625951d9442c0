"""The campaign's words and rules, pure: value in, value out.

locales/ holds the catalogues, packs/ the bundled campaigns.

addresses.py     addresses of the open internet, told from those that lead inside
audiences.py     who a message goes to: a value that fits a button
campaign.py      a campaign as one value
cases.py         cases: who is in danger, what is asked, and what may be said about them
citing.py        how a source is cited, in a line: publisher, title where known, date
errors.py        what can go wrong, by text key
feed_reading.py  news feeds
foreign.py       what others wrote, read in a worker process only
model.py         what all parts of a campaign share
parts.py         the parts of a campaign by kind
permissions.py   roles and what they may do
publishing.py    what stands in the way of making a part public
statistics.py    statistics: figures over years, every one with its source
subjects.py      what a message tells of
documents/       what leaves Telegram: an unsent e-mail, a calendar file, a letter to print, a chart
events/          events: protests and vigils, when they take place, and what a person needs to know
                 to come
fields/          the fields of everything that the team edits, read off the models
language/        what differs from language to language: words, numbers, names of cities
letters/         letters: from approved sentences to one person's letter
missions/        addressees of letters: missions, other offices, and where they are
notices/         what people and the team are told, composed for one language
pack/            campaign packs: folders of files that are a campaign, checked
protection/      what no text may tell of a person, and how it is found
text/            texts as they are written, compared and shown
"""
