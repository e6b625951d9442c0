"""The campaign's content: what is public, every version, and what is kept back.

beforehand.py     what takes long to work out from content
editing.py        changing content
export_files.py   the published campaign as files
import_drafts.py  parts of a file become drafts, all of them or none
news_feeds.py     feeds the team reads, and what they suggest
part_index.py     what lists show of many parts
published.py      what is public: seeded from a pack, read as one campaign
revisions.py      the versions of each part of the content, read
timetable.py      when events take place, for lists of many
withheld.py       what cases keep back
"""
