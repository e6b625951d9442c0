"""Writing a letter, from the first question to what comes after it.

after.py           counted, forgotten, thanked
answers.py         answers: language, points, words, name
change_screen.py   what else can be changed
checks.py          what to look at before it goes out
copy_text.py       address, subject and text to copy
draft.py           what the open letter has learnt
flow.py            way in, back and out; stores and shows
hand_in.py         handing in there
handover.py        every way to the office
office.py          the office: from the list, near, by name
office_screens.py  the screens to choose an office
preview.py         the letter as it will go out
print_layout.py    what stands around it on paper
protest.py         the event near the office
questions.py       the questions' screens
replies.py         did they reply? and who is written to next
"""

from handlers.letters.after import sent
from handlers.letters.answers import answer, edited, language, point, question, skip, step
from handlers.letters.change_screen import changes
from handlers.letters.copy_text import as_text
from handlers.letters.draft import KIND
from handlers.letters.flow import begin, cancel, choose_case, discard, resume
from handlers.letters.hand_in import bring
from handlers.letters.handover import as_mail, as_pdf, by_phone, hand_over, read_whole
from handlers.letters.office import country, mission, more, near
from handlers.letters.replies import again, climb, ministry, quiet, replied

__all__ = [
    "KIND",
    "again",
    "answer",
    "as_mail",
    "as_pdf",
    "as_text",
    "begin",
    "bring",
    "by_phone",
    "cancel",
    "changes",
    "choose_case",
    "climb",
    "country",
    "discard",
    "edited",
    "hand_over",
    "language",
    "ministry",
    "mission",
    "more",
    "near",
    "point",
    "question",
    "quiet",
    "read_whole",
    "replied",
    "resume",
    "sent",
    "skip",
    "step",
]
