"""Writing a letter, from the first question to what comes after it.

draft.py     what the open letter has learnt        flow.py      way in, back and out; stores and shows
asking.py    the questions' screens                 choosing.py  the screens to choose an office
office.py    the office: from the list, near, by name
writing.py   answers: language, points, words, name preview.py   the letter as it will go out
changing.py  what else can be changed           copying.py   address, subject and text to copy
checks.py    what to look at before it goes out     printing.py  what stands around it on paper
handover.py  every way to the office                after.py     counted, forgotten, thanked
protest.py   the event near the office              bringing.py  handing in there
replies.py   did they reply? and who is written to next
"""

from handlers.letters.after import sent
from handlers.letters.bringing import bring
from handlers.letters.changing import changes
from handlers.letters.copying import as_text
from handlers.letters.draft import KIND
from handlers.letters.flow import begin, cancel, choose_case, discard, resume
from handlers.letters.handover import as_mail, as_pdf, by_phone, hand_over, read_whole
from handlers.letters.office import country, mission, more, near
from handlers.letters.replies import again, climb, ministry, quiet, replied
from handlers.letters.writing import answer, edited, language, point, question, skip, step

__all__ = [
    "KIND", "again", "answer", "as_mail", "as_pdf", "as_text", "begin", "bring", "by_phone", "cancel", "changes",
    "choose_case",
    "climb", "country", "discard", "edited", "hand_over", "language", "ministry", "mission", "more", "near", "point",
    "question", "quiet", "read_whole", "replied", "resume", "sent", "skip", "step",
]  # fmt: skip
