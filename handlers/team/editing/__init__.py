"""Editing by chat: one conversation for every kind of content.

correction.py      what becomes of the messages of news that was corrected
field_edit.py      a field, its answer, keep
history.py         versions, undo, restore
new_part.py        new parts, and the commands that name one
part_list.py       kinds, and the parts of a kind
part_screen.py     a part: its state, its languages, its fields
place.py           which part and field a button names, who may change it
publish_screen.py  findings, previews, publishing
schedule.py        publishing at a moment: asked, shown back, listed
unsaved.py         what was typed and not kept yet: one sealed draft
"""

from handlers.team.editing.correction import ask, correct
from handlers.team.editing.field_edit import (
    answer,
    cancel,
    choose,
    clear,
    edited,
    keep,
    open_field,
    overwrite,
)
from handlers.team.editing.history import back, discard, listed, restore, undo, undo_mine, version
from handlers.team.editing.new_part import (
    begin,
    edit,
    new_case,
    new_event,
    new_update,
    publish_named,
    unpublish_named,
)
from handlers.team.editing.part_list import kinds, parts
from handlers.team.editing.part_screen import section, thing
from handlers.team.editing.publish_screen import (
    inert,
    look,
    preview,
    publish,
    show_preview,
    unpublish,
)
from handlers.team.editing.schedule import ask_when, keep_plan, plans, withdraw_plan

__all__ = [
    "answer",
    "ask",
    "ask_when",
    "back",
    "begin",
    "cancel",
    "choose",
    "clear",
    "correct",
    "discard",
    "edit",
    "edited",
    "inert",
    "keep",
    "keep_plan",
    "kinds",
    "listed",
    "look",
    "new_case",
    "new_event",
    "new_update",
    "open_field",
    "overwrite",
    "parts",
    "plans",
    "preview",
    "publish",
    "publish_named",
    "restore",
    "section",
    "show_preview",
    "thing",
    "undo",
    "undo_mine",
    "unpublish",
    "unpublish_named",
    "version",
    "withdraw_plan",
]
