"""What no text may tell of a person, and how it is found.

careful.py          words that a text about protected people should rarely hold
handles.py          ways to write to one person on a messenger
kept_back.py        what a case withholds, found in any text
name_lists.py       the words by which names of people are known
names_chinese.py    names of people in Chinese signs
names_elsewhere.py  names of people in other scripts, as far as their shape tells
names_korean.py     names of people in Korean letters
names_latin.py      names of people in Latin letters
person_names.py     names of people in a letter, whoever they are
private_details.py  details that no text about protected people may hold and that a machine can
                    know: how to reach or find somebody
protected_texts.py  which words of a part are looked at where the people of a case are protected
small_places.py     places below the province in a text about a minor
"""
