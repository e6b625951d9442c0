"""Letters: from approved sentences to one person's letter.

bilingual_view.py  a letter as its writer sees it
checks.py          what to look at before a letter goes out
composer.py        puts a person's letter together
personal.py        how personal a letter is so far, and what would make it more so
sentences.py       letters: the campaign's approved sentences, each in several wordings
"""
