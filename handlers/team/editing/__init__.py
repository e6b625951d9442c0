"""Editing by chat: one conversation for every kind of content.

place.py       which part and field a button names, who may change it      listing.py   kinds, and the parts of a kind
thing.py       a part: its state, its languages, its fields                typing.py    a field, its answer, keep
beginning.py   new parts, and the commands that name one                   looking.py   findings, previews, publishing
planning.py    publishing at a moment: asked, shown back, listed           history.py   versions, undo, restore
unsaved.py     what was typed and not kept yet: one sealed draft
"""

from handlers.team.editing.beginning import begin, edit, new_case, new_event, new_update, publish_named, unpublish_named
from handlers.team.editing.history import back, discard, listed, restore, undo, undo_mine, version
from handlers.team.editing.listing import kinds, parts
from handlers.team.editing.looking import inert, look, preview, publish, show_preview, unpublish
from handlers.team.editing.planning import ask_when, keep_plan, plans, withdraw_plan
from handlers.team.editing.thing import section, thing
from handlers.team.editing.typing import answer, cancel, choose, clear, edited, keep, open_field, overwrite

__all__ = [
    "answer", "ask_when", "back", "begin", "cancel", "choose", "clear", "discard", "edit", "edited", "inert", "keep",
    "keep_plan", "kinds", "listed", "look", "new_case", "new_event", "new_update", "open_field", "overwrite", "parts",
    "plans", "preview", "publish", "publish_named", "restore", "section", "show_preview", "thing", "undo", "undo_mine",
    "unpublish", "unpublish_named", "version", "withdraw_plan",
]  # fmt: skip
