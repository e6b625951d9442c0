"""Addressees of letters: missions, other offices, and where they are.

database_diff.py  what a newer version of the open database would change in a pack's addressees
mission.py        addressees of letters
names.py          names of addressees in the reader's language
open_database.py  the open database of embassies (Wikidata, CC0) read into addressees
places.py         places: distances, the nearest missions, and names made comparable
search.py         finding an office by what a person types
"""
