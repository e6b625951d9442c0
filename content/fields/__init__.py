"""The fields of everything that the team edits, read off the models.

One conversation serves every kind of content.

clock.py    the time of day in words
foreign.py  reading, left to the worker process
form.py     which fields a part has, and the form of each: a line, a day, a list, entries
moments.py  days and moments in words, with the zone that was named
reading.py  what a person sent becomes a field's value, or a sentence that says what to send instead
showing.py  a field's value as a person reads it, and as they could send it again
"""

from content.fields.form import Field, Form, Surroundings, companions, fields, skeleton
from content.fields.reading import Said, Unfit, read
from content.fields.showing import filled, label, show, typed

__all__ = [
    "Field",
    "Form",
    "Said",
    "Surroundings",
    "Unfit",
    "companions",
    "fields",
    "filled",
    "label",
    "read",
    "show",
    "skeleton",
    "typed",
]
